"""What is decided on what is remembered is recorded only if nobody else recorded meanwhile."""

import asyncio
from typing import Any

import pytest

from contracts.canonical import GENESIS
from contracts.event import DomainEvent
from services._kit.decider import Decider, Refused
from services._kit.postgres import PostgresStore
from services._kit.recording import Head, head_of
from services._kit.store import Beside, Caused, EventStore, Moved, StoreUnavailable
from services._kit.writer import Aggregates
from tests.kit.conformance.test_writer import assert_chain, log_of, serving
from tests.kit.toy import Bench, Plan, State, decide, evolve, request, stream_of


async def test_whoever_repeats_what_is_refused_by_now_gets_the_first_answer(
    store: EventStore, bench: Bench
) -> None:
    def plan_once(command: Plan, state: State) -> list[DomainEvent]:
        if state.planned:
            raise Refused("planned", "该活动已在计划中。")
        return decide(command, state)

    strict = Aggregates({"activity": Decider("activity", State(), plan_once, evolve)}, stream_of)
    once = request(Plan("a-1"))
    async with serving(store, bench, strict) as writer:
        first = await writer.execute(once)
        again, another, _ = await asyncio.gather(
            *map(writer.execute, (once, request(Plan("a-1")), request(Plan("a-2")))),
            return_exceptions=True,
        )
    assert again == first._replace(repeated=True)
    assert isinstance(another, Refused)
    assert [envelope.activity for envelope in await log_of(store)] == ["a-1", "a-2"]


async def test_nothing_is_written_where_the_log_ends_elsewhere(
    store: EventStore, bench: Bench
) -> None:
    async def beside(connection: Any) -> None:
        await connection.execute("select 1")

    async with serving(store, bench) as writer:
        await writer.execute(request(Plan("a-1")))
    (first,) = await store.read(0, 10)
    for end in (Head(), head_of(first.envelope)._replace(hash=GENESIS)):
        beside_it: list[list[Beside]] = [[], [beside]]
        for rows in beside_it:
            with pytest.raises(Moved):
                await store.append(end, Caused(events=[first], beside=rows))
    assert await store.read(0, 10) == [first]


async def test_whoever_refreshes_knows_what_another_process_recorded(
    store: EventStore, another_store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer, serving(another_store, bench) as another:
        await another.execute(request(Plan("a-1")))
        before = writer.log_end
        await writer.refresh()
        assert (before, writer.log_end) == (0, 1)
    assert len(await log_of(store)) == 1


async def test_what_has_no_rows_beside_it_takes_one_trip_to_postgresql(
    postgres_store: PostgresStore, bench: Bench
) -> None:
    asked: list[str] = []

    async def beside(connection: Any) -> None:
        await connection.execute("select 1")

    async with serving(postgres_store, bench) as writer:
        await writer.execute(request(Plan("a-1")))
        assert postgres_store._writer is not None
        postgres_store._writer.add_query_logger(lambda it: asked.append(it.query.split()[0]))
        await writer.execute(request(Plan("a-2")))
        await writer.execute(request(Plan("a-3"))._replace(beside=beside))
        await asyncio.sleep(0)  # loggers are called by the loop
    assert asked == ["with", "begin", "with", "select", "commit"]


async def test_what_was_decided_on_facts_that_were_not_recorded_is_decided_again(
    store: EventStore, bench: Bench
) -> None:
    class Failing:
        """Loses its connection once, while the next commands are decided on what it was given."""

        lost = False

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def append(self, end: Head, caused: Caused) -> None:
            if not self.lost:
                self.lost = True
                await asyncio.sleep(0.05)
                raise StoreUnavailable("connection lost before the commit")
            await store.append(end, caused)

    async with serving(Failing(), bench) as writer:  # type: ignore[arg-type]
        plans = [writer.execute(request(Plan(f"a-{number}"))) for number in range(30)]
        again = [writer.execute(request(Plan(f"a-{number}"))) for number in range(30)]
        recorded = await asyncio.gather(*plans, *again)
    assert [len(it.events) for it in recorded] == [1] * 30 + [0] * 30
    log = await log_of(store)
    assert len(log) == 30
    assert_chain(log)

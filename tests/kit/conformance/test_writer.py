"""What every event store with the writer on top must do; run over the fake and the real one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from contracts.canonical import GENESIS
from contracts.envelope import Envelope
from services._kit.decider import Refused
from services._kit.recording import Head, Unpublishable
from services._kit.store import Caused, DataRejected, EventStore, StoreUnavailable
from services._kit.writer import Aggregates, Busy, KeyReused, Recorded, Writer
from tests.kit.toy import (
    AGGREGATES,
    PROGRAMME,
    Bench,
    Break,
    Cancel,
    Plan,
    State,
    request,
)

UNCHECKED = "a text with NUL \x00 that slipped past the edge"


@contextlib.asynccontextmanager
async def serving(
    store: EventStore, bench: Bench, aggregates: Aggregates = AGGREGATES
) -> AsyncIterator[Writer]:
    writer = Writer(store, aggregates, bench.clock, bench.origin)
    task = asyncio.create_task(writer.run())
    yield writer
    await writer.stop()
    await task


async def log_of(store: EventStore) -> list[Envelope]:
    return [it.envelope for it in await store.read(0, 10_000)]


def assert_chain(log: list[Envelope]) -> None:
    previous = GENESIS
    for position, envelope in enumerate(log, 1):
        assert envelope.sequence == position
        assert envelope.expected_hash(previous).hex() == envelope.hash
        previous = bytes.fromhex(envelope.hash)


async def test_positions_are_gapless_and_the_chain_verifies_under_concurrency(
    store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer:
        await asyncio.gather(
            *(writer.execute(request(Plan(f"a-{number}"))) for number in range(150))
        )
        assert writer.log_end == 150
    log = await log_of(store)
    assert len(log) == 150
    assert_chain(log)


async def test_event_ids_come_from_the_command_and_the_index(
    store: EventStore, bench: Bench
) -> None:
    command = uuid4()
    async with serving(store, bench) as writer:
        recorded = await writer.execute(request(Plan("a-1", follow=("a-2",)), id=command))
    assert [event.id for event in recorded.events] == [uuid5(command, "0"), uuid5(command, "1")]
    assert [event.position for event in recorded.events] == [1, 2]


async def test_the_same_id_gets_the_same_answer_and_no_new_fact(
    store: EventStore, bench: Bench
) -> None:
    command = uuid4()
    async with serving(store, bench) as writer:
        first = await writer.execute(request(Plan("a-1"), id=command, body=b"x"))
        again = await writer.execute(request(Plan("a-1"), id=command, body=b"x"))
    async with serving(store, bench) as fresh:
        later = await fresh.execute(request(Plan("a-1"), id=command, body=b"x"))
    assert first == Recorded(first.events, repeated=False)
    assert again == later == Recorded(first.events, repeated=True)
    assert len(await log_of(store)) == 1


async def test_the_same_id_with_another_body_is_refused(store: EventStore, bench: Bench) -> None:
    command = uuid4()
    async with serving(store, bench) as writer:
        await writer.execute(request(Plan("a-1"), id=command, body=b"x"))
        with pytest.raises(KeyReused):
            await writer.execute(request(Plan("a-2"), id=command, body=b"y"))
        reaction = await writer.execute(request(Plan("a-1"), id=command))
    assert reaction.repeated
    assert len(await log_of(store)) == 1


async def test_equal_ids_in_one_batch_share_one_result(store: EventStore, bench: Bench) -> None:
    command = uuid4()
    async with serving(store, bench) as writer:
        results = await asyncio.gather(
            *(writer.execute(request(Plan("a-1"), id=command, body=b"x")) for _ in range(5))
        )
    assert sorted(result.repeated for result in results) == [False, True, True, True, True]
    assert len({result.events for result in results}) == 1
    assert len(await log_of(store)) == 1


async def test_a_repeat_of_the_content_decides_nothing_and_is_remembered(
    store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer:
        await writer.execute(request(Plan("a-1")))
        assert await writer.execute(request(Plan("a-1"))) == Recorded((), repeated=False)


async def test_a_refusal_fails_its_command_alone_and_records_nothing(
    store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer:
        outcomes = await asyncio.gather(
            writer.execute(request(Plan("a-1"))),
            writer.execute(request(Cancel("a-2"))),
            writer.execute(request(Plan("a-3"))),
            return_exceptions=True,
        )
    assert isinstance(outcomes[1], Refused)
    assert outcomes[1].reason == "not_planned"
    assert [envelope.activity for envelope in await log_of(store)] == ["a-1", "a-3"]


async def test_an_exception_in_one_decide_fails_that_command_alone(
    store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer:
        outcomes = await asyncio.gather(
            writer.execute(request(Plan("a-1"))),
            writer.execute(request(Break())),
            writer.execute(request(Plan("a-3"))),
            return_exceptions=True,
        )
    assert isinstance(outcomes[1], RuntimeError)
    assert [envelope.activity for envelope in await log_of(store)] == ["a-1", "a-3"]


async def test_later_commands_of_a_batch_see_the_events_of_earlier_ones(
    store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer:
        await asyncio.gather(
            writer.execute(request(Plan("a-1"))), writer.execute(request(Cancel("a-1")))
        )
        assert writer.state(f"activity:{PROGRAMME}:a-1") == State(planned=True, cancelled=(None,))


async def test_a_value_the_store_rejects_fails_its_command_alone(
    store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer:
        await writer.execute(request(Plan("a-1")))
        outcomes = await asyncio.gather(
            writer.execute(request(Plan("a-2"))),
            writer.execute(request(Cancel("a-1", reason=UNCHECKED))),
            writer.execute(request(Plan("a-3"))),
            return_exceptions=True,
        )
        assert isinstance(outcomes[1], DataRejected)
        assert not (await writer.execute(request(Plan("a-4")))).repeated
    log = await log_of(store)
    assert [envelope.activity for envelope in log] == ["a-1", "a-2", "a-3", "a-4"]
    assert_chain(log)


async def test_recorded_at_never_goes_back(store: EventStore, bench: Bench) -> None:
    start = bench.clock.time
    async with serving(store, bench) as writer:
        await writer.execute(request(Plan("a-1")))
        bench.clock.time = start - timedelta(hours=1)
        await writer.execute(request(Plan("a-2")))
        bench.clock.time = start + timedelta(hours=1)
        await writer.execute(request(Plan("a-3")))
    times = [envelope.recorded_at for envelope in await log_of(store)]
    assert times == [start, start, start + timedelta(hours=1)]


async def test_what_cannot_be_published_is_never_committed(store: EventStore, bench: Bench) -> None:
    async with serving(store, bench) as writer:
        with pytest.raises(Unpublishable):
            await writer.execute(request(Plan("a-1", title="政" * 50_000)))
        with pytest.raises(Unpublishable):
            await writer.execute(request(Plan("a-1"))._replace(traceparent="跟踪"))
        assert not (await writer.execute(request(Plan("a-1")))).repeated
    assert len(await log_of(store)) == 1


async def test_two_writers_on_one_log_see_each_other(
    store: EventStore, another_store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as one, serving(another_store, bench) as two:
        await one.execute(request(Plan("a-1")))
        assert (await two.execute(request(Plan("a-1")))).events == ()
        await two.execute(request(Cancel("a-1")))
        await asyncio.gather(
            *(
                writer.execute(request(Plan(f"b-{index}-{number}")))
                for index, writer in enumerate((one, two))
                for number in range(40)
            )
        )
    log = await log_of(store)
    assert len(log) == 82
    assert_chain(log)


async def test_a_client_that_goes_away_does_not_disturb_the_others(
    store: EventStore, bench: Bench
) -> None:
    async with serving(store, bench) as writer:
        gone = asyncio.create_task(writer.execute(request(Plan("a-1"))))
        stays = asyncio.create_task(writer.execute(request(Plan("a-2"))))
        await asyncio.sleep(0)
        gone.cancel()
        assert len((await stays).events) == 1


async def test_a_full_queue_answers_busy(store: EventStore, bench: Bench) -> None:
    writer = Writer(store, AGGREGATES, bench.clock, bench.origin)
    waiting = [asyncio.create_task(writer.execute(request(Plan("a-1")))) for _ in range(1_000)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await writer.execute(request(Plan("a-1")))
    running = asyncio.create_task(writer.run())
    await asyncio.gather(*waiting)
    await writer.stop()
    await running


async def test_a_stop_finishes_the_commands_that_wait(store: EventStore, bench: Bench) -> None:
    writer = Writer(store, AGGREGATES, bench.clock, bench.origin)
    waiting = [asyncio.create_task(writer.execute(request(Plan(f"a-{n}")))) for n in range(300)]
    await asyncio.sleep(0)
    await writer.stop()
    with pytest.raises(Busy):
        await writer.execute(request(Plan("late")))
    await writer.run()
    assert len(await asyncio.gather(*waiting)) == 300


async def test_a_lost_connection_is_tried_again_and_the_answer_found(
    store: EventStore, bench: Bench
) -> None:
    class Lossy:
        """Commits, then loses the connection before saying so, once."""

        lost = False

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def append(self, end: Head, caused: Caused) -> None:
            await store.append(end, caused)
            self._lose()

        @contextlib.asynccontextmanager
        async def locked(self, ids: Sequence[UUID], after: int) -> AsyncIterator[object]:
            async with store.locked(ids, after) as known:
                yield known
            self._lose()

        def _lose(self) -> None:
            if not self.lost:
                self.lost = True
                raise StoreUnavailable("connection lost at commit")

    async with serving(Lossy(), bench) as writer:  # type: ignore[arg-type]
        recorded = await writer.execute(request(Plan("a-1")))
        assert recorded.repeated
        assert len(recorded.events) == 1
        assert writer.log_end == 1
        assert writer.state(f"activity:{PROGRAMME}:a-1") == State(planned=True)
    assert len(await log_of(store)) == 1


async def test_the_simulated_mark_rides_on_every_event(store: EventStore, bench: Bench) -> None:
    bench.origin.simulated = True
    async with serving(store, bench) as writer:
        await writer.execute(request(Plan("a-1")))
    (stored,) = await store.read(0, 10)
    assert stored.envelope.simulated
    assert stored.meta["simulated"] is True
    assert isinstance(stored.envelope.id, UUID)

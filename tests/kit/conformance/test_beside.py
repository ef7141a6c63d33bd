"""Rows that belong to a fact are committed with it, in the fake store and the real one."""

import asyncio

from contracts.registry import InvalidEvent
from services._kit.store import Beside, EventStore
from tests.kit.conformance.test_writer import log_of, serving
from tests.kit.toy import Bench, Plan, request


async def test_rows_beside_a_fact_are_written_only_with_it(store: EventStore, bench: Bench) -> None:
    written: list[str] = []

    def beside(name: str) -> Beside:
        async def write(_connection: object) -> None:
            written.append(name)

        return write

    first = request(Plan("a-1"))._replace(beside=beside("first"))
    same_fact = request(Plan("a-1"))._replace(beside=beside("nothing new"))
    async with serving(store, bench) as writer:
        await writer.execute(first)
        await writer.execute(first)
        await writer.execute(same_fact)
    assert written == ["first"]


async def test_rows_that_cannot_be_written_fail_their_own_command_alone(
    store: EventStore, bench: Bench
) -> None:
    async def fail(_connection: object) -> None:
        raise LookupError

    refused = request(Plan("a-1"))._replace(beside=fail)
    async with serving(store, bench) as writer:
        failed, _ = await asyncio.gather(
            writer.execute(refused), writer.execute(request(Plan("a-2"))), return_exceptions=True
        )
    assert isinstance(failed, LookupError)
    assert [envelope.activity for envelope in await log_of(store)] == ["a-2"]


async def test_what_cannot_be_read_back_fails_its_command_alone_and_is_no_newer_release(
    store: EventStore, bench: Bench
) -> None:
    async def unreadable(_connection: object) -> None:
        raise InvalidEvent("EventPlanned.v1: a title that its own model refuses")

    async with serving(store, bench) as writer:
        outcomes = await asyncio.gather(
            writer.execute(request(Plan("a-1"))),
            writer.execute(request(Plan("a-2"))._replace(beside=unreadable)),
            writer.execute(request(Plan("a-3"))),
            return_exceptions=True,
        )
        assert not writer.closing.is_set()
    assert isinstance(outcomes[1], InvalidEvent)
    assert [envelope.activity for envelope in await log_of(store)] == ["a-1", "a-3"]

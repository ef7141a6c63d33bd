"""Streams that are filled by the real relay, and a connection to them as a service has it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, cast

import asyncpg

from contracts.envelope import Envelope, Message, Written, parts_of
from services._kit.broker import Bus
from services._kit.recording import Origin
from services._kit.relay import Relay
from services._kit.settings import Settings
from services._kit.store import EventStore
from services._telemetry.measures import Measures
from services._web.pool import Pooled
from tests.bench.facts import Told
from tests.bench.harness import Given, Servers, expect


class Pages(Protocol):
    """What the relay wants of a log."""

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """At most so many facts beyond a position."""
        ...


class Log:
    """A log that is at hand."""

    def __init__(self, envelopes: Sequence[Envelope]) -> None:
        self._log = sorted(envelopes, key=lambda it: it.sequence)

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """At most so many facts beyond a position."""
        return [it.to_message() for it in self._log[after : after + limit]]


def settings(nats_url: str, dsn: str = "") -> Settings:
    """As a service on this machine has them."""
    return Settings(database_url=dsn, nats_url=nats_url, token_keys_file=Path("unused"))


@asynccontextmanager
async def connected(nats_url: str, service: str = "bench") -> AsyncIterator[Bus]:
    """A service's connection to NATS."""
    bus = Bus(settings(nats_url), service)
    await bus.broker.start()
    try:
        yield bus
    finally:
        await bus.stop()


async def filled(servers: Servers, logs: Mapping[str, int]) -> Given:
    """A nats-server whose streams hold so many facts of each service; and their last hashes."""
    told = {service: Told(service, facts) for service, facts in logs.items()}
    url = await published(servers, {service: (told[service], logs[service]) for service in logs})
    heads = {service: it.last.hash for service, it in told.items() if it.last is not None}
    return {"nats": url, "logs": dict(logs), "heads": heads}


async def published(servers: Servers, logs: Mapping[str, tuple[Pages, int]]) -> str:
    """The address of a nats-server to which the relay has published these logs."""
    url = servers.nats().url
    for service, (pages, facts) in logs.items():
        async with connected(url) as bus:
            store = cast(EventStore, pages)
            await relay_until(Relay(bus, store, _origin(service), Measures()), facts)
    return url


async def relay_until(relay: Relay, last: int) -> None:
    """Run a relay until the stream ends there."""
    running = asyncio.ensure_future(relay.run())
    while relay.stream_end < last:
        done, _ = await asyncio.wait({running}, timeout=0.005)
        expect(not done, "the relay ended")
    running.cancel()


async def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - another process makes it so
            await asyncio.sleep(0.01)


@asynccontextmanager
async def pool_of(dsn: str, size: int = 10) -> AsyncIterator[asyncpg.Pool]:
    """A service's pool of connections."""
    async with asyncpg.create_pool(dsn, min_size=1, max_size=size, connection_class=Pooled) as pool:
        yield pool


def _origin(service: str) -> Origin:
    return Origin(service, 1, simulated=False)


async def same_facts(pool: asyncpg.Pool, given: Given) -> None:
    """Every fact of the streams is in the table exactly once, and the last one is the last."""
    for service, many in given["logs"].items():
        row = await pool.fetchrow(
            "select count(*), count(distinct sequence), max(sequence),"
            " (select message from fact where service = $1 and sequence = $2)"
            " from fact where service = $1",
            service, many,
        )  # fmt: skip
        *found, wire = row or (None,)
        last = Written.of(parts_of(wire)[0]) if wire else None
        expect(
            (*found, last and last.hash) == (many, many, many, given["heads"][service]),
            f"{many} facts of {service} once each, found {found}",
        )

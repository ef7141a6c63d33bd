"""From the log to the stream: the position-locked relay against nats-py's ``publish_async``.

Both read the same messages of the same log, page by page, and fill an empty stream.
"""

import time
from typing import Any

from contracts.subjects import stream_name
from services._kit.postgres import PostgresStore
from services._kit.recording import Head, Origin, Stored, head_of
from services._kit.relay import Relay
from services._kit.store import Caused
from services._kit.streams import ensure_stream, event_at, last_sequence
from services._telemetry.measures import Measures
from tests.bench.facts import Told
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import connected, pool_of, relay_until

SERVICE = "registration"
ORIGIN = Origin(SERVICE, 1, simulated=False)
WINDOW = 1_000


async def prepare(servers: Servers) -> Given:
    """A log of registration in its database."""
    facts = 5_000 if servers.short else 40_000
    told = Told(SERVICE, facts)
    dsn = await servers.make_database(())
    async with pool_of(dsn) as pool:
        store, end = PostgresStore(dsn, pool, ORIGIN), Head()
        for after in range(0, facts, WINDOW):
            page = [
                Stored(it, f"activity:{it.programme}", it.sequence, {"actor": "public"})
                for it in await told.envelopes(after, WINDOW)
            ]
            await store.append(end, Caused(events=page))
            end = head_of(page[-1].envelope)
        await store.close()
    return {"dsn": dsn, "nats": servers.nats().url, "facts": facts, "head": end.hash.hex()}


async def ours(given: Given) -> Figures:
    """The relay, from an empty stream to the end of the log."""
    async with connected(given["nats"], SERVICE) as bus, pool_of(given["dsn"]) as pool:
        js = bus.client.jetstream()
        await _emptied(js)
        relay = Relay(bus, PostgresStore(given["dsn"], pool, ORIGIN), ORIGIN, Measures())
        begun = time.perf_counter()
        await relay_until(relay, given["facts"])
        seconds = time.perf_counter() - begun
        await _whole(js, given)
    return {"": given["facts"] / seconds}


async def publish_async(given: Given) -> Figures:
    """nats-py's own way, with at most so many acknowledgements outstanding."""
    async with connected(given["nats"], "peer") as bus, pool_of(given["dsn"]) as pool:
        js = bus.client.jetstream(publish_async_max_pending=WINDOW)
        await _emptied(js)
        store = PostgresStore(given["dsn"], pool, ORIGIN)
        begun, last = time.perf_counter(), 0
        while page := await store.messages(last, WINDOW):
            for it in page:
                await js.publish_async(it.subject, it.body, headers=it.headers)
            last = page[-1].sequence
        await js.publish_async_completed()
        seconds = time.perf_counter() - begun
        await _whole(js, given)
    return {"": given["facts"] / seconds}


async def _emptied(js: Any) -> None:
    if await last_sequence(js, stream_name(SERVICE, 1)) is not None:
        await js.delete_stream(stream_name(SERVICE, 1))
    await ensure_stream(js, SERVICE, 1)


async def _whole(js: Any, given: Given) -> None:
    stream, facts = stream_name(SERVICE, 1), given["facts"]
    expect(await last_sequence(js, stream) == facts, "the stream is as long as the log")
    _, head = await event_at(js, stream, facts)
    expect(head == given["head"], "the stream ends with the log's last fact")


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="relay",
        variants={"ours": ours, "nats-py publish_async": publish_async},
        measures=(Measure("facts/s", "nats-py publish_async", at_least=2.5),),
        prepare=prepare,
    ),
)

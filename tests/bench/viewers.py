"""Events to a thousand and to five thousand open streams, against a raw ASGI loop.

Both send the same bytes to every stream; what counts is how long after the first viewer the others
have it. The raw loop does nothing but write.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from contracts.events.compliance import RequirementStatusChanged
from contracts.examples import EXAMPLES
from services._kit.postgres import PostgresStore
from services._kit.recording import Head, Origin, Stored, head_of, seal
from services._kit.store import Caused
from services.compliance.settings import SQL
from services.compliance.views import OWN
from tests.bench.facts import PROGRAMME
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import Log, pool_of, published, until
from tests.bench.wall import MATRIX, scratch, season, settled
from tests.bench.web import environment, served

CHANGES = f"/api/compliance/programmes/{PROGRAMME}/changes"
RAW = "raw ASGI loop"
EVERY = 0.4  # seconds between two events
_AN_ADDRESS = 200  # streams that share a network address


def prepared(viewers: int) -> Callable[[Servers], Awaitable[Given]]:
    """So many viewers."""

    async def prepare(servers: Servers) -> Given:
        logs = season()
        url = await published(servers, {name: (Log(log), len(log)) for name, log in logs.items()})
        events = 3 if servers.short else 10
        return {
            "nats": url,
            "viewers": viewers // 5 if servers.short else viewers,
            "events": events,
        }

    return prepare


class Viewer(asyncio.Protocol):
    """A browser that notes when an event came."""

    def __init__(self, arrivals: list[list[float]]) -> None:
        self._arrivals, self._event, self.listens = arrivals, 0, False

    def data_received(self, data: bytes) -> None:
        """Note it."""
        self.listens = self.listens or b"retry: 1000" in data
        for _ in range(data.count(b"event: verdict\n")):
            if self._event < len(self._arrivals):
                self._arrivals[self._event].append(time.perf_counter())
            self._event += 1


async def watched(
    given: Given, port: int, path: str, say: Callable[[], Awaitable[None]]
) -> Figures:
    """Open the streams, let events be said, and see when they came."""
    loop, arrivals = asyncio.get_running_loop(), [list[float]() for _ in range(given["events"])]
    transports, viewers = [], list[Viewer]()
    for number in range(given["viewers"]):
        transport, viewer = await loop.create_connection(
            lambda: Viewer(arrivals), "127.0.0.1", port
        )
        address = f"10.1.0.{number // _AN_ADDRESS}"
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\n\r\n"
        transport.write(head.encode())
        transports.append(transport)
        viewers.append(viewer)
    await until(lambda: all(it.listens for it in viewers), 120)
    for event in arrivals:
        await say()
        await until(partial(_reached, event, given["viewers"]), 20)
    for transport in transports:
        transport.close()
    expect(
        all(len(event) == given["viewers"] for event in arrivals),
        "every viewer got every event once",
    )
    after = [came - min(event) for event in arrivals for came in event]
    return {"p99": statistics.quantiles(after, n=100)[98] * 1_000}


def _reached(event: list[float], viewers: int) -> bool:
    return len(event) >= viewers


async def ours(given: Given) -> Figures:
    """Compliance as a process; the events are verdicts that its log tells."""
    origin = Origin(OWN, 1, simulated=False)
    said = EXAMPLES[RequirementStatusChanged.ce_type()].model_copy(update={"programme": PROGRAMME})
    with scratch() as folder:
        env = environment(given, folder)
        port = int(env["MINSHENG_LISTEN"].rpartition(":")[2])
        async with (
            served(("tests.bench.many_viewers",), folder, env, MATRIX),
            pool_of(given["dsn"]) as pool,
        ):
            await settled(port)
            store = PostgresStore(given["dsn"], pool, origin)

            end = Head()

            async def say() -> None:
                nonlocal end
                now = datetime.now(UTC)
                async with store.locked([], end.position) as (news, _):
                    end = head_of(news[-1].envelope) if news else end
                    envelope = seal(
                        end, origin, said, id=uuid4(), occurred_at=now, now=now, traceparent=None
                    )
                    stored = Stored(envelope, "told:bench:1", envelope.sequence, {})
                    await store.append(end, Caused(events=[stored]))
                await asyncio.sleep(EVERY)

            figures = await watched(given, port, CHANGES, say)
            await store.close()
    return figures


async def raw(given: Given) -> Figures:
    """The raw loop, which says an event whenever it is asked to."""
    with scratch() as folder:
        env = environment({**given, "dsn": ""}, folder)
        port = int(env["MINSHENG_LISTEN"].rpartition(":")[2])
        async with served(("tests.bench.raw_asgi",), folder, env, "/ready"):

            async def say() -> None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"GET /say HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                await reader.read()
                writer.close()
                await asyncio.sleep(EVERY)

            return await watched(given, port, "/changes", say)


def bench(viewers: int) -> Bench:
    """The bench with so many viewers."""
    return Bench(
        name=f"event stream, {viewers:,} viewers:",
        variants={"ours": ours, RAW: raw},
        measures=(Measure("ms", RAW, "p99", at_most=1.5),),
        prepare=prepared(viewers),
        sql=SQL,
        when="full" if viewers == 1_000 else "whole",
    )


BENCHES: tuple[Bench, ...] = (bench(1_000), bench(5_000))

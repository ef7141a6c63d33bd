"""From a command to the verdict that a reader sees, with 200 commands a second.

Ours runs in one process: the writer and relay of registration, the projector and memory of
compliance, and a reader who looks whenever something came. The peer is the least that any such way
takes: two commits and one acknowledgement of the stream.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from itertools import cycle
from uuid import uuid4

from contracts.values import PersonCategory
from services._kit.clock import SystemClock
from services._kit.following import Follower
from services._kit.postgres import PostgresStore
from services._kit.projector import Projector
from services._kit.quarantine import Delivery
from services._kit.recording import Origin
from services._kit.relay import Relay
from services._kit.writer import Aggregates, Writer
from services._telemetry.measures import Measures
from services.compliance.board import Board
from services.compliance.settings import SQL
from services.compliance.views import OWN, PROJECTOR, TABLES, Facts
from services.registration.app import DECIDERS, stream_of
from services.registration.domain.sheet import Dates, KeepSheets, OpenSignUp, SignUpPerson
from tests.bench.append import BARE, INSERT, SESSION, request
from tests.bench.facts import PROGRAMME
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import Log, connected, pool_of, published, until
from tests.bench.wall import season

OPEN_DAYS = [f"open-{number:02}" for number in range(1, 18)]
RATE = 200  # commands a second
PEER = "two commits + one ack"
SERVICE = "registration"


async def prepare(servers: Servers) -> Given:
    """The announcer's season in its stream; registration has a database of its own."""
    log = season()["announcer"]
    url = await published(servers, {"announcer": (Log(log), len(log))})
    return {"nats": url, "announced": len(log), "seconds": 2 if servers.short else 8}


async def paced(given: Given, one: Callable[[], Awaitable[None]]) -> None:
    """So many a second, whether or not the ones before are done."""
    begun, tasks = time.perf_counter(), []
    for number in range(RATE * given["seconds"]):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        tasks.append(asyncio.ensure_future(one()))
    await asyncio.gather(*tasks)


def cuts(seconds: list[float]) -> Figures:
    """Median and 99th percentile in milliseconds, the first second left out."""
    found = statistics.quantiles(seconds[RATE:], n=100)
    return {"p50": found[49] * 1_000, "p99": found[98] * 1_000}


async def ours(given: Given) -> Figures:
    """Sign-ups for every open day in turn, each until the verdicts rest on it."""
    origin = Origin(SERVICE, 1, simulated=False)
    async with (
        connected(given["nats"], OWN) as bus,
        pool_of(given["dsn"]) as reading,
        pool_of(given["dsn2"]) as writing,
    ):
        store = PostgresStore(given["dsn2"], writing, origin)
        writer = Writer(store, Aggregates(DECIDERS, stream_of), SystemClock(), origin)
        relay = Relay(bus, store, origin, Measures())
        writer.on_commit.append(relay.wake)
        board, asked, took = Board(), dict[int, float](), dict[int, float]()
        news, rested = asyncio.Event(), 0

        async def committed(batch: Sequence[Delivery]) -> None:
            await board.take(batch)  # as the notifier does
            news.set()

        projector = Projector(PROJECTOR, ("announcer", SERVICE), Facts(), TABLES, committed)
        follower = Follower(bus, reading, projector, OWN, Measures())
        activities = cycle(OPEN_DAYS)

        async def look() -> None:
            nonlocal rested
            while True:
                await news.wait()
                news.clear()
                await board.refresh(reading)
                read = board.projection.positions.get(SERVICE, 0)
                await board.current(PROGRAMME, datetime.now(UTC))
                rested = read  # and not what came while it was judged
                measured()

        def measured() -> None:
            for position in [it for it in asked if it <= rested]:
                took[position] = time.perf_counter() - asked.pop(position)

        async def sign_up() -> None:
            person, begun = uuid4().hex[:16], time.perf_counter()
            command = SignUpPerson(session=SESSION, person=person, category=PersonCategory.PARENT)
            recorded = await writer.execute(request(command, next(activities)))
            asked[recorded.events[0].position] = begun
            measured()  # the verdicts may rest on it already

        work = [writer.run(), relay.run(), follower.run(), look()]
        tasks = [asyncio.ensure_future(each) for each in work]
        sheet = Dates(session=SESSION, starts_on=date(2099, 9, 14))
        for activity in OPEN_DAYS:
            for first in (KeepSheets(sheets=(sheet,)), OpenSignUp(session=SESSION)):
                await writer.execute(request(first, activity))
        await until(lambda: board.projection.positions.get("announcer") == given["announced"])
        await paced(given, sign_up)
        await until(lambda: not asked)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        stored = await reading.fetchval("select count(*) from fact where service = $1", SERVICE)
        expect(stored == writer.log_end, f"{writer.log_end} facts read, found {stored}")
        now = datetime.now(UTC)
        shown = await board.current(PROGRAMME, now)
        assert shown is not None
        whole = board.projection.assess(PROGRAMME, shown.as_of)
        expect(
            [(it.row, it.code, it.status) for it in shown.verdicts]
            == [(it.row, it.code, it.status) for it in whole],
            "what is shown is what all facts give",
        )
        await store.close()
    return cuts([took[position] for position in sorted(took)])


async def least(given: Given) -> Figures:
    """A row committed, a message acknowledged, another row committed."""
    async with (
        connected(given["nats"], "peer") as bus,
        pool_of(given["dsn"]) as one,
        pool_of(given["dsn2"]) as other,
    ):
        js, took = bus.client.jetstream(), list[float]()
        stream = f"PEER_{given['run']}"
        await js.add_stream(name=stream, subjects=[f"peer.{given['run']}"])
        await one.execute(BARE)
        await other.execute(BARE)

        async def through() -> None:
            begun, data = time.perf_counter(), '{"person":"0b8f6a6c5f1f4a0f"}'
            row = (uuid4(), "peer", "SignedUp.v1", data, "{}")
            await one.execute(INSERT, *row)
            await js.publish(f"peer.{given['run']}", data.encode())
            await other.execute(INSERT, *row)
            took.append(time.perf_counter() - begun)

        await paced(given, through)
        stored = await other.fetchval("select count(*) from bare")
        expect(stored == RATE * given["seconds"], f"every row went through, found {stored}")
    return cuts(took)


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="command to verdict, 200/s:",
        variants={"ours": ours, PEER: least},
        measures=(
            Measure("ms", PEER, "p50", at_most=1.5),
            Measure("ms", PEER, "p99", at_most=2),
        ),
        prepare=prepare,
        sql=SQL,
        databases=2,
    ),
)

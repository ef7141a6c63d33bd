"""Live projection, exactly once: the real projector against one transaction a message.

All write the same rows into the same tables.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from faststream import AckPolicy
from faststream.nats import JStream, NatsMessage
from nats.js.api import ConsumerConfig, DeliverPolicy

from contracts.envelope import header_block
from contracts.subjects import stream_name, subject_filter
from services._kit.following import Follower
from services._kit.postgres import transaction
from services._kit.projector import Projector
from services._kit.quarantine import Delivery
from services._telemetry.measures import Measures
from services.compliance.settings import SQL
from services.compliance.views import OWN, PROJECTOR, TABLES, Facts
from tests.bench.facts import SHARES, shares
from tests.bench.harness import PEERS, Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import connected, filled, pool_of, same_facts


async def prepare(servers: Servers) -> Given:
    """Three full streams; the slow peers read their beginning only."""
    given = await filled(servers, shares(6_000 if servers.short else 120_000))
    return {**given, "slow": 600 if servers.short else 3_000}


async def ours(given: Given) -> Figures:
    """The projector of compliance with its tables."""
    left, finished = sum(given["logs"].values()), asyncio.Event()
    facts = left

    async def committed(batch: Sequence[Delivery]) -> None:
        nonlocal left
        left -= len(batch)
        if left <= 0:
            finished.set()

    projector = Projector(PROJECTOR, tuple(SHARES), Facts(), TABLES, committed)
    async with connected(given["nats"], OWN) as bus, pool_of(given["dsn"]) as pool:
        follower = Follower(bus, pool, projector, OWN, Measures())
        begun = time.perf_counter()
        following = asyncio.ensure_future(follower.run())
        ended = asyncio.ensure_future(finished.wait())
        await asyncio.wait({following, ended}, return_when=asyncio.FIRST_COMPLETED)
        expect(ended.done(), "the projector ended")
        seconds = time.perf_counter() - begun
        following.cancel()
        await same_facts(pool, given)
    return {"": facts / seconds}


async def naive(given: Given) -> Figures:
    """A FastStream subscriber for each stream: decode, insert, commit, acknowledge."""
    wanted, seen, finished = given["slow"], 0, asyncio.Event()
    async with connected(given["nats"], "naive") as bus, pool_of(given["dsn"]) as pool:
        model = Facts()

        async def handle(_: Any, message: NatsMessage) -> None:
            nonlocal seen
            delivery = Delivery.of(header_block(message.headers) + message.body)
            async with transaction(pool) as connection:
                await model.apply(connection, [delivery])
            await message.ack()
            seen += 1
            if seen >= wanted:
                finished.set()

        durable = f"naive-{given['run']}"
        subscribers = [
            bus.broker.subscriber(
                subject_filter(source, 1),
                durable=durable,
                ack_policy=AckPolicy.MANUAL,
                stream=JStream(stream_name(source, 1), declare=False),
                config=ConsumerConfig(deliver_policy=DeliverPolicy.ALL),
            )
            for source in SHARES
        ]
        for subscriber in subscribers:
            subscriber(handle)
        begun = time.perf_counter()
        await asyncio.gather(*(subscriber.start() for subscriber in subscribers))
        await finished.wait()
        seconds = time.perf_counter() - begun
        await asyncio.gather(*(subscriber.stop() for subscriber in subscribers))
        stored = await pool.fetchval("select count(*) from fact")
        expect(stored >= wanted, f"{wanted} facts stored, found {stored}")
    return {"": wanted / seconds}


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="live projection",
        variants={
            "ours": ours,
            "naive FastStream handler": naive,
            "pyeventsourcing runner": PEERS / "pyes_projection.py",
        },
        measures=(
            Measure("facts/s", "naive FastStream handler", at_least=40),
            Measure("facts/s", "pyeventsourcing runner", at_least=25),
        ),
        prepare=prepare,
        sql=SQL,
    ),
)

"""Reading a model anew from the streams, on one core: whole facts into PostgreSQL.

The peers decode nothing and store nothing: nats-py's ``fetch``, and the least that can read the
protocol at all.
"""

import asyncio
import os
import resource
import time

from nats.js.api import AckPolicy, ConsumerConfig

from contracts.subjects import stream_name
from deploy.local.ports import LOOPBACK
from services._kit.following import Follower
from services._kit.projector import Projector
from services._telemetry.measures import Measures
from services.compliance.settings import SQL
from services.compliance.views import OWN, PROJECTOR, TABLES, Facts
from tests.bench.facts import SHARES, shares
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import connected, filled, pool_of, same_facts

PAGE = 500


async def prepare(servers: Servers) -> Given:
    """Three full streams, so long that waiting for their ends is little of a rebuild."""
    return await filled(servers, shares(20_000 if servers.short else 400_000))


def on_one_core() -> None:
    """This process only; the servers keep all of them."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


async def ours(given: Given) -> Figures:
    """The rebuild of compliance's facts, as an operator asks for it."""
    on_one_core()
    projector = Projector(PROJECTOR, tuple(SHARES), Facts(), TABLES)
    facts = sum(given["logs"].values())
    async with connected(given["nats"], OWN) as bus, pool_of(given["dsn"]) as pool:
        follower = Follower(bus, pool, projector, OWN, Measures())
        begun = time.perf_counter()
        await follower.read_anew()
        seconds = time.perf_counter() - begun
        await same_facts(pool, given)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"speed": facts / seconds, "memory": peak}


async def fetch(given: Given) -> Figures:
    """nats-py's pull subscription, message bodies thrown away."""
    on_one_core()
    facts = sum(given["logs"].values())
    async with connected(given["nats"], "peer") as bus:
        js, seen, begun = bus.client.jetstream(), 0, time.perf_counter()
        for source, many in given["logs"].items():
            config = ConsumerConfig(ack_policy=AckPolicy.NONE)
            pull = await js.pull_subscribe(
                f"ev.{source}.1.>", stream=stream_name(source, 1), config=config
            )
            left = many
            while left:
                left -= len(await pull.fetch(min(PAGE, left), timeout=5))
            seen += many
        seconds = time.perf_counter() - begun
        expect(seen == facts, f"{facts} messages, found {seen}")
    return {"speed": facts / seconds}


class Least(asyncio.Protocol):
    """Finds where messages begin and end, and nothing else."""

    def __init__(self) -> None:
        self.seen, self._rest, self.arrived = 0, b"", asyncio.Event()

    def data_received(self, data: bytes) -> None:
        """Count whole messages."""
        buffer = self._rest + data
        at, end = 0, len(buffer)
        while True:
            line = buffer.find(b"\r\n", at)
            if line < 0:
                break
            if buffer.startswith((b"HMSG", b"MSG"), at):
                after = line + 4 + int(buffer[buffer.rfind(b" ", at, line) + 1 : line])
                if after > end:
                    break
                self.seen += buffer.startswith(b"HMSG", at) and buffer[line + 10] != 32
                at = after
            else:
                at = line + 2
        self._rest = buffer[at:]
        self.arrived.set()


async def least(given: Given) -> Figures:
    """A bare connection that pulls the same streams."""
    on_one_core()
    facts, port = sum(given["logs"].values()), int(given["nats"].rpartition(":")[2])
    async with connected(given["nats"], "peer") as bus:
        for source in given["logs"]:
            config = ConsumerConfig(name=f"least-{given['run']}", ack_policy=AckPolicy.NONE)
            await bus.client.jetstream().add_consumer(stream_name(source, 1), config)
        reader = Least()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(lambda: reader, LOOPBACK, port)
        transport.write(b'CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n')
        transport.write(b"SUB _INBOX.least 1\r\n")
        begun, read = time.perf_counter(), 0
        for source, many in given["logs"].items():
            subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream_name(source, 1)}.least-{given['run']}"
            asked = 0
            while reader.seen < read + many:
                while asked < many and read + asked - reader.seen < 2 * PAGE:
                    body = f'{{"batch":{min(PAGE, many - asked)},"expires":5000000000}}'
                    transport.write(
                        f"PUB {subject} _INBOX.least {len(body)}\r\n{body}\r\n".encode()
                    )
                    asked += PAGE
                reader.arrived.clear()
                await asyncio.wait_for(reader.arrived.wait(), 10)
            read += many
        seconds = time.perf_counter() - begun
        transport.close()
        expect(reader.seen == facts, f"{facts} messages, found {reader.seen}")
    return {"speed": facts / seconds}


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="rebuild, one core:",
        variants={
            "ours": ours,
            "nats-py fetch, undecoded": fetch,
            "minimal protocol reader": least,
        },
        measures=(
            Measure("facts/s", "nats-py fetch, undecoded", "speed", at_least=2),
            Measure("facts/s", "minimal protocol reader", "speed", at_least=0.25),
        ),
        prepare=prepare,
        sql=SQL,
    ),
)

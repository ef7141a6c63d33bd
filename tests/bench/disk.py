"""Bytes that a fact of the season's mix takes on disk: in its log, in its stream, where it is read.

Tables with their indexes and what is kept aside, after a checkpoint; without write-ahead logs.
"""

from contracts.subjects import stream_name
from services._kit.following import Follower
from services._kit.postgres import PostgresStore
from services._kit.projector import Projector
from services._kit.relay import Relay
from services._telemetry.measures import Measures
from services.compliance.settings import SQL
from services.compliance.views import OWN, PROJECTOR, TABLES, Facts
from tests.bench import relay
from tests.bench.harness import Bench, Figures, Given, Measure, Servers
from tests.bench.streams import connected, pool_of, relay_until

_SIZE = (
    "select sum(pg_total_relation_size(oid)) from pg_class"
    " where relkind = 'r' and relnamespace = 'public'::regnamespace"
)


async def ours(given: Given) -> Figures:
    """A log of registration, relayed, and read by compliance."""
    facts = given["facts"]
    async with (
        connected(given["nats"], relay.SERVICE) as bus,
        pool_of(given["dsn"]) as log,
        pool_of(given["dsn2"]) as reading,
    ):
        empty = await reading.fetchval(_SIZE)
        store = PostgresStore(given["dsn"], log, relay.ORIGIN)
        await relay_until(Relay(bus, store, relay.ORIGIN, Measures()), facts)
        info = await bus.client.jetstream().stream_info(stream_name(relay.SERVICE, 1))
        projector = Projector(PROJECTOR, (relay.SERVICE,), Facts(), TABLES)
        await Follower(bus, reading, projector, OWN, Measures()).read_anew()
        return {
            "in its log": float(await log.fetchval(_SIZE)) / facts,
            "in its stream": info.state.bytes / facts,
            "where it is judged": float(await reading.fetchval(_SIZE) - empty) / facts,
        }


async def prepare(servers: Servers) -> Given:
    """The relay's log, and compliance's tables."""
    return {**await relay.prepare(servers), "dsn2": await servers.make_database(SQL)}


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="disk:",
        variants={"ours": ours},
        measures=(
            Measure("bytes/fact", figure="in its log"),
            Measure("bytes/fact", figure="in its stream"),
            Measure("bytes/fact", figure="where it is judged"),
        ),
        prepare=prepare,
        when="full",
        rounds=1,  # what is counted, not timed, is the same at every round
    ),
)

"""A rebuild of ten times as many facts: as fast for each, and in the same memory."""

import os

from services.compliance.settings import SQL
from tests.bench import rebuild
from tests.bench.facts import shares
from tests.bench.harness import Bench, Figures, Given, Measure, Servers
from tests.bench.streams import filled

TENTH = "a tenth of it"


async def prepare(servers: Servers) -> Given:
    """Two sets of streams; MINSHENG_BENCH_FACTS for more."""
    facts = int(os.environ.get("MINSHENG_BENCH_FACTS", "2500000"))
    small = await filled(servers, shares(facts // 10))
    return {**await filled(servers, shares(facts)), "tenth": small}


async def tenth(given: Given) -> Figures:
    """The same with a tenth of the facts."""
    return await rebuild.ours({**given, **given["tenth"]})


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="rebuild, 2.5 M facts:",
        variants={"ours": rebuild.ours, TENTH: tenth},
        measures=(
            Measure("facts/s", TENTH, "speed", at_least=0.9),
            Measure("MB", TENTH, "memory", at_most=1.1),
        ),
        prepare=prepare,
        sql=SQL,
        when="whole",
    ),
)

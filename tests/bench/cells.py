"""Two cells on one machine against one alone: what both project together.

Each has a nats-server and a database of its own. Whether their throughput adds up is a matter of
cores: a cell's projector, its PostgreSQL and its nats-server want more than one.
"""

import asyncio
import json
import sys
import time

from services.compliance.settings import SQL
from tests.bench.facts import shares
from tests.bench.harness import REPOSITORY, Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import filled

ALONE = "one cell alone"


async def prepare(servers: Servers) -> Given:
    """Two sets of streams, one longer than the other: whose facts were stored can be seen."""
    facts = 4_000 if servers.short else 30_000
    return {"cells": [await filled(servers, shares(each)) for each in (facts, facts + 300)]}


async def projected(cells: list[Given]) -> Figures:
    """A process for each cell; each proves that it has its own facts, once, and no others."""
    begun = time.perf_counter()
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.variant", "live projection", "ours",
            cwd=REPOSITORY, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for _ in cells
    ]  # fmt: skip
    told = zip(running, cells, strict=True)
    await asyncio.gather(*(each.communicate(json.dumps(cell).encode()) for each, cell in told))
    seconds = time.perf_counter() - begun
    expect(not any(each.returncode for each in running), "every cell has its own facts")
    return {"": sum(sum(cell["logs"].values()) for cell in cells) / seconds}


async def ours(given: Given) -> Figures:
    """Both at once."""
    one, other = given["cells"]
    return await projected([{**one, "dsn": given["dsn"]}, {**other, "dsn": given["dsn2"]}])


async def alone(given: Given) -> Figures:
    """The first by itself."""
    return await projected([{**given["cells"][0], "dsn": given["dsn"]}])


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="two cells at once",
        variants={"ours": ours, ALONE: alone},
        measures=(Measure("facts/s", ALONE),),
        prepare=prepare,
        sql=SQL,
        databases=2,
        when="full",
    ),
)

"""The logs of all four services as CloudEvents in JSON, one a line, each service in order.

The chain of hashes runs through a service's whole log, so an export is always the whole of it.
"""

from collections.abc import AsyncIterator

import asyncpg

from contracts.topology import SERVICES
from services._kit.postgres import PostgresStore
from services._kit.recording import Origin
from services.compliance.views import OWN, PAGE, PROJECTOR, reached, stored_envelopes

MEDIA_TYPE = "application/x-ndjson"
TOTAL = "X-Total-Count"  # how many lines follow, for whoever waits


async def total(pool: asyncpg.Pool) -> int:
    """How many lines an export has at this moment."""
    others = sum(it for name, it in (await reached(pool)).positions.items() if name != OWN)
    return others + int(await pool.fetchval("select pos from counter"))


async def lines(pool: asyncpg.Pool) -> AsyncIterator[str]:
    """Every line of an export, each with its line end, up to what was read when it began."""
    positions = (await reached(pool)).positions
    for service in SERVICES:
        if service != OWN:
            async for envelope in stored_envelopes(pool, service, positions[service]):
                yield f"{envelope.to_json_line()}\n"
    async for line in _own_lines(pool):
        yield line


async def _own_lines(pool: asyncpg.Pool) -> AsyncIterator[str]:
    # Our own log is at hand, with what the notifier said; the read model leaves that out.
    epoch = await pool.fetchval(
        "select epoch from checkpoint where projector = $1 and source = $2", PROJECTOR, OWN
    )
    simulated = await pool.fetchval("select simulated from deployment")
    store = PostgresStore("", pool, Origin(OWN, epoch or 1, bool(simulated)))
    position, end = 0, await pool.fetchval("select pos from counter")
    while position < end:
        for stored in await store.read(position, min(PAGE, end - position)):
            yield f"{stored.envelope.to_json_line()}\n"
            position = stored.envelope.sequence

"""The logs of all four services as CloudEvents in JSON, one a line, each service in order.

The chain of hashes runs through a service's whole log, so an export is always the whole of it.
"""

from collections.abc import AsyncIterator

import asyncpg

from contracts.topology import SERVICES
from services._kit.postgres import PostgresStore
from services._kit.recording import Origin
from services.compliance.views import OWN, PAGE, PROJECTOR, read_positions, stored_envelopes

MEDIA_TYPE = "application/x-ndjson"


async def lines(pool: asyncpg.Pool) -> AsyncIterator[str]:
    """Every line of an export, each with its line end, up to what was read when it began."""
    positions = await read_positions(pool)
    for service in SERVICES:
        if service != OWN:
            async for envelope in stored_envelopes(pool, service, positions[service]):
                yield f"{envelope.to_json_line()}\n"
    async for line in _own_lines(pool):
        yield line


async def _own_lines(pool: asyncpg.Pool) -> AsyncIterator[str]:
    # Our own log is at hand, with what the notifier said; the read model leaves that out.
    row = await pool.fetchrow(
        "select (select pos from counter) as end, coalesce((select epoch from checkpoint"
        " where projector = $1 and source = $2), 1) as epoch,"
        " coalesce((select simulated from deployment), false) as simulated",
        PROJECTOR, OWN,
    )  # fmt: skip
    store = PostgresStore("", pool, Origin(OWN, row["epoch"], row["simulated"]))
    position = 0
    while position < row["end"]:
        for envelope in await store.envelopes(position, min(PAGE, row["end"] - position)):
            yield f"{envelope.to_json_line()}\n"
            position = envelope.sequence

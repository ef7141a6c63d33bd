"""What compliance keeps in tables: each fact once, and the verdicts of the latest judgement."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

import asyncpg

from contracts.registry import decode
from contracts.values import VerdictStatus
from services._kit.quarantine import Delivery
from services.compliance.views import Facts, store_verdicts
from tests.bench.facts import log
from tests.compliance.scored import verdict


async def test_a_batch_with_an_id_that_came_before_is_stored_but_for_that(database: str) -> None:
    said = list(islice(log("registration"), 22))
    again = replace(said[0], sequence=23)
    connection = await asyncpg.connect(database)

    async with connection.transaction():
        await Facts().apply(
            connection, [Delivery(it, decode(it.type, it.data)) for it in (*said, again)]
        )

    stored = await connection.fetch("select id, sequence, data->>'person' as person from fact")
    assert {(row["id"], row["sequence"], row["person"]) for row in stored} == {
        (it.id, it.sequence, it.data.get("person")) for it in said
    }
    await connection.close()


async def test_a_process_that_stood_still_does_not_overwrite_a_later_judgement(
    database: str,
) -> None:
    earlier, later = datetime(2023, 9, 1, tzinfo=UTC), datetime(2023, 9, 2, tzinfo=UTC)
    pending = verdict("ANN-TIME", "pending", "open-11")
    met = replace(pending, status=VerdictStatus.MET)
    async with asyncpg.create_pool(database, min_size=1, max_size=1) as pool:
        assert await store_verdicts(pool, "daxing-2023", [met], (), later) == {(met.row, met.code)}
        assert not await store_verdicts(pool, "daxing-2023", [pending], (), earlier)
        assert await pool.fetchval("select status from verdict") == "met"

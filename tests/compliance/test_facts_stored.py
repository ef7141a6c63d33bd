"""What compliance keeps in tables: each fact once, and the verdicts of the latest judgement."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

import asyncpg

from contracts.envelope import Envelope, Written, parts_of
from contracts.examples import EXAMPLES
from contracts.values import VerdictStatus
from services._kit.migrate import migrations
from services._kit.quarantine import Delivery
from services.compliance.settings import SQL
from services.compliance.views import Facts, store_verdicts
from tests.bench.facts import log
from tests.compliance.scored import verdict
from tests.conftest import MakeDatabase
from tests.contracts.test_examples import wrapped
from tests.delivering import wire


async def test_what_is_stored_is_what_came_byte_for_byte(database: str) -> None:
    said = [wire(it) for it in islice(log("registration"), 22)]
    connection = await asyncpg.connect(database)

    for batch in (said[:9], said[5:]):
        async with connection.transaction():
            await Facts().apply(connection, [Delivery.of(it) for it in batch])

    stored = await connection.fetch("select * from fact order by service, sequence")
    assert [(row["service"], row["sequence"]) for row in stored] == [
        ("registration", number) for number in range(1, 23)
    ]
    assert [row["message"] for row in stored] == said
    await connection.close()


async def test_facts_of_an_older_release_are_kept_and_hold_their_places_in_the_chain(
    make_database: MakeDatabase,
) -> None:
    written = dict(migrations(SQL))
    said = [*map(wrapped, EXAMPLES.values()), *islice(log("announcer"), 3)]
    connection = await asyncpg.connect(await make_database())
    await connection.execute(written["compliance/0001_facts.sql"].decode())
    await connection.executemany(
        "insert into fact values ($1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'), $10, $11, $12,"
        " $13)",
        [
            (it.service, number, it.id if number > len(EXAMPLES) else uuid4(), it.type,
             it.programme, it.activity, it.time, it.recordedat, it.hash, it.epoch, it.simulated,
             it.traceparent, json.dumps(it.data))
            for number, it in enumerate(said, 1)
        ],
    )  # fmt: skip

    await connection.execute(written["compliance/0011_facts_as_they_came.sql"].decode())

    stored = await connection.fetch("select * from fact order by sequence")
    for number, (it, row) in enumerate(zip(said, stored, strict=True), 1):
        kept = Envelope.from_wire(row["message"])
        assert Written.of(parts_of(row["message"])[0]) is not None
        assert replace(kept, id=it.id, sequence=it.sequence) == it
        assert (row["service"], kept.sequence) == (it.service, number)
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

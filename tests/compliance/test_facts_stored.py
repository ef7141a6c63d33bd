"""Facts go into their table in one piece, and each id once however often it is delivered."""

from dataclasses import replace
from itertools import islice

import asyncpg
import pytest

from contracts.registry import decode
from services._kit.quarantine import Delivery
from services.compliance.views import FEW, Facts
from tests.bench.facts import log


@pytest.mark.parametrize("many", [2, FEW + 2])
async def test_a_batch_with_an_id_that_came_before_is_stored_but_for_that(
    database: str, many: int
) -> None:
    said = list(islice(log("registration"), many))
    again = replace(said[0], sequence=many + 1)
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

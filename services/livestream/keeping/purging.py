"""Deleting the words of an activity's questions, in the transaction of the fact that says so.

What is on record of looks at them has an end, too: a background task sees to it once a day.
"""

import asyncio

import asyncpg
import structlog

from contracts.events.livestream import QuestionsPurged
from services._kit.postgres import UNAVAILABLE
from services._vault import looks
from services._web.running import Running
from services.livestream.settings import Settings

DAY = 24 * 60 * 60.0  # real seconds

log = structlog.get_logger()

_ITEMS = "select question from question where programme = $1 and activity = $2"


class NotGone(Exception):
    """Words are left after a purge: the fact must not be recorded, and is tried again."""


async def purge(connection: asyncpg.Connection, event: QuestionsPurged) -> None:
    """Delete every word and vote, and the keys of who asked nowhere else; nothing may be left."""
    key = (event.programme, event.activity)
    persons = await connection.fetch(
        f"select distinct person from vault_field where item in ({_ITEMS})",  # noqa: S608 - our own words
        *key,
    )
    await connection.execute(
        f"delete from vault_field where item in ({_ITEMS})",  # noqa: S608 - our own words
        *key,
    )
    await connection.execute(
        "delete from vault_person p where person = any($1)"
        " and not exists (select from vault_field f where f.person = p.person)",
        [row["person"] for row in persons],
    )
    await connection.execute("delete from vote where programme = $1 and activity = $2", *key)
    if await words_left(connection, *key):
        raise NotGone(event.activity)


async def words_left(
    database: asyncpg.Pool | asyncpg.Connection, programme: str, activity: str
) -> int:
    """How many values of an activity's questions the vault holds."""
    count: int = await database.fetchval(
        f"select count(*) from vault_field where item in ({_ITEMS})",  # noqa: S608 - our own words
        programme, activity,
    )  # fmt: skip
    return count


async def expire_looks(running: Running) -> None:
    """For ever: forget looks that are older than the record of them has to be."""
    settings = running.settings
    if not isinstance(settings, Settings):
        raise TypeError(settings)
    while True:
        try:
            await looks.expire(running.pool, settings.looks_since(running.clock.now()))
        except UNAVAILABLE as error:
            log.warning("looks_not_expired", error=repr(error))
        await asyncio.sleep(DAY)

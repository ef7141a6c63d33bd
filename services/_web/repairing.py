"""What an operator mends, as often as they like: each repair done twice is done once."""

import json

import asyncpg

from services._kit.quarantine import read
from services._web.running import Running


class StillUnreadable(ValueError):
    """This release cannot read the message either; the text says what is wrong with it."""


async def ask_to_rebuild(database: asyncpg.Pool | asyncpg.Connection, projector: str) -> None:
    """Let the process that projects read a read model anew, at its next start at the latest."""
    await database.execute(
        "insert into rebuild values ($1, 1, 0)"
        " on conflict (projector) do update set asked = rebuild.done + 1",
        projector,
    )


async def replay(service: Running, reader: str, source: str, epoch: int, position: int) -> None:
    """Read a message that was kept aside once more, and do what it asks for.

    To a reaction it is given again: what it causes has the ids that it would have had. A read model
    depends on order and is read anew. A message that is not kept aside any more is no error.
    """
    key = (reader, source, epoch, position)
    row = await service.pool.fetchrow(
        "select headers, body from quarantine"
        " where reader = $1 and source = $2 and epoch = $3 and pos = $4",
        *key,
    )
    if row is None:
        return
    try:
        delivery = read(json.loads(row["headers"]), row["body"])
    except ValueError as error:
        raise StillUnreadable(str(error)) from error
    for reactor in service.reactors:
        if reactor.name == reader:
            await reactor.take(delivery)
            await service.pool.execute(
                "delete from quarantine"
                " where reader = $1 and source = $2 and epoch = $3 and pos = $4",
                *key,
            )
            return
    await ask_to_rebuild(service.pool, reader)

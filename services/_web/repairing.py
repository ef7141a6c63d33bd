"""What an operator mends, as often as they like: each repair done twice is done once."""

import json

import asyncpg

from contracts.envelope import header_block
from services._kit.quarantine import Delivery
from services._web.running import Running


class StillUnreadable(ValueError):
    """This release cannot read the message either; the text says what is wrong with it."""


Key = tuple[str, str, int, int]
"""A message that was kept aside: by which reader, of which service, epoch and position."""

_OF_KEY = "from quarantine where reader = $1 and source = $2 and epoch = $3 and pos = $4"


async def ask_to_rebuild(database: asyncpg.Pool | asyncpg.Connection, projector: str) -> None:
    """Let the process that projects read a read model anew, at its next start at the latest."""
    await database.execute(
        "insert into rebuild values ($1, 1, 0)"
        " on conflict (projector) do update set asked = rebuild.done + 1",
        projector,
    )


async def mark_seen(service: Running, key: Key, by: str) -> None:
    """Note who has looked at a message first; it stays where it is and calls nobody any more."""
    await service.pool.execute(
        f"insert into seen_message select reader, source, epoch, pos, now(), $5 {_OF_KEY}"
        " on conflict do nothing",
        *key, by,
    )  # fmt: skip


async def replay(service: Running, key: Key) -> None:
    """Read a message that was kept aside once more, and do what it asks for.

    To a reaction it is given again: what it causes has the ids that it would have had. A read model
    depends on order and is read anew. A message that is not kept aside any more is no error.
    """
    row = await service.pool.fetchrow(f"select headers, body {_OF_KEY}", *key)
    if row is None:
        return
    try:
        delivery = Delivery.of(header_block(json.loads(row["headers"])) + row["body"])
    except ValueError as error:
        raise StillUnreadable(str(error)) from error
    for reactor in service.reactors:
        if reactor.name == key[0]:
            await reactor.take(delivery)
            await service.pool.execute(f"delete {_OF_KEY}", *key)
            return
    await ask_to_rebuild(service.pool, key[0])

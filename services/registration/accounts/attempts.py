"""Attempts that are counted exactly, each a row: passwords and what guards an account."""

import asyncpg

from services._kit.postgres import transaction
from services._web.faults import Denied
from services._web.limits import Limit

_TRIES = """
select min(at) as first, count(*) as tries, now() as now from attempt
where kind = $1 and key = $2 and at > now() - $3::interval
"""
_OVER = """
delete from attempt where id in (
    select id from attempt where at < now() - interval '1 day' for update skip locked)
"""


async def attempt(pool: asyncpg.Pool, *tried: tuple[Limit, str]) -> list[int]:
    """Note an attempt under each key before its outcome is known; raises ``Denied`` (429).

    Attempts under the same key are counted one after the other. One that is turned away is not
    noted: whoever goes on trying does not lengthen the wait.
    """
    async with transaction(pool) as connection:
        await connection.execute(_OVER)
        return [await _note(connection, limit, key) for limit, key in tried]


async def _note(connection: asyncpg.Connection, limit: Limit, key: str) -> int:
    await connection.execute(
        "select pg_advisory_xact_lock(hashtext($1), hashtext($2))", limit.kind, key
    )
    known = await connection.fetchrow(_TRIES, limit.kind, key, limit.within)
    if known is not None and known["tries"] >= limit.at_most:
        seconds = max(1, int((known["first"] + limit.within - known["now"]).total_seconds()) + 1)
        says = limit.says.format(minutes=-(-seconds // 60))
        raise Denied(429, "too_often", says, retry_after=seconds)
    noted: int = await connection.fetchval(
        "insert into attempt (kind, key) values ($1, $2) returning id", limit.kind, key
    )
    return noted


async def forgive(pool: asyncpg.Pool, noted: list[int], limit: Limit, key: str) -> None:
    """These attempts were none, nor were the failures before them under this key."""
    await pool.execute(
        "delete from attempt where id = any($1) or kind = $2 and key = $3", noted, limit.kind, key
    )

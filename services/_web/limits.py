"""How often a form may be sent, by address or number: for all processes together.

A whole city may send within minutes: one row a key that says when it is free again, one statement
and no lock held. Keys are keyed hashes.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import structlog
from fastapi import Request

from services._kit.postgres import UNAVAILABLE
from services._web.faults import Denied
from services._web.http import running
from services._web.running import Running

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of a kind within a while; ``says`` what to do when it is reached."""

    kind: str
    at_most: int
    within: timedelta
    says: str

    @property
    def step(self) -> timedelta:
        """How long one try takes to be had again."""
        return self.within / self.at_most


def address(request: Request) -> str:
    """Where a request comes from, as far as the gateway tells."""
    return request.client.host if request.client else "unknown"


# In the order of their keys, so that two processes never wait for each other.
_PACE = """
insert into pace as known
select $1, key, now() + many * $4::interval from unnest($2::bytea[], $3::int[]) as it(key, many)
order by key
on conflict (kind, key) do update
set free_at = greatest(known.free_at, now()) + (excluded.free_at - now())
where greatest(known.free_at, now()) + (excluded.free_at - now()) <= now() + $5::interval
returning key
"""
_WAIT = "select free_at - now() - $3::interval from pace where kind = $1 and key = $2"
_SWEEP = "delete from pace where free_at < now()"
_SWEEP_SECONDS = 600.0

# A city behind one address shall get through; a program that fills a sheet alone shall not.
_FORMS = Limit(
    kind="forms",
    at_most=20_000,
    within=timedelta(minutes=10),
    says="从同一网络提交的次数太多，没有办理，{minutes}分钟后再试。急办的，可以打电话，"
    "电话在活动公告里。先前提交的不受影响。",
)
_PHONE = Limit(
    kind="phone",
    at_most=10,
    within=timedelta(hours=1),
    says="这个号码提交的次数太多，没有办理，{minutes}分钟后再试。先前报上名的不受影响，"
    "凭查询码可以查看。急办的，可以打电话，电话在活动公告里。",
)


async def limited(request: Request) -> None:
    """A dependency: nobody fills in forms endlessly, though many may share an address."""
    await keep_pace(request, _FORMS, address(request))


async def limited_phone(request: Request, phone: str) -> None:
    """The same for one number, whether it is known or not."""
    await keep_pace(request, _PHONE, phone)


async def keep_pace(request: Request, limit: Limit, value: str) -> None:
    """Take one of the tries of a value; raises ``Denied`` (429) when none is left.

    ``at_most`` may come at once, then one every ``within / at_most``. One that is turned away does
    not lengthen the wait.
    """
    service = running(request)
    pool, vault = service.pool, service.equipment.vault
    key = vault.derive(f"pace {limit.kind}", value)

    async def taken(keys: list[bytes]) -> list[bool]:
        return await _taken(pool, limit, keys)

    if await service.together.each(("pace", limit.kind), key, taken):
        return
    wait = await pool.fetchval(_WAIT, limit.kind, key, limit.within - limit.step)
    seconds = max(1, int((wait or limit.step).total_seconds()) + 1)
    says = limit.says.format(minutes=-(-seconds // 60))
    raise Denied(429, "too_often", says, retry_after=seconds)


async def _taken(pool: asyncpg.Pool, limit: Limit, keys: Sequence[bytes]) -> list[bool]:
    """Which tries are granted; several of one key all together, or else one after the other."""
    many = Counter(keys)

    async def grant(some: Mapping[bytes, int]) -> set[bytes]:
        rows = await pool.fetch(
            _PACE, limit.kind, list(some), list(some.values()), limit.step, limit.within
        )
        return {row["key"] for row in rows}

    granted = await grant({key: times for key, times in many.items() if times <= limit.at_most})
    return [key in granted or (many[key] > 1 and bool(await grant({key: 1}))) for key in keys]


async def sweep(running: Running) -> None:
    """Forget what is free again, now and then."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        try:
            await running.pool.execute(_SWEEP)
        except UNAVAILABLE as error:
            log.warning("pace_not_swept", error=repr(error))

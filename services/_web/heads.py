"""The daily heads of a service's log: one checksum a day that fixes every fact up to then.

Each fact's hash covers the hash of the fact before it. Whoever keeps the head of a day can tell
later, from an export, whether anything recorded by then was changed, removed or put in between.
The row is written in the transaction of the facts themselves, so it cannot miss one; a day is
told only when it is over, and then never differs.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from contracts.values import Day, beijing_date
from services._web.faults import NotFound
from services._web.http import running

AT_ONCE = 31
SETTLED = timedelta(minutes=10)
"""After midnight; no batch takes that long from its moment of recording to its commit."""
_NEVER_CHANGES = {"Cache-Control": "public, max-age=31536000, immutable"}


def heads_router(service: str) -> APIRouter:
    """``/api/{service}/log-heads``, for everybody: the list, and each day as a file to keep."""
    router = APIRouter(prefix=f"/api/{service}/log-heads")

    @router.get("")
    async def list_heads(request: Request, before: Day | None = None) -> Response:
        """A month of days that are over, the last first; ``before`` leads further back."""
        days = await heads(request, before)
        told = [_head(service, day, *head) for day, head in days.items()]
        return JSONResponse({"service": service, "heads": told})

    @router.get("/{day}")
    async def keep_head(request: Request, day: Day) -> Response:
        """The head of one day that is over, the same for ever."""
        head = (await heads(request, day + timedelta(days=1), 1)).get(day)
        if head is None:
            raise NotFound("no_head", "这一天还没有过完，或者当时还没有记录。")
        name = f"attachment; filename={service}-{day.isoformat()}.json"
        headers = _NEVER_CHANGES | {"Content-Disposition": name}
        return JSONResponse(_head(service, day, *head), headers=headers)

    return router


async def heads(
    request: Request, before: date | None = None, most: int = AT_ONCE
) -> dict[date, tuple[int, bytes]]:
    """The heads of the last days before one, none of them today or later; the last day first."""
    pool, now = running(request).pool, running(request).clock.now()
    today = beijing_date(now - SETTLED)
    end = min(before or today, today)
    rows = await pool.fetch(
        "select * from daily_head where day < $1 order by day desc limit $2", end, most + 1
    )
    return by_day([(row["day"], row["pos"], row["hash"]) for row in rows], end, most)


def by_day(
    kept: Sequence[tuple[date, int, bytes]], end: date, most: int
) -> dict[date, tuple[int, bytes]]:
    """The head of each of the ``most`` days before ``end``, the last first, from the rows kept.

    A day without facts has the head of the day before it; before the first fact there is none.
    """
    since = (end - kept[-1][0]).days if kept else 0
    days = [end - timedelta(days=back) for back in range(1, min(most, since) + 1)]
    return {day: next(it[1:] for it in kept if it[0] <= day) for day in days}


def _head(service: str, day: date, position: int, digest: bytes) -> dict[str, Any]:
    return {
        "service": service,
        "day": day.isoformat(),
        "position": position,
        "hash": digest.hex(),
    }

"""The page of the daily heads: for each day a file of each log, to be kept by whoever likes.

The announcer knows only its own log. The others publish theirs at the same address below their own
names; this page links them, so that no service vouches for another's log.
"""

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.topology import SERVICES
from services._web.heads import AT_ONCE, heads
from services.announcer.public.frame import PAGES, page

router = APIRouter(prefix="/public", route_class=PAGES.route, include_in_schema=False)


@router.get("/log-heads")
async def log_heads(request: Request, before: str = "") -> Response:
    """A month of days, the last first."""
    days = await heads(request, _day(before))
    return page(
        request,
        "heads.html",
        title="记录校验",
        days=days,
        services=SERVICES,
        earlier=min(days) if len(days) == AT_ONCE else None,
    )


def _day(given: str) -> date | None:
    """The day in an address; whatever is none leads to the last days."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None

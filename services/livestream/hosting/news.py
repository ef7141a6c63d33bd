"""Moderators are told that questions have come since their page was loaded, and load it themselves.

A page that changed by itself would take the words of an answer from under somebody's hands.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services._web.http import running
from services.livestream.moderation import DESK, PAGES, Known, Looking

router = APIRouter(route_class=PAGES.route)

_SINCE = """
select count(*) from question where programme = $1 and activity = $2 and number > $3
"""


@router.get(DESK + "/news", response_model=None)
async def news(
    request: Request,
    visitor: Looking,
    known: Known,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)],
) -> Response:
    """How many questions came after a number; 204 while there are none."""
    key = (known.programme, known.activity, after)
    if count := await running(request).pool.fetchval(_SINCE, *key):
        return PAGES.show(
            request, "news.html", visitor=visitor, activity=known, after=after, count=count
        )
    return Response(status_code=204)

"""For the office: who opened questions and contacts of askers, when and what for."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services._vault import looks
from services._web.http import running
from services._web.signed_in import Visitor, signed_in
from services.livestream.moderation import PAGES

router = APIRouter(route_class=PAGES.route)


@router.get("/live/looks", response_model=None)
async def looked(
    request: Request,
    visitor: Annotated[Visitor, Depends(signed_in("office"))],
    before: looks.LookId | None = None,
) -> Response:
    """A hundred looks at a time, the latest first."""
    pool = running(request).pool
    rows = await looks.listed(pool, before=before)
    titles = {
        row["activity"]: row["title"]
        for row in await pool.fetch("select activity, title from known_activity")
    }
    return PAGES.show(
        request, "looks.html", visitor=visitor, rows=rows, titles=titles,
        more=rows[-1]["id"] if len(rows) == looks.PAGE else None,
    )  # fmt: skip

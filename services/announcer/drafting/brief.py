"""The principal leader's page: to be read on the way, or printed."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.announcer.composing.briefing import brief
from services.announcer.drafting.desk import Looking
from services.announcer.drafting.pages import ACTIVITY, PAGES

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


@router.get(ACTIVITY + "/brief")
async def show(request: Request, desk: Looking) -> Response:
    """When, where, what to say, and what may be asked."""
    known = await desk.known()
    made = brief(known, desk.row.planned.get("content_points", ()), desk.now)
    return PAGES.show(
        request, "compose/brief.html", visitor=desk.visitor, desk=desk, known=known, it=made
    )

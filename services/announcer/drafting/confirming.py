"""A second person confirms, on a page, what the first entered by hand."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services._kit.decider import Refused
from services._web.forms import Filled
from services.announcer.drafting.desk import Posted
from services.announcer.drafting.pages import ACTIVITY, PAGES, go, show_home
from services.announcer.http import Target

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


@router.post(ACTIVITY + "/confirmations/{publication}")
async def confirm(request: Request, desk: Posted, publication: UUID) -> Response:
    """Confirm that the evidence shows what was entered."""
    try:
        await Target(desk.row, desk.posted.write, desk.pool).confirm(publication)
    except Refused as refused:
        return await show_home(request, desk, Filled({}, {"": refused.message}, 409))
    return go(f"{desk.path}?done=confirmed")

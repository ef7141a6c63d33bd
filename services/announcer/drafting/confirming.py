"""A second person confirms, on a page, what the first entered by hand."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.values import Entry
from services._kit.decider import Refused
from services._web.faults import NotFound
from services._web.forms import Filled
from services.announcer import queries
from services.announcer.domain.order import Given, Order
from services.announcer.domain.publication import ConfirmPublication
from services.announcer.drafting.desk import Posted
from services.announcer.drafting.pages import ACTIVITY, PAGES, go, show_home

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


@router.post(ACTIVITY + "/confirmations/{publication}")
async def confirm(request: Request, desk: Posted, publication: UUID) -> Response:
    """Confirm that the evidence shows what was entered."""
    row = desk.row
    found = await queries.publication(desk.pool, row.programme, row.activity, publication)
    if found is None:
        raise NotFound("unknown_publication", "没有这项发布记录。")
    command = ConfirmPublication(
        publication=str(found.id), entry=Entry(found.entry), entered_by=found.entered_by
    )
    order = Order(command, Given(desk.who.by, desk.now))
    try:
        await desk.posted.write(f"activity:{row.programme}:{row.activity}", order)
    except Refused as refused:
        return await show_home(request, desk, Filled({}, {"": refused.message}, 409))
    return go(f"{desk.path}?done=confirmed")

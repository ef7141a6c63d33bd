"""Handing a notice to a connected channel: decided here, done by the sender."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.values import Identifier
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE
from services._web.http import running
from services.announcer.connected.deliveries import HandOver
from services.announcer.connected.ways import connected
from services.announcer.drafting import publishing, releasing
from services.announcer.drafting.desk import Posted
from services.announcer.drafting.pages import DRAFT, PAGES, go

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


@router.post(DRAFT + "/handover/{way}")
async def hand(request: Request, desk: Posted, draft: Identifier, way: Identifier) -> Response:
    """Hand exactly this text to a channel, which publishes it once."""
    form, opened = desk.posted.form, await desk.open(draft)
    to = connected(running(request).settings).get(way)
    if to is None:
        raise NotFound("unknown_channel", "没有接通这个渠道。")
    try:
        given = publishing.agreed(form.read(publishing.Publishing), opened)
        release = releasing.released(opened, desk.who, publishing.left_out(opened, given.reason))
        await HandOver(desk.pool, to).publish(release)
    except CORRECTABLE as error:
        return await publishing.show_page(request, desk, draft, form.refused(error))
    return go(f"{desk.path}/{draft}/publish?done=handed")

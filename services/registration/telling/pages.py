"""The call list as a page to print and to tick off (A4)."""

import re
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from contracts.values import BEIJING, Identifier
from services._vault import looks
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField, NotFound
from services._web.forms import Filled, filled
from services._web.http import running
from services._web.pages import Pages
from services._web.purposes import purpose_of
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.registration.acting import STAFF
from services.registration.keeping.looking import viewer_of
from services.registration.telling.call_list import Closely, calls, mark_called
from services.registration.telling.http import composer, refuse_others
from services.registration.telling.texts import Time

PAGES = Pages("services.registration", "layout_desk.html", "/account/static")
CALL_LIST = "/desk/{programme}/{activity}/call-list"
PURPOSE = "电话告知本人"
_DATE = re.compile(r"(\d+月\d+日（周.）(?:\d+:\d\d)?)")

router = APIRouter(route_class=PAGES.route)
Looking = Annotated[Visitor, Depends(signed_in(*STAFF))]
Posted = Annotated[Posting, Depends(posting(*STAFF))]


@checks(OWN_UNIT)
async def looking(
    request: Request, programme: Identifier, activity: Identifier, visitor: Looking
) -> Visitor:
    """Who looks; 403 for a person of another unit."""
    await refuse_others(running(request), visitor.actor, programme, activity)
    return visitor


@checks(OWN_UNIT)
async def ticking(
    request: Request, programme: Identifier, activity: Identifier, posted: Posted
) -> Posting:
    """Who ticks off; 403 for a person of another unit."""
    await refuse_others(running(request), posted.visitor.actor, programme, activity)
    return posted


@router.get(CALL_LIST, response_model=None)
async def show(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    visitor: Annotated[Visitor, Depends(looking)],
) -> Response:
    """Whom to call and what to say; names and numbers in full once a purpose is stated."""
    return await _show(request, (programme, activity), visitor, filled(purpose=PURPOSE))


async def _show(
    request: Request, activity: tuple[str, str], visitor: Visitor, form: Filled
) -> Response:
    service, viewer = running(request), viewer_of(visitor.actor)
    texts, now = composer(service), service.clock.now()
    purpose = await looks.stated(service.pool, viewer, activity)
    closely = Closely(viewer, purpose, now) if purpose else None
    found = await calls(service.pool, texts, activity, closely)
    return PAGES.show(
        request,
        "desk/call_list.html",
        visitor=visitor,
        status=form.status,
        form=form,
        purpose=purpose,
        back=f"/desk/{'/'.join(map(quote, activity))}",
        title=await texts.title(*activity) or activity[1],
        printed=Time(now.astimezone(BEIJING).date(), now),
        # Every second part is a date, which never breaks over a line.
        calls=[(call, _DATE.split(call.say), filled()) for call in found],
    )


@router.post(CALL_LIST, response_model=None)
async def say_what_for(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    posted: Annotated[Posting, Depends(ticking)],
) -> Response:
    """Names and numbers are needed: what for, and then they are shown for a while."""
    key = (programme, activity)
    try:
        purpose = purpose_of(posted.form.value("purpose"))
    except BadField as error:
        return await _show(request, key, posted.visitor, posted.form.refused(error))
    await looks.state(running(request).pool, viewer_of(posted.visitor.actor), key, purpose)
    return RedirectResponse(CALL_LIST.format(programme=programme, activity=activity), 303)


@router.post(CALL_LIST + "/{message}", response_model=None)
async def tick(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    message: UUID,
    posted: Annotated[Posting, Depends(ticking)],
) -> Response:
    """This person was told; back to those who are not."""
    service, by = running(request), posted.visitor.actor
    marked = await mark_called(
        service.pool, (programme, activity), message, by.subject, service.clock.now()
    )
    if marked is None:
        raise NotFound("unknown_message", "没有这条告知。")
    return RedirectResponse(CALL_LIST.format(programme=programme, activity=activity), 303)

"""The desk's first page: what is to be done, then the unit's activities and open opinions."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from services._web.http import running
from services._web.signed_in import OWN, SignInNeeded, Visitor, signed_in
from services.registration.pages import next_step, reading
from services.registration.pages.desk import READERS, OfActivity
from services.registration.pages.frame import DESK

router = APIRouter(route_class=DESK.route, include_in_schema=False)

OF_ACTIVITY = "/desk/{programme}/{activity}"
Arrived = Annotated[Visitor, Depends(signed_in())]


@router.get("/desk")
async def without_slash() -> Response:
    """The same page."""
    return RedirectResponse("/desk/", 308)


@router.get("/desk/")
async def home(
    request: Request, visitor: Arrived, unit: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """The unit's own activities; the office and an assessor see every unit's."""
    if not visitor.actor.roles:
        raise SignInNeeded(OWN)  # nothing can be done before the first password of one's own
    service = running(request)
    now = service.clock.now()
    everywhere = visitor.may("office", "assessor")
    asked = (unit or None) if everywhere else visitor.actor.unit
    reads = visitor.may(*READERS) and (everywhere or asked is not None)
    rows = await reading.unit_sessions(service.pool, asked) if reads else []
    opinions = await reading.open_opinions(service.pool, asked) if reads else []
    units = await reading.lead_units(service.pool) if everywhere else []
    counted = Counter((it["programme"], it["activity"]) for it in opinions)
    shown = [
        {
            **row,
            "step": next_step.step(row, now),
            "opinions": counted.pop((row["programme"], row["activity"]), 0),  # once an activity
        }
        for row in rows
    ]
    elsewhere = [it for it in opinions if asked and it["unit"] == asked != it["lead_unit"]]
    return DESK.show(
        request,
        "desk/home.html",
        visitor=visitor,
        headline=next_step.headline(rows, len(opinions), now),
        rows=shown,
        todo=sum(1 for it in shown if it["step"].do),
        asked=unit if everywhere else "",
        units=units,
        everywhere=everywhere,
        reads=reads,
        elsewhere=elsewhere,
        programme=rows[-1]["programme"] if rows else None,  # the latest
    )


@router.get(OF_ACTIVITY)
async def activity(desk: OfActivity) -> Response:
    """Straight to the part where something is to be done."""
    return RedirectResponse(desk.here(next_step.step(desk.row, desk.now).page), 303)

"""The page where units outside the plan announce activities of their own (常态化)."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from contracts.values import ActivityKind, Identifier, Line
from services._web.access import checks
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.http import running
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.announcer import queries
from services.announcer.acting import STAFF, refuse_unknown_unit
from services.announcer.domain.order import Given, Order
from services.announcer.domain.planning import PlanRoutineActivity
from services.announcer.drafting.pages import go
from services.announcer.plan_pages import PAGES

LATEST = "/plan/routine"
PAGE = LATEST + "/{programme}"

router = APIRouter(route_class=PAGES.route, include_in_schema=False)
Looking = Annotated[Visitor, Depends(signed_in(*STAFF))]
Posted = Annotated[Posting, Depends(posting(*STAFF))]


class RoutineForm(FormModel):
    """What a unit says of an activity of its own."""

    lead_unit: Identifier = Field(description="单位，从列出的单位中选择")
    kind: ActivityKind
    title: Line = Field(description="活动名称，200字以内")
    topic: Line = Field(description="主题，200字以内")


@router.get(LATEST)
async def latest(request: Request, visitor: Looking) -> Response:
    """The last season in which the visitor's unit is registered; for the office, the last."""
    pool, unit = running(request).pool, visitor.actor.unit
    seasons = [programme for programme, _ in await queries.seasons(pool)]
    if not seasons:
        raise NotFound("no_programme", "还没有导入总体方案。")
    for programme in reversed(seasons):
        if unit in dict(await queries.leading_units(pool, programme, routine=True)):
            return go(f"{LATEST}/{programme}")
    return go(f"{LATEST}/{seasons[-1]}")


@router.get(PAGE)
async def look(request: Request, programme: Identifier, visitor: Looking) -> Response:
    """The activities outside the plan of one's own unit, for the office of all."""
    return await _page(request, programme, visitor, filled())


@router.post(PAGE)
@checks("a unit of one's own in the body")
async def announce(request: Request, programme: Identifier, posted: Posted) -> Response:
    """Announce one more; leads to where it gets its date."""
    pool, visitor = running(request).pool, posted.visitor
    own = {} if visitor.may("office") else {"lead_unit": visitor.actor.unit}
    try:
        given = posted.form.read(RoutineForm, **own)
        await refuse_unknown_unit(pool, programme, given.lead_unit, routine=True)
        of_kind = [it for it in await _routine(pool, programme) if it.kind == given.kind]
        command = PlanRoutineActivity(
            programme=programme, number=len(of_kind) + 1,
            activity=f"own-{sha256(posted.write.scope.encode()).hexdigest()[:12]}", **dict(given),
        )  # fmt: skip
        order = Order(command, Given(visitor.actor.subject, posted.write.now))
        await posted.write(f"activity:{programme}:{command.activity}", order)
    except CORRECTABLE as error:
        return await _page(request, programme, visitor, posted.form.refused(error))
    return go(f"/plan/activities/{programme}/{command.activity}/arrangement")


async def _routine(pool: queries.Database, programme: str) -> list[queries.ActivityRow]:
    return [it for it in await queries.activities(pool, programme) if it.routine]


async def _page(request: Request, programme: str, visitor: Visitor, form: Filled) -> Response:
    pool, unit = running(request).pool, visitor.actor.unit
    plan = await queries.programme(pool, programme)
    if plan is None:
        raise NotFound("unknown_programme", f"没有总体方案{programme}。")
    everywhere = visitor.may("office")
    units = await queries.leading_units(pool, programme, routine=True)
    return PAGES.show(
        request, "plan/routine.html", visitor=visitor, status=form.status, form=form, plan=plan,
        programme=programme, everywhere=everywhere,
        units=[it for it in units if everywhere or it[0] == unit],
        activities=[
            it for it in await _routine(pool, programme) if everywhere or it.lead_unit == unit
        ],
    )  # fmt: skip

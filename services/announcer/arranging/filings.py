"""The office's pages for filings (报备): all of them, and one with its receipt and decision."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from contracts.values import Identifier, Line
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, BeijingTime, Filled, FormModel, filled
from services._web.http import running
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.announcer import queries
from services.announcer.acting import find_activity
from services.announcer.arranging.filed import Filed, filings
from services.announcer.domain.filing import DecideFiling, ReceiveFiling
from services.announcer.domain.order import GivenEvidence
from services.announcer.drafting.pages import go
from services.announcer.http import Target
from services.announcer.plan_pages import PAGES

ONE = "/plan/activities/{programme}/{activity}/filings/{filing}"
DONE = {"receipt": "收到时间已补记。", "decision": "决定已记录，单位在活动的“安排”里看得到。"}

router = APIRouter(route_class=PAGES.route, include_in_schema=False)
Looking = Annotated[Visitor, Depends(signed_in("office"))]
Posted = Annotated[Posting, Depends(posting("office"))]


class ReceiptForm(FormModel):
    """When a filing reached the office outside the system, and what shows it."""

    received_at: BeijingTime = Field(description="收到的日期和时刻")
    evidence: Line = Field(description="佐证，200字以内")
    note: Line | None = Field(default=None, description="说明，200字以内")


class DecisionForm(FormModel):
    """What the office decides of a change that was put to it."""

    approved: bool = Field(description="决定，同意或者不同意")
    reason: Line = Field(description="理由，200字以内")


@dataclass(frozen=True, slots=True)
class Opened:
    """A filing in front of the office."""

    filed: Filed
    pool: queries.Database


async def opened(
    request: Request, programme: Identifier, activity: Identifier, filing: Identifier
) -> Opened:
    """The filing; 404 where there is none."""
    pool = running(request).pool
    row = await find_activity(pool, programme, activity)
    for it in await filings(pool, [row]):
        if it.told.filing == filing:
            return Opened(it, pool)
    raise NotFound("unknown_filing", "没有这份报备。")


One = Annotated[Opened, Depends(opened)]


@router.get("/plan/filings/{programme}")
async def look(request: Request, programme: Identifier, visitor: Looking) -> Response:
    """Everything that was filed within a programme."""
    pool = running(request).pool
    plan = await queries.programme(pool, programme)
    if plan is None:
        raise NotFound("unknown_programme", f"没有总体方案{programme}。")
    return PAGES.show(
        request, "plan/filings.html", visitor=visitor, plan=plan,
        filings=await filings(pool, await queries.activities(pool, programme)),
        units=dict(await queries.units(pool, programme)),
    )  # fmt: skip


@router.get(ONE)
async def show(request: Request, visitor: Looking, one: One) -> Response:
    """One filing: what it says, when it was here, what was decided."""
    return await _page(request, visitor, one)


@router.post(ONE + "/receipt")
async def receive(request: Request, posted: Posted, one: One) -> Response:
    """Enter when it reached the office outside the system."""
    try:
        given = posted.form.read(ReceiptForm)
        command = ReceiveFiling(
            filing=one.filed.told.filing, received_at=given.received_at,
            evidence=GivenEvidence(address=given.evidence, note=given.note),
        )  # fmt: skip
        await Target(one.filed.row, posted.write, one.pool).order(command, given.received_at)
    except CORRECTABLE as error:
        return await _page(request, posted.visitor, one, receipt=posted.form.refused(error))
    return go(f"{one.filed.path}?done=receipt")


@router.post(ONE + "/decision")
async def decide(request: Request, posted: Posted, one: One) -> Response:
    """Approve the change that was put to the office, or refuse."""
    try:
        given = posted.form.read(DecisionForm)
        command = DecideFiling(filing=one.filed.told.filing, **dict(given))
        await Target(one.filed.row, posted.write, one.pool).order(command)
    except CORRECTABLE as error:
        return await _page(request, posted.visitor, one, decision=posted.form.refused(error))
    return go(f"{one.filed.path}?done=decision")


async def _page(
    request: Request,
    visitor: Visitor,
    one: Opened,
    receipt: Filled | None = None,
    decision: Filled | None = None,
) -> Response:
    refused = receipt or decision
    return PAGES.show(
        request, "plan/filing.html", visitor=visitor, status=refused.status if refused else 200,
        it=one.filed, units=dict(await queries.units(one.pool, one.filed.row.programme)),
        receipt=receipt or filled(), decision=decision or filled(),
        done=DONE.get(request.query_params.get("done", "")),
    )  # fmt: skip

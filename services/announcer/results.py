"""The adoption report (采纳情况): reviewed on a page of the desk, published on the public site."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from contracts.values import Identifier, Line
from services._web.access import OWN_UNIT, checks
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.http import reads, running
from services._web.pages import PRIVATE
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services._web.tokens import Actor
from services.announcer import opinions, queries
from services.announcer.acting import STAFF, find_own_activity
from services.announcer.domain.results import (
    PublishOpinionResults,
    Report,
    ReportOpinionResults,
    digest,
)
from services.announcer.http import ACTIVITY, Activity, Answer, Target
from services.announcer.plan_pages import PAGES

PAGE = "/plan/activities/{programme}/{activity}/results"
COLUMN = "意见采纳情况"
"""The column that is proposed; where a policy names another, a person writes that."""

router = APIRouter()
pages = APIRouter(route_class=PAGES.route, include_in_schema=False)


class ReportForm(FormModel):
    """What is written over the results, and what fixes those that were looked at."""

    title: Line = Field(description="标题，200字以内")
    column: Line = Field(description="栏目的名称，200字以内")
    reviewed: str


@checks(OWN_UNIT)
async def reading(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    by: Annotated[Actor, Depends(reads(*STAFF))],
) -> queries.ActivityRow:
    """404 for an unknown activity, 403 for a person of another unit."""
    return await find_own_activity(running(request).pool, programme, activity, by)


@checks(OWN_UNIT)
async def looking(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    visitor: Annotated[Visitor, Depends(signed_in(*STAFF))],
) -> queries.ActivityRow:
    """The same for somebody who is signed in."""
    return await find_own_activity(running(request).pool, programme, activity, visitor.actor)


@checks(OWN_UNIT)
async def posting_report(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    posted: Annotated[Posting, Depends(posting(*STAFF))],
) -> Target:
    """The same for whoever posts the form."""
    pool = running(request).pool
    row = await find_own_activity(pool, programme, activity, posted.visitor.actor)
    return Target(row, posted.write, pool)


@router.post(ACTIVITY + "/opinion-results")
async def report_opinion_results(activity: Activity, command: ReportOpinionResults) -> Answer:
    """Enter that results of opinions are out in a column of the website."""
    return await activity.publish(command, "results", command.report)


@router.get(ACTIVITY + "/adoption-report")
async def review(request: Request, row: Annotated[queries.ActivityRow, Depends(reading)]) -> Answer:
    """The report as it could be published now, and what fixes it (``reviewed``)."""
    draft = await opinions.draft(running(request).pool, row.programme, row.activity)
    return {**asdict(draft), "reviewed": digest(draft.results)}


@router.post(ACTIVITY + "/adoption-report")
async def publish(activity: Activity, report: Report) -> Answer:
    """Publish it on the public site, exactly as it was reviewed."""
    return await publish_report(activity, report)


async def publish_report(target: Target, report: Report) -> Answer:
    """Refused where something has changed since it was reviewed."""
    row = target.row
    draft = await opinions.draft(target.database, row.programme, row.activity)
    command = PublishOpinionResults(**dict(report), opinions=draft.opinions, results=draft.results)
    return await target.order(command)


@pages.get(PAGE)
async def look(
    request: Request,
    row: Annotated[queries.ActivityRow, Depends(looking)],
    visitor: Annotated[Visitor, Depends(signed_in(*STAFF))],
) -> Response:
    """The report before it is published, and what is still missing."""
    title = f"“{row.planned['title']}”意见采纳情况"
    return await _page(request, row, visitor, filled(title=title[:200], column=COLUMN))


@pages.post(PAGE)
async def publish_from_page(
    request: Request,
    target: Annotated[Target, Depends(posting_report)],
    posted: Annotated[Posting, Depends(posting(*STAFF))],
) -> Response:
    """Publish it; leads to where the public reads it."""
    try:
        given = posted.form.read(ReportForm)
        await publish_report(target, Report(**dict(given)))
    except CORRECTABLE as error:
        refused = posted.form.refused(error)
        return await _page(request, target.row, posted.visitor, refused)
    return RedirectResponse(f"{request.url.path}?done=published", 303, PRIVATE)


async def _page(
    request: Request, row: queries.ActivityRow, visitor: Visitor, form: Filled
) -> Response:
    pool = running(request).pool
    draft = await opinions.draft(pool, row.programme, row.activity)
    published = await queries.publications(pool, row.programme, row.activity)
    return PAGES.show(
        request, "plan/results.html", visitor=visitor, status=form.status, form=form, it=row,
        draft=draft, counts=opinions.totals(draft.results), reviewed=digest(draft.results),
        out=next((it for it in published if it.kind == "results" and it.entry == "built_in"), None),
        base=f"{row.programme}/{row.activity}",
        done=request.query_params.get("done") == "published",
    )  # fmt: skip

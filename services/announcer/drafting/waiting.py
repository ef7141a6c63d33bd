"""What waits for a reviewer: one list over all activities, the longest waiting first."""

from typing import Annotated

import asyncpg
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services._web.http import running
from services._web.signed_in import Visitor, signed_in
from services.announcer.acting import STAFF
from services.announcer.drafting.pages import NAMES, PAGES

router = APIRouter(route_class=PAGES.route, include_in_schema=False)

_WAITING = """
select draft.programme, draft.activity, draft.draft, draft.name, newest.version,
  submitted.at, submitted.actor, planned ->> 'topic' as topic,
  coalesce(unit.name, routine_unit.name) as unit
from notice_draft draft
join activity using (programme, activity)
left join unit on (unit.programme, unit.unit) = (activity.programme, lead_unit)
left join routine_unit on (routine_unit.programme, routine_unit.unit)
  = (activity.programme, lead_unit)
cross join lateral (select version, sha256 from notice_version it
  where it.draft = draft.draft and not aside order by version desc limit 1) newest
join lateral (select step, at, actor from notice_step it
  where (it.draft, it.sha256) = (draft.draft, newest.sha256)
    and step in ('submitted', 'approved', 'returned', 'published', 'entered', 'handed')
  order by number desc limit 1) submitted on submitted.step = 'submitted'
where $1::text is null or activity.lead_unit = $1
order by submitted.at, draft.draft
"""


async def waiting(pool: asyncpg.Pool, unit: str | None) -> list[asyncpg.Record]:
    """The drafts whose newest text was sent to review and is neither decided on nor out."""
    found: list[asyncpg.Record] = await pool.fetch(_WAITING, unit)
    return found


@router.get("/compose/")
async def show(
    request: Request, visitor: Annotated[Visitor, Depends(signed_in(*STAFF))]
) -> Response:
    """Those of the visitor's unit; the office sees every unit's."""
    unit = None if visitor.may("office") else visitor.actor.unit or ""
    drafts = await waiting(running(request).pool, unit)
    return PAGES.show(request, "compose/waiting.html", visitor=visitor, drafts=drafts, names=NAMES)

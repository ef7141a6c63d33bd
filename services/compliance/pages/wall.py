"""The wall, its rows and its verdicts."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services._web.faults import NotFound
from services._web.http import running
from services._web.running import Running
from services._web.signed_in import visitor_if_any
from services.compliance.board import Board, Snapshot
from services.compliance.detail import activity_json, verdict_json
from services.compliance.http import etag
from services.compliance.lookup import KEPT, Looking, board
from services.compliance.matrix import cell, column, matrix
from services.compliance.pages.acts import acts_for
from services.compliance.pages.frame import WALL, page_router, refuse_before_import, with_season
from services.compliance.presentation import pages
from services.compliance.presentation.appearance import Appearance, chosen
from services.compliance.presentation.filtering import Filter
from services.compliance.season import season

router = page_router()

Words = Annotated[str, Query(max_length=80)]
Several = Annotated[tuple[str, ...], Query(max_length=100)]


async def wanted(  # noqa: PLR0913, PLR0917 - one for each thing that can be asked for
    status: Several = (),
    unit: Several = (),
    theme: Words = "",
    kind: Words = "",
    problems: Words = "",
    q: Words = "",
) -> Filter:
    """What the address asks the wall to show; unknown words match nothing."""
    return Filter(status, unit, theme, kind, problems == "on", q.strip())


@router.get("/", response_model=None)
async def home(
    service: Annotated[Running, Depends(running)], memory: Annotated[Board, Depends(board)]
) -> Response:
    """The first programme's wall; how to load one when there is none."""
    await memory.refresh(service.pool)
    imported = sorted(name for name, known in memory.known().items() if known.imported)
    if not imported:
        return HTMLResponse(pages.empty())
    return RedirectResponse(f"/wall/{imported[0]}", 303)


@router.get(WALL, response_model=None)
async def wall(
    look: Looking,
    asked: Annotated[Filter, Depends(wanted)],
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Every row and requirement at a glance."""
    refuse_before_import(look)
    moments = look.shown_at, look.now.replace(second=0, microsecond=0)
    reading = json.dumps(look.reading)
    tag, made = _wall(look.snapshot, moments, reading, asked, chosen(), live=look.live)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Cookie"}
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(made, headers=headers)


@lru_cache(maxsize=KEPT)
def _wall(  # noqa: PLR0913 - what a page is made of
    snapshot: Snapshot,
    moments: tuple[datetime, datetime],
    reading: str,
    asked: Filter,
    appearance: Appearance,
    *,
    live: bool,
) -> tuple[str, str]:
    """The tag and the page; the same for everybody until something changes or a minute is over."""
    as_of, now = moments
    made = {**matrix(snapshot, as_of, json.loads(reading)), "season": season(snapshot, now)}
    tag = etag({**made, "appearance": str(appearance)}, live=live)
    return tag, pages.wall(made, live=live, wanted=asked)


@router.get(f"{WALL}/screen")
async def screen(look: Looking) -> str:
    """The wall for a big screen: dark, without controls, renewed by itself."""
    refuse_before_import(look)
    made = matrix(look.snapshot, look.as_of, look.reading)
    return pages.wall(made, live=look.live, template="screen.html")


@router.get(f"{WALL}/activities/{{row}}")
async def activity(row: str, look: Looking) -> str:
    """One row with its time line, requirements and facts."""
    refuse_before_import(look)
    made = with_season(activity_json(look.line(row), look.as_of), look)
    return pages.activity(made, live=look.live)


@router.get(f"{WALL}/activities/{{row}}/{{code}}", response_model=None)
async def verdict(
    request: Request, row: str, code: str, look: Looking, hx_request: Annotated[str, Header()] = ""
) -> Response:
    """One verdict with its working: a whole page, or for htmx what the drawer shows."""
    refuse_before_import(look)
    line, found = look.verdict(row, code)
    made = verdict_json(line, found, look.as_of, await look.told(row, code))
    acts = await acts_for(look, line, found, visitor_if_any(request))
    made = with_season(made, look)
    html = pages.verdict(made, fragment=hx_request == "true", live=look.live, acts=acts)
    headers = {"Vary": "HX-Request, Cookie", "Cache-Control": "no-cache, private"}
    return HTMLResponse(html, headers=headers)


@router.get(f"{WALL}/cells/{{row}}/{{code}}")
async def one_cell(row: str, code: str, look: Looking) -> str:
    """One cell of the wall."""
    line, found = look.verdict(row, code)
    rules = look.snapshot.rules
    if rules is None:
        raise NotFound("not_imported", "方案尚未导入。")
    head = column(rules.pack.by_code[code])
    return pages.cell(look.snapshot.programme.id, line.head, head, cell(found))

"""The wall, its rows and its verdicts."""

from typing import Annotated

from fastapi import Depends, Header
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from services._web.faults import NotFound
from services._web.http import running
from services._web.running import Running
from services.compliance.board import Board
from services.compliance.detail import activity_json, verdict_json
from services.compliance.http import etag
from services.compliance.lookup import Looking, board
from services.compliance.matrix import cell, column, matrix
from services.compliance.pages.frame import WALL, page_router, refuse_before_import
from services.compliance.presentation import pages

router = page_router()


@router.get("/", response_model=None)
async def home(
    service: Annotated[Running, Depends(running)], memory: Annotated[Board, Depends(board)]
) -> Response:
    """The first programme's wall; how to load one when there is none."""
    await memory.refresh(service.pool)
    imported = sorted(name for name, known in memory.known().items() if known.imported())
    if not imported:
        return HTMLResponse(pages.empty())
    return RedirectResponse(f"/wall/{imported[0]}", 303)


@router.get(WALL, response_model=None)
async def wall(look: Looking, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Every row and requirement at a glance."""
    refuse_before_import(look)
    made = matrix(look.snapshot, look.as_of, await look.reading())
    tag = etag(made, live=look.live)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(pages.wall(made, live=look.live), headers=headers)


@router.get(f"{WALL}/activities/{{row}}")
async def activity(row: str, look: Looking) -> str:
    """One row with its time line, requirements and facts."""
    refuse_before_import(look)
    return pages.activity(activity_json(look.line(row), look.as_of), live=look.live)


@router.get(f"{WALL}/activities/{{row}}/{{code}}", response_model=None)
async def verdict(
    row: str, code: str, look: Looking, hx_request: Annotated[str, Header()] = ""
) -> Response:
    """One verdict with its working: a whole page, or for htmx what the drawer shows."""
    refuse_before_import(look)
    line, found = look.verdict(row, code)
    made = verdict_json(line, found, look.as_of, await look.told(row, code))
    html = pages.verdict(made, fragment=hx_request == "true", live=look.live)
    return HTMLResponse(html, headers={"Vary": "HX-Request", "Cache-Control": "no-cache"})


@router.get(f"{WALL}/cells/{{row}}/{{code}}")
async def one_cell(row: str, code: str, look: Looking) -> str:
    """One cell of the wall."""
    line, found = look.verdict(row, code)
    rules = look.snapshot.rules
    if rules is None:
        raise NotFound("not_imported", "方案尚未导入。")
    head = column(rules.pack.by_code[code])
    return pages.cell(look.snapshot.programme.id, line.head, head, cell(found))

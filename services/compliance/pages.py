"""The wall's pages. Each is an address of its own and works without JavaScript."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute

from services._kit.postgres import UNAVAILABLE
from services._web.faults import BadField, NotFound, fault
from services._web.http import running
from services._web.running import Running
from services.compliance.board import Board
from services.compliance.detail import activity_json, verdict_json
from services.compliance.http import etag
from services.compliance.lookup import Look, Looking, board
from services.compliance.matrix import cell, column, matrix
from services.compliance.presentation import pages

log = structlog.get_logger()

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Page(APIRoute):
    """A route whose errors are pages too, and whose pages run nothing but our own scripts."""

    def get_route_handler(self) -> Handler:
        """The route's handler with every refusal turned into HTML."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await answer(request)
            except (BadField, RequestValidationError):
                return _error(422)
            except NotFound:
                return _error(404)
            except UNAVAILABLE:
                return _error(503)
            except Exception:
                log.exception("page_failed", path=request.url.path)
                return _error(500)
            response.headers.update(SAFE)
            return response

        return handle


WALL = "/wall/{programme}"
SAFE = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
}
router = APIRouter(route_class=Page, default_response_class=HTMLResponse)


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
    _judged(look)
    made = matrix(look.snapshot, look.as_of, await look.reading())
    tag = etag(made, live=look.live)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(pages.wall(made, live=look.live), headers=headers)


@router.get(f"{WALL}/activities/{{row}}")
async def activity(row: str, look: Looking) -> str:
    """One row with its time line, requirements and facts."""
    _judged(look)
    return pages.activity(activity_json(look.line(row), look.as_of), live=look.live)


@router.get(f"{WALL}/activities/{{row}}/{{code}}", response_model=None)
async def verdict(
    row: str, code: str, look: Looking, hx_request: Annotated[str, Header()] = ""
) -> Response:
    """One verdict with its working: a whole page, or for htmx what the drawer shows."""
    _judged(look)
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


async def missing(request: Request, error: Exception) -> Response:
    """What stands at no address: a page for people, JSON for programs."""
    del error
    if request.url.path.startswith(("/api/", "/health", "/status")):
        return fault(404, "not_found", "没有这个地址。")
    return _error(404)


def _judged(look: Look) -> None:
    if look.snapshot.rules is None:  # before the import nothing is judged
        raise NotFound("not_imported", "方案在这一时刻尚未导入。")


def _error(status: int) -> HTMLResponse:
    return HTMLResponse(pages.error(status), status, SAFE)

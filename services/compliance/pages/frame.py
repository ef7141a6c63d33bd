"""What every page has in common: its address, and errors that are pages too."""

from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.routing import APIRoute

from services._kit.postgres import UNAVAILABLE
from services._web.faults import BadField, NotFound, fault
from services.compliance.lookup import Look
from services.compliance.matrix import Json
from services.compliance.presentation import pages
from services.compliance.presentation.appearance import shown_to
from services.compliance.season import season

log = structlog.get_logger()

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
WALL = "/wall/{programme}"


class Page(APIRoute):
    """A route whose errors are pages too."""

    def get_route_handler(self) -> Handler:
        """The route's handler with every refusal turned into HTML."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            with shown_to(request.cookies, here(request)):
                return await shown(request)

        async def shown(request: Request) -> Response:
            try:
                return await answer(request)
            except (BadField, RequestValidationError):
                return _error(422)
            except NotFound:
                return _error(404)
            except UNAVAILABLE:
                return _error(503)
            except Exception:
                log.exception("page_failed", path=request.url.path)
                return _error(500)

        return handle


def page_router() -> APIRouter:
    """A router of pages."""
    return APIRouter(route_class=Page, default_response_class=HTMLResponse)


async def missing(request: Request, error: Exception) -> Response:
    """What stands at no address: a page for people, JSON for programs."""
    del error
    if request.url.path.startswith(("/api/", "/health", "/status")):
        return fault(404, "not_found", "没有这个地址。")
    with shown_to(request.cookies, here(request)):
        return _error(404)


def here(request: Request) -> str:
    """The address of a page, to come back to."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def refuse_before_import(look: Look) -> None:
    """404 for a programme of which nothing is judged yet."""
    if look.snapshot.rules is None:  # before the import nothing is judged
        raise NotFound("not_imported", "方案在这一时刻尚未导入。")


def with_season(made: Json, look: Look) -> Json:
    """A page's JSON with the days of its slider."""
    return {**made, "season": season(look.snapshot, look.now)}


def _error(status: int) -> HTMLResponse:
    return HTMLResponse(pages.error(status), status)

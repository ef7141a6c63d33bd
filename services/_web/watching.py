"""Around every request: a span of the caller's trace, and how long the answer took.

What changes something, and what fails, has a line in the log; what is only looked at has none.
"""

import asyncio

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services._telemetry.measures import Measures
from services._telemetry.tracing import span

log = structlog.get_logger()

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_LOOKING, _FAILED = {"GET", "HEAD", "OPTIONS"}, 500


class Watching:
    """Takes a valid W3C ``traceparent`` or begins a trace; counts by the route's template."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app, self._measures = app, measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        loop, status = asyncio.get_running_loop(), 500
        begun = answered = loop.time()

        async def watched(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], loop.time()
            await send(message)

        method = scope["method"] if scope["method"] in _METHODS else "other"
        with span(
            Headers(scope=scope).get("traceparent"), name=lambda: f"{method} {_template(scope)}"
        ):
            try:
                await self._app(scope, receive, watched)
            finally:
                route, took = _template(scope), answered - begun
                self._measures.requests.labels(method, route, f"{status // 100}xx").observe(took)
                if method not in _LOOKING or status >= _FAILED:
                    log.info(
                        "request_answered",
                        method=method, route=route, status=status, seconds=round(took, 4),
                    )  # fmt: skip


def _template(scope: Scope) -> str:
    """The route as it is written; never the path, which may hold ids or codes."""
    path: str = getattr(scope.get("route"), "path", "")
    return path or (scope.get("root_path") or "none")

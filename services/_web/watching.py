"""Around every request: a span of the caller's trace, and how long the answer took."""

import asyncio

from fastapi import FastAPI
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services._kit.streams import last_sequence
from services._telemetry.measures import Measures
from services._telemetry.tracing import span
from services._web.running import Running
from services._web.status import describe, within

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


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

        with span(Headers(scope=scope).get("traceparent")):
            try:
                await self._app(scope, receive, watched)
            finally:
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._measures.requests.labels(
                    method, _template(scope), f"{status // 100}xx"
                ).observe(answered - begun)


def _template(scope: Scope) -> str:
    """The route as it is written; never the path, which may hold ids or codes."""
    path: str = getattr(scope.get("route"), "path", "")
    return path or (scope.get("root_path") or "none")


def add_metrics(app: FastAPI, service: Running) -> None:
    """``/metrics`` for Prometheus; the gateway does not pass it on."""

    async def metrics() -> Response:
        await within(_look(service))
        return Response(generate_latest(service.measures.registry), media_type=CONTENT_TYPE_LATEST)

    app.add_api_route("/metrics", metrics, response_model=None)


async def _look(service: Running) -> None:
    """Measure what is only known by asking; what cannot be reached keeps its last value."""
    measures, seen = service.measures, await describe(service)
    measures.quarantined.set(seen["quarantined"])
    if seen["stream_end"] is not None:
        measures.relay_lag.set(seen["log_end"] - seen["stream_end"])
    js = service.bus.jetstream
    for reader in seen["readers"]:
        end = await last_sequence(js, reader["stream"]) or 0
        source = reader["stream"].split("_")[1].lower()
        measures.projection_lag.labels(source).set(max(0, end - reader["checkpoint"]))

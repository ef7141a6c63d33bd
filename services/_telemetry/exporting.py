"""Spans for whoever collects them: OTLP over HTTP, in its JSON form; off unless an address is set.

The settings are OpenTelemetry's own. Nobody ever waits for a collector: what it does not take in
time is dropped, and the oldest first.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

import structlog
from opentelemetry.trace import format_span_id, format_trace_id
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services._telemetry.tracing import Span, exported_to

log = structlog.get_logger()

_KEPT, _AT_ONCE = 8192, 512  # spans
_EVERY, _AT_THE_END = 2.0, 1.0  # seconds between two requests; what a stop waits for the last one
_INTERNAL, _ERROR = 1, 2


class ExportSettings(BaseSettings):
    """Environment variables that begin with ``OTEL_EXPORTER_OTLP_``."""

    model_config = SettingsConfigDict(env_prefix="OTEL_EXPORTER_OTLP_", extra="ignore")

    endpoint: str = ""
    """Of a collector, such as ``http://collector:4318``; empty: nothing is exported."""

    headers: str = ""
    """``name=value,…``, percent-encoded: what the collector knows us by."""

    timeout: float = Field(default=10_000, gt=0)
    """Milliseconds for one request."""

    @property
    def given(self) -> dict[str, str]:
        """The headers by their names."""
        pairs = (it.partition("=") for it in self.headers.split(",") if it.strip())
        return {name.strip(): unquote(value.strip()) for name, _, value in pairs}


class Exporter:
    """Keeps the spans of one service until its task sends them."""

    def __init__(self, service: str, settings: ExportSettings) -> None:
        self._settings = settings
        self._resource = {"attributes": [_text("service.name", f"minsheng-{service}")]}
        self._waiting: deque[Span] = deque(maxlen=_KEPT)
        exported_to(self._waiting.append)

    async def run(self) -> None:
        """Send for ever what is waiting, and once more at the end."""
        import httpx  # noqa: PLC0415 - a service that exports nothing does not load it

        address = self._settings.endpoint.rstrip("/") + "/v1/traces"
        timeout = self._settings.timeout / 1000
        async with httpx.AsyncClient(headers=self._settings.given, timeout=timeout) as client:

            async def send() -> None:
                while self._waiting:
                    some = [
                        self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))
                    ]
                    try:
                        answer = await client.post(address, json=self._body(some))
                        answer.raise_for_status()
                    except (httpx.HTTPError, httpx.InvalidURL) as error:
                        log.warning("spans_dropped", count=len(some), error=repr(error))
                        return

            try:
                while True:
                    await asyncio.sleep(_EVERY)
                    await send()
            finally:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_AT_THE_END):
                        await send()

    def _body(self, spans: Sequence[Span]) -> dict[str, Any]:
        scope = {"scope": {"name": "minsheng"}, "spans": [_written(it) for it in spans]}
        return {"resourceSpans": [{"resource": self._resource, "scopeSpans": [scope]}]}


def _written(span: Span) -> dict[str, Any]:
    """A span as OTLP's JSON has it: ids in hexadecimal, nanoseconds as text."""
    written: dict[str, Any] = {
        "traceId": format_trace_id(span.here.trace_id),
        "spanId": format_span_id(span.here.span_id),
        "name": span.name,
        "kind": _INTERNAL,
        "startTimeUnixNano": str(span.begun),
        "endTimeUnixNano": str(span.ended),
    }
    if span.parent.is_valid:
        written["parentSpanId"] = format_span_id(span.parent.span_id)
    if span.links:
        written["links"] = [{"traceId": it[3:35], "spanId": it[36:52]} for it in span.links]
    if span.failed:
        written["status"] = {"code": _ERROR}
    return written


def _text(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}

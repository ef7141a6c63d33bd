"""Trace context as W3C defines it: carried by requests, facts and logs, from service to service.

Nothing is exported: the identifiers alone join what several services log about one request.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Link, SpanContext, format_trace_id, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.typing import EventDict

_TRACER = TracerProvider().get_tracer("minsheng")
_PROPAGATOR = TraceContextTextMapPropagator()


@contextmanager
def span(name: str, *causes: str | None) -> Iterator[str]:
    """Some work, as a child of its cause; answers the ``traceparent`` of what it causes in turn.

    Without a valid cause it belongs to the span around it, or begins a trace. With several it
    begins a trace that is linked to them all: a batch belongs to none of its facts alone.
    """
    known = {it.trace_id: it for cause in causes if (it := _read(cause)).is_valid}
    context = None
    if len(known) == 1:
        context = _PROPAGATOR.extract({"traceparent": next(it for it in causes if it)})
    links = [Link(it) for it in known.values()] if len(known) > 1 else None
    with _TRACER.start_as_current_span(name, context, links=links):
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier)
        yield carrier["traceparent"]


def add_trace_id(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: which trace a line belongs to, if it belongs to one."""
    current = get_current_span().get_span_context()
    if current.is_valid:
        event["trace_id"] = format_trace_id(current.trace_id)
    return event


def _read(traceparent: str | None) -> SpanContext:
    given = {"traceparent": traceparent} if traceparent else {}
    return get_current_span(_PROPAGATOR.extract(given)).get_span_context()

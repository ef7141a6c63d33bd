"""Trace context as W3C defines it: carried by requests, facts and logs, from service to service.

Nothing is exported: the identifiers alone join what several services log about one request.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from random import getrandbits

from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    TraceFlags,
    format_span_id,
    format_trace_id,
    get_current_span,
    use_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.typing import EventDict, Processor

_PROPAGATOR = TraceContextTextMapPropagator()
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)


@contextmanager
def span(*causes: str | None) -> Iterator[str]:
    """Some work, as a child of its cause; answers the ``traceparent`` of what it causes in turn.

    Without a valid cause, or with causes of several traces, it belongs to the span around it, or
    begins a trace: a batch belongs to none of its facts alone.
    """
    here = _here(causes)
    with use_span(NonRecordingSpan(here)):
        yield _told(here)


def traceparent(*causes: str | None) -> str:
    """What a span would answer here, for work that is done elsewhere."""
    return _told(_here(causes))


def trace_of(traceparent: str | None) -> str:
    """The trace that a ``traceparent`` names; nothing where none is given."""
    return (traceparent or "")[3:35]


def add_trace_id(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: which trace a line belongs to, if it belongs to one."""
    current = get_current_span().get_span_context()
    if current.is_valid:
        event["trace_id"] = format_trace_id(current.trace_id)
    return event


def add_service(service: str) -> Processor:
    """A structlog processor: which service wrote a line."""

    def add(_logger: object, _method: str, event: EventDict) -> EventDict:
        event["service"] = service
        return event

    return add


def _fresh(bits: int) -> int:
    """An id of so many bits; 0 would be none. Nobody has to be kept from guessing it."""
    return getrandbits(bits) or 1


def _read(traceparent: str) -> SpanContext:
    return get_current_span(_PROPAGATOR.extract({"traceparent": traceparent})).get_span_context()


def _here(causes: Iterable[str | None]) -> SpanContext:
    traces = {trace_of(cause): cause for cause in causes if cause}
    parent = _read(*traces.values()) if len(traces) == 1 else SpanContext(0, 0, is_remote=False)
    if not parent.is_valid:
        parent = get_current_span().get_span_context()
    trace = parent.trace_id if parent.is_valid else _fresh(128)
    return SpanContext(trace, _fresh(64), is_remote=False, trace_flags=_SAMPLED)


def _told(context: SpanContext) -> str:
    return f"00-{format_trace_id(context.trace_id)}-{format_span_id(context.span_id)}-01"

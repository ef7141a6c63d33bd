"""Trace context as W3C defines it: carried by requests, facts and logs, from service to service.

The identifiers alone join what several services log about one request. Spans are recorded only
for whoever asked for them (``exported_to``).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from random import getrandbits
from time import time_ns
from typing import NamedTuple

from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    TraceFlags,
    format_trace_id,
    get_current_span,
    use_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.typing import EventDict, Processor

_PROPAGATOR = TraceContextTextMapPropagator()
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_NONE = SpanContext(0, 0, is_remote=False)


class Span(NamedTuple):
    """Some work that is over; ``begun`` and ``ended`` in nanoseconds since 1970 of the real clock.

    ``parent`` is not valid where it began a trace; ``links`` are the ``traceparent`` of what it was
    done for, where that belongs to several traces.
    """

    name: str
    here: SpanContext
    parent: SpanContext
    links: Sequence[str]
    begun: int
    ended: int
    failed: bool


Name = str | Callable[[], str]
"""What some work is called, never with an id or a code in it; asked at its end."""

_EXPORT: ContextVar[Callable[[Span], object] | None] = ContextVar("export", default=None)


def exported_to(export: Callable[[Span], object]) -> None:
    """From now on, in this task and those it begins, give away each span that ends."""
    _EXPORT.set(export)


@contextmanager
def span(*causes: str | None, name: Name) -> Iterator[str]:
    """Some work, as a child of its cause; answers the ``traceparent`` of what it causes in turn.

    Without a valid cause, or with causes of several traces, it belongs to the span around it, or
    begins a trace: a batch belongs to none of its facts alone.
    """
    here, parent, links = _here(causes)
    export = _EXPORT.get()
    if export is None:
        with use_span(NonRecordingSpan(here)):
            yield _told(here)
        return
    begun, failed = time_ns(), False
    try:
        with use_span(NonRecordingSpan(here)):
            yield _told(here)
    except Exception:
        failed = True
        raise
    finally:
        named = name if isinstance(name, str) else name()
        export(Span(named, here, parent, links, begun, time_ns(), failed))


def traceparent(*causes: str | None, name: Name) -> str:
    """What a span would answer here, for work that is done elsewhere."""
    here, parent, links = _here(causes)
    if (export := _EXPORT.get()) is not None:
        now, named = time_ns(), name if isinstance(name, str) else name()
        export(Span(named, here, parent, links, now, now, failed=False))
    return _told(here)


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


def _here(causes: tuple[str | None, ...]) -> tuple[SpanContext, SpanContext, Sequence[str]]:
    """A context of its own, its parent, and the causes that could not all be the parent."""
    traces = {trace_of(cause): cause for cause in causes if cause} if causes else {}
    parent = _read(*traces.values()) if len(traces) == 1 else _NONE
    if not parent.is_valid:
        parent = get_current_span().get_span_context()
    trace = parent.trace_id if parent.is_valid else _fresh(128)
    here = SpanContext(trace, _fresh(64), is_remote=False, trace_flags=_SAMPLED)
    return here, parent, tuple(traces.values()) if len(traces) > 1 else ()


def _told(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-01"

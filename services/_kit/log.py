"""Structured logs: past-tense snake_case names, one correlation id and one trace per request."""

import logging
import sys
from contextlib import suppress

import structlog

from services._telemetry.tracing import add_service, add_trace_id


class LineLogger(structlog.WriteLogger):
    """What cannot be written is lost, on a full disk or without a reader: the work goes on."""

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def configure_logging(service: str, level: str) -> None:
    """Send structlog and the standard library's loggers to standard output.

    As JSON lines, unless that is a terminal, before which somebody sits.
    """
    shared: list[structlog.typing.Processor] = [
        add_service(service),
        structlog.contextvars.merge_contextvars,
        add_trace_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stdout.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    # For libraries: a line of ours goes without it, for a fifth.
    handler = logging.StreamHandler(sys.stdout)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
    )
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=lambda *_: LineLogger(),
        cache_logger_on_first_use=True,
    )

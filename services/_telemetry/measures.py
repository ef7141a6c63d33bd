"""What one process counts and times. No label ever holds a person, a path or a code as given."""

import asyncio
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from services._telemetry.tracing import trace_of

_SIZES = (1, 2, 5, 10, 20, 50, 100, 200)
_BUSINESS = (0.1, 0.5, 1, 5, 15, 60, 300, 3600, 86400)
_TICK = 1.0  # real seconds between two looks at the event loop

log = structlog.get_logger()


class Fact(Protocol):
    """What is counted of a fact, and what its line in the log says."""

    @property
    def type(self) -> str:
        """Which of the published types it is."""
        ...

    @property
    def sequence(self) -> int:
        """Its position in its service's log."""
        ...

    @property
    def traceparent(self) -> str | None:
        """The trace in which it was recorded."""
        ...


class Measures:
    """A registry of its own for every service, so that two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._passing()
        self._standing()

    def _passing(self) -> None:
        """What is counted and timed as it happens."""
        to = self.registry
        self.requests = Histogram(
            "minsheng_request_seconds", "Time until an answer begins",
            ["method", "route", "status"], registry=to,
        )  # fmt: skip
        self.commands = Counter(
            "minsheng_commands", "Commands by outcome", ["outcome"], registry=to
        )
        self.commit_commands = Histogram(
            "minsheng_commit_commands", "Commands in one commit", buckets=_SIZES, registry=to
        )
        self.commit = Histogram("minsheng_commit_seconds", "Time of one commit", registry=to)
        self._recorded = Counter(
            "minsheng_recorded_events", "Facts recorded, by type", ["type"], registry=to
        )
        self._published = Counter(
            "minsheng_published_events", "Events that the stream took", registry=to
        )
        self._read = Counter(
            "minsheng_read_events", "Facts of a source read, by type", ["source", "type"],
            registry=to,
        )  # fmt: skip
        self.projection = Histogram(
            "minsheng_projection_seconds", "Time of one batch", ["projector", "source"], registry=to
        )
        self.reactions = Counter(
            "minsheng_reactions", "Facts reacted to, by outcome", ["reaction", "outcome"],
            registry=to,
        )  # fmt: skip
        self.reaction_delay = Histogram(
            "minsheng_reaction_delay_seconds", "Business time from recorded to acted upon",
            ["reaction"], buckets=_BUSINESS, registry=to,
        )  # fmt: skip
        self.timers = Counter("minsheng_timers_fired", "Timers fired", ["kind"], registry=to)
        self.loop_delay = Histogram(
            "minsheng_loop_delay_seconds", "How late the event loop came", registry=to
        )

    def _standing(self) -> None:
        """What is looked at when somebody asks."""

        def gauge(name: str, what: str, *labels: str) -> Gauge:
            return Gauge(f"minsheng_{name}", what, labels, registry=self.registry)

        self.info = gauge("service_info", "Always 1: which service and release this is",
                          "name", "version", "simulated")  # fmt: skip
        self.connected = gauge("nats_connected", "Whether NATS is reached")
        self.leading = gauge("leads", "Whether this process does a task that one does", "task")
        self.relay_state = gauge("relay_state", "1 for the state of the relay", "state")
        self.relay_lag = gauge("relay_lag_events", "Events recorded and not yet in the stream")
        self.reader_state = gauge("reader_state", "1 for the state of a reader", "source", "state")
        self.projection_lag = gauge(
            "projection_lag_events", "Events in the stream and not yet read", "source"
        )
        self.quarantined = gauge("quarantined_messages", "Messages kept aside that nobody has seen")
        self.timers_late = gauge("timers_late_seconds", "For how long the oldest due timer waits")
        self.viewers = gauge("event_stream_viewers", "Event streams that are open")
        self.database_bytes = gauge("database_bytes", "Size of the service's database")
        self.stream_bytes = gauge("stream_bytes", "Size of the service's stream")
        self.disk_free = gauge("disk_free_bytes", "Room on a disk that we write to", "disk")
        self.disk_size = gauge("disk_size_bytes", "Size of a disk that we write to", "disk")
        self.backup = gauge("backup_timestamp_seconds", "When the newest backup was made, or 0")
        self.certificate = gauge(
            "certificate_end_timestamp_seconds", "Until when the public address has a certificate"
        )

    def expect(self, types: Iterable[str]) -> None:
        """Begin at 0 with every type that the service can record, or no rate sees the first."""
        for each in types:
            self._recorded.labels(each)

    def recorded(self, facts: Sequence[Fact]) -> None:
        """Facts were committed: one line for all, with the trace of each."""
        if facts:
            for type_, many in Tally(it.type for it in facts).items():
                self._recorded.labels(type_).inc(many)
            log.info(
                "facts_recorded",
                facts=[(it.sequence, it.type, trace_of(it.traceparent)) for it in facts],
            )

    def published(self, first: int, last: int) -> None:
        """The stream took the facts at these positions."""
        self._published.inc(last - first + 1)
        log.info("facts_published", first=first, last=last)

    def read(self, source: str, first: int, last: int, types: Iterable[str]) -> None:
        """A read model took in what a source said at these positions."""
        for type_, many in Tally(types).items():
            self._read.labels(source, type_).inc(many)
        log.info("facts_read", source=source, first=first, last=last)

    @contextmanager
    def committing(self, commands: int) -> Iterator[None]:
        """Time a commit that succeeds."""
        start = asyncio.get_running_loop().time()
        yield
        self.commit.observe(asyncio.get_running_loop().time() - start)
        self.commit_commands.observe(commands)

    async def watch_loop(self) -> None:
        """Look for ever how late the event loop comes back to us."""
        loop = asyncio.get_running_loop()
        while True:
            wait = _TICK - loop.time() % _TICK  # at the beat at which everybody wakes
            due = loop.time() + wait
            await asyncio.sleep(wait)
            self.loop_delay.observe(max(0.0, loop.time() - due))

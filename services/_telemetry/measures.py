"""What one process counts and times. No label ever holds a person, a path or a code as given."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

_SIZES = (1, 2, 5, 10, 20, 50, 100, 200)
_BUSINESS = (0.1, 0.5, 1, 5, 15, 60, 300, 3600, 86400)
_TICK = 0.5  # real seconds between two looks at the event loop


class Measures:
    """A registry of its own for every service, so that two in one process do not mix."""

    def __init__(self) -> None:
        self.registry = to = CollectorRegistry()
        ProcessCollector(registry=to)
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
        self.published = Counter(
            "minsheng_published_events", "Events that the stream took", registry=to
        )
        self.relay_lag = Gauge(
            "minsheng_relay_lag_events", "Events recorded and not yet in the stream", registry=to
        )
        self.projection = Histogram(
            "minsheng_projection_seconds", "Time of one batch", ["projector", "source"], registry=to
        )
        self.projection_lag = Gauge(
            "minsheng_projection_lag_events", "Events in the stream and not yet read",
            ["source"], registry=to,
        )  # fmt: skip
        self.reactions = Counter(
            "minsheng_reactions", "Facts reacted to, by outcome", ["reaction", "outcome"],
            registry=to,
        )  # fmt: skip
        self.reaction_delay = Histogram(
            "minsheng_reaction_delay_seconds", "Business time from recorded to acted upon",
            ["reaction"], buckets=_BUSINESS, registry=to,
        )  # fmt: skip
        self.timers = Counter("minsheng_timers_fired", "Timers fired", ["kind"], registry=to)
        self.quarantined = Gauge(
            "minsheng_quarantined_messages", "Messages kept aside unread", registry=to
        )
        self.loop_delay = Histogram(
            "minsheng_loop_delay_seconds", "How late the event loop came", registry=to
        )

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
            due = loop.time() + _TICK
            await asyncio.sleep(_TICK)
            self.loop_delay.observe(max(0.0, loop.time() - due))

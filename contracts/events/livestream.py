"""What livestream says: when a stream was to run, ran and ended.

Each docstring ends with the command, as its path under
``/api/livestream/programmes/{programme}/activities/{activity}``.
"""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import Identifier, Instant, Line


class StreamEvent(DomainEvent):
    """A fact about the stream of one session of an activity."""

    activity: Identifier
    session: Identifier


class StreamScheduled(StreamEvent):
    """A stream is to begin at ``starts_at`` on a new-media account. ``POST /stream/schedule``."""

    name: ClassVar[Literal["StreamScheduled"]] = "StreamScheduled"
    version: ClassVar[Literal[1]] = 1

    starts_at: Instant
    account: Line


class StreamStarted(StreamEvent):
    """The stream is live. ``POST /stream/start``."""

    name: ClassVar[Literal["StreamStarted"]] = "StreamStarted"
    version: ClassVar[Literal[1]] = 1


class StreamEnded(StreamEvent):
    """The stream is over. ``POST /stream/end``."""

    name: ClassVar[Literal["StreamEnded"]] = "StreamEnded"
    version: ClassVar[Literal[1]] = 1


class StreamCancelled(StreamEvent):
    """A scheduled stream will not run, because its activity was cancelled."""

    name: ClassVar[Literal["StreamCancelled"]] = "StreamCancelled"
    version: ClassVar[Literal[1]] = 1

    cause: str


EVENTS: tuple[type[DomainEvent], ...] = (
    StreamScheduled,
    StreamStarted,
    StreamEnded,
    StreamCancelled,
)

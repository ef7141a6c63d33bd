"""Streams: when one was to run, ran, was interrupted and ended, and how many watched."""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import Count, Day, Identifier, Instant, Line, Milliseconds, ViewerMinutes


class StreamEvent(DomainEvent):
    """A fact about the stream of one session of an activity."""

    activity: Identifier
    session: Identifier


class StreamPrepared(StreamEvent):
    """A session of an online or hybrid activity is to be streamed; its question box may open.

    ``starts_on`` is its Beijing date. Caused by ``EventScheduled`` or ``FormChanged``.
    """

    name: ClassVar[Literal["StreamPrepared"]] = "StreamPrepared"
    version: ClassVar[Literal[1]] = 1

    starts_on: Day


class StreamScheduled(StreamEvent):
    """A stream is to begin at ``starts_at`` on a new-media account.

    ``POST /stream/schedule``, or caused by ``EventScheduled``, ``EventRescheduled`` or
    ``FormChanged`` where these give the clock time and the account.
    """

    name: ClassVar[Literal["StreamScheduled"]] = "StreamScheduled"
    version: ClassVar[Literal[1]] = 1

    starts_at: Instant
    account: Line


class StreamStarted(StreamEvent):
    """The stream is live. ``POST /stream/start``, or its first segment was on the air."""

    name: ClassVar[Literal["StreamStarted"]] = "StreamStarted"
    version: ClassVar[Literal[1]] = 1


class StreamInterrupted(StreamEvent):
    """Nothing can be seen for now. ``POST /stream/interrupt``, or no segment came any more."""

    name: ClassVar[Literal["StreamInterrupted"]] = "StreamInterrupted"
    version: ClassVar[Literal[1]] = 1


class StreamResumed(StreamEvent):
    """The stream is live again. ``POST /stream/resume``, or segments come again.

    ``gap_ms``: for how long nothing could be seen, where segments prove it.
    """

    name: ClassVar[Literal["StreamResumed"]] = "StreamResumed"
    version: ClassVar[Literal[1]] = 1

    gap_ms: Milliseconds | None = None


class StreamEnded(StreamEvent):
    """The stream is over. ``POST /stream/end``, or its last segment is kept."""

    name: ClassVar[Literal["StreamEnded"]] = "StreamEnded"
    version: ClassVar[Literal[1]] = 1


class StreamWatched(StreamEvent):
    """How many watched a stream that has ended: pages that were open, and nothing of anybody.

    ``most`` at the same time; ``minutes`` of all together. A minute after the end; of a stream that
    nobody was seen to watch, nothing is said.
    """

    name: ClassVar[Literal["StreamWatched"]] = "StreamWatched"
    version: ClassVar[Literal[1]] = 1

    most: Count
    minutes: ViewerMinutes


class StreamCancelled(StreamEvent):
    """A stream that was to come will not run: its activity was cancelled, or meets offline only.

    ``cause`` is the id of the announcer's fact.
    """

    name: ClassVar[Literal["StreamCancelled"]] = "StreamCancelled"
    version: ClassVar[Literal[1]] = 1

    cause: str

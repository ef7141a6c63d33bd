"""What livestream says: when a stream was to run, ran and ended, what was kept; questions.

Askers' words never stand here. Each docstring ends with the command, as its path under
``/api/livestream/programmes/{programme}/activities/{activity}``.
"""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import (
    AnswerMeans,
    Count,
    Day,
    DeletionReason,
    HoldReason,
    Identifier,
    Instant,
    Line,
    Milliseconds,
    RecordingGap,
    Sha256,
)


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


class StreamCancelled(StreamEvent):
    """A stream that was to come will not run: its activity was cancelled, or meets offline only.

    ``cause`` is the id of the announcer's fact.
    """

    name: ClassVar[Literal["StreamCancelled"]] = "StreamCancelled"
    version: ClassVar[Literal[1]] = 1

    cause: str


class RecordingEvent(DomainEvent):
    """A fact about the pictures of one session, as they come in here and are kept."""

    activity: Identifier
    session: Identifier


class PublisherRefused(RecordingEvent):
    """Somebody tried to send pictures and was turned away; who, nobody wrote down.

    The first such attempt in ten minutes; later ones are counted in a table.
    """

    name: ClassVar[Literal["PublisherRefused"]] = "PublisherRefused"
    version: ClassVar[Literal[1]] = 1

    why: Literal["wrong_key", "second_publisher"]


class RecordingKept(RecordingEvent):
    """What was on the air is kept; the stream has ended.

    ``missing`` of the ``segments`` were not found again as they came in: they stand in the chain,
    and their time in the gaps.
    ``head_sha256`` is the last link of their chain: each is the SHA-256 of the link before (first:
    64 zeros), number, take, begin, milliseconds, SHA-256 and size of a segment, each on a line.
    """

    name: ClassVar[Literal["RecordingKept"]] = "RecordingKept"
    version: ClassVar[Literal[1]] = 1

    segments: Count
    duration_ms: Milliseconds
    gaps: tuple[RecordingGap, ...]
    head_sha256: Sha256
    missing: Count = 0


class RecordingReleased(RecordingEvent):
    """Everybody may watch it, at ``path`` of this system. ``POST /recording/release``."""

    name: ClassVar[Literal["RecordingReleased"]] = "RecordingReleased"
    version: ClassVar[Literal[1]] = 1

    path: Line


class RecordingDeleted(RecordingEvent):
    """Its segments are deleted. ``POST /recording/delete``; only after ``MaterialsPublished``."""

    name: ClassVar[Literal["RecordingDeleted"]] = "RecordingDeleted"
    version: ClassVar[Literal[1]] = 1

    reason: DeletionReason


class QuestionEvent(DomainEvent):
    """A fact about one question; its words stay in the vault."""

    activity: Identifier
    session: Identifier
    question: Identifier


class QuestionAsked(QuestionEvent):
    """Somebody asked; nothing is shown before a moderator has read it. ``POST /questions``."""

    name: ClassVar[Literal["QuestionAsked"]] = "QuestionAsked"
    version: ClassVar[Literal[1]] = 1


class QuestionHeld(QuestionEvent):
    """A moderator keeps it off the public page. ``POST /questions/{question}/hold``."""

    name: ClassVar[Literal["QuestionHeld"]] = "QuestionHeld"
    version: ClassVar[Literal[1]] = 1

    reason: HoldReason


class QuestionReleased(QuestionEvent):
    """A moderator lets the public see it. ``POST /questions/{question}/release``."""

    name: ClassVar[Literal["QuestionReleased"]] = "QuestionReleased"
    version: ClassVar[Literal[1]] = 1


class QuestionMerged(QuestionEvent):
    """It says the same as ``into`` and is answered with it; both askers keep their numbers.

    ``POST /questions/{question}/merge``.
    """

    name: ClassVar[Literal["QuestionMerged"]] = "QuestionMerged"
    version: ClassVar[Literal[1]] = 1

    into: Identifier


class QuestionUnmerged(QuestionEvent):
    """It is a question of its own again, and waits; what it was before follows as another fact.

    ``POST /questions/{question}/unmerge``.
    """

    name: ClassVar[Literal["QuestionUnmerged"]] = "QuestionUnmerged"
    version: ClassVar[Literal[1]] = 1


class QuestionTakenUp(QuestionEvent):
    """The host begins to answer it live, in place of any other of its session.

    The recording's second of this moment is where its answer is found. ``POST
    /questions/{question}/take-up``.
    """

    name: ClassVar[Literal["QuestionTakenUp"]] = "QuestionTakenUp"
    version: ClassVar[Literal[1]] = 1


class QuestionAnswered(QuestionEvent):
    """It was answered, live or in writing. ``POST /questions/{question}/answer``."""

    name: ClassVar[Literal["QuestionAnswered"]] = "QuestionAnswered"
    version: ClassVar[Literal[1]] = 1

    means: AnswerMeans


class QuestionLeftOpen(QuestionEvent):
    """It was not answered and becomes an opinion (意见建议).

    ``POST /questions/close``, or a day after the stream ended.
    """

    name: ClassVar[Literal["QuestionLeftOpen"]] = "QuestionLeftOpen"
    version: ClassVar[Literal[1]] = 1


class PersonForgotten(DomainEvent):
    """The words of a person and the key that could read them are gone here, too.

    Caused by registration's ``PersonErased``.
    """

    name: ClassVar[Literal["PersonForgotten"]] = "PersonForgotten"
    version: ClassVar[Literal[1]] = 1

    person: Identifier


class QuestionsPurged(DomainEvent):
    """The words of all questions of an activity are deleted, with the keys of who asked no other.

    Caused by registration's ``PersonalDataPurged``; the transaction found that nothing is left.
    ``questions_sha256``: SHA-256 of the questions' ids in the order in which they were asked, a
    line feed after each. Whoever has this log can make it anew.
    """

    name: ClassVar[Literal["QuestionsPurged"]] = "QuestionsPurged"
    version: ClassVar[Literal[1]] = 1

    activity: Identifier
    cause: Line
    questions: Count
    questions_sha256: Sha256


EVENTS: tuple[type[DomainEvent], ...] = (
    StreamPrepared,
    StreamScheduled,
    StreamStarted,
    StreamInterrupted,
    StreamResumed,
    StreamEnded,
    StreamCancelled,
    PublisherRefused,
    RecordingKept,
    RecordingReleased,
    RecordingDeleted,
    QuestionAsked,
    QuestionHeld,
    QuestionReleased,
    QuestionMerged,
    QuestionUnmerged,
    QuestionTakenUp,
    QuestionAnswered,
    QuestionLeftOpen,
    PersonForgotten,
    QuestionsPurged,
)

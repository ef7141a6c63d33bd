"""What livestream says: when a stream was to run, ran and ended; which questions were asked.

Askers' words never stand here. Each docstring ends with the command, as its path under
``/api/livestream/programmes/{programme}/activities/{activity}``.
"""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import (
    AnswerMeans,
    Count,
    Day,
    HoldReason,
    Identifier,
    Instant,
    Line,
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
    """The stream is live. ``POST /stream/start``."""

    name: ClassVar[Literal["StreamStarted"]] = "StreamStarted"
    version: ClassVar[Literal[1]] = 1


class StreamInterrupted(StreamEvent):
    """Nothing can be seen for now. ``POST /stream/interrupt``."""

    name: ClassVar[Literal["StreamInterrupted"]] = "StreamInterrupted"
    version: ClassVar[Literal[1]] = 1


class StreamResumed(StreamEvent):
    """The stream is live again. ``POST /stream/resume``."""

    name: ClassVar[Literal["StreamResumed"]] = "StreamResumed"
    version: ClassVar[Literal[1]] = 1


class StreamEnded(StreamEvent):
    """The stream is over. ``POST /stream/end``."""

    name: ClassVar[Literal["StreamEnded"]] = "StreamEnded"
    version: ClassVar[Literal[1]] = 1


class StreamCancelled(StreamEvent):
    """A stream that was to come will not run: its activity was cancelled, or meets offline only.

    ``cause`` is the id of the announcer's fact.
    """

    name: ClassVar[Literal["StreamCancelled"]] = "StreamCancelled"
    version: ClassVar[Literal[1]] = 1

    cause: str


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

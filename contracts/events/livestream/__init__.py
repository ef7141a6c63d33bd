"""What livestream says: when a stream was to run, ran and ended, what was kept; questions.

Askers' words never stand here. Each docstring ends with the command, as its path under
``/api/livestream/programmes/{programme}/activities/{activity}``.
"""

from contracts.event import DomainEvent
from contracts.events.livestream.asking import (
    PersonForgotten,
    QuestionAnswered,
    QuestionAsked,
    QuestionEvent,
    QuestionHeld,
    QuestionLeftOpen,
    QuestionMerged,
    QuestionReleased,
    QuestionsPurged,
    QuestionTakenUp,
    QuestionUnmerged,
)
from contracts.events.livestream.recording import (
    FilmAccepted,
    PublisherRefused,
    RecordingDeleted,
    RecordingEvent,
    RecordingKept,
    RecordingReleased,
)
from contracts.events.livestream.streaming import (
    StreamCancelled,
    StreamEnded,
    StreamEvent,
    StreamInterrupted,
    StreamPrepared,
    StreamResumed,
    StreamScheduled,
    StreamStarted,
    StreamWatched,
)

EVENTS: tuple[type[DomainEvent], ...] = (
    StreamPrepared,
    StreamScheduled,
    StreamStarted,
    StreamInterrupted,
    StreamResumed,
    StreamEnded,
    StreamWatched,
    StreamCancelled,
    PublisherRefused,
    FilmAccepted,
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

__all__ = [
    "EVENTS",
    "FilmAccepted",
    "PersonForgotten",
    "PublisherRefused",
    "QuestionAnswered",
    "QuestionAsked",
    "QuestionEvent",
    "QuestionHeld",
    "QuestionLeftOpen",
    "QuestionMerged",
    "QuestionReleased",
    "QuestionTakenUp",
    "QuestionUnmerged",
    "QuestionsPurged",
    "RecordingDeleted",
    "RecordingEvent",
    "RecordingKept",
    "RecordingReleased",
    "StreamCancelled",
    "StreamEnded",
    "StreamEvent",
    "StreamInterrupted",
    "StreamPrepared",
    "StreamResumed",
    "StreamScheduled",
    "StreamStarted",
    "StreamWatched",
]

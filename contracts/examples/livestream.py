"""One realistic example of every event of livestream."""

from datetime import date

from contracts.event import DomainEvent
from contracts.events import livestream
from contracts.examples.story import CANCELLATION_ID, OPEN_11, at
from contracts.values import AnswerMeans, DeletionReason, HoldReason, RecordingGap

EXAMPLES: tuple[DomainEvent, ...] = (
    livestream.StreamScheduled(**OPEN_11, session="s1", starts_at=at(21, 9), account="旧宫发布"),
    livestream.StreamStarted(**OPEN_11, session="s1"),
    livestream.StreamEnded(**OPEN_11, session="s1"),
    livestream.StreamCancelled(**OPEN_11, session="s1", cause=CANCELLATION_ID),
    livestream.StreamPrepared(**OPEN_11, session="s1", starts_on=date(2023, 9, 21)),
    livestream.StreamInterrupted(**OPEN_11, session="s1"),
    livestream.StreamResumed(**OPEN_11, session="s1", gap_ms=42_300),
    livestream.StreamWatched(**OPEN_11, session="s1", most=1_830, minutes=96_400),
    livestream.PublisherRefused(**OPEN_11, session="s1", why="wrong_key"),
    livestream.FilmAccepted(**OPEN_11, session="s1", sha256="ab" * 32, duration_ms=372_000),
    livestream.RecordingKept(
        **OPEN_11,
        session="s1",
        segments=2_710,
        duration_ms=5_420_000,
        gaps=(RecordingGap(at_ms=1_204_000, lasted_ms=42_300),),
        head_sha256="cd" * 32,
    ),
    livestream.RecordingReleased(**OPEN_11, session="s1", path="/live/daxing-2023/open-11"),
    livestream.RecordingDeleted(**OPEN_11, session="s1", reason=DeletionReason.KEPT_LONG_ENOUGH),
    livestream.QuestionAsked(**OPEN_11, session="s1", question="q1"),
    livestream.QuestionHeld(**OPEN_11, session="s1", question="q1", reason=HoldReason.OFF_TOPIC),
    livestream.QuestionReleased(**OPEN_11, session="s1", question="q1"),
    livestream.QuestionMerged(**OPEN_11, session="s1", question="q2", into="q1"),
    livestream.QuestionUnmerged(**OPEN_11, session="s1", question="q2"),
    livestream.QuestionTakenUp(**OPEN_11, session="s1", question="q1"),
    livestream.QuestionAnswered(**OPEN_11, session="s1", question="q1", means=AnswerMeans.LIVE),
    livestream.QuestionLeftOpen(**OPEN_11, session="s1", question="q1"),
    livestream.PersonForgotten(programme="daxing-2023", person="0b8f6a6c5f1f4a0f"),
    livestream.QuestionsPurged(
        **OPEN_11, cause=CANCELLATION_ID, questions=12, questions_sha256="ab" * 32
    ),
)

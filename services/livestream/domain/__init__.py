"""What livestream decides, as pure functions: streams, recordings, questions, who is forgotten.

Every fact belongs to one aggregate.
"""

from contracts.event import DomainEvent
from contracts.events.livestream import (
    PersonForgotten,
    QuestionEvent,
    QuestionsPurged,
    RecordingEvent,
)
from services.livestream.domain import recording


def stream_of(event: DomainEvent) -> str:
    """The aggregate that an event belongs to."""
    if isinstance(event, PersonForgotten):
        return f"person:{event.programme}:{event.person}"
    if isinstance(event, RecordingEvent):
        return recording.stream_name(event.programme, event.activity, event.session)
    activity: str = getattr(event, "activity")  # noqa: B009 - every other event of ours has one
    name = "questions" if isinstance(event, QuestionEvent | QuestionsPurged) else "stream"
    return f"{name}:{event.programme}:{activity}"

"""What livestream decides, as pure functions: streams, questions, and who is forgotten.

Every fact belongs to one aggregate.
"""

from contracts.event import DomainEvent
from contracts.events.livestream import PersonForgotten, QuestionEvent, QuestionsPurged


def stream_of(event: DomainEvent) -> str:
    """The aggregate that an event belongs to."""
    if isinstance(event, PersonForgotten):
        return f"person:{event.programme}:{event.person}"
    activity: str = getattr(event, "activity")  # noqa: B009 - every other event of ours has one
    name = "questions" if isinstance(event, QuestionEvent | QuestionsPurged) else "stream"
    return f"{name}:{event.programme}:{activity}"

"""What compliance records: adopted rules, routine units, reviews, assessments, what was told."""

from contracts.event import DomainEvent
from contracts.events.compliance import (
    AssessmentClosed,
    CalendarAdopted,
    PackAdopted,
    ReviewDecided,
    RoutineUnitRegistered,
    ScoringTableAdopted,
    UnitEvent,
    UnitReminded,
    VerdictEvent,
)
from services._kit.decider import Refused

__all__ = ["Refused", "stream_of"]


def stream_of(event: DomainEvent) -> str:  # noqa: PLR0911 - one aggregate a case
    """The aggregate that an event belongs to, as ``<decider>:<programme>[:<aggregate id>]``."""
    match event:
        case PackAdopted() | CalendarAdopted():
            return f"rulebook:{event.programme}"
        case RoutineUnitRegistered():
            return f"routine_unit:{event.programme}:{event.unit}"
        case ReviewDecided():
            return f"review:{event.programme}:{event.activity}"
        case AssessmentClosed():
            return f"assessment:{event.programme}:{event.assessment}"
        case ScoringTableAdopted():
            return f"scoring_table:{event.programme}"
        case UnitEvent():
            return f"unit_assessment:{event.programme}:{event.unit}"
        case UnitReminded():
            return f"reminders:{event.programme}:{event.unit}"
        case VerdictEvent():
            return f"told:{event.programme}:{event.row}"
        case _:
            raise TypeError(f"compliance does not record {event.ce_type()}")

"""What compliance says: human decisions, adopted rules, and changes of its verdicts.

Each docstring ends with the command, as its path under
``/api/compliance/programmes/{programme}``. ``judge`` ignores exactly ``NOTIFIER_EVENTS``: what was
told of verdicts, from which no verdict follows.
"""

from contracts.event import DomainEvent
from contracts.events.compliance.assessing import (
    AppealDecided,
    AppealLodged,
    ScoredEvent,
    ScoringTableAdopted,
    SelfScored,
    UnitEvent,
    UnitScoreConfirmed,
    UnitScoreReviewed,
)
from contracts.events.compliance.deciding import AssessmentClosed, ReviewDecided
from contracts.events.compliance.reminding import UnitReminded
from contracts.events.compliance.rules import (
    CalendarAdopted,
    PackAdopted,
    RoutineUnitRegistered,
)
from contracts.events.compliance.verdicts import (
    DeadlineApproaching,
    DeadlineMissed,
    RequirementStatusChanged,
    VerdictEvent,
)

NOTIFIER_EVENTS: tuple[type[DomainEvent], ...] = (
    RequirementStatusChanged,
    DeadlineApproaching,
    DeadlineMissed,
    UnitReminded,
)

EVENTS: tuple[type[DomainEvent], ...] = (
    PackAdopted,
    CalendarAdopted,
    RoutineUnitRegistered,
    ReviewDecided,
    AssessmentClosed,
    ScoringTableAdopted,
    SelfScored,
    UnitScoreReviewed,
    AppealLodged,
    AppealDecided,
    UnitScoreConfirmed,
    *NOTIFIER_EVENTS,
)

__all__ = [
    "EVENTS",
    "NOTIFIER_EVENTS",
    "AppealDecided",
    "AppealLodged",
    "AssessmentClosed",
    "CalendarAdopted",
    "DeadlineApproaching",
    "DeadlineMissed",
    "PackAdopted",
    "RequirementStatusChanged",
    "ReviewDecided",
    "RoutineUnitRegistered",
    "ScoredEvent",
    "ScoringTableAdopted",
    "SelfScored",
    "UnitEvent",
    "UnitReminded",
    "UnitScoreConfirmed",
    "UnitScoreReviewed",
    "VerdictEvent",
]

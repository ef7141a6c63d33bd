"""What compliance says: human decisions, adopted rules, and changes of its verdicts.

Each docstring ends with the command, as its path under
``/api/compliance/programmes/{programme}``. The last three events are the notifier's; ``judge``
ignores exactly those, because they follow from the rest.
"""

from contracts.event import DomainEvent
from contracts.events.compliance.deciding import AssessmentClosed, ReviewDecided
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
)

EVENTS: tuple[type[DomainEvent], ...] = (
    PackAdopted,
    CalendarAdopted,
    RoutineUnitRegistered,
    ReviewDecided,
    AssessmentClosed,
    *NOTIFIER_EVENTS,
)

__all__ = [
    "EVENTS",
    "NOTIFIER_EVENTS",
    "AssessmentClosed",
    "CalendarAdopted",
    "DeadlineApproaching",
    "DeadlineMissed",
    "PackAdopted",
    "RequirementStatusChanged",
    "ReviewDecided",
    "RoutineUnitRegistered",
    "VerdictEvent",
]

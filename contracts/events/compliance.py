"""What compliance says: human decisions, adopted rules, and changes of its verdicts.

Each docstring ends with the command, as its path under
``/api/compliance/programmes/{programme}``. The last three events are the notifier's; ``judge``
ignores exactly those, because they follow from the rest.
"""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import (
    AssessmentPoint,
    Day,
    Identifier,
    Instant,
    Line,
    Sha256,
    VerdictStatus,
    Year,
)


class PackAdopted(DomainEvent):
    """A version of a rule pack is in force from now on. ``POST /packs``."""

    name: ClassVar[Literal["PackAdopted"]] = "PackAdopted"
    version: ClassVar[Literal[1]] = 1

    pack: Identifier
    pack_version: Line
    pack_sha256: Sha256


class CalendarAdopted(DomainEvent):
    """Working days are known through ``through_year``. ``POST /calendars``."""

    name: ClassVar[Literal["CalendarAdopted"]] = "CalendarAdopted"
    version: ClassVar[Literal[1]] = 1

    calendar: Identifier
    calendar_version: Line
    calendar_sha256: Sha256
    through_year: Year


class RoutineUnitRegistered(DomainEvent):
    """A unit outside the plan owes a self-run activity (常态化). ``POST /routine-units``."""

    name: ClassVar[Literal["RoutineUnitRegistered"]] = "RoutineUnitRegistered"
    version: ClassVar[Literal[1]] = 1

    unit: Identifier
    unit_name: Line


class ReviewDecided(DomainEvent):
    """A named person settles a verdict that the facts leave open (待核). ``POST /reviews``.

    ``basis`` is the ids of the facts that the reviewer saw, sorted.
    """

    name: ClassVar[Literal["ReviewDecided"]] = "ReviewDecided"
    version: ClassVar[Literal[1]] = 1

    activity: Identifier
    code: Identifier
    status: VerdictStatus
    reason: Line
    reviewer: Identifier
    reviewer_unit: Identifier
    basis: tuple[str, ...] = ()


class AssessmentClosed(DomainEvent):
    """The year's assessment (考核) is closed; each point names its evidence.

    ``POST /assessments``. The policy prints no weights: the marks are the project's own sample.
    """

    name: ClassVar[Literal["AssessmentClosed"]] = "AssessmentClosed"
    version: ClassVar[Literal[1]] = 1

    assessment: Identifier
    title: Line
    points: tuple[AssessmentPoint, ...] = Field(min_length=1)
    closed_by: Identifier


class VerdictEvent(DomainEvent):
    """What the notifier tells of one row's requirement.

    ``row`` is an activity's id, ``programme``, or ``unit:<id>``; ``due`` is a Beijing date;
    ``as_of`` is the moment of the judgement; ``cause`` the id of the event that led to it, absent
    when time alone did.
    """

    activity: Identifier | None = None
    row: str = Field(pattern=r"^(unit:)?[A-Za-z0-9_-]{1,64}$")
    code: Identifier
    status: VerdictStatus
    due: Day | None = None
    as_of: Instant
    cause: str | None = None


class RequirementStatusChanged(VerdictEvent):
    """A verdict is another than the one last told. By the notifier."""

    name: ClassVar[Literal["RequirementStatusChanged"]] = "RequirementStatusChanged"
    version: ClassVar[Literal[1]] = 1

    previous: VerdictStatus | None = None


class DeadlineApproaching(VerdictEvent):
    """At most one working day is left. By the notifier."""

    name: ClassVar[Literal["DeadlineApproaching"]] = "DeadlineApproaching"
    version: ClassVar[Literal[1]] = 1


class DeadlineMissed(VerdictEvent):
    """A mandatory deadline passed unmet. By the notifier."""

    name: ClassVar[Literal["DeadlineMissed"]] = "DeadlineMissed"
    version: ClassVar[Literal[1]] = 1


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

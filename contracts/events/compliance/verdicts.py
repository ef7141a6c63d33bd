"""Changes of verdicts, as the notifier tells them."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import Day, Identifier, Instant, VerdictStatus


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

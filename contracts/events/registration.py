"""What registration says: who may come, who came (as opaque ids and counts), what they said.

Citizens' names, contacts and words never stand here. Each docstring ends with the command, as its
path under ``/api/registration/programmes/{programme}/activities/{activity}``. ``session`` absent
means the activity as a whole; with one session the two are the same.
"""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import (
    Count,
    Identifier,
    Instant,
    LeaderAttendance,
    Line,
    OpinionDecisionKind,
    PersonCategory,
    SelectionMethod,
)


class PeopleEvent(DomainEvent):
    """A fact about the people of one activity, or of one of its sessions."""

    activity: Identifier
    session: Identifier | None = None


class SignUpOpened(PeopleEvent):
    """Anyone may sign up (报名), until ``closes_at`` where given. ``POST /sign-up/open``."""

    name: ClassVar[Literal["SignUpOpened"]] = "SignUpOpened"
    version: ClassVar[Literal[1]] = 1

    closes_at: Instant | None = None


class SignUpClosed(PeopleEvent):
    """Sign-up is over. ``POST /sign-up/close``, or the time given at its opening."""

    name: ClassVar[Literal["SignUpClosed"]] = "SignUpClosed"
    version: ClassVar[Literal[1]] = 1


class SignedUp(PeopleEvent):
    """A person signed up. ``POST /sign-ups``."""

    name: ClassVar[Literal["SignedUp"]] = "SignedUp"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory


class RepresentativeSelected(PeopleEvent):
    """A person was chosen as a representative (代表). ``POST /selections``."""

    name: ClassVar[Literal["RepresentativeSelected"]] = "RepresentativeSelected"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory | None = None
    method: SelectionMethod


class SeatConfirmed(PeopleEvent):
    """A person has a seat (名额). Category or method absent: not recorded. ``POST /seats``."""

    name: ClassVar[Literal["SeatConfirmed"]] = "SeatConfirmed"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory | None = None
    method: SelectionMethod | None = None


class SizeReasonRecorded(PeopleEvent):
    """Why the number of people differs from about 30. ``POST /size-reason``."""

    name: ClassVar[Literal["SizeReasonRecorded"]] = "SizeReasonRecorded"
    version: ClassVar[Literal[1]] = 1

    reason: Line


class AttendanceRecorded(PeopleEvent):
    """How many of each category came, and whether the principal leader did.

    ``POST /attendance``.
    """

    name: ClassVar[Literal["AttendanceRecorded"]] = "AttendanceRecorded"
    version: ClassVar[Literal[1]] = 1

    attendance: dict[PersonCategory, Count]
    leader: LeaderAttendance


class OpinionRecorded(PeopleEvent):
    """Someone gave an opinion (意见建议); only its author's category is public.

    ``POST /opinions``.
    """

    name: ClassVar[Literal["OpinionRecorded"]] = "OpinionRecorded"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    category: PersonCategory | None = None


class OpinionDecided(PeopleEvent):
    """What becomes of an opinion, with the government's reason.

    ``POST /opinions/{opinion}/decision``.
    """

    name: ClassVar[Literal["OpinionDecided"]] = "OpinionDecided"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    decision: OpinionDecisionKind
    reason: Line


class OpinionFedBack(PeopleEvent):
    """The author or the public was told the decision. ``POST /opinions/{opinion}/feedback``."""

    name: ClassVar[Literal["OpinionFedBack"]] = "OpinionFedBack"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier


class NoOpinionsDeclared(PeopleEvent):
    """The unit declares that it received no opinion. ``POST /no-opinions``."""

    name: ClassVar[Literal["NoOpinionsDeclared"]] = "NoOpinionsDeclared"
    version: ClassVar[Literal[1]] = 1

    declared_by: Identifier


EVENTS: tuple[type[DomainEvent], ...] = (
    SignUpOpened,
    SignUpClosed,
    SignedUp,
    RepresentativeSelected,
    SeatConfirmed,
    SizeReasonRecorded,
    AttendanceRecorded,
    OpinionRecorded,
    OpinionDecided,
    OpinionFedBack,
    NoOpinionsDeclared,
)

"""Choosing people: invited or selected, seated or in reserve, and who came."""

from typing import ClassVar, Literal

from contracts.events.registration.people import PeopleEvent
from contracts.values import (
    Count,
    Identifier,
    LeaderAttendance,
    Line,
    PersonCategory,
    SeatReleaseReason,
    SelectionMethod,
    SelectionRule,
    Sha256,
)


class RepresentativeInvited(PeopleEvent):
    """A unit invited a person directly (定向邀请). ``POST /invitations``.

    ``reason`` is an official text, without names and numbers; absent in facts before it was asked.
    """

    name: ClassVar[Literal["RepresentativeInvited"]] = "RepresentativeInvited"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory
    reason: Line | None = None


class InvitationAnswered(PeopleEvent):
    """The invited person accepted or declined; who accepts has a seat.

    ``POST /invitations/{person}/answer``.
    """

    name: ClassVar[Literal["InvitationAnswered"]] = "InvitationAnswered"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    accepted: bool


class SelectionDecided(PeopleEvent):
    """Representatives were chosen from those who signed up; the chosen follow as facts.

    ``pool`` people stood on the sheet, ``pool_sha256`` is the hash of their ids in order, one a
    line; ``seed`` is what a draw was made with. ``POST /selection``.
    """

    name: ClassVar[Literal["SelectionDecided"]] = "SelectionDecided"
    version: ClassVar[Literal[1]] = 1

    rule: SelectionRule
    seats: Count
    reserve: Count
    pool: Count
    pool_sha256: Sha256
    seed: Identifier | None = None


class RepresentativeSelected(PeopleEvent):
    """A person was chosen as a representative (代表). ``POST /selections`` or ``/selection``."""

    name: ClassVar[Literal["RepresentativeSelected"]] = "RepresentativeSelected"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory | None = None
    method: SelectionMethod


class ReserveListed(PeopleEvent):
    """A person stands in reserve (候补); ``rank`` 1 is the next in line. ``POST /selection``."""

    name: ClassVar[Literal["ReserveListed"]] = "ReserveListed"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory
    rank: Count


class SeatConfirmed(PeopleEvent):
    """A person has a seat (名额). Category or method absent: not recorded. ``POST /seats``."""

    name: ClassVar[Literal["SeatConfirmed"]] = "SeatConfirmed"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory | None = None
    method: SelectionMethod | None = None


class SeatReleased(PeopleEvent):
    """A seat is free again. ``POST /seats/release`` or ``/seats/replacement``."""

    name: ClassVar[Literal["SeatReleased"]] = "SeatReleased"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    reason: SeatReleaseReason


class SizeReasonRecorded(PeopleEvent):
    """Why the number of people differs from about 30. ``POST /size-reason``."""

    name: ClassVar[Literal["SizeReasonRecorded"]] = "SizeReasonRecorded"
    version: ClassVar[Literal[1]] = 1

    reason: Line


class CheckedIn(PeopleEvent):
    """A person came (签到). ``POST /check-ins``."""

    name: ClassVar[Literal["CheckedIn"]] = "CheckedIn"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory | None = None


class WalkedIn(PeopleEvent):
    """A person came without a seat and was taken in (现场登记): present, and in no seat.

    ``POST /walk-ins``.
    """

    name: ClassVar[Literal["WalkedIn"]] = "WalkedIn"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory


class AttendanceRecorded(PeopleEvent):
    """How many of each category came, and whether the principal leader did.

    ``leader_office`` is the office (职务) of whoever came, never a name; ``reason`` says why this
    word differs from the one before. ``POST /attendance``, or ``/attendance/from-check-ins``.
    """

    name: ClassVar[Literal["AttendanceRecorded"]] = "AttendanceRecorded"
    version: ClassVar[Literal[1]] = 1

    attendance: dict[PersonCategory, Count]
    leader: LeaderAttendance
    leader_office: Line | None = None
    reason: Line | None = None

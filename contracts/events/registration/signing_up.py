"""Sign-up (报名): the sheet of a session, when it is open, and who is on it."""

from typing import ClassVar, Literal

from contracts.events.registration.people import PeopleEvent
from contracts.values import (
    Count,
    Day,
    Identifier,
    Instant,
    PersonCategory,
    SelectionRule,
    SignUpChannel,
)


class SignUpSheetPrepared(PeopleEvent):
    """A session that people come to has a sheet (参加名单), on which nobody can sign up yet.

    ``starts_on`` is the Beijing date of the session; sign-up cannot outlast its start. Caused by
    ``EventScheduled`` or ``FormChanged``.
    """

    name: ClassVar[Literal["SignUpSheetPrepared"]] = "SignUpSheetPrepared"
    version: ClassVar[Literal[1]] = 1

    starts_on: Day
    start_at: Instant | None = None


class SignUpSheetMoved(PeopleEvent):
    """The session moved; who is on the sheet stays, is told, and may withdraw.

    Caused by ``EventRescheduled``.
    """

    name: ClassVar[Literal["SignUpSheetMoved"]] = "SignUpSheetMoved"
    version: ClassVar[Literal[1]] = 1

    starts_on: Day
    start_at: Instant | None = None


class SignUpSheetCancelled(PeopleEvent):
    """Nobody is needed any more: the session was cancelled, or takes place online only.

    Caused by ``EventCancelled`` or ``FormChanged``.
    """

    name: ClassVar[Literal["SignUpSheetCancelled"]] = "SignUpSheetCancelled"
    version: ClassVar[Literal[1]] = 1

    reason: Literal["cancelled", "online"]


class SignUpOpeningSet(PeopleEvent):
    """How sign-up will open by itself, once the selection notice is out on every required channel.

    ``POST /sign-up/opening``.
    """

    name: ClassVar[Literal["SignUpOpeningSet"]] = "SignUpOpeningSet"
    version: ClassVar[Literal[1]] = 1

    closes_at: Instant
    seats: Count
    rule: SelectionRule


class SignUpOpened(PeopleEvent):
    """Anyone may sign up (报名), until ``closes_at`` where given.

    ``seats`` and ``rule`` say how many are chosen and how. ``POST /sign-up/open``, or the
    selection notice where the opening was set.
    """

    name: ClassVar[Literal["SignUpOpened"]] = "SignUpOpened"
    version: ClassVar[Literal[1]] = 1

    closes_at: Instant | None = None
    seats: Count | None = None
    rule: SelectionRule | None = None


class SignUpClosed(PeopleEvent):
    """Sign-up is over. ``POST /sign-up/close``, or the time given at its opening."""

    name: ClassVar[Literal["SignUpClosed"]] = "SignUpClosed"
    version: ClassVar[Literal[1]] = 1


class SignedUp(PeopleEvent):
    """A person signed up. ``channel``: by themselves, or entered by staff. ``POST /sign-ups``."""

    name: ClassVar[Literal["SignedUp"]] = "SignedUp"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    category: PersonCategory
    channel: SignUpChannel | None = None


class SignUpWithdrawn(PeopleEvent):
    """A person is no longer on the sheet, and gives up any seat. ``POST /sign-ups/withdrawal``."""

    name: ClassVar[Literal["SignUpWithdrawn"]] = "SignUpWithdrawn"
    version: ClassVar[Literal[1]] = 1

    person: Identifier

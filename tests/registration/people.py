"""Commands of one activity, decided one after the other, for tests of the pure domain."""

from datetime import UTC, date, datetime, timedelta

from contracts.event import DomainEvent
from contracts.values import (
    LeaderAttendance,
    PersonCategory,
    SeatReleaseReason,
    SelectionRule,
)
from services.registration.domain.choosing import RunSelection
from services.registration.domain.door import CheckIn, RecordAttendanceFromCheckIns, TakeWalkIn
from services.registration.domain.order import Command, Order
from services.registration.domain.representatives import REPRESENTATIVES
from services.registration.domain.seats import (
    AnswerInvitation,
    InvitePerson,
    ReleaseSeat,
    ReplaceSeat,
)
from services.registration.domain.sheet import (
    CloseSignUp,
    Dates,
    KeepSheets,
    OpenSignUp,
    SignUpPerson,
    WithdrawSignUp,
)
from services.registration.domain.state import Representatives

NOW = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
START = NOW + timedelta(days=9)
END = NOW + timedelta(days=7)
S1 = Dates(session="s1", starts_on=date(2023, 9, 14), start_at=START)
S2 = Dates(session="s2", starts_on=date(2023, 9, 15))
PREPARED = KeepSheets(sheets=(S1, S2))
OPENED = OpenSignUp(session="s1", closes_at=END)
CLOSED = CloseSignUp(session="s1")
CHOSEN = RunSelection(session="s1", rule=SelectionRule.FIRST_COME, seats=2, reserve=2)
INVITED = InvitePerson(session="s1", person="deputy", category=PersonCategory.NPC_DEPUTY)
ACCEPTED = AnswerInvitation(session="s1", person="deputy", accepted=True)
DECLINED = ACCEPTED.model_copy(update={"accepted": False})
CAME = CheckIn(session="s1", person="deputy")
WALKED_IN = TakeWalkIn(session="s1", person="guest", category=PersonCategory.PARENT)
COUNTED = RecordAttendanceFromCheckIns(session="s1", leader=LeaderAttendance.PRINCIPAL)


def person(name: str) -> SignUpPerson:
    return SignUpPerson(session="s1", person=name, category=PersonCategory.PARENT)


def withdrawn(name: str) -> WithdrawSignUp:
    return WithdrawSignUp(session="s1", person=name)


def released(name: str) -> ReleaseSeat:
    return ReleaseSeat(session="s1", person=name, reason=SeatReleaseReason.CANNOT_COME)


def replaced(name: str, by: str | None = None) -> ReplaceSeat:
    reason = SeatReleaseReason.NOT_REACHED
    return ReplaceSeat(session="s1", person=name, reason=reason, by=by)


FIVE = tuple(person(name) for name in "abcde")
SIGNED_UP = (PREPARED, OPENED, *FIVE)
DECIDED = (*SIGNED_UP, CLOSED, CHOSEN)


def decided(command: Command, *before: Command, at: datetime = NOW) -> list[DomainEvent]:
    """The facts of a command after others that were given just before it."""
    order = Order("daxing-2023", "open-11", command, "handler-1", at)
    return REPRESENTATIVES.decide(order, after(*before))


def after(*commands: Command) -> Representatives:
    """The state after commands."""
    state = REPRESENTATIVES.initial
    for command in commands:
        order = Order("daxing-2023", "open-11", command, "handler-1", NOW)
        for event in REPRESENTATIVES.decide(order, state):
            state = REPRESENTATIVES.evolve(state, event)
    return state


def told(events: list[DomainEvent]) -> list[str]:
    """Names of facts, each with its person or session."""
    return [
        f"{event.name} {getattr(event, 'person', None) or getattr(event, 'session', '')}"
        for event in events
    ]

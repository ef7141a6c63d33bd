"""At the door: who came with a seat, who came without one, and how many of each category it were.

A check-in may have waited on a phone without network: when it happened is said with it.
"""

from collections import Counter
from datetime import date, datetime

from pydantic import Field

from contracts.event import DomainEvent
from contracts.events.registration import AttendanceRecorded, CheckedIn, WalkedIn
from contracts.values import (
    Count,
    Identifier,
    LeaderAttendance,
    Line,
    PersonCategory,
    beijing_date,
)
from services._kit.decider import Refused
from services.registration.domain.order import Order
from services.registration.domain.seats import Past
from services.registration.domain.state import Representatives


class CheckIn(Past):
    """A person with a seat came."""

    person: Identifier


class TakeWalkIn(Past):
    """A person came without a seat and was taken in; whoever has one checks in."""

    person: Identifier
    category: PersonCategory


class Attendance(Past):
    """Which leader came, by office; a word on attendance after another says why it differs."""

    leader: LeaderAttendance
    leader_office: Line | None = None
    reason: Line | None = None


class RecordAttendance(Attendance):
    """Say how many of each category came, and whether the principal leader did."""

    attendance: dict[PersonCategory, Count] = Field(default_factory=dict)


class RecordAttendanceFromCheckIns(Attendance):
    """Let the check-ins say how many of each category came."""


def check_in(order: Order[CheckIn], state: Representatives) -> list[DomainEvent]:
    """Only people with a seat check in, each once."""
    command = order.command
    place = (command.session, command.person)
    if state.here(place):
        return []
    whole = (None, command.person)
    seat = state.confirmed.get(place) or state.confirmed.get(whole)
    if seat is None:
        raise Refused("no_seat", "此人没有名额。", "person")
    _refuse_too_early(order, state)
    chosen = state.selected.get(place) or state.selected.get(whole)
    on_sheet = state.signed_up.get(place) or state.signed_up.get(whole)
    known = [it.category for it in (seat, chosen, on_sheet) if it is not None and it.category]
    return [
        CheckedIn(
            **order.subject,
            session=command.session,
            person=command.person,
            category=known[0] if known else None,
        )
    ]


def take_walk_in(order: Order[TakeWalkIn], state: Representatives) -> list[DomainEvent]:
    """Whoever came without a seat counts as present and takes none; who has one checks in."""
    command = order.command
    place, whole = (command.session, command.person), (None, command.person)
    if state.here(place):
        return []
    if place in state.confirmed or whole in state.confirmed:
        coming = CheckIn(
            session=command.session, person=command.person, occurred_at=command.occurred_at
        )
        return check_in(Order(order.programme, order.activity, coming, order.by, order.at), state)
    if state.cancelled(command.session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。")
    _refuse_too_early(order, state)
    return [
        WalkedIn(
            **order.subject,
            session=command.session,
            person=command.person,
            category=command.category,
        )
    ]


def _refuse_too_early(order: Order[CheckIn] | Order[TakeWalkIn], state: Representatives) -> None:
    """Nobody comes before the day itself; where no day is known, any will do."""
    came: datetime = order.command.occurred_at or order.at
    day: date | None = state.first_day(order.command.session)
    if day is not None and beijing_date(came) < day:
        raise Refused("too_early", "活动当天才能签到。", "occurred_at")


def record_attendance(order: Order[RecordAttendance], state: Representatives) -> list[DomainEvent]:
    """How many of each category came, as a person says it."""
    return _recorded(order, order.command.attendance, state)


def count_check_ins(
    order: Order[RecordAttendanceFromCheckIns], state: Representatives
) -> list[DomainEvent]:
    """Attendance by category, as check-ins and walk-ins show it."""
    session = order.command.session
    came = [
        it.category
        for table in (state.checked_in, state.walked_in)
        for place, it in table.items()
        if session in {None, place[0]}
    ]
    if None in came:
        raise Refused("category_unknown", "签到人员中有人没有记录类别，请手工填写到场人数。")
    counted = Counter(it for it in came if it is not None)
    return _recorded(order, {it: counted[it] for it in sorted(counted)}, state)


def _recorded(
    order: Order[RecordAttendance] | Order[RecordAttendanceFromCheckIns],
    attendance: dict[PersonCategory, Count],
    state: Representatives,
) -> list[DomainEvent]:
    """The same word again is no new fact; another one needs the reason why it differs."""
    command = order.command
    if command.leader is LeaderAttendance.ABSENT and command.leader_office is not None:
        raise Refused("nobody_came", "没有负责同志到场的，不填职务。", "leader_office")
    known = state.attendance.get(command.session)
    event = AttendanceRecorded(
        **order.subject,
        session=command.session,
        attendance=attendance,
        leader=command.leader,
        leader_office=command.leader_office,
        reason=command.reason if known else None,
    )
    if known is None:
        return [event]
    if event.model_copy(update={"reason": known.reason}) == known:
        return []
    if command.reason is None:
        raise Refused("reason_missing", "到场情况已经登记，更正的请写明原因。", "reason")
    return [event]

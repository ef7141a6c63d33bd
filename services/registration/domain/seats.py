"""Seats (名额): who was chosen and how, who has a seat, and who came.

Any number of people and any way of choosing is recorded; services/compliance judges.
"""

from dataclasses import dataclass, replace
from typing import Any, assert_never

from immutables import Map
from pydantic import Field

from contracts.event import DomainEvent
from contracts.events.registration import (
    AttendanceRecorded,
    RepresentativeSelected,
    SeatConfirmed,
    SizeReasonRecorded,
)
from contracts.values import (
    Count,
    Identifier,
    Instant,
    LeaderAttendance,
    Line,
    PersonCategory,
    SelectionMethod,
)
from services._kit.decider import Decider, Refused
from services.registration.domain.order import Command, Order

_NONE: Map[Any, Any] = Map()


class Past(Command):
    """A command that may say when the fact happened, if that was before it is entered."""

    occurred_at: Instant | None = None


class SelectRepresentative(Past):
    """Choose a person as a representative. ``person`` is an opaque id."""

    person: Identifier
    category: PersonCategory | None = None
    method: SelectionMethod


class ConfirmSeat(Past):
    """Give a person a seat; leave out what is not known of category or method."""

    person: Identifier
    category: PersonCategory | None = None
    method: SelectionMethod | None = None


class RecordSizeReason(Command):
    """Say why the number of people differs from about 30."""

    reason: Line


class RecordAttendance(Past):
    """Say how many of each category came, and whether the principal leader did."""

    attendance: dict[PersonCategory, Count] = Field(default_factory=dict)
    leader: LeaderAttendance


SeatsCommand = SelectRepresentative | ConfirmSeat | RecordSizeReason | RecordAttendance
Place = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Seats:
    """The last word on each person, and on each session as a whole."""

    selected: Map[Place, RepresentativeSelected] = _NONE
    confirmed: Map[Place, SeatConfirmed] = _NONE
    reasons: Map[str | None, SizeReasonRecorded] = _NONE
    attendance: Map[str | None, AttendanceRecorded] = _NONE


def decide(order: Order[SeatsCommand], state: Seats) -> list[DomainEvent]:
    """The new fact of one command; another word corrects the last, the same decides nothing."""
    command, content = order.command, dict(order.command)
    if (occurred_at := content.pop("occurred_at", None)) is not None and occurred_at > order.at:
        raise Refused("in_future", "填写的时间晚于现在，请改正。", "occurred_at")
    event: DomainEvent
    known: DomainEvent | None
    match command:
        case SelectRepresentative():
            event = RepresentativeSelected(**order.subject, **content)
            known = state.selected.get((command.session, command.person))
        case ConfirmSeat():
            event = SeatConfirmed(**order.subject, **content)
            known = state.confirmed.get((command.session, command.person))
        case RecordSizeReason():
            event = SizeReasonRecorded(**order.subject, **content)
            known = state.reasons.get(command.session)
        case RecordAttendance():
            event = AttendanceRecorded(**order.subject, **content)
            known = state.attendance.get(command.session)
        case _:
            assert_never(command)  # a new command cannot be forgotten
    return [] if event == known else [event]


def evolve(state: Seats, event: DomainEvent) -> Seats:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case RepresentativeSelected():
            selected = state.selected.set((event.session, event.person), event)
            return replace(state, selected=selected)
        case SeatConfirmed():
            confirmed = state.confirmed.set((event.session, event.person), event)
            return replace(state, confirmed=confirmed)
        case SizeReasonRecorded():
            return replace(state, reasons=state.reasons.set(event.session, event))
        case AttendanceRecorded():
            return replace(state, attendance=state.attendance.set(event.session, event))
        case _:
            return state


SEATS = Decider(name="seats", initial=Seats(), decide=decide, evolve=evolve)

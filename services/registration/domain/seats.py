"""Seats (名额): who was invited, who has a seat, who moved up from the reserve.

Any number of people and any way of choosing is recorded; services/compliance judges.
"""

from contracts.event import DomainEvent
from contracts.events.registration import (
    InvitationAnswered,
    RepresentativeInvited,
    RepresentativeSelected,
    SeatConfirmed,
    SeatReleased,
    SizeReasonRecorded,
)
from contracts.values import (
    Identifier,
    Instant,
    Line,
    PersonCategory,
    SeatReleaseReason,
    SelectionMethod,
)
from services._kit.decider import Refused
from services.registration.domain.order import Command, Order
from services.registration.domain.state import Place, Representatives


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


class ReleaseSeat(Command):
    """Free the seat of a person, with the reason."""

    person: Identifier
    reason: SeatReleaseReason


class ReplaceSeat(Command):
    """Free a seat and give it to the next in reserve, or to ``by``.

    Where the seat is free already, ``by`` says who moves up.
    """

    person: Identifier
    reason: SeatReleaseReason
    by: Identifier | None = None


class InvitePerson(Command):
    """Invite a person directly, for a reason that everybody may read."""

    person: Identifier
    category: PersonCategory
    reason: Line | None = None


class AnswerInvitation(Command):
    """What the invited person said; another answer later is possible."""

    person: Identifier
    accepted: bool


class RecordSizeReason(Command):
    """Say why the number of people differs from about 30."""

    reason: Line


Corrected = SelectRepresentative | ConfirmSeat | RecordSizeReason


def correct(order: Order[Corrected], state: Representatives) -> list[DomainEvent]:
    """Another word corrects the last, the same decides nothing."""
    command = order.command
    content = dict(command)
    content.pop("occurred_at", None)
    event: DomainEvent
    known: DomainEvent | None
    if isinstance(command, SelectRepresentative | ConfirmSeat):
        _refuse_beside_draw(command, state)
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
    return [] if event == known else [event]


def _refuse_beside_draw(
    command: SelectRepresentative | ConfirmSeat, state: Representatives
) -> None:
    """Until the reveal nobody is chosen openly by another way than the draw that was announced."""
    draw = state.draws.get(command.session)
    waiting = draw is not None and draw.revealed is None
    openly = command.method is SelectionMethod.OPEN_SELECTION
    if waiting and openly and command.session not in state.decided:
        raise Refused("draw_announced", "这个场次用抽签选人，揭晓以前不能另外确定。", "method")


def invite(order: Order[InvitePerson], state: Representatives) -> list[DomainEvent]:
    """Invite; a second word only corrects category and reason."""
    command = order.command
    if state.cancelled(command.session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。")
    event = RepresentativeInvited(**order.subject, **dict(command))
    return [] if state.invited.get((command.session, command.person)) == event else [event]


def answer(order: Order[AnswerInvitation], state: Representatives) -> list[DomainEvent]:
    """Who accepts has a seat at once; who declines later gives it back."""
    command = order.command
    place = (command.session, command.person)
    invitation = state.invited.get(place)
    if invitation is None:
        raise Refused("not_invited", "没有邀请此人。", "person")
    if state.answers.get(place) is command.accepted:
        return []
    if command.accepted and state.cancelled(command.session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。")
    if state.started(order.at, command.session):
        raise Refused("started", "活动已经开始，不能再答复。")
    answered = InvitationAnswered(**order.subject, **dict(command))
    about = {**order.subject, "session": command.session, "person": command.person}
    if command.accepted:
        method = SelectionMethod.DIRECTED_INVITATION
        return [answered, SeatConfirmed(**about, category=invitation.category, method=method)]
    if place not in state.confirmed:
        return [answered]
    return [answered, SeatReleased(**about, reason=SeatReleaseReason.CANNOT_COME)]


def release(order: Order[ReleaseSeat], state: Representatives) -> list[DomainEvent]:
    """Free a seat; one that is free already is not freed again."""
    command = order.command
    if _is_free(state, (command.session, command.person)):
        return []
    return [SeatReleased(**order.subject, **dict(command))]


def replace_seat(order: Order[ReplaceSeat], state: Representatives) -> list[DomainEvent]:
    """The seat goes to somebody in reserve, named with it, in one decision.

    A seat that is free already goes to one alone, even where two clerks name two people at once.
    """
    command, session = order.command, order.command.session
    free = _is_free(state, (session, command.person))
    if command.by is None and free:
        return []
    if command.by is not None and (session, command.by) in state.confirmed:
        return []
    if free and _all_taken(state, session):
        raise Refused("no_free_seat", "空出的名额已经有人递补。")
    waiting = state.in_reserve(session)
    if not waiting:
        raise Refused("no_reserve", "没有候补人员。", "by")
    following = waiting[0]
    if command.by is not None:
        named = state.reserve.get((session, command.by))
        if named is None:
            raise Refused("not_in_reserve", "此人不在候补名单上。", "by")
        following = named
    about = {**order.subject, "session": session}
    who, kind, method = following.person, following.category, SelectionMethod.OPEN_SELECTION
    filled: list[DomainEvent] = [
        RepresentativeSelected(**about, person=who, category=kind, method=method),
        SeatConfirmed(**about, person=who, category=kind, method=method),
    ]
    if free:
        return filled
    return [SeatReleased(**about, person=command.person, reason=command.reason), *filled]


def _all_taken(state: Representatives, session: str | None) -> bool:
    """Whether as many were selected or seated by open selection as there are seats for it."""
    decided = state.decided.get(session)
    if decided is None:
        return False
    held = {
        place
        for place, it in (*state.selected.items(), *state.confirmed.items())
        if place[0] == session and it.method is SelectionMethod.OPEN_SELECTION
    }
    return len(held) >= decided.seats


def _is_free(state: Representatives, place: Place) -> bool:
    """Whether a seat was given up already; refuses where there never was one."""
    if state.holds(place):
        return False
    if place not in state.released:
        raise Refused("no_seat", "此人没有名额。", "person")
    return True

"""Sign-up (报名): the sheet of a session, when it is open, and who is on it.

Every session that people come to has a sheet, which knows its dates; whether anybody signs up on it
or all are invited is another matter.

First come is not first served: being on the sheet does not depend on the order of those who sign
up; only a rule of selection may look at it. Opening by hand is possible at any time:
services/compliance judges whether it came after the notice.
"""

from datetime import datetime
from typing import Literal

from contracts.event import DomainEvent
from contracts.events.registration import (
    SeatReleased,
    SignedUp,
    SignUpClosed,
    SignUpOpened,
    SignUpOpeningSet,
    SignUpSheetCancelled,
    SignUpSheetMoved,
    SignUpSheetPrepared,
    SignUpWithdrawn,
)
from contracts.values import (
    Count,
    Day,
    Identifier,
    Instant,
    PersonCategory,
    SeatReleaseReason,
    SelectionRule,
    SignUpChannel,
    Value,
)
from services._kit.decider import Refused
from services.registration.domain.draw import refuse_unlike_draw
from services.registration.domain.order import Command, Order
from services.registration.domain.state import Representatives, Sheet, Window


class Dates(Value):
    """When a session is to take place."""

    session: Identifier
    starts_on: Day
    start_at: Instant | None = None


class KeepSheets(Command):
    """Have a sheet for each of these sessions, at the dates that they have now."""

    sheets: tuple[Dates, ...]


class CancelSheets(Command):
    """Nobody is needed any more, in one session or in all: end sign-up, too."""

    reason: Literal["cancelled", "online"]


class SetOpening(Command):
    """Let sign-up open by itself when the selection notice is out."""

    closes_at: Instant
    seats: Count
    rule: SelectionRule


class OpenOnNotice(Command):
    """Open what was set to open, now that these sessions' notices are out (none: all are)."""

    noticed: tuple[Identifier | None, ...]


class OpenSignUp(Command):
    """Let people sign up, until ``closes_at`` where given."""

    closes_at: Instant | None = None
    seats: Count | None = None
    rule: SelectionRule | None = None


class CloseSignUp(Command):
    """End sign-up."""


class CloseDueSignUp(Command):
    """End sign-up because its time has come; nothing if that time was changed meanwhile."""

    closes_at: Instant


class SignUpPerson(Command):
    """Sign one person up. ``person`` is an opaque id."""

    person: Identifier
    category: PersonCategory
    channel: SignUpChannel | None = None


class WithdrawSignUp(Command):
    """Take a person off the sheet, with any seat; possible until the session begins."""

    person: Identifier


def keep(order: Order[KeepSheets], state: Representatives) -> list[DomainEvent]:
    """New sheets, and those that were given up for an online form; cancelled is for good.

    Who is on a sheet that moves stays there.
    """
    facts: list[DomainEvent] = []
    for given in order.command.sheets:
        known = state.sheets.get(given.session)
        if known is None or known.cancelled == "online":
            facts.append(SignUpSheetPrepared(**order.subject, **dict(given)))
        elif known.cancelled is None and known != Sheet(given.starts_on, given.start_at):
            facts.append(SignUpSheetMoved(**order.subject, **dict(given)))
    return facts


def cancel(order: Order[CancelSheets], state: Representatives) -> list[DomainEvent]:
    """Sign-up ends and the sheets are given up; nothing open is nothing to end."""
    command, whole = order.command, order.command.session is None
    windows = sorted(state.windows.items(), key=lambda it: it[0] or "")
    sheets = sorted(state.sheets.items(), key=lambda it: it[0] or "")
    return [
        *(
            SignUpClosed(**order.subject, session=session)
            for session, window in windows
            if window.open and (whole or session == command.session)
        ),
        *(
            SignUpSheetCancelled(**order.subject, session=session, reason=command.reason)
            for session, sheet in sheets
            if (whole or session == command.session)
            and (sheet.cancelled is None or (sheet.cancelled, command.reason) == _WORSE)
        ),
    ]


_WORSE = ("online", "cancelled")  # what was given up for an online form may yet be cancelled


def set_opening(order: Order[SetOpening], state: Representatives) -> list[DomainEvent]:
    """How sign-up will open; the last word counts."""
    command = order.command
    event = SignUpOpeningSet(**order.subject, **dict(command))
    if state.openings.get(command.session) == event:
        return []
    if command.session in state.windows:
        raise Refused("already_opened", "报名已经开始过，请直接开放报名或修改截止时间。")
    _refuse_end(order, command.closes_at, state)
    refuse_unlike_draw(state, command.session, command.rule, command.seats, command.closes_at)
    return [event]


def open_on_notice(order: Order[OpenOnNotice], state: Representatives) -> list[DomainEvent]:
    """Each opening that was set happens once; one whose end has passed does not happen."""
    return [
        SignUpOpened(
            **order.subject, session=session, closes_at=it.closes_at, seats=it.seats, rule=it.rule
        )
        for session, it in sorted(state.openings.items(), key=lambda one: one[0] or "")
        if session in order.command.noticed
        and session not in state.windows
        and not state.cancelled(session)
        and it.closes_at > order.at
    ]


def open_(order: Order[OpenSignUp], state: Representatives) -> list[DomainEvent]:
    """Open, open again, or give an open window another end."""
    command = order.command
    given = Window(True, command.closes_at, command.seats, command.rule)  # noqa: FBT003
    if state.windows.get(command.session) == given:
        return []
    _refuse_end(order, command.closes_at, state)
    refuse_unlike_draw(state, command.session, command.rule, command.seats, command.closes_at)
    return [SignUpOpened(**order.subject, **dict(command))]


def _refuse_end(order: Order[Command], closes_at: datetime | None, state: Representatives) -> None:
    session = order.command.session
    if state.cancelled(session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。", "session")
    start = state.start(session)
    if start is not None and order.at >= start:
        raise Refused("started", "活动已经开始。", "session")
    if closes_at is not None and closes_at <= order.at:
        raise Refused("in_past", "报名截止时间必须晚于现在。", "closes_at")
    if start is not None and closes_at is not None and closes_at > start:
        raise Refused("after_start", "报名截止时间不能晚于活动开始时间。", "closes_at")


def close(order: Order[CloseSignUp], state: Representatives) -> list[DomainEvent]:
    """End sign-up by hand."""
    session = order.command.session
    window = state.windows.get(session)
    if window is None:
        raise Refused("not_opened", "报名还没有开始。", "session")
    return [SignUpClosed(**order.subject, session=session)] if window.open else []


def close_due(order: Order[CloseDueSignUp], state: Representatives) -> list[DomainEvent]:
    """End sign-up at its announced end, or at the start of the session."""
    session = order.command.session
    window = state.windows.get(session)
    if window is None or not window.open:
        return []
    end = state.ends_at(window, session)
    due = end is not None and end <= order.command.closes_at
    return [SignUpClosed(**order.subject, session=session)] if due else []


def sign_up(order: Order[SignUpPerson], state: Representatives) -> list[DomainEvent]:
    """A person is in once; the end counts even where the timer that closes is late.

    Over the web it must be open for whoever is in already, too: else the answer would tell so.
    """
    command = order.command
    known = state.signed_up.get((command.session, command.person))
    if known is None or command.channel is SignUpChannel.WEB:
        _refuse_unless_open(order, state)
    if known is None:
        return [SignedUp(**order.subject, **vars(command))]
    if known.category is command.category:
        return []
    raise Refused("already_signed_up", "此人已按另一类别报名。", "category")


def _refuse_unless_open(order: Order[SignUpPerson], state: Representatives) -> None:
    session = order.command.session
    if state.cancelled(session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。")
    if state.open_at(order.at, session):
        return
    if state.window(session) is None:
        raise Refused("not_open", "报名没有开放，开放时间以遴选公告为准。")
    raise Refused("not_open", "报名已经截止。有特殊情况的，请打电话联系主办单位。")


def withdraw(order: Order[WithdrawSignUp], state: Representatives) -> list[DomainEvent]:
    """Off the sheet and out of the seat; whoever signed up for the whole leaves every seat."""
    command = order.command
    place = (command.session, command.person)
    if place not in state.signed_up:
        if place in state.withdrawn:
            return []
        raise Refused("not_signed_up", "此人没有报名。", "person")
    if state.started(order.at, command.session):
        raise Refused("started", "活动已经开始，不能再退出。")
    held = {*state.confirmed, *state.selected}
    seats = sorted(
        (it for it in held if it[1] == command.person and command.session in {None, it[0]}),
        key=lambda it: it[0] or "",
    )
    return [
        SignUpWithdrawn(**order.subject, **dict(command)),
        *(
            SeatReleased(
                **order.subject,
                session=session,
                person=person,
                reason=SeatReleaseReason.WITHDREW,
            )
            for session, person in seats
        ),
    ]

"""Sign-up (报名): opened and closed for an activity or a session, and who signed up.

First come is not first served: nothing here depends on the order of those who sign up.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from immutables import Map

from contracts.event import DomainEvent
from contracts.events.registration import SignedUp, SignUpClosed, SignUpOpened
from contracts.values import Identifier, Instant, PersonCategory
from services._kit.decider import Decider, Refused
from services.registration.domain.order import Command, Order

_NONE: Map[Any, Any] = Map()


class OpenSignUp(Command):
    """Let people sign up, until ``closes_at`` where given."""

    closes_at: Instant | None = None


class CloseSignUp(Command):
    """End sign-up."""


class CloseDueSignUp(Command):
    """End sign-up because its time has come; nothing if that time was changed meanwhile."""

    closes_at: Instant


class CloseCancelledSignUp(Command):
    """End every sign-up that a cancellation makes pointless; none open is none to end."""


class SignUpPerson(Command):
    """Sign one person up. ``person`` is an opaque id."""

    person: Identifier
    category: PersonCategory


SignUpCommand = OpenSignUp | CloseSignUp | CloseDueSignUp | CloseCancelledSignUp | SignUpPerson


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which people may sign up; it is over at ``closes_at`` itself."""

    open: bool
    closes_at: datetime | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether people may sign up then."""
        return self.open and (self.closes_at is None or moment < self.closes_at)


@dataclass(frozen=True, slots=True)
class SignUp:
    """The windows by session (none: the activity as a whole), and who is in."""

    windows: Map[str | None, Window] = _NONE
    people: Map[tuple[str | None, str], PersonCategory] = _NONE

    def window(self, session: str | None) -> Window | None:
        """The window that a person uses: the session's, the activity's, or the only one."""
        found = self.windows.get(session) or self.windows.get(None)
        if found is None and session is None and len(self.windows) == 1:
            return next(iter(self.windows.values()))
        return found


def decide(order: Order[SignUpCommand], state: SignUp) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command = order.command
    match command:
        case OpenSignUp():
            return _open(command, order, state)
        case CloseSignUp():
            return _close(command, order, state)
        case CloseDueSignUp():
            due = Window(open=True, closes_at=command.closes_at)
            closed = SignUpClosed(**order.subject, session=command.session)
            return [closed] if state.windows.get(command.session) == due else []
        case CloseCancelledSignUp():
            whole = command.session is None
            return [
                SignUpClosed(**order.subject, session=session)
                for session, window in sorted(state.windows.items(), key=lambda it: it[0] or "")
                if window.open and (whole or session == command.session)
            ]
        case SignUpPerson():
            return _sign_up(command, order, state)
        case _:
            assert_never(command)  # a new command cannot be forgotten


def _open(command: OpenSignUp, order: Order[SignUpCommand], state: SignUp) -> list[DomainEvent]:
    """Open, open again, or give an open window another end."""
    if command.closes_at is not None and command.closes_at <= order.at:
        raise Refused("in_past", "报名截止时间必须晚于现在。", "closes_at")
    if state.windows.get(command.session) == Window(open=True, closes_at=command.closes_at):
        return []
    return [SignUpOpened(**order.subject, session=command.session, closes_at=command.closes_at)]


def _close(command: CloseSignUp, order: Order[SignUpCommand], state: SignUp) -> list[DomainEvent]:
    window = state.windows.get(command.session)
    if window is None:
        raise Refused("not_opened", "报名还没有开始。", "session")
    return [SignUpClosed(**order.subject, session=command.session)] if window.open else []


def _sign_up(
    command: SignUpPerson, order: Order[SignUpCommand], state: SignUp
) -> list[DomainEvent]:
    """A person is in once; the end counts even where the timer that closes is late."""
    key = (command.session, command.person)
    if key in state.people:
        if state.people[key] is command.category:
            return []
        raise Refused("already_signed_up", "此人已按另一类别报名。", "category")
    window = state.window(command.session)
    if window is None or not window.open_at(order.at):
        raise Refused("not_open", "报名没有开放。")
    return [
        SignedUp(
            **order.subject,
            session=command.session,
            person=command.person,
            category=command.category,
        )
    ]


def evolve(state: SignUp, event: DomainEvent) -> SignUp:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case SignUpOpened():
            window = Window(open=True, closes_at=event.closes_at)
            return replace(state, windows=state.windows.set(event.session, window))
        case SignUpClosed():
            closed = Window(open=False)
            return replace(state, windows=state.windows.set(event.session, closed))
        case SignedUp():
            people = state.people.set((event.session, event.person), event.category)
            return replace(state, people=people)
        case _:
            return state


SIGN_UP = Decider(name="sign_up", initial=SignUp(), decide=decide, evolve=evolve)

"""What is known of the people of one activity, folded from its facts."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, Self

from immutables import Map

from contracts.event import DomainEvent
from contracts.events import registration as said
from contracts.values import BEIJING, PersonCategory
from services.registration.domain import draw_state
from services.registration.domain.draw_state import Draw

_NONE: Map[Any, Any] = Map()
Place = tuple[str | None, str]
"""A person in a session; in none: in the activity as a whole."""


def latest_end(starts_on: date, start_at: datetime | None) -> datetime:
    """When sign-up and withdrawal end at the latest: the start, or the day's end if unknown."""
    if start_at is not None:
        return start_at
    return datetime.combine(starts_on + timedelta(days=1), datetime.min.time(), BEIJING)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sign-up sheet of a session."""

    starts_on: date
    start_at: datetime | None = None
    cancelled: Literal["cancelled", "online"] | None = None

    @property
    def start(self) -> datetime:
        """The session's start, as far as it is known."""
        return latest_end(self.starts_on, self.start_at)


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which people may sign up; it is over at ``closes_at`` itself."""

    open: bool
    closes_at: datetime | None = None
    seats: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A person on a sheet; ``number`` counts all sign-ups of the activity in their order."""

    number: int
    category: PersonCategory


class Representatives(NamedTuple):
    """The last word on every sheet, every person and every session."""

    sheets: Map[str | None, Sheet] = _NONE
    openings: Map[str | None, said.SignUpOpeningSet] = _NONE
    windows: Map[str | None, Window] = _NONE
    signed_up: Map[Place, OnSheet] = _NONE
    sign_ups: int = 0
    withdrawn: Map[Place, said.SignUpWithdrawn] = _NONE
    invited: Map[Place, said.RepresentativeInvited] = _NONE
    answers: Map[Place, bool] = _NONE
    draws: Map[str | None, Draw] = _NONE
    decided: Map[str | None, said.SelectionDecided] = _NONE
    selected: Map[Place, said.RepresentativeSelected] = _NONE
    reserve: Map[Place, said.ReserveListed] = _NONE
    confirmed: Map[Place, said.SeatConfirmed] = _NONE
    released: Map[Place, said.SeatReleased] = _NONE
    reasons: Map[str | None, said.SizeReasonRecorded] = _NONE
    checked_in: Map[Place, said.CheckedIn] = _NONE
    walked_in: Map[Place, said.WalkedIn] = _NONE
    attendance: Map[str | None, said.AttendanceRecorded] = _NONE

    def start(self, session: str | None) -> datetime | None:
        """When a session begins; the activity as a whole: its last one. None: not known."""
        if session is not None:
            sheet = self.sheets.get(session)
            return sheet.start if sheet else None
        return max((it.start for it in self.sheets.values() if not it.cancelled), default=None)

    def first_day(self, session: str | None) -> date | None:
        """The day of a session; of the activity as a whole: its first one. None: not known."""
        sheets = self.sheets.items()
        days = [it.starts_on for name, it in sheets if session in {None, name}]
        return min(days, default=None)

    def cancelled(self, session: str | None) -> bool:
        """Whether nobody is needed there any more."""
        if session is not None:
            sheet = self.sheets.get(session)
            return sheet is not None and sheet.cancelled is not None
        return bool(self.sheets) and all(it.cancelled for it in self.sheets.values())

    def window(self, session: str | None) -> Window | None:
        """The window that a person uses: the session's, the activity's, or the only one."""
        found = self.windows.get(session) or self.windows.get(None)
        if found is None and session is None and len(self.windows) == 1:
            return next(iter(self.windows.values()))
        return found

    def ends_at(self, window: Window, session: str | None) -> datetime | None:
        """When a window is over at the latest; sign-up cannot outlast the start."""
        closes_at, start = window.closes_at, self.start(session)
        return min(closes_at, start) if closes_at and start else closes_at or start

    def open_at(self, moment: datetime, session: str | None) -> bool:
        """Whether people may sign up for a session then."""
        window = self.window(session)
        if window is None or not window.open:
            return False
        end = self.ends_at(window, session)
        return end is None or moment < end

    def started(self, moment: datetime, session: str | None) -> bool:
        """Whether a session has begun by then, as far as is known."""
        start = self.start(session)
        return start is not None and moment >= start

    def holds(self, place: Place) -> bool:
        """Whether a person was chosen or has a seat."""
        return place in self.confirmed or place in self.selected

    def here(self, place: Place) -> bool:
        """Whether a person came, with a seat or without one."""
        return place in self.checked_in or place in self.walked_in

    def pool(self, session: str | None) -> list[str]:
        """Who may be chosen: on the sheet without a seat, in the order of sign-up."""
        waiting = [
            (it.number, place[1])
            for place, it in self.signed_up.items()
            if place[0] == session and not self.holds(place)
        ]
        return [person for _, person in sorted(waiting)]

    def in_reserve(self, session: str | None) -> list[said.ReserveListed]:
        """Who stands in reserve, the next in line first."""
        standing = [it for place, it in self.reserve.items() if place[0] == session]
        return sorted(standing, key=lambda it: it.rank)

    def without(self, *places: Place) -> Self:
        """The same without what these people hold."""
        selected, confirmed, reserve = self.selected, self.confirmed, self.reserve
        for place in places:
            selected = selected.delete(place) if place in selected else selected
            confirmed = confirmed.delete(place) if place in confirmed else confirmed
            reserve = reserve.delete(place) if place in reserve else reserve
        return self._replace(selected=selected, confirmed=confirmed, reserve=reserve)


def evolve(state: Representatives, event: DomainEvent) -> Representatives:
    """The state after one more fact; other aggregates' facts change nothing."""
    if type(event) is said.SignedUp:  # most facts are, and each look for another kind takes time
        return _signed_up(state, event)
    if isinstance(event, said.DrawEvent):
        draw = draw_state.evolve(state.draws.get(event.session), event)
        return state if draw is None else state._replace(draws=state.draws.set(event.session, draw))
    if isinstance(event, said.PeopleEvent):
        return _chosen(_sheet(state, event), event)
    return state


def _signed_up(state: Representatives, event: said.SignedUp) -> Representatives:
    number, place = state.sign_ups + 1, (event.session, event.person)
    people = state.signed_up.set(place, OnSheet(number, event.category))
    back = state.withdrawn.delete(place) if place in state.withdrawn else state.withdrawn
    return state._replace(signed_up=people, sign_ups=number, withdrawn=back)


def _sheet(  # noqa: PLR0911 - one return a fact
    state: Representatives, event: said.PeopleEvent
) -> Representatives:
    session = event.session
    match event:
        case said.SignUpSheetPrepared() | said.SignUpSheetMoved():
            sheet = Sheet(event.starts_on, event.start_at)
            return state._replace(sheets=state.sheets.set(session, sheet))
        case said.SignUpSheetCancelled():
            sheet = replace(state.sheets[session], cancelled=event.reason)
            return state._replace(sheets=state.sheets.set(session, sheet))
        case said.SignUpOpeningSet():
            return state._replace(openings=state.openings.set(session, event))
        case said.SignUpOpened():
            window = Window(True, event.closes_at, event.seats, event.rule)  # noqa: FBT003
            return state._replace(windows=state.windows.set(session, window))
        case said.SignUpClosed():
            window = state.windows.get(session) or Window(open=False)
            closed = replace(window, open=False)
            return state._replace(windows=state.windows.set(session, closed))
        case said.SignUpWithdrawn():
            place = (session, event.person)
            people = state.signed_up.delete(place) if place in state.signed_up else state.signed_up
            gone = state.withdrawn.set(place, event)
            return state._replace(signed_up=people, withdrawn=gone).without(place)
        case _:
            return state


def _chosen(state: Representatives, event: said.PeopleEvent) -> Representatives:
    match event:
        case said.SelectionDecided():
            return state._replace(decided=state.decided.set(event.session, event))
        case said.SizeReasonRecorded():
            return state._replace(reasons=state.reasons.set(event.session, event))
        case said.AttendanceRecorded():
            return state._replace(attendance=state.attendance.set(event.session, event))
        case _:
            return _person(state, event)


def _person(  # noqa: PLR0911 - one return a fact
    state: Representatives, event: said.PeopleEvent
) -> Representatives:
    place = (event.session, getattr(event, "person", ""))
    match event:
        case said.RepresentativeInvited():
            return state._replace(invited=state.invited.set(place, event))
        case said.InvitationAnswered():
            return state._replace(answers=state.answers.set(place, event.accepted))
        case said.RepresentativeSelected():
            reserve = state.reserve.delete(place) if place in state.reserve else state.reserve
            selected = state.selected.set(place, event)
            return state._replace(selected=selected, reserve=reserve)
        case said.ReserveListed():
            return state._replace(reserve=state.reserve.set(place, event))
        case said.SeatConfirmed():
            reserve = state.reserve.delete(place) if place in state.reserve else state.reserve
            confirmed = state.confirmed.set(place, event)
            return state._replace(confirmed=confirmed, reserve=reserve)
        case said.SeatReleased():
            return state.without(place)._replace(released=state.released.set(place, event))
        case said.CheckedIn():
            return state._replace(checked_in=state.checked_in.set(place, event))
        case said.WalkedIn():
            return state._replace(walked_in=state.walked_in.set(place, event))
        case _:
            return state

"""What a rule sees: the pack, the calendar, one activity's history, and the moment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from contracts.events.announcer import (
    ChangeFiled,
    EventCancelled,
    EventRescheduled,
    EventScheduled,
    FilingReceived,
    FormChanged,
    LeadUnitChanged,
    ProgrammeImported,
    VenueChanged,
)
from contracts.events.registration import (
    PeopleEvent,
    SeatConfirmed,
    SignUpClosed,
    SignUpOpened,
)
from contracts.values import (
    BEIJING,
    ChangeKind,
    Form,
    NoticeKind,
    SelectionMethod,
    Session,
    beijing_date,
)
from services.compliance.judging.facts import Fact
from services.compliance.judging.history import History, SessionHistory
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.counting import Replaced
from services.compliance.rules.deadlines import end_of, midnight
from services.compliance.rules.pack import Amendment, Pack, Values

_TO_BE_FILED = (
    EventScheduled,
    EventRescheduled,
    EventCancelled,
    FormChanged,
    VenueChanged,
    LeadUnitChanged,
)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that must be filed: its kind, its new value as a filing names it, and the fact."""

    kind: ChangeKind
    values: tuple[str, ...]
    session: str | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing with the time at which the office had it."""

    event: ChangeFiled
    received_at: datetime
    facts: tuple[Fact, ...]


@dataclass(frozen=True, eq=False)
class Context:
    """One activity, or one of its sessions or changes, at a moment; all requirements share it."""

    pack: Pack
    calendar: Calendar
    programme: ProgrammeImported
    history: History
    now: datetime
    session: SessionHistory | None = None
    change: Change | None = None
    replaced: tuple[Replaced, ...] = ()

    @cached_property
    def for_each_session(self) -> tuple["Context", ...]:
        """The same for each session."""
        return tuple(replace(self, session=session) for session in self.history.all_sessions)

    @cached_property
    def for_each_change(self) -> tuple["Context", ...]:
        """The same for each change."""
        return tuple(replace(self, change=change) for change in self.changes())

    def amended(self, day: date) -> Amendment | None:
        """The amendment in force on a day, if its values are no longer the first ones."""
        return self.pack.amended(day, self.today)

    @cached_property
    def today(self) -> date:
        """The Beijing date of the moment."""
        return beijing_date(self.now)

    @cached_property
    def values(self) -> Values:
        """The values in force on ``T``; before there is a date, those of the season's start."""
        day = self.first.starts_on if self.first else self.pack.season_start
        return self.amended(day) or self.pack

    @property
    def first(self) -> SessionHistory | None:
        """The session in question, else the first that stands."""
        if self.session is not None:
            return self.session
        return self.history.sessions[0] if self.history.sessions else None

    @property
    def last(self) -> SessionHistory | None:
        """The session from whose end "after" counts."""
        if not self.history.sessions:
            return None
        if not self.pack.switches.after_the_last_session:
            return self.history.sessions[0]
        return max(self.history.sessions, key=lambda session: (session.ended_on, session.id))

    @cached_property
    def start(self) -> datetime | None:
        """The start of the session, or of the first."""
        return self.first.start if self.first else None

    @cached_property
    def until_start(self) -> datetime:
        """The moment, but not beyond the start: what happens later does not help."""
        return min(self.now, self.start) if self.start else self.now

    @cached_property
    def earliest_start(self) -> datetime | None:
        """Evidence of what came out of the activity cannot be older than this."""
        starts = [session.earliest_start for session in self.history.sessions]
        return min(starts) if starts else None

    @cached_property
    def ended_on(self) -> date | None:
        """``E``; the day of the cancellation when nothing is left to be held."""
        cancelled_by = self.history.cancelled_by
        if cancelled_by is not None:
            return cancelled_by.occurred_at.astimezone(BEIJING).date()
        return self.last.ended_on if self.last else None

    @cached_property
    def began(self) -> bool:
        """Whether the activity's first day has come."""
        days = [session.began_on for session in self.history.sessions]
        return bool(days) and self.now >= midnight(min(days))

    @cached_property
    def presumed_held(self) -> bool:
        """Its last day is over, and nobody recorded that it was held (推定)."""
        standing = self.history.sessions
        return (
            bool(standing)
            and self.history.cancelled_by is None
            and any(entry.held is None for entry in standing)
            and self.now >= end_of(max(entry.ended_on for entry in standing))
        )

    @cached_property
    def declared_form(self) -> tuple[Form | None, tuple[Fact, ...]]:
        """The form in force at the start."""
        return self.history.form_at(self.until_start)

    @property
    def form(self) -> Form:
        """The form by which it is judged: offline until one is declared."""
        return self.declared_form[0] or Form.OFFLINE

    @property
    def form_inferred(self) -> bool:
        """Whether it is dated, but without a form."""
        return self.first is not None and self.declared_form[0] is None

    @cached_property
    def dated_by(self) -> tuple[Fact, ...]:
        """The facts that fix the dates and the form."""
        sessions = (self.session,) if self.session else self.history.sessions
        return (*(session.dated_by for session in sessions), *self.declared_form[1])

    @cached_property
    def sign_up_opened(self) -> Fact | None:
        """The fact that first opened sign-up for the session."""
        return next(
            (fact for fact, event in self.history.of(SignUpOpened) if self.about(event)), None
        )

    @cached_property
    def sign_up_closed(self) -> Fact | None:
        """The fact that last closed it."""
        closed = [fact for fact, event in self.history.of(SignUpClosed) if self.about(event)]
        return closed[-1] if closed else None

    @cached_property
    def until_sign_up_closed(self) -> datetime:
        """Until when a selection notice must be out."""
        closed = self.sign_up_closed
        return min(self.until_start, closed.occurred_at) if closed else self.until_start

    def about(self, event: PeopleEvent) -> bool:
        """Whether a fact about people concerns the session in question."""
        return self.session is None or event.session in (None, self.session.id)

    @cached_property
    def open_selection(self) -> bool:
        """Whether people are chosen openly: declared, noticed, opened, or a seat so recorded."""
        return (
            SelectionMethod.OPEN_SELECTION in self.history.selection_methods
            or any(text.is_of((NoticeKind.SELECTION,)) for text in self.history.publications)
            or any(True for _ in self.history.of(SignUpOpened))
            or any(
                event.method is SelectionMethod.OPEN_SELECTION
                for _, event in self.history.of(SeatConfirmed)
            )
        )

    @cached_property
    def filings(self) -> tuple[Filing, ...]:
        """The filings, by the time at which the office had them.

        That is the server's time, unless the office entered an earlier receipt with evidence.
        """
        entered = list(self.history.of(FilingReceived))
        choose = min if self.history.reading.receipts == "earliest" else max
        found = []
        for fact, event in self.history.of(ChangeFiled):
            receipts = [(also, told) for also, told in entered if told.filing == event.filing]
            received_at = fact.recorded_at
            if receipts:
                received_at = min(received_at, choose(told.received_at for _, told in receipts))
            found.append(Filing(event, received_at, (fact, *(also for also, _ in receipts))))
        return tuple(sorted(found, key=lambda filing: (filing.received_at, filing.event.filing)))

    def changes(self) -> Iterator[Change]:
        """What must be filed, by time."""
        dates: dict[str, Session] = {}
        form: Form | None = None
        for fact, event in self.history.of(*_TO_BE_FILED):
            match event:
                case EventScheduled():
                    form = event.form or form
                    for session in event.sessions:
                        first = session.session not in dates
                        dates[session.session] = session
                        if first and self.outside_window(session.starts_on, session.ends_on):
                            value = session.starts_on.isoformat()
                            yield Change(ChangeKind.OUTSIDE_WINDOW, (value,), session.session, fact)
                case EventRescheduled():
                    values = _new_times(dates.get(event.moved.session), event.moved)
                    dates[event.moved.session] = event.moved
                    yield Change(ChangeKind.RESCHEDULE, values, event.moved.session, fact)
                case EventCancelled():
                    yield Change(ChangeKind.CANCELLATION, ("cancelled",), event.session, fact)
                case FormChanged():
                    if not event.first_declaration and event.form is not form:
                        yield Change(ChangeKind.FORM, (event.form.value,), None, fact)
                    form = event.form
                case VenueChanged(first_declaration=False):
                    yield Change(ChangeKind.VENUE, (event.place,), event.session, fact)
                case LeadUnitChanged():
                    yield Change(ChangeKind.UNIT, (event.lead_unit,), None, fact)
                case _:
                    pass

    def outside_window(self, starts_on: date, ends_on: date) -> bool:
        """Whether dates lie outside the season."""
        return starts_on < self.pack.season_start or ends_on > self.pack.season_end


def _new_times(old: Session | None, new: Session) -> tuple[str, ...]:
    """How a filing may name the new time: the date, or the clock time when only that changes."""
    if new.start_at is None:
        return (new.starts_on.isoformat(),)
    clock = new.start_at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")
    if old is not None and old.starts_on == new.starts_on and old.start_at != new.start_at:
        return (clock,)
    return (new.starts_on.isoformat(), clock)

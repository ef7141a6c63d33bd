"""The history of one activity as a judge reads it: sessions, form, lead, cancellations, changes.

Where evidence allows more than one reading (``Reading``), a history is one consistent reading.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import product
from typing import Literal, TypeVar, overload

from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventCancelled,
    EventHeld,
    EventPlanned,
    EventRescheduled,
    EventScheduled,
    FormChanged,
    LeadUnitChanged,
)
from contracts.events.registration import AttendanceRecorded
from contracts.values import Form, LeaderAttendance, SelectionMethod, Session
from services.compliance.facts import Fact, in_order
from services.compliance.publications import Claims, Publication, publications
from services.compliance.rules.deadlines import end_of, midnight

E = TypeVar("E", bound=DomainEvent)
F = TypeVar("F", bound=DomainEvent)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take evidence that does not agree with itself."""

    claims: Claims = "cautious"
    held: Literal["earliest", "latest"] = "earliest"
    leader: Literal["absent", "present"] = "absent"


@dataclass(frozen=True, slots=True)
class SessionHistory:
    """One session with the date in force (Beijing), and what became of it."""

    id: str
    schedule: Session
    dated_by: Fact
    cancelled_by: Fact | None
    held_by: tuple[Fact, ...]
    held: EventHeld | None

    @property
    def starts_on(self) -> date:
        """``T``: the Beijing date on which it starts."""
        return self.schedule.starts_on

    @property
    def start(self) -> datetime:
        """The start; 24:00 of ``T`` when the clock time is unknown."""
        return self.schedule.start_at or end_of(self.starts_on)

    @property
    def clock_unknown(self) -> bool:
        """Whether ``start`` is inferred."""
        return self.schedule.start_at is None

    @property
    def earliest_start(self) -> datetime:
        """Nothing of the activity itself can be dated before this."""
        if self.held is not None and self.held.started_on < self.starts_on:
            return midnight(self.held.started_on)
        return self.schedule.start_at or midnight(self.starts_on)

    @property
    def began_on(self) -> date:
        """The date on which it was held, else is to be."""
        return self.held.started_on if self.held else self.starts_on

    @property
    def ended_on(self) -> date:
        """``E``: the held fact's end date, else the scheduled one."""
        return self.held.ended_on if self.held else self.schedule.ends_on


@dataclass(frozen=True)
class History:
    """Everything known of one activity, under one reading."""

    facts: tuple[Fact, ...]
    reading: Reading

    @overload
    def of(self, kind: type[E], /) -> Iterator[tuple[Fact, E]]: ...
    @overload
    def of(self, kind: type[E], other: type[F], /) -> Iterator[tuple[Fact, E | F]]: ...
    def of(self, *kinds: type[DomainEvent]) -> Iterator[tuple[Fact, DomainEvent]]:
        """The facts of one or two kinds by time, with their events."""
        for fact in self.facts:
            if isinstance(fact.event, kinds):
                yield fact, fact.event

    @cached_property
    def plan(self) -> EventPlanned:
        """What the plan says of the activity."""
        return next(event for _, event in self.of(EventPlanned))

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """Notices, materials and reports, by time."""
        return publications(self.facts, self.reading.claims)

    @cached_property
    def cancelled_by(self) -> Fact | None:
        """The fact that left no session standing, if there is one."""
        whole = [fact for fact, event in self.of(EventCancelled) if event.session is None]
        if whole:
            return whole[0]
        singly = [session.cancelled_by for session in self.all_sessions]
        cancelled = [fact for fact in singly if fact is not None]
        if cancelled and len(cancelled) == len(singly):
            return in_order(cancelled)[-1]
        return None

    @cached_property
    def all_sessions(self) -> tuple[SessionHistory, ...]:
        """Every session that was ever scheduled, by date."""
        dated: dict[str, tuple[Session, Fact]] = {}
        for fact, event in self.of(EventScheduled, EventRescheduled):
            if isinstance(event, EventScheduled):
                dated.update({entry.session: (entry, fact) for entry in event.sessions})
            else:
                dated[event.moved.session] = (event.moved, fact)
        sessions = (self._session(schedule, fact) for schedule, fact in dated.values())
        return tuple(sorted(sessions, key=lambda session: (session.starts_on, session.id)))

    @cached_property
    def sessions(self) -> tuple[SessionHistory, ...]:
        """The sessions not cancelled; all of them when the whole activity is."""
        standing = tuple(entry for entry in self.all_sessions if entry.cancelled_by is None)
        return standing or self.all_sessions

    def _session(self, schedule: Session, dated_by: Fact) -> SessionHistory:
        cancellations = [
            fact
            for fact, event in self.of(EventCancelled)
            if event.session in (None, schedule.session)
        ]
        held = [
            (fact, event)
            for fact, event in self.of(EventHeld)
            if event.session in (None, schedule.session)
        ]
        choose = min if self.reading.held == "earliest" else max
        chosen = choose((event for _, event in held), key=_held_dates) if held else None
        return SessionHistory(
            id=schedule.session,
            schedule=schedule,
            dated_by=dated_by,
            cancelled_by=cancellations[0] if cancellations else None,
            held_by=tuple(fact for fact, _ in held),
            held=chosen,
        )

    def form_at(self, moment: datetime) -> tuple[Form | None, tuple[Fact, ...]]:
        """The form in force at a moment, and the fact that declared it."""
        form: Form | None = None
        declared: tuple[Fact, ...] = ()
        for fact, event in self.of(EventScheduled, FormChanged):
            if event.form is not None and fact.occurred_at <= moment:
                form, declared = event.form, (fact,)
        return form, declared

    @cached_property
    def lead_unit(self) -> str:
        """The unit in the lead."""
        changes = [event.lead_unit for _, event in self.of(LeadUnitChanged)]
        return changes[-1] if changes else self.plan.lead_unit

    @cached_property
    def selection_methods(self) -> frozenset[SelectionMethod]:
        """The ways of choosing people that the schedule declares."""
        return frozenset(
            method for _, event in self.of(EventScheduled) for method in event.selection_methods
        )

    @cached_property
    def conflicting(self) -> frozenset[str]:
        """The ids of facts that contradict one another."""
        ids = {
            fact.id
            for publication in self.publications
            if publication.conflicting
            for fact in publication.claims
        }
        for session in self.all_sessions:
            if _differ(session.held_by):
                ids.update(fact.id for fact in session.held_by)
        ids.update(fact.id for fact in contradictory_attendance(self.facts))
        return frozenset(ids)


def _held_dates(event: EventHeld) -> tuple[date, date]:
    return event.ended_on, event.started_on


def _differ(held_by: Iterable[Fact]) -> bool:
    dates = {_held_dates(fact.event) for fact in held_by if isinstance(fact.event, EventHeld)}
    return len(dates) > 1


def contradictory_attendance(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Attendance facts of one session of which some say the principal leader came, some not."""
    by_session: dict[str | None, list[tuple[Fact, bool]]] = {}
    for fact in facts:
        if isinstance(fact.event, AttendanceRecorded):
            came = fact.event.leader is LeaderAttendance.PRINCIPAL
            by_session.setdefault(fact.event.session, []).append((fact, came))
    return tuple(
        fact
        for told in by_session.values()
        if len({came for _, came in told}) > 1
        for fact, _ in told
    )


def readings(facts: tuple[Fact, ...]) -> tuple[History, ...]:
    """Every consistent reading of the facts, the cautious one first; usually there is just one."""
    first = History(facts, Reading())
    contested = any(publication.contested for publication in first.publications)
    held_twice = any(_differ(session.held_by) for session in first.all_sessions)
    claims: tuple[Claims, ...] = ("cautious", "claimed") if contested else ("cautious",)
    held: tuple[Literal["earliest", "latest"], ...] = (
        ("earliest", "latest") if held_twice else ("earliest",)
    )
    leader: tuple[Literal["absent", "present"], ...] = (
        ("absent", "present") if contradictory_attendance(facts) else ("absent",)
    )
    others = [
        History(facts, Reading(*combination))
        for combination in product(claims, held, leader)
        if combination != ("cautious", "earliest", "absent")
    ]
    return (first, *others)

"""The history of one activity as a judge reads it: sessions, form, lead, cancellations, changes.

Where evidence allows more than one reading (``Reading``), a history is one consistent reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import takewhile
from typing import Literal, TypeVar, overload

from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventCancelled,
    EventHeld,
    EventPlanned,
    EventRescheduled,
    EventReworded,
    EventScheduled,
    FormChanged,
    LeadUnitChanged,
)
from contracts.values import Form, SelectionMethod, Session
from services.compliance.judging.contradictions import (
    Attendant,
    Word,
    attendance_by_session,
    contradictory_receipts,
    differ,
    held_dates,
    held_though_cancelled,
)
from services.compliance.judging.facts import Fact, in_order
from services.compliance.judging.pages_found import Pages, as_found, doubts
from services.compliance.judging.publications import Claims, Publication, publications
from services.compliance.rules.deadlines import end_of, midnight

E = TypeVar("E", bound=DomainEvent)
F = TypeVar("F", bound=DomainEvent)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take evidence that does not agree with itself."""

    claims: Claims = "cautious"
    held: Literal["earliest", "latest"] = "earliest"
    attendance: Literal["least", "most"] = "least"
    receipts: Literal["latest", "earliest"] = "latest"
    cancelled: Literal["believed", "void"] = "believed"
    pages: Pages = "found"


@dataclass(frozen=True, slots=True)
class SessionHistory:
    """One session with the date in force (Beijing), and what became of it.

    ``dated_by`` fixed its times; ``dated_at`` is when its date came into force, UTC.
    """

    id: str
    schedule: Session
    dated_by: Fact
    dated_at: datetime
    cancelled_by: Fact | None
    held_by: tuple[Fact, ...]
    held: EventHeld | None
    disputed: bool
    """Whether it is said to have been held as well as cancelled."""

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
    @overload
    def of(self, *kinds: type[DomainEvent]) -> Iterator[tuple[Fact, DomainEvent]]: ...
    def of(self, *kinds: type[DomainEvent]) -> Iterator[tuple[Fact, DomainEvent]]:
        """The facts of some kinds by time, with their events."""
        if len(kinds) == 1:
            return iter(self._by_kind.get(kinds[0], ()))
        found = [entry for kind in kinds for entry in self._by_kind.get(kind, ())]
        return iter(sorted(found, key=lambda entry: entry[0].order))

    @cached_property
    def _by_kind(self) -> dict[type[DomainEvent], list[tuple[Fact, DomainEvent]]]:
        """The facts by their kind."""
        table: dict[type[DomainEvent], list[tuple[Fact, DomainEvent]]] = {}
        for fact in self.facts:
            table.setdefault(type(fact.event), []).append((fact, fact.event))
        return table

    @cached_property
    def plan(self) -> EventPlanned:
        """What the plan says of the activity."""
        plan = next(event for _, event in self.of(EventPlanned))
        for _, event in self.of(EventReworded):
            plan = event.applied_to(plan)
        return plan

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """Notices, materials and reports, by time."""
        recorded = publications(self.facts, self.reading.claims)
        return as_found(recorded, self.facts) if self.reading.pages == "found" else recorded

    @cached_property
    def cancelled_by(self) -> Fact | None:
        """The fact that left no session standing, if there is one."""
        whole = [fact for fact, event in self.of(EventCancelled) if event.session is None]
        if whole and not any(map(self._void, self.all_sessions)):
            return whole[0]
        singly = [session.cancelled_by for session in self.all_sessions]
        cancelled = [fact for fact in singly if fact is not None]
        if cancelled and len(cancelled) == len(singly):
            return in_order(cancelled)[-1]
        return None

    @cached_property
    def all_sessions(self) -> tuple[SessionHistory, ...]:
        """Every session that was ever scheduled, by date and clock time."""
        dated: dict[str, tuple[Session, Fact, datetime]] = {}
        for fact, event in self.of(EventScheduled, EventRescheduled):
            given = event.sessions if isinstance(event, EventScheduled) else (event.moved,)
            for session in given:
                known = dated.get(session.session)
                dated[session.session] = _dated(known, session, fact)
        single = len(dated) == 1
        sessions = (self._session(*entry, single=single) for entry in dated.values())
        return tuple(sorted(sessions, key=lambda it: (it.starts_on, it.start, it.id)))

    @cached_property
    def sessions(self) -> tuple[SessionHistory, ...]:
        """The sessions not cancelled; all of them when the whole activity is."""
        standing = tuple(entry for entry in self.all_sessions if entry.cancelled_by is None)
        return standing or self.all_sessions

    def _session(
        self, schedule: Session, dated_by: Fact, dated_at: datetime, *, single: bool
    ) -> SessionHistory:
        cancellations = [
            (fact, event)
            for fact, event in self.of(EventCancelled)
            if event.session in (None, schedule.session)
        ]
        held = [
            (fact, event)
            for fact, event in self.of(EventHeld)
            if event.session in (None, schedule.session)
        ]
        choose = min if self.reading.held == "earliest" else max
        chosen = choose((event for _, event in held), key=held_dates) if held else None
        disputed = bool(cancellations) and held_though_cancelled(
            schedule.session,
            [event for _, event in cancellations],
            [event for _, event in held],
            single=single,
        )
        believed = cancellations and not (disputed and self.reading.cancelled == "void")
        return SessionHistory(
            id=schedule.session,
            schedule=schedule,
            dated_by=dated_by,
            dated_at=dated_at,
            cancelled_by=cancellations[0][0] if believed else None,
            held_by=tuple(fact for fact, _ in held),
            held=chosen,
            disputed=disputed,
        )

    def _void(self, session: SessionHistory) -> bool:
        return session.disputed and self.reading.cancelled == "void"

    def form_at(self, moment: datetime) -> tuple[Form | None, tuple[Fact, ...]]:
        """The form in force at a moment, and the fact that declared it."""
        form: Form | None = None
        declared: tuple[Fact, ...] = ()
        for fact, stated in self._forms:
            if fact.occurred_at <= moment:
                form, declared = stated, (fact,)
        return form, declared

    @cached_property
    def _forms(self) -> tuple[tuple[Fact, Form], ...]:
        declared = self.of(EventScheduled, FormChanged)
        return tuple((fact, event.form) for fact, event in declared if event.form is not None)

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
            if differ(session.held_by):
                ids.update(fact.id for fact in session.held_by)
        ids.update(fact.id for fact in contradictory_receipts(self.facts))
        ids.update(fact.id for fact in doubts(self.facts))
        return frozenset(ids)

    @cached_property
    def attendance(self) -> list[list[Word]]:
        """The records of who came, by session."""
        return attendance_by_session(self.facts, single=len(self.all_sessions) == 1)

    def attended(self, who: Attendant) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
        """The records by which somebody of a kind came, and those that contradict one another.

        Where records of one session disagree about it, they count in the reading "most" only. A
        correction that leaves it as it was leaves also since when it was known.
        """
        came: list[Fact] = []
        disputed: list[Fact] = []
        for words in self.attendance:
            saying = [word for word in words if who in word[-1][1]]
            if 0 < len(saying) < len(words):
                disputed.extend(fact for word in words for fact, _ in word)
                if self.reading.attendance == "least":
                    continue
            for word in saying:
                came.extend(fact for fact, _ in takewhile(lambda it: who in it[1], reversed(word)))
        return tuple(came), tuple(disputed)


def _dated(
    known: tuple[Session, Fact, datetime] | None, session: Session, fact: Fact
) -> tuple[Session, Fact, datetime]:
    """A session's times, the fact that fixed them, and since when its date is in force."""
    if known is None:
        return session, fact, fact.occurred_at
    before, dated_by, dated_at = known
    if session.place is None:
        session = session.model_copy(update={"place": before.place})
    if session.model_copy(update={"place": before.place}) == before:
        return session, dated_by, dated_at
    same_date = session.starts_on == before.starts_on
    return session, fact, dated_at if same_date else fact.occurred_at

"""Where records contradict one another: whether and when it was held, who came, when filed.

Services keep both of two records that differ; a person decides between them, unless the verdict
is the same either way (see ``history.Reading``).
"""

from collections.abc import Iterable
from datetime import date, datetime
from operator import attrgetter

from contracts.events.announcer import EventCancelled, EventHeld, FilingReceived
from contracts.events.registration import AttendanceRecorded
from contracts.values import LeaderAttendance, PersonCategory
from services.compliance.judging.facts import Fact

Attendant = PersonCategory | LeaderAttendance
Word = list[tuple[Fact, frozenset[Attendant]]]
"""A record of who came, and its corrections: the last one stands."""


def held_dates(event: EventHeld) -> tuple[date, date]:
    """The Beijing dates of a record that a session took place, the last first."""
    return event.ended_on, event.started_on


def differ(held_by: Iterable[Fact]) -> bool:
    """Whether records that a session took place name different dates."""
    dates = {held_dates(fact.event) for fact in held_by if isinstance(fact.event, EventHeld)}
    return len(dates) > 1


def held_though_cancelled(
    session: str,
    cancellations: Iterable[EventCancelled],
    held: Iterable[EventHeld],
    *,
    single: bool,
) -> bool:
    """Whether records say of one session that it took place and that it was cancelled.

    "Held" of the whole activity does not speak of a session that was cancelled by itself, unless
    it is the only one.
    """
    whole = single or any(event.session is None for event in cancellations)
    return any(event.session == session or whole for event in held)


def attendance_by_session(facts: Iterable[Fact], *, single: bool) -> list[list[Word]]:
    """The attendance records of each session, with the kinds of people who came.

    With a single session, a record that names none is about that one. One that says why it differs
    corrects the one before; only without a reason do two contradict one another.
    """
    by_session: dict[str | None, list[Word]] = {}
    for fact in sorted(facts, key=attrgetter("recorded_at", "order")):
        event = fact.event
        if isinstance(event, AttendanceRecorded):
            present: set[Attendant] = {kind for kind, count in event.attendance.items() if count}
            present.add(event.leader)
            session = None if single else event.session
            words = by_session.setdefault(session, [])
            if event.reason is None or not words:
                words.append([])
            words[-1].append((fact, frozenset(present)))
    return list(by_session.values())


def contradictory_receipts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The entries of one filing's receipt that name different times."""
    by_filing: dict[str, list[tuple[datetime, Fact]]] = {}
    for fact in facts:
        if isinstance(fact.event, FilingReceived):
            entry = (fact.event.received_at, fact)
            by_filing.setdefault(fact.event.filing, []).append(entry)
    return tuple(
        fact
        for entries in by_filing.values()
        if len({received_at for received_at, _ in entries}) > 1
        for _, fact in entries
    )

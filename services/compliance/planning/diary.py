"""Deadlines and activities as entries of a calendar, each with a name that stays its own.

An entry is one kind of limit of one activity (and session): several requirements share it and move
together. What falls away with a cancellation stays as a cancelled entry, so that a calendar that
was read before takes it out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.event import DomainEvent
from contracts.events.announcer import (
    AnnouncementPublished,
    AnnouncementWithdrawn,
    EventCancelled,
    EventHeld,
    EventRescheduled,
    EventScheduled,
    FormChanged,
)
from contracts.events.compliance import CalendarAdopted, PackAdopted
from contracts.events.registration import SignUpOpened
from contracts.values import VerdictStatus
from services.compliance.judging.assess import judgements, known
from services.compliance.judging.case import Programme
from services.compliance.judging.facts import Fact
from services.compliance.judging.history import SessionHistory
from services.compliance.judging.judgement import Judgement
from services.compliance.planning.ahead import Rules
from services.compliance.planning.supposing import history_at, without
from services.compliance.rules.deadlines import Deadline, at_end_of
from services.compliance.rules.pack import Requirement
from services.compliance.rules.verdict import Verdict

DONE = (VerdictStatus.MET, VerdictStatus.MET_LATE, VerdictStatus.EXEMPT)
MOVING: tuple[type[DomainEvent], ...] = (
    EventScheduled,
    EventRescheduled,
    EventCancelled,
    EventHeld,
    FormChanged,
    AnnouncementPublished,
    AnnouncementWithdrawn,
    SignUpOpened,
    PackAdopted,
    CalendarAdopted,
)
"""The facts that may set, move or end a limit: each is a new revision of the entries."""

OF_THE_SEASON = ("season_window", "season_end")
"""Limits that say nothing more once an activity has its date."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What one requirement asks by an entry's limit."""

    requirement: Requirement
    limit: Deadline
    done: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A limit of a row of the wall, or with ``session`` the activity itself.

    ``revision`` never goes back; ``changed_at`` is when the last fact about it was recorded.
    """

    row: str
    revision: int
    changed_at: datetime
    key: str = ""
    duties: tuple[Duty, ...] = ()
    session: SessionHistory | None = None
    cancelled: bool = False

    @property
    def limit(self) -> Deadline:
        """The first limit of its duties, which mostly share one."""
        return min((duty.limit for duty in self.duties), key=lambda limit: limit.due_at)

    @property
    def done(self) -> bool:
        """Whether nothing is left to be done."""
        return all(duty.done for duty in self.duties)


def entries(rules: Rules, programme: Programme, activity: str) -> list[Entry]:
    """Every entry of an activity: its sessions and its limits."""
    facts = (*known(programme.activities[activity], rules.now), *_rulebook(programme, rules.now))
    blank = _blank(activity, facts)
    history = history_at(programme, activity, rules.now)
    held = [
        replace(
            blank,
            key=f"session.{session.id}",
            session=session,
            cancelled=session.cancelled_by is not None or history.cancelled_by is not None,
        )
        for session in history.all_sessions
    ]
    standing = {entry.key: entry for entry in _limits(rules, programme, blank)}
    if any(isinstance(fact.event, EventCancelled) for fact in facts):
        before = without(programme, activity, EventCancelled)
        for entry in _limits(rules, before, blank):
            standing.setdefault(entry.key, replace(entry, cancelled=True))
    return [*held, *standing.values()]


def other_entries(
    rules: Rules, programme: Programme, verdicts: Iterable[Verdict]
) -> Iterator[Entry]:
    """The limits of rows that are no activity: a unit outside the plan, the whole programme."""
    facts = known(programme.facts, rules.now)
    for verdict in verdicts:
        requirement = rules.pack.by_code[verdict.code]
        if requirement.scope != "activity" and verdict.due is not None:
            duty = Duty(requirement, at_end_of(verdict.due), verdict.status in DONE)
            yield replace(_blank(verdict.row, facts), key=requirement.deadline, duties=(duty,))


def _rulebook(programme: Programme, now: datetime) -> list[Fact]:
    kinds = PackAdopted | CalendarAdopted
    return [fact for fact in known(programme.facts, now) if isinstance(fact.event, kinds)]


def _blank(row: str, facts: Sequence[Fact]) -> Entry:
    moving = sum(isinstance(fact.event, MOVING) for fact in facts)
    return Entry(row, moving, max(fact.recorded_at for fact in facts))


def _limits(rules: Rules, programme: Programme, blank: Entry) -> Iterator[Entry]:
    dated = bool(history_at(programme, blank.row, rules.now).all_sessions)
    grouped: dict[str, list[Duty]] = {}
    for requirement, judged in judgements(
        rules.pack, rules.calendar, programme, blank.row, rules.now
    ):
        if dated and requirement.deadline in OF_THE_SEASON:
            continue
        for place, (limit, told) in enumerate(_by_limit(judged)):
            change = str(place) if requirement.per == "change" else None
            key = ".".join(filter(None, (requirement.deadline, told.session, change)))
            grouped.setdefault(key, []).append(Duty(requirement, limit, told.status in DONE))
    for key, duties in grouped.items():
        yield replace(blank, key=key, duties=tuple(duties))


def _by_limit(judged: Iterable[Judgement]) -> list[tuple[Deadline, Judgement]]:
    """What applies and has a limit, in the order of limits: how it is met moves no place."""
    found = [
        (told.deadline, told)
        for told in judged
        if told.deadline is not None and told.status is not VerdictStatus.NOT_APPLICABLE
    ]
    return sorted(found, key=lambda each: (each[0].due_at, each[1].label))

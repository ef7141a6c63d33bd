"""The rows beside the plan: units outside it (常态化), and the programme's assessment (考核)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.events.announcer import EventHeld, LeadUnitChanged
from contracts.events.compliance import AssessmentClosed, RoutineUnitRegistered
from contracts.values import VerdictStatus, beijing_date
from services.compliance.judging.case import Programme
from services.compliance.judging.facts import Fact, in_order
from services.compliance.judging.judgement import by_time, days_left
from services.compliance.rules import explain
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.deadlines import at_end_of
from services.compliance.rules.evidence import Evidence
from services.compliance.rules.pack import Pack, Requirement
from services.compliance.rules.verdict import PROGRAMME_ROW, Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and the fact by which its one requirement is done."""

    name: str
    done: Fact | None


def unit_verdicts(
    pack: Pack,
    calendar: Calendar,
    programme: Programme,
    unit: RoutineUnitRegistered,
    as_of: datetime,
) -> list[Verdict]:
    """What a unit outside the plan owes: at least one self-run activity held in the year."""
    row = Row(f"unit:{unit.unit}", _held_by(programme, unit.unit))
    return [
        _verdict(pack, calendar, requirement, row, as_of) for requirement in pack.of_scope("unit")
    ]


def programme_verdicts(
    pack: Pack, calendar: Calendar, programme: Programme, as_of: datetime
) -> list[Verdict]:
    """What the office owes: an assessment closed, each point opening to its evidence."""
    closed = [
        fact
        for fact in in_order(programme.facts.values())
        if isinstance(fact.event, AssessmentClosed)
    ]
    row = Row(PROGRAMME_ROW, closed[0] if closed else None)
    return [
        _verdict(pack, calendar, requirement, row, as_of)
        for requirement in pack.of_scope("programme")
    ]


def _held_by(programme: Programme, unit: str) -> Fact | None:
    """The first routine activity that a unit held."""
    held: list[Fact] = []
    for plan in programme.planned:
        if not plan.routine:
            continue
        facts = in_order(programme.activities[plan.activity].values())
        leads = [fact.event.lead_unit for fact in facts if isinstance(fact.event, LeadUnitChanged)]
        if (leads[-1] if leads else plan.lead_unit) == unit:
            held.extend(fact for fact in facts if isinstance(fact.event, EventHeld))
    return min(held, key=lambda fact: fact.order, default=None)


def _verdict(
    pack: Pack, calendar: Calendar, requirement: Requirement, row: Row, as_of: datetime
) -> Verdict:
    deadline = at_end_of(pack.year_end)
    status = VerdictStatus.MET
    if row.done is None:
        status = by_time(calendar, as_of, requirement.strength, deadline)
    ahead = status in (VerdictStatus.PENDING, VerdictStatus.DUE_SOON)
    facts = (row.done,) if row.done else ()
    evidence = Evidence(row.done.occurred_at if row.done else None, facts)
    grounds = explain.Grounds(requirement, status, deadline, evidence)
    return Verdict(
        row=row.name,
        code=requirement.code,
        strength=requirement.strength,
        status=status,
        flags=frozenset(),
        due=deadline.due,
        due_at=deadline.due_at,
        days_left=days_left(calendar, as_of, deadline) if ahead else None,
        clause=requirement.clause,
        evidence=tuple(fact.id for fact in facts),
        working=explain.working(calendar, beijing_date(as_of), grounds),
        turns=frozenset({deadline.turns_at}),
    )

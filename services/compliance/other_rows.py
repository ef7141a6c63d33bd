"""The rows beside the plan: units outside it (常态化), and the programme's assessment (考核)."""

from datetime import datetime

from contracts.events.announcer import EventHeld, LeadUnitChanged
from contracts.events.compliance import AssessmentClosed, RoutineUnitRegistered
from contracts.values import VerdictStatus
from services.compliance.case import Programme
from services.compliance.facts import Fact, in_order
from services.compliance.judgement import by_time, days_left
from services.compliance.rules import explain
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.deadlines import at_end_of
from services.compliance.rules.evidence import Evidence
from services.compliance.rules.pack import Pack, Requirement
from services.compliance.rules.verdict import PROGRAMME_ROW, Verdict


def unit_verdicts(
    pack: Pack,
    calendar: Calendar,
    programme: Programme,
    unit: RoutineUnitRegistered,
    as_of: datetime,
) -> list[Verdict]:
    """What a unit outside the plan owes: at least one self-run activity held in the year."""
    done = _held_by(programme, unit.unit)
    return [
        _verdict(pack, calendar, requirement, f"unit:{unit.unit}", done, as_of)
        for requirement in pack.of_scope("unit")
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
    return [
        _verdict(pack, calendar, requirement, PROGRAMME_ROW, closed[:1], as_of)
        for requirement in pack.of_scope("programme")
    ]


def _held_by(programme: Programme, unit: str) -> list[Fact]:
    held: list[Fact] = []
    for plan in programme.planned():
        if not plan.routine:
            continue
        facts = in_order(programme.activities[plan.activity].values())
        leads = [fact.event.lead_unit for fact in facts if isinstance(fact.event, LeadUnitChanged)]
        if (leads[-1] if leads else plan.lead_unit) == unit:
            held.extend(fact for fact in facts if isinstance(fact.event, EventHeld))
    return list(in_order(held))[:1]


def _verdict(
    pack: Pack,
    calendar: Calendar,
    requirement: Requirement,
    row: str,
    done: list[Fact],
    as_of: datetime,
) -> Verdict:
    deadline = at_end_of(pack.year_end)
    evidence = Evidence(done[0].occurred_at if done else None, tuple(done))
    if done:
        status = VerdictStatus.MET
    else:
        status = by_time(calendar, as_of, requirement.strength, deadline)
    ahead = status in (VerdictStatus.PENDING, VerdictStatus.DUE_SOON)
    left = days_left(calendar, as_of, deadline) if ahead else None
    return Verdict(
        row=row,
        code=requirement.code,
        strength=requirement.strength,
        status=status,
        flags=frozenset(),
        due=deadline.due,
        due_at=deadline.due_at,
        days_left=left,
        clause=requirement.clause,
        evidence=tuple(fact.id for fact in done),
        working=explain.working(requirement, calendar, status, deadline, evidence, left),
    )

"""Which rows of the wall are whose: the units that are assessed, in plan order."""

from collections.abc import Iterable
from dataclasses import dataclass

from contracts.events.announcer import EventPlanned, LeadUnitChanged
from services.compliance.judging.case import Programme
from services.compliance.judging.facts import in_order
from services.compliance.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class AssessedUnit:
    """A unit and the rows it answers for: activities it leads, or its own row outside the plan."""

    unit: str
    rows: tuple[str, ...]

    def verdicts(self, judged: Iterable[Verdict]) -> list[Verdict]:
        """What was judged of the unit."""
        return [verdict for verdict in judged if verdict.row in self.rows]


def assessed_units(programme: Programme) -> tuple[AssessedUnit, ...]:
    """Every unit of a programme as it was on record, by the first of its rows in plan order."""
    rows: dict[str, list[str]] = {}
    for plan in programme.planned:
        rows.setdefault(_lead_unit(programme, plan), []).append(plan.activity)
    for outside in programme.routine_units():
        rows.setdefault(outside.unit, []).append(f"unit:{outside.unit}")
    return tuple(AssessedUnit(unit, tuple(theirs)) for unit, theirs in rows.items())


def _lead_unit(programme: Programme, plan: EventPlanned) -> str:
    facts = in_order(programme.activities[plan.activity].values())
    changes = [fact.event.lead_unit for fact in facts if isinstance(fact.event, LeadUnitChanged)]
    return changes[-1] if changes else plan.lead_unit

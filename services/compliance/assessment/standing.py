"""What the facts say of the assessment: the table in force, and how far each unit is. Pure."""

from collections.abc import Iterator
from datetime import datetime

from contracts.event import DomainEvent
from contracts.events.compliance import AssessmentClosed, ScoringTableAdopted, UnitEvent
from contracts.values import ScoringTableRef, beijing_date
from services.compliance.assessment.table import ScoringTable, load_table, parse_table
from services.compliance.domain.unit_assessment import Standing, evolve
from services.compliance.judging.case import Programme

DRAFT = "project-draft"
"""The table of this release, for every programme whose office has adopted none."""


def reference(table: ScoringTable) -> ScoringTableRef:
    """How facts name a table."""
    return ScoringTableRef(
        table=table.id,
        version=table.version,
        sha256=table.sha256,
        title=table.title,
        issued_by=table.issued_by,
    )


def table_in_force(programme: Programme, as_of: datetime) -> ScoringTable:
    """The table adopted last of those whose day has come; the project's draft before any."""
    day, found = beijing_date(as_of), load_table(DRAFT)
    for event in _own(programme):
        if isinstance(event, ScoringTableAdopted) and event.effective_from <= day:
            found = parse_table(event.content, event.scoring.table)
    return found


def table_named(programme: Programme, scoring: ScoringTableRef) -> ScoringTable | None:
    """The table that marks were given by; None for one of another release."""
    adopted = [
        parse_table(event.content, event.scoring.table)
        for event in _own(programme)
        if isinstance(event, ScoringTableAdopted)
    ]
    known = (*adopted, load_table(DRAFT))
    return next((table for table in known if table.sha256 == scoring.sha256), None)


def standing_of(programme: Programme, unit: str) -> Standing:
    """How far the assessment of one unit is."""
    standing = Standing()
    for event in _own(programme):
        if isinstance(event, UnitEvent) and event.unit == unit:
            standing = evolve(standing, event)
    return standing


def closed(programme: Programme) -> AssessmentClosed | None:
    """The year's assessment, once it is closed."""
    found = (event for event in _own(programme) if isinstance(event, AssessmentClosed))
    return next(found, None)


def _own(programme: Programme) -> Iterator[DomainEvent]:
    """Compliance's facts about the programme, as its log has them."""
    facts = (fact for fact in programme.facts.values() if fact.envelope.service == "compliance")
    for fact in sorted(facts, key=lambda fact: (fact.recorded_at, fact.envelope.sequence)):
        yield fact.event

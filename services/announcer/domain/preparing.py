"""What a unit puts on record before the day: the implementation plan and the agenda."""

from pydantic import Field

from contracts.event import DomainEvent
from contracts.events.announcer import AgendaRecorded, ImplementationPlanRecorded
from contracts.values import AgendaItem, Sha256
from services.announcer.domain.order import Command
from services.announcer.domain.state import Activity


class RecordImplementationPlan(Command):
    """Put the unit's implementation plan (实施方案) on record."""

    document_sha256: Sha256
    emergency_measures: bool
    stream_failure_fallback: bool = False


class RecordAgenda(Command):
    """Put the agenda (流程) in force on record."""

    items: tuple[AgendaItem, ...] = Field(min_length=1, max_length=100)


def record_implementation_plan(
    command: RecordImplementationPlan, state: Activity
) -> list[DomainEvent]:
    """Another version is another fact; the same is none."""
    event = ImplementationPlanRecorded(**state.subject(), **dict(command))
    return [] if state.implementation_plan == event else [event]


def record_agenda(command: RecordAgenda, state: Activity) -> list[DomainEvent]:
    """Another agenda is another fact; the same is none."""
    event = AgendaRecorded(**state.subject(), items=command.items)
    return [] if state.agenda == event else [event]

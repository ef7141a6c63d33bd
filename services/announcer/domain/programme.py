"""A programme: the plan (总体方案) as it was issued, imported once and whole, then amended."""

from dataclasses import dataclass
from typing import assert_never

from contracts.event import DomainEvent
from contracts.events.announcer import EventPlanned, ProgrammeAmended, ProgrammeImported
from services._kit.decider import Decider, Refused
from services.announcer.domain.amending import AmendProgramme, amend
from services.announcer.domain.order import Order
from services.announcer.domain.plan import ImportProgramme


@dataclass(frozen=True, slots=True)
class Programme:
    """Which plan was imported, if any, with its amendments."""

    imported: ProgrammeImported | None = None


def decide(order: Order[ImportProgramme | AmendProgramme], state: Programme) -> list[DomainEvent]:
    """Import once, then amend; a repeat decides nothing."""
    match order.command:
        case ImportProgramme():
            return import_once(order.command, state)
        case AmendProgramme():
            return amend(order.command, state.imported, order.given.by)
        case _:
            assert_never(order.command)


def import_once(plan: ImportProgramme, state: Programme) -> list[DomainEvent]:
    """The same plan again is no new fact, another under the same id is refused."""
    if state.imported is not None:
        if state.imported.content_sha256 == plan.content_sha256():
            return []
        raise Refused("other_content", "同一编号已有另一份总体方案，内容不同。", "programme")
    return [
        ProgrammeImported(
            **plan.model_dump(exclude={"activities"}), content_sha256=plan.content_sha256()
        ),
        *(
            EventPlanned(programme=plan.programme, **activity.model_dump())
            for activity in plan.activities
        ),
    ]


def evolve(state: Programme, event: DomainEvent) -> Programme:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case ProgrammeImported():
            return Programme(imported=event)
        case ProgrammeAmended() if state.imported is not None:
            return Programme(imported=event.applied_to(state.imported))
        case _:
            return state


PROGRAMME = Decider(name="programme", initial=Programme(), decide=decide, evolve=evolve)

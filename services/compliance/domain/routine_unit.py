"""A unit outside the plan that owes an activity of its own (常态化)."""

from dataclasses import dataclass

from contracts.event import DomainEvent
from contracts.events.compliance import RoutineUnitRegistered
from services._kit.decider import Decider, Refused


@dataclass(frozen=True, slots=True)
class RegisterRoutineUnit:
    """``planned_units`` are the units that lead an activity of the plan."""

    programme: str
    unit: str
    unit_name: str
    planned_units: frozenset[str]


State = RoutineUnitRegistered | None


def decide(command: RegisterRoutineUnit, state: State) -> list[DomainEvent]:
    """Register it once."""
    if command.unit in command.planned_units:
        raise Refused("unit_in_plan", "该单位已在方案内承担活动，不再单独登记。", "unit")
    event = RoutineUnitRegistered(
        programme=command.programme, unit=command.unit, unit_name=command.unit_name
    )
    if state is None:
        return [event]
    if state != event:
        raise Refused("already_registered", f"该单位已登记为{state.unit_name}。", "unit_name")
    return []


def evolve(state: State, event: DomainEvent) -> State:
    """Remember the registration."""
    return event if isinstance(event, RoutineUnitRegistered) else state


ROUTINE_UNIT: Decider[RegisterRoutineUnit, State] = Decider("routine_unit", None, decide, evolve)

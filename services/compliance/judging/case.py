"""Cases: the facts of a programme sorted by what they are about.

A case only collects. Facts may arrive in any order and more than once: a collection keyed by
event id is the same whatever the order, and the judgement sorts by time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from contracts.events.announcer import (
    EventPlanned,
    EventReworded,
    ProgrammeAmended,
    ProgrammeImported,
)
from contracts.events.compliance import NOTIFIER_EVENTS, RoutineUnitRegistered
from services.compliance.judging.facts import Fact, in_order

Facts = Mapping[str, Fact]
_PLANNING = (EventPlanned, EventReworded)


@dataclass(frozen=True)
class Programme:
    """All facts of one programme: those of the whole, and those of each activity, by event id."""

    id: str
    facts: Facts = field(default_factory=dict)
    activities: Mapping[str, Facts] = field(default_factory=dict)

    def add(self, new: Iterable[Fact]) -> "Programme":
        """The programme with more facts; facts known already change nothing."""
        facts = dict(self.facts)
        activities = {activity: self.activities[activity] for activity in self.activities}
        opened: dict[str, dict[str, Fact]] = {}
        for fact in new:
            if isinstance(fact.event, NOTIFIER_EVENTS):
                continue
            activity = fact.envelope.activity
            if activity is None:
                facts.setdefault(fact.id, fact)
                continue
            if activity not in opened:
                opened[activity] = dict(activities.get(activity, {}))
            opened[activity].setdefault(fact.id, fact)
        for activity, about_it in opened.items():  # in order, so that the next sorting is quick
            activities[activity] = {fact.id: fact for fact in in_order(about_it.values())}
        return replace(self, facts=facts, activities=activities)

    @cached_property
    def imported(self) -> ProgrammeImported | None:
        """The plan, once it was imported, with its amendments."""
        plan: ProgrammeImported | None = None
        for fact in in_order(self.facts.values()):
            match fact.event:
                case ProgrammeImported():
                    plan = plan or fact.event
                case ProgrammeAmended() if plan is not None:
                    plan = fact.event.applied_to(plan)
                case _:
                    pass
        return plan

    @cached_property
    def planned(self) -> tuple[EventPlanned, ...]:
        """Every activity that was planned, in plan order: open days, policy talks, routine ones."""
        plans = {}
        for facts in self.activities.values():
            about_it = [it for it in facts.values() if isinstance(it.event, _PLANNING)]
            for fact in in_order(about_it):
                match fact.event:
                    case EventPlanned():
                        plans[fact.event.activity] = fact.event
                    case EventReworded(activity=activity) if activity in plans:
                        plans[activity] = fact.event.applied_to(plans[activity])
                    case _:
                        pass
        return tuple(
            sorted(
                plans.values(),
                key=lambda plan: (plan.routine, plan.kind, plan.number, plan.activity),
            )
        )

    def routine_units(self) -> tuple[RoutineUnitRegistered, ...]:
        """The units outside the plan that were registered, by id."""
        units = {
            fact.event.unit: fact.event
            for fact in in_order(self.facts.values())
            if isinstance(fact.event, RoutineUnitRegistered)
        }
        return tuple(units[unit] for unit in sorted(units))


def programmes(facts: Iterable[Fact]) -> dict[str, Programme]:
    """Facts of any number of programmes, each programme by its id."""
    sorted_out: dict[str, list[Fact]] = {}
    for fact in facts:
        sorted_out.setdefault(fact.envelope.programme, []).append(fact)
    return {name: Programme(name).add(about) for name, about in sorted_out.items()}

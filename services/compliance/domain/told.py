"""What the notifier last told of each requirement of one row, so that nothing is told twice."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import immutables

from contracts.event import DomainEvent
from contracts.events.compliance import (
    DeadlineApproaching,
    DeadlineMissed,
    RequirementStatusChanged,
)
from contracts.values import VerdictStatus
from services._kit.decider import Decider


@dataclass(frozen=True, slots=True)
class Tell:
    """The present verdict of one requirement.

    ``row`` is an activity's id, ``programme`` or ``unit:<id>``; ``due`` a Beijing date; ``as_of``
    the moment of the judgement; ``cause`` the id of the fact that led to it, None for time alone.
    """

    programme: str
    row: str
    activity: str | None
    code: str
    status: VerdictStatus
    due: date | None
    as_of: datetime
    cause: str | None
    mandatory: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The status and due date last told, and the due dates warned of and told as passed."""

    status: VerdictStatus
    due: date | None
    as_of: datetime
    approaching: date | None = None
    missed: date | None = None


State = immutables.Map[str, Told]
"""By requirement code."""


def decide(command: Tell, state: State) -> list[DomainEvent]:
    """Tell what is new: another status or due date, a deadline near, a mandatory one passed."""
    told = state.get(command.code)
    if told is None and command.status == VerdictStatus.NOT_APPLICABLE:
        return []  # that something does not concern anybody is no news
    if told is not None and command.as_of < told.as_of:
        return []  # another process has judged a later moment
    news: list[DomainEvent] = []
    facts: dict[str, Any] = {
        "programme": command.programme,
        "activity": command.activity,
        "row": command.row,
        "code": command.code,
        "status": command.status,
        "due": command.due,
        "as_of": command.as_of,
        "cause": command.cause,
    }
    if told is None or (told.status, told.due) != (command.status, command.due):
        previous = told.status if told else None
        news.append(RequirementStatusChanged(**facts, previous=previous))
    if command.status == VerdictStatus.DUE_SOON and (
        told is None or told.approaching != command.due
    ):
        news.append(DeadlineApproaching(**facts))
    if (
        command.status == VerdictStatus.MISSED
        and command.mandatory
        and (told is None or told.missed != command.due or told.status != VerdictStatus.MISSED)
    ):
        news.append(DeadlineMissed(**facts))
    return news


def evolve(state: State, event: DomainEvent) -> State:
    """Remember what was told."""
    match event:
        case RequirementStatusChanged():
            told = state.get(event.code) or Told(event.status, event.due, event.as_of)
            changed = replace(told, status=event.status, due=event.due, as_of=event.as_of)
            return state.set(event.code, changed)
        case DeadlineApproaching():
            return state.set(event.code, replace(state[event.code], approaching=event.due))
        case DeadlineMissed():
            return state.set(event.code, replace(state[event.code], missed=event.due))
        case _:
            return state


TOLD: Decider[Tell, State] = Decider("told", immutables.Map(), decide, evolve)

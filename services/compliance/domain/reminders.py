"""What one unit was reminded of: each occasion once by the morning's digest, by hand once a day.

Where a message goes, and whether it arrives, is no part of the fact.
"""

from dataclasses import dataclass, field, replace
from datetime import date

import immutables

from contracts.event import DomainEvent
from contracts.events.compliance import UnitReminded
from contracts.values import ReminderItem, ReminderKind
from services._kit.decider import Decider


@dataclass(frozen=True, slots=True)
class Remind:
    """``items`` is what is open now; ``on`` the Beijing date; ``by`` None for the timer."""

    programme: str
    unit: str
    kind: ReminderKind
    on: date
    items: tuple[ReminderItem, ...]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The day of the last digest, what digests told, and when each was last told by hand."""

    digest_on: date | None = None
    told: frozenset[ReminderItem] = frozenset()
    by_hand: immutables.Map[tuple[ReminderKind, str, str], date] = field(
        default_factory=immutables.Map
    )


def decide(command: Remind, state: State) -> list[DomainEvent]:
    """Remind of what the unit was not yet reminded of; of nothing, if that is all."""
    if command.kind is ReminderKind.DIGEST:
        today_already = state.digest_on is not None and state.digest_on >= command.on
        items = () if today_already else tuple(i for i in command.items if i not in state.told)
    else:
        items = tuple(
            item
            for item in command.items
            if state.by_hand.get((command.kind, item.row, item.code)) != command.on
        )
    if not items:
        return []
    return [
        UnitReminded(
            programme=command.programme,
            unit=command.unit,
            kind=command.kind,
            on=command.on,
            items=items,
            by=command.by,
        )
    ]


def evolve(state: State, event: DomainEvent) -> State:
    """Remember what was told."""
    match event:
        case UnitReminded(kind=ReminderKind.DIGEST):
            return replace(state, digest_on=event.on, told=state.told | set(event.items))
        case UnitReminded():
            by_hand = state.by_hand
            for item in event.items:
                by_hand = by_hand.set((event.kind, item.row, item.code), event.on)
            return replace(state, by_hand=by_hand)
        case _:
            return state


REMINDERS: Decider[Remind, State] = Decider("reminders", State(), decide, evolve)

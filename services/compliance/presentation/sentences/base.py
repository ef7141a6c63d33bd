"""The function that the modules beside this one register with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch

from contracts.event import DomainEvent
from contracts.events.announcer import EventRescheduled

Units = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What ids of a programme are called: units by their names, sessions by their numbers.

    ``sessions``: an activity and its session → 1, 2, … by date; empty where there is only one.
    """

    units: Units = field(default_factory=dict)
    sessions: Mapping[tuple[str, str], int] = field(default_factory=dict)


@singledispatch
def sentence(event: DomainEvent, units: Units) -> str:
    """What happened, in one Chinese sentence without a full stop.

    An event that no module describes is named by its type, so that no fact is hidden.
    """
    del units
    return f"记录了{event.ce_type()}"


def told(event: DomainEvent, names: Names) -> str:
    """The sentence; 第2场：… where an activity has several sessions and the fact is about one."""
    about = event.moved if isinstance(event, EventRescheduled) else event
    key = (getattr(event, "activity", ""), getattr(about, "session", None) or "")
    lead_in = f"第{names.sessions[key]}场：" if key in names.sessions else ""
    return lead_in + sentence(event, names.units)


def unit_name(unit: str, units: Units) -> str:
    """The unit's public name, or its id when no plan names it."""
    return units.get(unit, unit)


def handled_by(who: str, units: Units) -> str:
    """Which unit handled it; of a person's account everybody may read nothing here."""
    return f"，经手{units[who]}" if who in units else ""

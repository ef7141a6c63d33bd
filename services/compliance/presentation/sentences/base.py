"""The function that the modules beside this one register with."""

from collections.abc import Mapping
from functools import singledispatch

from contracts.event import DomainEvent

Units = Mapping[str, str]


@singledispatch
def sentence(event: DomainEvent, units: Units) -> str:
    """What happened, in one Chinese sentence without a full stop.

    An event that no module describes is named by its type, so that no fact is hidden.
    """
    del units
    return f"记录了{event.ce_type()}"


def unit_name(unit: str, units: Units) -> str:
    """The unit's public name, or its id when no plan names it."""
    return units.get(unit, unit)


def session_words(session: str | None) -> str:
    """A lead-in for a fact about one session of several; empty for the whole activity."""
    return f"场次{session}：" if session else ""

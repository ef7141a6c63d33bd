"""That a unit is reminded of what it owes."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import Day, Identifier, ReminderItem, ReminderKind


class UnitReminded(DomainEvent):
    """A unit is to be told what is due or overdue, whatever the channel. By a timer (``digest``).

    ``POST /reminders`` (``reminder``, ``escalation``). ``on`` is the Beijing date; ``by`` the
    account of the office's person, absent when the morning's timer did.
    """

    name: ClassVar[Literal["UnitReminded"]] = "UnitReminded"
    version: ClassVar[Literal[1]] = 1

    unit: Identifier
    kind: ReminderKind
    on: Day
    items: tuple[ReminderItem, ...] = Field(min_length=1)
    by: Identifier | None = None

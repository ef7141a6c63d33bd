"""Which rules are in force: packs, calendars, units outside the plan."""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import Identifier, Line, Sha256, Year


class PackAdopted(DomainEvent):
    """A version of a rule pack is in force from now on. ``POST /packs``."""

    name: ClassVar[Literal["PackAdopted"]] = "PackAdopted"
    version: ClassVar[Literal[1]] = 1

    pack: Identifier
    pack_version: Line
    pack_sha256: Sha256


class CalendarAdopted(DomainEvent):
    """Working days are known through ``through_year``. ``POST /calendars``."""

    name: ClassVar[Literal["CalendarAdopted"]] = "CalendarAdopted"
    version: ClassVar[Literal[1]] = 1

    calendar: Identifier
    calendar_version: Line
    calendar_sha256: Sha256
    through_year: Year


class RoutineUnitRegistered(DomainEvent):
    """A unit outside the plan owes a self-run activity (常态化). ``POST /routine-units``."""

    name: ClassVar[Literal["RoutineUnitRegistered"]] = "RoutineUnitRegistered"
    version: ClassVar[Literal[1]] = 1

    unit: Identifier
    unit_name: Line

"""Which version of the rules and of the calendar is in force for a programme."""

from dataclasses import dataclass, replace

from contracts.event import DomainEvent
from contracts.events.compliance import CalendarAdopted, PackAdopted
from services._kit.decider import Decider


@dataclass(frozen=True, slots=True)
class AdoptPack:
    """Put an installed rule pack in force; version and checksum are those of its file."""

    programme: str
    pack: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class AdoptCalendar:
    """Put an installed calendar of working days in force."""

    programme: str
    calendar: str
    version: str
    sha256: str
    through_year: int


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What was adopted last."""

    pack: PackAdopted | None = None
    calendar: CalendarAdopted | None = None


Command = AdoptPack | AdoptCalendar


def decide(command: Command, state: Rulebook) -> list[DomainEvent]:
    """Adopt it, unless exactly this is in force already."""
    event: PackAdopted | CalendarAdopted
    match command:
        case AdoptPack():
            event = PackAdopted(
                programme=command.programme,
                pack=command.pack,
                pack_version=command.version,
                pack_sha256=command.sha256,
            )
        case AdoptCalendar():
            event = CalendarAdopted(
                programme=command.programme,
                calendar=command.calendar,
                calendar_version=command.version,
                calendar_sha256=command.sha256,
                through_year=command.through_year,
            )
    return [] if event in {state.pack, state.calendar} else [event]


def evolve(state: Rulebook, event: DomainEvent) -> Rulebook:
    """Remember what was adopted last."""
    match event:
        case PackAdopted():
            return replace(state, pack=event)
        case CalendarAdopted():
            return replace(state, calendar=event)
        case _:
            return state


RULEBOOK: Decider[Command, Rulebook] = Decider("rulebook", Rulebook(), decide, evolve)

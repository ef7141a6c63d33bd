"""All facts in memory, sorted by programme, and the rules in force at a moment. Pure.

Facts may come in any order and more than once; what is judged does not depend on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.envelope import Envelope
from contracts.events.announcer import ProgrammeImported
from contracts.events.compliance import NOTIFIER_EVENTS, CalendarAdopted, PackAdopted
from contracts.registry import decode
from services.compliance.judging.assess import assess
from services.compliance.judging.case import Programme
from services.compliance.judging.facts import Fact, in_order
from services.compliance.rules.calendar import Calendar, load_calendar
from services.compliance.rules.pack import Pack, load_pack
from services.compliance.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Rules:
    """The pack and the calendar in force; ``adopted_sha256`` is None when none was adopted.

    The checksum adopted and the pack's own differ when the installed file is another one.
    """

    pack: Pack
    calendar: Calendar
    adopted_sha256: str | None = None


def read_fact(envelope: Envelope) -> Fact | None:
    """The fact in an envelope; None for the notifier's words, which follow from the rest.

    Raises ``contracts.registry.Undecodable``.
    """
    event = decode(envelope.type, envelope.data)
    return None if isinstance(event, NOTIFIER_EVENTS) else Fact(envelope, event)


@dataclass(slots=True)
class Projection:
    """Every fact that was read so far.

    ``positions``: up to where each service was read; ``latest``: when a programme's newest fact
    was recorded.
    """

    positions: dict[str, int] = field(default_factory=dict)
    latest: dict[str, datetime] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)

    def add(self, facts: Iterable[Fact]) -> None:
        """Take facts; those known already change nothing."""
        sorted_out: dict[str, list[Fact]] = {}
        for fact in facts:
            envelope = fact.envelope
            sorted_out.setdefault(envelope.programme, []).append(fact)
            last = self.positions.get(envelope.service, 0)
            self.positions[envelope.service] = max(last, envelope.sequence)
        for programme, about in sorted_out.items():
            known = self.programmes.get(programme) or Programme(programme)
            self.programmes[programme] = known.add(about)
            newest = max(fact.recorded_at for fact in about)
            self.latest[programme] = max(newest, self.latest.get(programme, newest))

    def facts(self, programme: str) -> Iterable[Fact]:
        """Every fact of one programme, in no order."""
        known = self.programmes.get(programme)
        if known is not None:
            yield from known.facts.values()
            for facts in known.activities.values():
                yield from facts.values()

    def assess(self, programme: str, as_of: datetime, pack: Pack | None = None) -> list[Verdict]:
        """Every verdict of a programme as of a moment, in wall order; by ``pack`` if given."""
        known = self.programmes.get(programme)
        rules = rules_of(known, as_of) if known else None
        if known is None or rules is None:
            return []
        return assess(pack or rules.pack, rules.calendar, known, as_of)


def rules_of(programme: Programme, as_of: datetime) -> Rules | None:
    """What was in force at a moment; None before the programme was imported.

    Raises ``PackError`` when the pack is not installed.
    """
    pack: str | None = None
    adopted: str | None = None
    calendar = load_calendar()
    for fact in in_order(programme.facts.values()):
        if fact.recorded_at > as_of:
            continue
        match fact.event:
            case ProgrammeImported():
                pack = pack or fact.event.pack
            case PackAdopted():
                pack, adopted = fact.event.pack, fact.event.pack_sha256
            case CalendarAdopted():
                calendar = load_calendar().known_through(fact.event.through_year)
            case _:
                pass
    return Rules(load_pack(pack), calendar, adopted) if pack else None

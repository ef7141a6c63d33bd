"""Telling facts and asking for verdicts. Times without a zone are Beijing's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Self
from uuid import UUID, uuid5

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.registry import schema_of, service_of
from contracts.values import BEIJING, Session
from services.compliance.judging.assess import assess_activity
from services.compliance.judging.case import Programme
from services.compliance.judging.facts import Fact
from services.compliance.rules.calendar import Calendar, load_calendar
from services.compliance.rules.pack import Pack, load_pack
from services.compliance.rules.verdict import Verdict

PROGRAMME = "daxing-2023"
NAMESPACE = UUID("5c0d8a0e-0000-4000-8000-000000000000")
SHA = "0" * 64


def at(text: str) -> datetime:
    """A Beijing time: ``2023-09-04 10:00``, or a date alone for its noon."""
    moment = datetime.fromisoformat(text if len(text) > 10 else f"{text} 12:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


def session(on: str, name: str = "s1", until: str | None = None) -> Session:
    """A session from 9:00 to 11:00 Beijing time."""
    start = at(f"{on} 09:00")
    end = at(f"{until or on} 11:00")
    days = date.fromisoformat(on), date.fromisoformat(until or on)
    return Session(session=name, starts_on=days[0], start_at=start, ends_on=days[1], end_at=end)


def clockless(on: str, name: str = "s1") -> Session:
    """A session of which only the date is known."""
    day = date.fromisoformat(on)
    return Session(session=name, starts_on=day, ends_on=day)


@dataclass
class Teller:
    """One activity's facts in the order they are told."""

    activity: str = "open-11"
    pack: Pack = field(default_factory=lambda: load_pack(PROGRAMME))
    calendar: Calendar = field(default_factory=load_calendar)
    facts: list[Fact] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)

    def tell(self, when: str, event: DomainEvent, recorded: str | None = None) -> Fact:
        """Any event, at a Beijing time; recorded then unless said otherwise."""
        service = service_of(type(event))
        sequence = self.sequences.get(service, 0) + 1
        self.sequences[service] = sequence
        about = getattr(event, "activity", None)
        fact = Fact(
            Envelope(
                id=uuid5(NAMESPACE, f"{service}:{sequence}"),
                type=event.ce_type(),
                source=f"/{service}",
                subject=f"{event.programme}/{about or '_'}",
                time=at(when).astimezone(UTC),
                recordedat=at(recorded or when).astimezone(UTC),
                sequence=sequence,
                epoch=1,
                hash=SHA,
                dataschema=schema_of(event.ce_type()),
                data=event.model_dump(mode="json"),
            ),
            event,
        )
        self.facts.append(fact)
        return fact

    def about(
        self,
        when: str,
        event_class: type[DomainEvent],
        recorded: str | None = None,
        /,
        **data: object,
    ) -> Fact:
        """An event about the story's activity."""
        event = event_class.model_validate(
            {"programme": PROGRAMME, "activity": self.activity, **data}
        )
        return self.tell(when, event, recorded)

    def last(self) -> str:
        """The id of the fact told last."""
        return self.facts[-1].id

    def reading(self, **switches: Any) -> Self:
        """The same story, judged by another reading of the policy."""
        told = self.pack.switches.model_copy(update=switches)
        self.pack = self.pack.model_copy(update={"switches": told})
        return self

    def programme(self) -> Programme:
        """The facts as a programme."""
        return Programme(PROGRAMME).add(self.facts)

    def wall(self, as_of: str) -> dict[str, Verdict]:
        """All verdicts of the activity at a Beijing time, by code."""
        verdicts = assess_activity(
            self.pack, self.calendar, self.programme(), self.activity, at(as_of)
        )
        return {verdict.code: verdict for verdict in verdicts}

    def statuses(self, as_of: str, *codes: str) -> list[str]:
        """The statuses of some requirements at a Beijing time."""
        wall = self.wall(as_of)
        return [wall[code].status.value for code in codes]

    def status(self, code: str, as_of: str) -> str:
        """The status of one requirement at a Beijing time."""
        return self.wall(as_of)[code].status.value

    def flags(self, code: str, as_of: str) -> set[str]:
        """The flags of one requirement at a Beijing time."""
        return {flag.value for flag in self.wall(as_of)[code].flags}

    def due(self, code: str, as_of: str) -> str:
        """The date on which one requirement is due."""
        return str(self.wall(as_of)[code].due)

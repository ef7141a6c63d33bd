"""A fact: one recorded event with the time it happened and the time it was written down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from contracts.envelope import Envelope
from contracts.event import DomainEvent


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as evidence."""

    envelope: Envelope
    event: DomainEvent
    id: str = field(init=False)
    """The event's id, as text; every judgement asks for it many times."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", str(self.envelope.id))

    @property
    def occurred_at(self) -> datetime:
        """When it happened (for a publication: the claimed time), UTC."""
        return self.envelope.time

    @property
    def recorded_at(self) -> datetime:
        """When a service wrote it down, UTC."""
        return self.envelope.recordedat

    @property
    def order(self) -> tuple[datetime, datetime, str, int]:
        """A total order that does not depend on how streams interleaved on the way."""
        envelope = self.envelope
        return (envelope.time, envelope.recordedat, envelope.source, envelope.sequence)


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts by the time they happened."""
    return tuple(sorted(facts, key=lambda fact: fact.order))

"""A fact: one recorded event with the time it happened and the time it was written down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from contracts.envelope import Envelope
from contracts.event import DomainEvent


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """An event as evidence, with what every judgement asks for many times.

    It is equal to itself alone, so that readings of the same facts can be remembered.
    """

    envelope: Envelope
    event: DomainEvent
    id: str = field(init=False)
    """The event's id, as text."""
    occurred_at: datetime = field(init=False)
    """When it happened (for a publication: the claimed time), UTC."""
    recorded_at: datetime = field(init=False)
    """When a service wrote it down, UTC."""
    order: tuple[datetime, datetime, str, int] = field(init=False)
    """A total order that does not depend on how streams interleaved on the way."""

    def __post_init__(self) -> None:
        it = self.envelope
        object.__setattr__(self, "id", str(it.id))
        object.__setattr__(self, "occurred_at", it.time)
        object.__setattr__(self, "recorded_at", it.recordedat)
        object.__setattr__(self, "order", (it.time, it.recordedat, it.source, it.sequence))


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts by the time they happened."""
    return tuple(sorted(facts, key=attrgetter("order")))

"""A person as far as they can be forgotten: erased once, and for good."""

from dataclasses import dataclass
from typing import Literal

from contracts.event import DomainEvent
from contracts.events.registration import PersonErased
from services._kit.decider import Decider


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Forget name, contact and words of a person."""

    programme: str
    person: str
    requested_by: Literal["person", "staff"]


def decide(command: ErasePerson, erased: bool) -> list[DomainEvent]:  # noqa: FBT001 - the state is one bit
    """The fact, once; the second asking finds nothing to forget."""
    if erased:
        return []
    return [
        PersonErased(
            programme=command.programme, person=command.person, requested_by=command.requested_by
        )
    ]


def evolve(erased: bool, event: DomainEvent) -> bool:  # noqa: FBT001 - the state is one bit
    """Whether the person is erased."""
    return erased or isinstance(event, PersonErased)


PERSON = Decider(name="person", initial=False, decide=decide, evolve=evolve)

"""A person who is to be forgotten: once, and for good."""

from dataclasses import dataclass

from contracts.event import DomainEvent
from contracts.events.livestream import PersonForgotten
from contracts.values import Identifier
from services._kit.decider import Decider
from services.livestream.domain.order import Command


class ForgetPerson(Command):
    """Delete the words of a person and the key that could read them."""

    programme: Identifier
    person: Identifier


@dataclass(frozen=True, slots=True)
class Person:
    """All that is known of a person here."""

    forgotten: bool = False


def decide(command: ForgetPerson, state: Person) -> list[DomainEvent]:
    """The new fact; a repeat decides nothing."""
    if state.forgotten:
        return []
    return [PersonForgotten(programme=command.programme, person=command.person)]


def evolve(state: Person, event: DomainEvent) -> Person:
    """The state after one more fact."""
    return Person(forgotten=True) if isinstance(event, PersonForgotten) else state


PERSON = Decider(name="person", initial=Person(), decide=decide, evolve=evolve)

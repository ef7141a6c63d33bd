"""A person as far as they decide of their own data: put right, or erased once and for good."""

from dataclasses import dataclass
from typing import Literal, assert_never

from contracts.event import DomainEvent
from contracts.events.registration import PersonCorrected, PersonErased
from services._kit.decider import Decider, Refused

Requester = Literal["person", "staff"]


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Forget name, contact and words of a person."""

    programme: str
    person: str
    requested_by: Requester


@dataclass(frozen=True, slots=True)
class CorrectPerson:
    """Some values of a person are others from now on; which, not what they say."""

    programme: str
    person: str
    fields: tuple[str, ...]
    requested_by: Requester


def decide(command: ErasePerson | CorrectPerson, erased: bool) -> list[DomainEvent]:  # noqa: FBT001 - the state is one bit
    """The fact; who is erased once has nothing left to erase or to correct."""
    whose = {
        "programme": command.programme,
        "person": command.person,
        "requested_by": command.requested_by,
    }
    match command:
        case ErasePerson():
            return [] if erased else [PersonErased.model_validate(whose)]
        case CorrectPerson():
            if erased:
                raise Refused("erased", "信息已经删除，不能更正。")
            return [PersonCorrected.model_validate(whose | {"fields": command.fields})]
        case _:
            assert_never(command)


def evolve(erased: bool, event: DomainEvent) -> bool:  # noqa: FBT001 - the state is one bit
    """Whether the person is erased."""
    return erased or isinstance(event, PersonErased)


PERSON = Decider(name="person", initial=False, decide=decide, evolve=evolve)

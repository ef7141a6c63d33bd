"""The people of an activity, as opaque ids; and what is forgotten of them."""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import Identifier


class PeopleEvent(DomainEvent):
    """A fact about the people of one activity, or of one of its sessions."""

    activity: Identifier
    session: Identifier | None = None


class PersonErased(DomainEvent):
    """Name, contact and words of a person are gone, with the key that could read them.

    Every vault forgets the person; the opaque id stays in older facts and names nobody any more.
    ``POST ../people/{person}/erasure`` (个人信息保护法 第四十七条).
    """

    name: ClassVar[Literal["PersonErased"]] = "PersonErased"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    requested_by: Literal["person", "staff"]

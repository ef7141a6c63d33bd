"""The people of an activity, as opaque ids; and what is forgotten of them."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import Count, Identifier, Instant, Sha256


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


class PersonCorrected(DomainEvent):
    """A person's own data were put right; which of them, never what they say.

    ``POST /codes/{code}/correction``, or by staff on the desk (个人信息保护法 第四十六条).
    """

    name: ClassVar[Literal["PersonCorrected"]] = "PersonCorrected"
    version: ClassVar[Literal[1]] = 1

    person: Identifier
    fields: tuple[Identifier, ...] = Field(min_length=1)
    requested_by: Literal["person", "staff"]


class PersonalDataPurged(DomainEvent):
    """Personal data of an activity, kept for as long as promised, are deleted with their keys.

    Recorded in the transaction that deleted the last of them and found that none is left; the other
    vault follows. ``persons_sha256`` is a hash over their opaque ids in the order of deletion:
    SHA-256(earlier digest ‖ id), beginning with 32 zero bytes. By the clock, or by
    ``POST /retention/purge`` (个人信息保护法 第十九条).
    """

    name: ClassVar[Literal["PersonalDataPurged"]] = "PersonalDataPurged"
    version: ClassVar[Literal[1]] = 1

    activity: Identifier
    kinds: Literal["of_the_day", "all"]
    """What only the day itself needed, such as access needs; or everything."""
    reason: Literal["held", "assessed", "latest"]
    """The activity is over; feedback and assessment are too; or the last day has come."""
    kept_until: Instant
    persons: Count
    persons_sha256: Sha256

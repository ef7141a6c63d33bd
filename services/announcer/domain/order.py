"""What every command has in common, and who gave it when.

A command is also the body of its HTTP request. Instants are aware, dates are Beijing dates;
unknown fields are errors that name the field.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from contracts.values import Evidence, Session
from services._kit.decider import Refused

C_co = TypeVar("C_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Given:
    """The circumstances of a command: ``by`` whose account, ``at`` which moment of entry.

    ``on_record`` is for publications entered by hand: the times already claimed for the same
    text on the same channel.
    """

    by: str
    at: datetime
    on_record: frozenset[datetime] = frozenset()


@dataclass(frozen=True, slots=True)
class Order(Generic[C_co]):
    """A command as it was given."""

    command: C_co
    given: Given


class Command(BaseModel):
    """One wish, immutable; fields that it does not know are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GivenSession(Session):
    """A session as entered: the same, but nothing unknown passes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GivenEvidence(Evidence):
    """Evidence as entered: the same, but nothing unknown passes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def refuse_future(moment: datetime | None, now: datetime, field: str) -> None:
    """Refuse a fact that would lie after the moment of its entry."""
    if moment is not None and moment > now:
        raise Refused("in_future", "填写的时间晚于现在，请改正。", field)

"""What every command has in common, and who gave it when.

A command is also the body of its HTTP request. Fields that it does not know are errors, so that
a name or a telephone number sent by mistake is refused, never stored.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from contracts.values import Identifier

C_co = TypeVar("C_co", covariant=True)


class Command(BaseModel):
    """One wish about an activity, or about one of its sessions; immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Order(Generic[C_co]):
    """A command as it was given: about which activity, by whose account, at which moment."""

    programme: str
    activity: str
    command: C_co
    by: str
    at: datetime

    @property
    def subject(self) -> dict[str, Any]:
        """The programme and activity that every event names."""
        return {"programme": self.programme, "activity": self.activity}

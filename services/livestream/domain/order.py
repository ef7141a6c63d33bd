"""What the commands of livestream have in common: the activity that they are about."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

C_co = TypeVar("C_co", covariant=True)


class Command(BaseModel):
    """One wish; where a person gives it, also the body of its HTTP request."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Order(Generic[C_co]):
    """A command as it was given, and about which activity."""

    programme: str
    activity: str
    command: C_co

    @property
    def subject(self) -> dict[str, Any]:
        """The programme and activity that every event names."""
        return {"programme": self.programme, "activity": self.activity}

"""What the importer says about a place in the text, and why it refuses a file."""

from dataclasses import dataclass
from enum import StrEnum


class Unreadable(Exception):
    """The file is refused and nothing changes; ``reason`` is part of the API."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason, self.message = reason, message


class Weight(StrEnum):
    """How much a remark asks of the person who reviews."""

    REPAIR = "repair"
    """Read otherwise than printed, with one possible reading."""
    INFERRED = "inferred"
    """Follows from the text but is not printed."""
    DOUBT = "doubt"
    """A person must look; the draft can be adopted when they accept it."""
    OBSTACLE = "obstacle"
    """Cannot be adopted before the file is corrected."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark; ``line`` counts from 1, ``source`` is what stands there."""

    weight: Weight
    code: str
    line: int
    message: str
    source: str = ""

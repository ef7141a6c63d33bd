"""An aggregate is three pure things: an initial state, ``decide`` and ``evolve``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from contracts.event import DomainEvent

C = TypeVar("C")
S = TypeVar("S")


class Refused(Exception):
    """A business refusal: nothing is recorded. ``reason`` is part of the API."""

    def __init__(self, reason: str, message: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S]):
    """``decide`` raises ``Refused``, or answers the new facts; a repeat decides nothing.

    ``evolve`` ignores events that are not this aggregate's own. Both are pure: time, ids and
    randomness arrive in the command.
    """

    name: str
    initial: S
    decide: Callable[[C, S], list[DomainEvent]]
    evolve: Callable[[S, DomainEvent], S]

"""The port to a service's log. The real store and the fake pass one conformance suite."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from contracts.envelope import Message
from services._kit.recording import Head, Stored

Beside = Callable[[Any], Awaitable[None]]
"""Writes rows that belong to a command's facts, such as a name in the vault, in their transaction.

It is given the transaction's connection, and is called only if the command caused facts.
"""


class DataRejected(Exception):
    """The store refuses a value (SQLSTATE 22 or 23): one command of the batch is at fault."""


class Moved(Exception):
    """The log may not end any more where it was said to: nothing was written."""


class StoreUnavailable(Exception):
    """The store cannot be reached, or the transaction's end is unknown: try again."""


class RecordedEvent(NamedTuple):
    """One fact that a command caused; ``position`` is its place in the service's log."""

    id: UUID
    type: str
    position: int


class CommandResult(NamedTuple):
    """What a command with this id caused, kept so that a repeat gets the same answer."""

    id: UUID
    request_hash: bytes
    events: tuple[RecordedEvent, ...]


@dataclass(slots=True)
class Caused:
    """What a batch of commands causes: facts, what each caused, and who writes rows beside them."""

    events: list[Stored] = field(default_factory=list)
    results: list[CommandResult] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)


class EventStore(Protocol):
    """A gapless, append-only log with positions from 1. One writer at a time has it."""

    async def append(self, end: Head, caused: Caused) -> None:
        """Add what a batch caused after that end of the log.

        All is committed, or nothing of it; within ``locked`` at its exit. Raises ``Moved`` if the
        log ends elsewhere, ``DataRejected`` (also where a command was recorded before) or
        ``StoreUnavailable``. Where nothing happened, only ``locked`` tells that the log ends there.
        """
        ...

    def locked(
        self, ids: Sequence[UUID], after: int
    ) -> AbstractAsyncContextManager[tuple[Sequence[Stored], Sequence[CommandResult]]]:
        """Nobody else appends until the exit, which commits; an exception undoes it.

        Gives every event beyond a position, and the results of those of these commands that were
        recorded before. Raises ``DataRejected`` or ``StoreUnavailable``.
        """
        ...

    async def read(self, after: int, limit: int) -> Sequence[Stored]:
        """At most ``limit`` committed events beyond a position, in order."""
        ...

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """The same, as they are published."""
        ...

"""The port to a service's log. The real store and the fake pass one conformance suite."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from contracts.envelope import Message
from services._kit.recording import Head, Stored

Beside = Callable[[Any], Awaitable[None]]
"""Writes rows that belong to a command's facts, such as a name in the vault, in their transaction.

It is given the transaction's connection, and is called only if the command caused facts.
"""


class DataRejected(Exception):
    """The store refuses a value (SQLSTATE 22 or 23): one command of the batch is at fault."""


class StoreUnavailable(Exception):
    """The store cannot be reached, or the transaction's end is unknown: try again."""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One fact that a command caused; ``position`` is its place in the service's log."""

    id: UUID
    type: str
    position: int


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command with this id caused, kept so that a repeat gets the same answer."""

    id: UUID
    request_hash: bytes
    events: tuple[RecordedEvent, ...]


class Transaction(Protocol):
    """One holder of the log at a time: it sees the end of the log and appends to it.

    ``known`` are the results of those of its commands that were recorded before.
    """

    head: Head
    known: Sequence[CommandResult]

    async def read(self, after: int) -> Sequence[Stored]:
        """Every event beyond a position, in order."""
        ...

    async def append(
        self,
        events: Sequence[Stored],
        results: Sequence[CommandResult],
        beside: Sequence[Beside] = (),
    ) -> None:
        """Add events at the end of the log, what each command caused, and the rows beside them."""
        ...


class EventStore(Protocol):
    """A gapless, append-only log with positions from 1."""

    def transaction(self, ids: Sequence[UUID] = ()) -> AbstractAsyncContextManager[Transaction]:
        """For commands with these ids; commit at a normal exit, or let nothing be seen of it.

        Raises ``DataRejected`` or ``StoreUnavailable``.
        """
        ...

    async def read(self, after: int, limit: int) -> Sequence[Stored]:
        """At most ``limit`` committed events beyond a position, in order."""
        ...

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """The same, as they are published."""
        ...

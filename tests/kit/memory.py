"""The fake event store: the same behaviour as the real one, in memory, for tests of services."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from contracts.envelope import Message
from services._kit.recording import Head, Stored, head_of
from services._kit.store import Beside, CommandResult, DataRejected


class MemoryTransaction:
    """What one holder of the lock has appended and not yet committed."""

    def __init__(self, log: list[Stored], known: Sequence[CommandResult]) -> None:
        self._log, self.known = log, known
        self.head = head_of(log[-1].envelope) if log else Head()
        self.events: list[Stored] = []
        self.commands: dict[UUID, CommandResult] = {}

    async def read(self, after: int) -> Sequence[Stored]:
        """Every committed event beyond a position."""
        return self._log[after:]

    async def append(
        self,
        events: Sequence[Stored],
        results: Sequence[CommandResult],
        beside: Sequence[Beside] = (),
    ) -> None:
        """Take the events; like PostgreSQL's jsonb, refuse NUL in a text."""
        if any("\\u0000" in stored.envelope.to_json_line() for stored in events):
            raise DataRejected("NUL in a text")
        for write in beside:
            await write(self)
        self.events += events
        self.commands |= {result.id: result for result in results}
        self.head = head_of(events[-1].envelope) if events else self.head


class MemoryStore:
    """A log that ends with the process."""

    def __init__(self) -> None:
        self.log: list[Stored] = []
        self.commands: dict[UUID, CommandResult] = {}
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self, ids: Sequence[UUID] = ()) -> AsyncIterator[MemoryTransaction]:
        """Hold the log; commit at a normal exit."""
        async with self._lock:
            known = [self.commands[id_] for id_ in ids if id_ in self.commands]
            transaction = MemoryTransaction(self.log, known)
            yield transaction
            self.log += transaction.events
            self.commands |= transaction.commands

    async def read(self, after: int, limit: int) -> Sequence[Stored]:
        """At most ``limit`` events beyond a position."""
        return self.log[after : after + limit]

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """The same, as they are published."""
        return [stored.envelope.to_message() for stored in await self.read(after, limit)]

"""The fake event store: the same behaviour as the real one, in memory, for tests of services."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from contracts.envelope import Message
from services._kit.recording import Head, Stored, head_of
from services._kit.store import Caused, CommandResult, DataRejected, Moved


class MemoryStore:
    """A log that ends with the process."""

    def __init__(self) -> None:
        self.log: list[Stored] = []
        self.commands: dict[UUID, CommandResult] = {}
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None

    async def append(self, end: Head, caused: Caused) -> None:
        """Take the events; like PostgreSQL's jsonb, refuse NUL in a text."""
        holds = self._holder is asyncio.current_task()
        async with contextlib.nullcontext() if holds else self._lock:
            if not caused.events and not holds:
                raise Moved
            if caused.events and end != (head_of(self.log[-1].envelope) if self.log else Head()):
                raise Moved
            if any("\\u0000" in stored.envelope.to_json_line() for stored in caused.events):
                raise DataRejected("NUL in a text")
            if any(result.id in self.commands for result in caused.results):
                raise DataRejected("a command is recorded once")
            for write in caused.beside:
                await write(self)
            self.log += caused.events
            self.commands |= {result.id: result for result in caused.results}

    @contextlib.asynccontextmanager
    async def locked(
        self, ids: Sequence[UUID], after: int
    ) -> AsyncIterator[tuple[Sequence[Stored], Sequence[CommandResult]]]:
        """Hold the log; an exception undoes what was appended."""
        async with self._lock:
            log, commands = list(self.log), dict(self.commands)
            self._holder = asyncio.current_task()
            try:
                yield log[after:], [commands[id_] for id_ in ids if id_ in commands]
            except BaseException:
                self.log, self.commands = log, commands
                raise
            finally:
                self._holder = None

    async def read(self, after: int, limit: int) -> Sequence[Stored]:
        """At most ``limit`` events beyond a position."""
        return self.log[after : after + limit]

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """The same, as they are published."""
        return [stored.envelope.to_message() for stored in await self.read(after, limit)]

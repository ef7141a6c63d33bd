"""A PostgreSQL of one thread under the names of asyncpg: sessions, advisory locks, and crashes.

A session that is cut takes its open transaction and its locks with it.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import asyncpg

from services._kit.migrate import KIT
from tests.simulator.machine import Armed, Machine
from tests.simulator.rows import Row, Table, Transaction
from tests.simulator.sql import Values, parse, tables_of

SCHEMA = tables_of("\n".join(file.read_text() for file in sorted(KIT.glob("*.sql"))))
_UNLIMITED = 3_600_000


class Server(Armed):
    """One database. ``armed`` counts the faults that wait for their moment."""

    def __init__(self, schema: dict[str, Any]) -> None:
        super().__init__()
        self.tables = {name: Table(*each) for name, each in (SCHEMA | schema).items()}
        self.tables["counter"].rows.append(
            Row(None, {"pos": 0, "hash": bytes(32), "recorded_at": None})
        )
        self.up, self.elects_everybody = True, False
        self.sessions: list[Session] = []
        self.after_commit: Callable[[list[Table]], None] = lambda _tables: None

    def rows(self, table: str) -> list[Values]:
        """What is committed."""
        return self.tables[table].committed()

    def connect(self, machine: Machine, settings: dict[str, str]) -> "Session":
        """A new session."""
        if not self.up:
            raise ConnectionRefusedError("PostgreSQL is away")
        return Session(self, machine, settings)

    def start(self) -> None:
        """Be there again."""
        self.up = True

    def try_lock(self, session: "Session", key: int) -> bool:
        """Whether a session has an advisory lock now; election is for liveness, and may fail."""
        taken = any(key in other.locks for other in self.sessions if other is not session)
        if not taken or self.elects_everybody:
            session.locks.add(key)
        return key in session.locks

    def elect_one(self) -> None:
        """End every election that has several winners."""
        self.elects_everybody = False
        for session in [session for session in self.sessions if session.locks]:
            session.terminate()

    def crash(self) -> None:
        """Everybody is cut off, until somebody starts it again."""
        self.up = False
        for session in list(self.sessions):
            session.terminate()

    def cut(self, machine: Machine) -> None:
        """Cut off one of them."""
        for session in [each for each in self.sessions if each.machine is machine]:
            session.terminate()

    async def apply(
        self, transaction: Transaction, sql: str, arguments: Sequence[Any]
    ) -> list[Values]:
        """One command within a transaction; answers what its last statement does."""
        answer: list[Values] = []
        parts: dict[str, list[Values]] = {}
        for statement in parse(sql):
            if statement.needs and not parts[statement.needs]:
                continue
            if statement.table in parts:
                answer = parts[statement.table]
                continue
            answer = parts[statement.name] = await transaction.run(
                self.tables[statement.table], statement, arguments
            )
            if statement.joined is not None:
                other = self.tables[statement.joined.table]
                found = await transaction.run(other, statement.joined, arguments)
                rights = found or [dict.fromkeys(other.columns)]
                answer = statement.shape([right | left for left in answer for right in rights])
        return answer


class Session:
    """A connection, with asyncpg's names."""

    def __init__(self, server: Server, machine: Machine, settings: dict[str, str]) -> None:
        self._server, self._machine, self._settings = server, machine, settings
        self._transaction: Transaction | None = None
        self._cut, self.locks = False, set[int]()
        self.machine = machine
        server.sessions.append(self)

    def _limit(self, setting: str) -> float:
        return int(self._settings.get(setting, _UNLIMITED)) / 1000

    @property
    def patience(self) -> float:
        """After how many silent seconds the server ends this session."""
        name = (
            "idle_in_transaction_session_timeout" if self._transaction else "idle_session_timeout"
        )
        return self._limit(name)

    def is_closed(self) -> bool:
        return self._cut

    def is_in_transaction(self) -> bool:
        return self._transaction is not None

    def terminate(self) -> None:
        """Cut the connection; the server rolls back."""
        if not self._cut:
            self._cut = True
            self._server.sessions.remove(self)
            self._end(commit=False)

    async def close(self, **_timeout: float) -> None:
        self.terminate()

    def _end(self, *, commit: bool) -> None:
        transaction, self._transaction = self._transaction, None
        if transaction is not None:
            transaction.end(commit=commit)
            if commit:
                self._server.after_commit(transaction.tables)

    def _check(self) -> None:
        if self._cut:
            raise asyncpg.ConnectionDoesNotExistError("the connection was cut")

    async def _ask(self, sql: str, arguments: Sequence[Any]) -> list[Values]:
        await self._machine.travel()
        self._check()
        if sql == "select 1":
            answer = [{"one": 1}]
        elif sql.startswith("select pg_try_advisory_lock"):
            answer = [{"locked": self._server.try_lock(self, arguments[0])}]
        elif self._transaction is not None:
            answer = await self._server.apply(self._transaction, sql, arguments)
        else:
            answer = await self._alone(sql, arguments)
        await self._machine.travel()
        self._check()
        return answer

    async def _alone(self, sql: str, arguments: Sequence[Any]) -> list[Values]:
        """A statement that is a transaction."""
        self._transaction = Transaction(self._limit("lock_timeout"))
        try:
            answer = await self._server.apply(self._transaction, sql, arguments)
        except BaseException:
            self._end(commit=False)
            raise
        self._commit()
        return answer

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        await self._begin()
        try:
            yield
        except BaseException:
            await self._finish(commit=False)
            raise
        await self._finish(commit=True)

    async def _begin(self) -> None:
        await self._machine.travel()
        self._check()
        self._transaction = Transaction(self._limit("lock_timeout"))

    async def _finish(self, *, commit: bool) -> None:
        await self._machine.travel()
        self._check()
        if commit:
            self._commit()
        else:
            self._end(commit=False)
        await self._machine.travel()
        self._check()

    def _commit(self) -> None:
        wrote = bool(self._transaction and self._transaction.tables)
        if wrote and self._server.take("cut before commit"):
            self.terminate()
        self._check()
        self._end(commit=True)
        if wrote and self._server.take("cut after commit"):
            self.terminate()

    async def fetch(self, sql: str, *arguments: Any) -> list[Values]:
        return await self._ask(sql, arguments)

    async def fetchrow(self, sql: str, *arguments: Any) -> Values | None:
        return next(iter(await self._ask(sql, arguments)), None)

    async def fetchval(self, sql: str, *arguments: Any, **_timeout: float) -> Any:
        row = await self.fetchrow(sql, *arguments)
        return None if row is None else next(iter(row.values()))

    async def execute(self, sql: str, *arguments: Any, **_timeout: float) -> str:
        if sql in {"commit", "rollback"}:
            await self._finish(commit=sql == "commit")
            return sql.upper()
        if sql.startswith("begin"):
            await self._begin()
            sql = sql.partition("; ")[2]
        if not sql:
            return "BEGIN"
        done = len(await self._ask(sql, arguments))
        verb = "SELECT" if sql.lstrip().startswith("with ") else sql.split(maxsplit=1)[0].upper()
        return f"{verb} {'0 ' if verb == 'INSERT' else ''}{done}"

    async def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        for row in rows:
            await self._ask(sql, row)


class Pool:
    """A pool, with asyncpg's names: a connection that was cut is replaced without a word."""

    def __init__(self, server: Server, machine: Machine, settings: dict[str, str]) -> None:
        self._connect: Callable[[], Session] = lambda: server.connect(machine, settings)

    @contextlib.asynccontextmanager
    async def acquire(self) -> AsyncIterator[Session]:
        session = self._connect()
        try:
            yield session
        finally:
            session.terminate()

    async def expire_connections(self) -> None:
        """Every connection is new already."""

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*arguments: Any, **timeout: float) -> Any:
            async with self.acquire() as session:
                return await getattr(session, name)(*arguments, **timeout)

        return call

"""Tables and transactions: read committed, row locks, and keys.

A transaction owns the rows that it changed until its end; others read what was committed, and wait
where they want to change the same.
"""

import asyncio
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import asyncpg

from tests.simulator.sql import Statement, Values


class Row:
    """A row as it was committed, and as its owner sees it. ``None``: it is not there."""

    __slots__ = ("committed", "owner", "pending")

    def __init__(self, owner: "Transaction | None", values: Values | None) -> None:
        self.committed = None if owner else values
        self.owner, self.pending = owner, values

    def seen_by(self, transaction: "Transaction | None") -> Values | None:
        return self.pending if self.owner is transaction else self.committed


class Table:
    """Rows in the order of their insertion."""

    def __init__(self, columns: Sequence[str], keys: Sequence[Sequence[str]]) -> None:
        self.columns, self.rows = columns, list[Row]()
        self._keys = [itemgetter(*key) for key in keys]

    def committed(self) -> list[Values]:
        """What anybody may read."""
        return [row.committed for row in self.rows if row.committed is not None]

    def rival(self, values: Values) -> Row | None:
        """A row, committed or not, that has a key of these values."""
        for row in self.rows:
            held = row.committed if row.pending is None else row.pending
            if held is not None and any(key(held) == key(values) for key in self._keys):
                return row
        return None


class Transaction:
    """Changes that become visible together, or never."""

    def __init__(self, lock_timeout: float) -> None:
        self._lock_timeout = lock_timeout
        self._touched: dict[Row, Table] = {}
        self._ended = asyncio.Event()

    @property
    def tables(self) -> list[Table]:
        """What it changed."""
        return list(self._touched.values())

    def end(self, *, commit: bool) -> None:
        """Let others see what was done, or undo it; then those who wait go on."""
        for row, table in self._touched.items():
            if row.owner is not self:
                continue
            row.owner = None
            row.committed = row.pending = row.pending if commit else row.committed
            if row.committed is None:
                table.rows.remove(row)
        self._ended.set()

    async def own(self, row: Row, table: Table) -> None:
        """Lock a row, as soon as whoever has it ends."""
        while row.owner is not None and row.owner is not self:
            try:
                async with asyncio.timeout(self._lock_timeout):
                    await row.owner._ended.wait()
            except TimeoutError:
                raise asyncpg.LockNotAvailableError("a row is locked for too long") from None
            if self._ended.is_set():  # it was cut off while it waited
                raise asyncpg.ConnectionDoesNotExistError("the connection was cut")
        row.owner, row.pending = self, row.seen_by(self)
        self._touched[row] = table

    async def run(
        self, table: Table, statement: Statement, arguments: Sequence[Any]
    ) -> list[Values]:
        """Do one statement; answers the rows that it found or changed."""
        if statement.verb == "insert":
            arrays = [arguments[index] for index in statement.arrays]
            rows = zip(*arrays, strict=True) if arrays else [arguments]
            return [done for row in rows if (done := await self._insert(table, statement, row))]
        found = []
        for row in list(table.rows):
            if not self._fits(row, statement, arguments):
                continue
            if statement.locks or statement.verb != "select":
                await self.own(row, table)
                if not self._fits(row, statement, arguments):
                    continue  # it was changed while we waited
            values = row.seen_by(self) or {}
            if statement.verb == "update":
                row.pending = values = statement.changed(values, arguments, {})
            elif statement.verb == "delete":
                row.pending = None
            found.append(values)
        return statement.selected(found, arguments) if statement.verb == "select" else found

    def _fits(self, row: Row, statement: Statement, arguments: Sequence[Any]) -> bool:
        values = row.seen_by(self)
        return values is not None and statement.where(values, arguments)

    async def _insert(
        self, table: Table, statement: Statement, arguments: Sequence[Any]
    ) -> Values | None:
        given = (
            arguments
            if statement.arrays
            else [value(arguments, {}, {}) for value in statement.values]
        )
        if any(isinstance(value, str) and "\\u0000" in value for value in given):
            raise asyncpg.UntranslatableCharacterError("NUL in a text")
        values = dict.fromkeys(table.columns) | dict(
            zip(statement.columns or table.columns, given, strict=False)
        )
        while rival := table.rival(values):
            if rival.owner is not None and rival.owner is not self:
                await self.own(rival, table)
                continue  # it may be gone, or another
            if not statement.on_conflict:
                raise asyncpg.UniqueViolationError("a key is there already")
            if statement.on_conflict == "nothing":
                return None
            await self.own(rival, table)
            rival.pending = statement.changed(rival.pending or {}, arguments, values)
            return rival.pending
        row = Row(self, values)
        table.rows.append(row)
        self._touched[row] = table
        return values

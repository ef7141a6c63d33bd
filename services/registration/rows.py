"""Writing a fact into the rows of its activity and session."""

from datetime import datetime
from typing import Any

import asyncpg

from contracts.envelope import Envelope

WHOLE = ""  # in place of a session: the activity as a whole


class Rows:
    """The rows that one fact is about. Tables and columns are our own words, never given ones."""

    def __init__(self, connection: asyncpg.Connection, envelope: Envelope) -> None:
        self.connection = connection
        self.session: str = envelope.data.get("session") or WHOLE
        self.activity = (envelope.programme, envelope.activity)
        self.occurred_at: datetime = envelope.occurred_at

    async def put(self, table: str, **columns: object) -> None:
        """The one row of the session, made or changed."""
        await self._upsert(table, {"session": self.session}, columns)

    async def put_known(self, table: str, **columns: object) -> None:
        """Change the row of the session, if there is one."""
        await self._update(table, {"session": self.session}, columns)

    async def person(self, person: str, **columns: object) -> None:
        """The row of a person in the session, made or changed."""
        await self._upsert("person", {"session": self.session, "person": person}, columns)

    async def opinion(self, opinion: str, **columns: object) -> None:
        """Change the row of an opinion."""
        await self._update("opinion", {"opinion": opinion}, columns)

    async def _upsert(self, table: str, key: dict[str, Any], columns: dict[str, Any]) -> None:
        keys = {"programme": self.activity[0], "activity": self.activity[1], **key}
        names = [*keys, *columns]
        values = ", ".join(f"${number}" for number in range(1, len(names) + 1))
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
        await self.connection.execute(
            f"insert into {table} ({', '.join(names)}) values ({values})"  # noqa: S608 - our own words
            f" on conflict ({', '.join(keys)}) do update set {changes}",
            *keys.values(), *columns.values(),
        )  # fmt: skip

    async def _update(self, table: str, key: dict[str, Any], columns: dict[str, Any]) -> None:
        keys = {"programme": self.activity[0], "activity": self.activity[1], **key}
        where = " and ".join(f"{name} = ${number}" for number, name in enumerate(keys, 1))
        first = len(keys) + 1
        changes = ", ".join(f"{name} = ${number}" for number, name in enumerate(columns, first))
        await self.connection.execute(
            f"update {table} set {changes} where {where}",  # noqa: S608 - our own words
            *keys.values(), *columns.values(),
        )  # fmt: skip

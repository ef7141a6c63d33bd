"""The rows of an outbox: taken by one sender at a time, and marked with what became of them.

The table is the service's own, with the columns ``id``, ``state``, ``channel``, ``attempts``,
``next_try_at``, ``claimed_at``, ``sent_at`` and ``error``. What has the channel ``call`` waits for
a person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import asyncpg
import structlog

log = structlog.get_logger()

TOGETHER = 10
LEASE = timedelta(seconds=60)  # real; a sender that has not said anything by then is gone
ATTEMPTS = 10  # about a quarter of an hour
LONGEST_WAIT = 300  # real seconds

# What is locked here nobody else takes; materialized, so that it is asked once and not once a row.
DUE = """
with due as materialized (
  select id from {table}
  where state = 'waiting' and channel is distinct from 'call' and next_try_at <= now()
     or state = 'sending' and claimed_at < now() - $1::interval
  order by next_try_at, id limit $2 for update skip locked)"""
_TAKE = """
update {table} set state = 'sending', claimed_at = clock_timestamp(), attempts = attempts + 1
from due where {table}.id = due.id
returning {table}.*
"""


class Taken(Protocol):
    """A row that a sender has taken; ``claimed_at`` tells its turn from a later one."""

    @property
    def id(self) -> UUID: ...
    @property
    def attempts(self) -> int: ...
    @property
    def claimed_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Outbox:
    """One service's table of messages."""

    pool: asyncpg.Pool | asyncpg.Connection
    table: str

    async def claim(self) -> list[asyncpg.Record]:
        """Take some of what is due; rows that another sender is taking are passed over."""
        return await self.pool.fetch((DUE + _TAKE).format(table=self.table), LEASE, TOGETHER)

    async def ours(self, message: Taken) -> bool:
        """Whether it is still this sender's; asked directly before sending."""
        found = await self.pool.fetchval(
            f"select true from {self.table}"  # noqa: S608 - the service's own table
            " where id = $1 and state = 'sending' and claimed_at = $2",
            message.id, message.claimed_at,
        )  # fmt: skip
        return bool(found)

    async def by_way_of(self, message: Taken, channel: str) -> None:
        """Remember the channel before anything leaves by it: a retry takes the same."""
        await self.pool.execute(
            f"update {self.table} set channel = $2 where id = $1",  # noqa: S608 - as above
            message.id, channel,
        )  # fmt: skip

    async def sent(self, message: Taken, at: datetime) -> None:
        """It left; true whatever happened to the row meanwhile."""
        await self.pool.execute(
            f"update {self.table} set state = 'sent', sent_at = $2, error = null"  # noqa: S608 - as above
            " where id = $1",
            message.id, at,
        )  # fmt: skip

    async def later(self, message: Taken, error: str, spent: str = "failed") -> None:
        """Try it later; after the last attempt leave it in the state ``spent``."""
        log.warning("message_not_taken", table=self.table, message=str(message.id), error=error)
        if message.attempts < ATTEMPTS:
            await self.again(message, error)
        else:
            await self.settle(message, spent, error)

    async def again(self, message: Taken, error: str) -> None:
        """Try it later, each time later than before."""
        wait = timedelta(seconds=min(LONGEST_WAIT, 2**message.attempts))
        await self.pool.execute(
            f"update {self.table} set state = 'waiting',"  # noqa: S608 - as above
            " next_try_at = now() + $3::interval, error = $4"
            " where id = $1 and state = 'sending' and claimed_at = $2",
            message.id, message.claimed_at, wait, error,
        )  # fmt: skip

    async def settle(self, message: Taken, state: str, error: str | None = None) -> None:
        """Leave it in a state; ``call``: it waits on the call list."""
        await self.pool.execute(
            f"update {self.table} set state = $3,"  # noqa: S608 - as above
            " channel = coalesce($4, channel), error = coalesce($5, error)"
            " where id = $1 and state = 'sending' and claimed_at = $2",
            message.id, message.claimed_at, "waiting" if state == "call" else state,
            "call" if state == "call" else None, error,
        )  # fmt: skip

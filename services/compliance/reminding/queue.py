"""Queues a reminder in the transaction of its fact, and reads back what became of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self, cast
from uuid import UUID, uuid5

import asyncpg

from contracts.envelope import Envelope
from contracts.events.compliance import UnitReminded
from contracts.registry import decode
from services.compliance.reminding.addresses import Way, address_of, ways_for

TABLE = "reminder"

_QUEUE = """
insert into reminder (id, programme, unit, cause, channel, created_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing
"""
_TOLD = """
select event.id, event.recorded_at, event.data,
  coalesce(array_agg(reminder.channel || ' ' || reminder.state order by reminder.channel)
    filter (where reminder.id is not null), '{}') as ways
from event left join reminder on reminder.cause = event.id
where event.stream = $1 and event.type = $2
  and ($4::text is null or exists (
    select from jsonb_array_elements(event.data->'items') as item
    where item->>'row' || '/' || (item->>'code') = $4))
group by event.pos order by event.pos desc limit $3
"""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A row that this sender has taken."""

    id: UUID
    programme: str
    unit: str
    cause: UUID
    channel: Way
    attempts: int
    claimed_at: datetime

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        """A row of the table."""
        return cls(**{name: row[name] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder as a fact, and by which ways it went: pairs of way and state."""

    at: datetime
    event: UnitReminded
    ways: tuple[tuple[Way, str], ...]


class ReminderView:
    """The outbox, in the writer's own transaction: a row for every way that has an address."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Queue what the facts give to send."""
        for envelope in events:
            event = decode(envelope.type, envelope.data)
            if not isinstance(event, UnitReminded):
                continue
            address = await address_of(connection, event.unit)
            for way in ways_for(event.kind):
                if address.to(way) is not None:
                    await connection.execute(
                        _QUEUE, uuid5(envelope.id, way), event.programme, event.unit,
                        envelope.id, way, envelope.recorded_at,
                    )  # fmt: skip


async def reminded(pool: asyncpg.Pool, cause: UUID) -> UnitReminded:
    """The fact that a row was queued for."""
    data = await pool.fetchval("select data from event where id = $1", cause)
    return _event(data)


async def told_units(
    pool: asyncpg.Pool, programme: str, unit: str, limit: int = 20, *, cell: str | None = None
) -> list[Told]:
    """How a unit was reminded, the latest first; ``cell`` (``row/code``): of that alone."""
    stream = f"reminders:{programme}:{unit}"
    rows = await pool.fetch(_TOLD, stream, UnitReminded.ce_type(), limit, cell)
    return [
        Told(
            row["recorded_at"],
            _event(row["data"]),
            tuple(cast(tuple[Way, str], tuple(way.split(" "))) for way in row["ways"]),
        )
        for row in rows
    ]


def _event(data: str) -> UnitReminded:
    return cast(UnitReminded, decode(UnitReminded.ce_type(), json.loads(data)))

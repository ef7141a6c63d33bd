"""Read models: the streams as they stand, in the writer's own transaction."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from contracts.envelope import Envelope
from contracts.events.livestream import (
    StreamCancelled,
    StreamEnded,
    StreamScheduled,
    StreamStarted,
)
from contracts.registry import decode


class LivestreamView:
    """Rows for reading."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Write what the events change."""
        for envelope in events:
            await _apply(connection, envelope)


async def _apply(connection: asyncpg.Connection, envelope: Envelope) -> None:
    key = (envelope.programme, envelope.activity, envelope.data["session"])
    where = "where programme = $1 and activity = $2 and session = $3"
    match decode(envelope.type, envelope.data):
        case StreamScheduled() as event:
            await connection.execute(
                "insert into stream values ($1, $2, $3, 'scheduled', $4, $5)"
                " on conflict (programme, activity, session)"
                " do update set phase = 'scheduled', starts_at = $4, account = $5",
                *key, event.starts_at, event.account,
            )  # fmt: skip
        case StreamStarted():
            await connection.execute(
                f"update stream set phase = 'live', started_at = $4 {where}",  # noqa: S608 - our own words
                *key, envelope.occurred_at,
            )  # fmt: skip
        case StreamEnded():
            await connection.execute(
                f"update stream set phase = 'ended', ended_at = $4 {where}",  # noqa: S608 - our own words
                *key, envelope.occurred_at,
            )  # fmt: skip
        case StreamCancelled():
            await connection.execute(
                f"update stream set phase = 'cancelled' {where}",  # noqa: S608 - our own words
                *key,
            )


async def streams(database: asyncpg.Pool, programme: str, activity: str) -> list[dict[str, Any]]:
    """The streams of one activity, by the time they begin."""
    rows = await database.fetch(
        "select session, phase, starts_at, account, started_at, ended_at from stream"
        " where programme = $1 and activity = $2 order by starts_at, session",
        programme, activity,
    )  # fmt: skip
    return [dict(row) for row in rows]

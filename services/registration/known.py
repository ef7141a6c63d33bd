"""The activities that exist, as far as the announcer has said and we have heard."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventCancelled,
    EventPlanned,
    EventScheduled,
    LeadUnitChanged,
)
from services._kit.quarantine import Delivery


@dataclass(frozen=True, slots=True)
class KnownActivity:
    """One activity: who leads it, which sessions it has, which of these will not take place."""

    programme: str
    activity: str
    lead_unit: str
    cancelled: bool
    sessions: frozenset[str]
    cancelled_sessions: frozenset[str]


class KnownActivities:
    """The read model of announcer's facts."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Remember what exists, who leads it and what was cancelled."""
        for delivery in batch:
            await _remember(connection, delivery.event)


async def find(
    database: asyncpg.Pool | asyncpg.Connection, programme: str, activity: str
) -> KnownActivity | None:
    """One activity, if we have heard of it."""
    row = await database.fetchrow(
        "select * from known_activity where programme = $1 and activity = $2", programme, activity
    )
    if row is None:
        return None
    sessions = await database.fetch(
        "select session, cancelled from known_session where programme = $1 and activity = $2",
        programme, activity,
    )  # fmt: skip
    return KnownActivity(
        **row,
        sessions=frozenset(it["session"] for it in sessions),
        cancelled_sessions=frozenset(it["session"] for it in sessions if it["cancelled"]),
    )


async def _remember(connection: asyncpg.Connection, event: DomainEvent) -> None:
    match event:
        case EventPlanned():
            await connection.execute(
                "insert into known_activity values ($1, $2, $3) on conflict do nothing",
                event.programme, event.activity, event.lead_unit,
            )  # fmt: skip
        case LeadUnitChanged():
            await connection.execute(
                "update known_activity set lead_unit = $3 where programme = $1 and activity = $2",
                event.programme, event.activity, event.lead_unit,
            )  # fmt: skip
        case EventScheduled():
            await connection.executemany(
                "insert into known_session values ($1, $2, $3) on conflict do nothing",
                [(event.programme, event.activity, it.session) for it in event.sessions],
            )
        case EventCancelled(session=None):
            await connection.execute(
                "update known_activity set cancelled = true where programme = $1 and activity = $2",
                event.programme, event.activity,
            )  # fmt: skip
        case EventCancelled():
            await connection.execute(
                "update known_session set cancelled = true"
                " where programme = $1 and activity = $2 and session = $3",
                event.programme, event.activity, event.session,
            )  # fmt: skip

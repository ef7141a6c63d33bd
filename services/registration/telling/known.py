"""Title, time and place of an activity as the announcer says them, for the texts."""

from collections.abc import Sequence

import asyncpg

from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventPlanned,
    EventRescheduled,
    EventScheduled,
    VenueChanged,
)
from contracts.values import Session
from services._kit.projector import ReadModel
from services._kit.quarantine import Delivery


class Together:
    """Several read models that one projector keeps."""

    def __init__(self, *models: ReadModel) -> None:
        self._models = models

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Let each take the batch."""
        for model in self._models:
            await model.apply(connection, batch)


class KnownOccasions:
    """The read model of what texts need to know."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Remember titles, times and places; the last word counts."""
        for delivery in batch:
            await _remember(connection, delivery.event)


async def _remember(connection: asyncpg.Connection, event: DomainEvent) -> None:
    match event:
        case EventPlanned():
            await connection.execute(
                "insert into message_title values ($1, $2, $3)"
                " on conflict (programme, activity) do update set title = $3",
                event.programme, event.activity, event.title,
            )  # fmt: skip
        case EventScheduled():
            for session in event.sessions:
                await _session(connection, event.programme, event.activity, session)
        case EventRescheduled():
            await _session(connection, event.programme, event.activity, event.moved)
        case VenueChanged():
            await connection.execute(
                "update message_place set place = $4"
                " where programme = $1 and activity = $2 and ($3::text is null or session = $3)",
                event.programme, event.activity, event.session, event.place,
            )  # fmt: skip


async def _session(
    connection: asyncpg.Connection, programme: str, activity: str, session: Session
) -> None:
    await connection.execute(
        "insert into message_place values ($1, $2, $3, $4, $5, $6)"
        " on conflict (programme, activity, session) do update"
        " set starts_on = $4, start_at = $5, place = coalesce($6, message_place.place)",
        programme, activity, session.session, session.starts_on, session.start_at, session.place,
    )  # fmt: skip

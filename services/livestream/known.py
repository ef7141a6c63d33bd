"""The activities that exist, as far as the announcer has said and we have heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import asyncpg

from contracts.event import DomainEvent
from contracts.events.announcer import (
    AnnouncementPublished,
    EventCancelled,
    EventPlanned,
    EventRescheduled,
    EventScheduled,
    FormChanged,
    LeadUnitChanged,
    MaterialsPublished,
    MaterialsWithdrawn,
)
from contracts.values import Session
from services._kit.quarantine import Delivery

TABLES = ("known_activity", "known_session", "known_bundle")


@dataclass(frozen=True, slots=True)
class KnownSession:
    """One session: when it is, whether it will take place, and whether a notice announced it."""

    session: str
    starts_on: date
    start_at: datetime | None
    cancelled: bool
    noticed: bool = False


@dataclass(frozen=True, slots=True)
class KnownActivity:
    """One activity: what it is, who leads it, how and where it is shown, its sessions by id."""

    programme: str
    activity: str
    lead_unit: str
    cancelled: bool
    title: str
    kind: str
    form: str | None
    account: str | None
    sessions: Mapping[str, KnownSession]
    materials_at: datetime | None = None
    """When the last bundle of its materials that is still out was published."""

    @property
    def streamed(self) -> bool:
        """Whether its form has a stream and it takes place."""
        return self.form in {"online", "hybrid"} and not self.cancelled

    def cancels(self, session: str) -> bool:
        """Whether a session will not take place."""
        return self.cancelled or self.sessions[session].cancelled


class KnownActivities:
    """The read model of announcer's facts."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Remember what exists, who leads it and what was cancelled."""
        for delivery in batch:
            await _remember(connection, delivery.event, delivery.envelope.occurred_at)


async def find(
    database: asyncpg.Pool | asyncpg.Connection, programme: str, activity: str
) -> KnownActivity | None:
    """One activity, if we have heard of it."""
    row = await database.fetchrow(
        "select *, (select max(published_at) from known_bundle"
        "  where programme = $1 and activity = $2) as materials_at"
        " from known_activity where programme = $1 and activity = $2",
        programme, activity,
    )  # fmt: skip
    if row is None:
        return None
    sessions = await database.fetch(
        "select session, starts_on, start_at, cancelled, noticed from known_session"
        " where programme = $1 and activity = $2 order by starts_on, start_at, session",
        programme, activity,
    )  # fmt: skip
    return KnownActivity(**row, sessions={it["session"]: KnownSession(**it) for it in sessions})


async def look(
    pool: asyncpg.Pool, event: EventScheduled | FormChanged | EventRescheduled
) -> KnownActivity | None:
    """What a reaction goes by; nothing if the fact that planned the activity was unreadable."""
    return await find(pool, event.programme, event.activity)


async def _remember(
    connection: asyncpg.Connection, event: DomainEvent, occurred_at: datetime
) -> None:
    match event:
        case EventPlanned():
            await connection.execute(
                "insert into known_activity (programme, activity, lead_unit, title, kind)"
                " values ($1, $2, $3, $4, $5) on conflict do nothing",
                event.programme, event.activity, event.lead_unit, event.title, event.kind,
            )  # fmt: skip
        case LeadUnitChanged():
            await connection.execute(
                "update known_activity set lead_unit = $3 where programme = $1 and activity = $2",
                event.programme, event.activity, event.lead_unit,
            )  # fmt: skip
        case EventScheduled():
            for session in event.sessions:
                await _on(connection, event.programme, event.activity, session)
            await _form(connection, event)
        case EventRescheduled():
            await _on(connection, event.programme, event.activity, event.moved)
        case FormChanged():
            await _form(connection, event)
        case AnnouncementPublished():
            await connection.execute(
                "update known_session set noticed = true"
                " where programme = $1 and activity = $2 and session = any($3)",
                event.programme, event.activity, [it.session for it in event.announces],
            )  # fmt: skip
        case MaterialsPublished():
            await connection.execute(
                "insert into known_bundle values ($1, $2, $3, $4, $5) on conflict"
                " (programme, activity, bundle, channel) do update set published_at = $5",
                event.programme, event.activity, event.bundle, event.channel, occurred_at,
            )  # fmt: skip
        case MaterialsWithdrawn():
            await connection.execute(
                "delete from known_bundle"
                " where programme = $1 and activity = $2 and bundle = $3 and channel = $4",
                event.programme, event.activity, event.bundle, event.channel,
            )  # fmt: skip
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


async def _on(
    connection: asyncpg.Connection, programme: str, activity: str, session: Session
) -> None:
    """A clock time that was said stays known for as long as the date does."""
    await connection.execute(
        "insert into known_session (programme, activity, session, starts_on, start_at)"
        " values ($1, $2, $3, $4, $5) on conflict (programme, activity, session) do update set"
        " start_at = coalesce($5, case when known_session.starts_on = $4"
        " then known_session.start_at end), starts_on = $4",
        programme, activity, session.session, session.starts_on, session.start_at,
    )  # fmt: skip


async def _form(connection: asyncpg.Connection, event: EventScheduled | FormChanged) -> None:
    await connection.execute(
        "update known_activity set form = coalesce($3, form), account = coalesce($4, account)"
        " where programme = $1 and activity = $2",
        event.programme, event.activity, event.form, event.new_media_account,
    )  # fmt: skip

"""Read models: what was planned, scheduled and published, in the writer's own transaction."""

import json
from collections.abc import Sequence

import asyncpg

from contracts.envelope import Envelope
from contracts.events.announcer import (
    AgendaRecorded,
    AnnouncementPublished,
    AnnouncementWithdrawn,
    EventCancelled,
    EventHeld,
    EventPlanned,
    EventRescheduled,
    EventReworded,
    EventScheduled,
    FormChanged,
    HostChanged,
    LeadUnitChanged,
    MaterialsMoved,
    MaterialsPublished,
    MaterialsWithdrawn,
    OpinionResultsPublished,
    ProgrammeAmended,
    ProgrammeImported,
    PublicityReported,
    VenueChanged,
)
from contracts.registry import decode
from contracts.values import Session

Publication = (
    AnnouncementPublished | MaterialsPublished | OpinionResultsPublished | PublicityReported
)


class AnnouncerView:
    """Rows for the public pages and for the checks at the edge."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Write what the events change."""
        for envelope in events:
            await _Change(connection, envelope).apply()


class _Change:
    """One fact on its way into the rows."""

    def __init__(self, connection: asyncpg.Connection, envelope: Envelope) -> None:
        self._connection, self._envelope = connection, envelope
        self._key = (envelope.programme, envelope.activity)

    async def apply(self) -> None:  # noqa: C901, PLR0912 - a list of facts
        match decode(self._envelope.type, self._envelope.data):
            case ProgrammeImported() as event:
                await self._imported(event)
            case ProgrammeAmended() as event:
                await self._amended(event)
            case EventReworded() as event:
                words = event.model_dump_json(exclude={"programme", "activity"})
                await self._activity("planned = planned || $3::jsonb", words)
            case EventPlanned() as event:
                await self._planned(event)
            case (
                AnnouncementPublished()
                | MaterialsPublished()
                | OpinionResultsPublished()
                | PublicityReported() as event
            ):
                await self._published(event)
            case AnnouncementWithdrawn() as event:
                await self._withdrawn("notice", event.notice, event.channel, event.account)
            case MaterialsWithdrawn() as event:
                await self._withdrawn("materials", event.bundle, event.channel, None)
            case MaterialsMoved() as event:
                await self._publications(
                    "site_column = $3 where kind = 'materials' and reference = $4"
                    " and channel = 'district_website'",
                    event.column, event.bundle,
                )  # fmt: skip
            case EventScheduled() as event:
                await self._scheduled(event)
            case EventRescheduled() as event:
                await self._session(event.moved)
            case EventCancelled(session=None):
                await self._activity("cancelled = true")
            case EventCancelled() as event:
                await self._sessions("cancelled = true where session = $3", event.session)
            case VenueChanged(session=None) as event:
                await self._activity("place = $3", event.place)
                await self._sessions("place = $3 where true", event.place)
            case VenueChanged() as event:
                await self._sessions("place = $3 where session = $4", event.place, event.session)
            case FormChanged() as event:
                await self._activity(
                    "form = $3, account = coalesce($4, account)",
                    event.form, event.new_media_account,
                )  # fmt: skip
            case LeadUnitChanged() as event:
                await self._activity("lead_unit = $3", event.lead_unit)
            case HostChanged() as event:
                await self._activity("host = $3", event.host)
            case AgendaRecorded() as event:
                agenda = json.dumps(event.model_dump(mode="json")["items"])
                await self._activity("agenda = $3", agenda)
            case EventHeld() as event:
                await self._activity("held_on = greatest(held_on, $3)", event.ended_on)

    async def _imported(self, event: ProgrammeImported) -> None:
        await self._connection.execute(
            "insert into programme values ($1, $2)", event.programme, event.model_dump_json()
        )
        await self._connection.executemany(
            "insert into unit values ($1, $2, $3)",
            [(event.programme, unit.unit, unit.name) for unit in event.units],
        )

    async def _amended(self, event: ProgrammeAmended) -> None:
        await self._connection.execute(
            "update programme set data = data || $2::jsonb where programme = $1",
            event.programme, event.model_dump_json(exclude={"programme", "decided_by"}),
        )  # fmt: skip
        await self._connection.executemany(
            "insert into unit values ($1, $2, $3)"
            " on conflict (programme, unit) do update set name = excluded.name",
            [(event.programme, unit.unit, unit.name) for unit in event.units],
        )

    async def _planned(self, event: EventPlanned) -> None:
        await self._connection.execute(
            "insert into activity (programme, activity, kind, number, planned, lead_unit, routine)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            *self._key, event.kind, event.number, event.model_dump_json(), event.lead_unit,
            event.routine,
        )  # fmt: skip

    async def _scheduled(self, event: EventScheduled) -> None:
        await self._activity(
            "form = coalesce($3, form), account = coalesce($4, account), host = coalesce($5, host)",
            event.form, event.new_media_account, event.host,
        )  # fmt: skip
        for session in event.sessions:
            await self._session(session)

    async def _session(self, session: Session) -> None:
        """Insert or move; a place left out is the activity's, or stays as it was."""
        await self._connection.execute(
            "insert into session select $1, $2, $3, $4, $5, $6, $7, coalesce($8, place)"
            " from activity where programme = $1 and activity = $2"
            " on conflict (programme, activity, session) do update set starts_on = $4,"
            " start_at = $5, ends_on = $6, end_at = $7, place = coalesce($8, session.place)",
            *self._key, session.session, session.starts_on, session.start_at, session.ends_on,
            session.end_at, session.place,
        )  # fmt: skip

    async def _published(self, event: Publication) -> None:
        kind, reference, account, column = _described(event)
        envelope = self._envelope
        await self._connection.execute(
            "insert into publication values"
            " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            envelope.id, envelope.sequence, *self._key, kind, reference, event.channel, account,
            envelope.occurred_at, envelope.recorded_at, event.entry, event.entered_by, column,
            event.model_dump_json(),
        )  # fmt: skip

    async def _withdrawn(
        self, kind: str, reference: str, channel: str, account: str | None
    ) -> None:
        await self._publications(
            "withdrawn_at = $3 where kind = $4 and reference = $5 and channel = $6"
            " and account is not distinct from $7 and withdrawn_at is null",
            self._envelope.occurred_at, kind, reference, channel, account,
        )  # fmt: skip

    async def _activity(self, changes: str, *values: object) -> None:
        await self._update("activity", f"{changes} where true", *values)

    async def _sessions(self, changes: str, *values: object) -> None:
        await self._update("session", changes, *values)

    async def _publications(self, changes: str, *values: object) -> None:
        await self._update("publication", changes, *values)

    async def _update(self, table: str, changes: str, *values: object) -> None:
        await self._connection.execute(
            f"update {table} set {changes} and programme = $1 and activity = $2",  # noqa: S608 - our own words
            *self._key, *values,
        )  # fmt: skip


def _described(event: Publication) -> tuple[str, str, str | None, str | None]:
    """Its kind, its own id, its account and its column, as far as it has them."""
    match event:
        case AnnouncementPublished():
            return "notice", event.notice, event.account, None
        case MaterialsPublished():
            return "materials", event.bundle, None, event.column
        case OpinionResultsPublished():
            return "results", event.report, None, event.column
        case PublicityReported():
            return "publicity", event.report, None, None

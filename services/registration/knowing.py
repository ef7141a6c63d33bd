"""The read model of what others say: activities, sessions, notices, units."""

from collections.abc import Sequence

import asyncpg

from contracts.event import DomainEvent
from contracts.events.announcer import (
    AnnouncementPublished,
    AnnouncementWithdrawn,
    EventCancelled,
    EventPlanned,
    EventRescheduled,
    EventScheduled,
    FormChanged,
    HostChanged,
    LeadUnitChanged,
    ProgrammeAmended,
    ProgrammeImported,
    VenueChanged,
)
from contracts.events.compliance import RoutineUnitRegistered, VerdictEvent
from contracts.values import Session
from services._kit.quarantine import Delivery
from services.registration.keeping.view import hear

FEEDBACK = "FEEDBACK"  # the code under which compliance judges that opinions are fed back
TABLES = (
    "known_activity",
    "known_session",
    "known_notice",
    "known_unit",
    "known_assessment",
    "feedback_due",
)
_OF_ACTIVITY = "where programme = $1 and activity = $2"


class KnownActivities:
    """The read model of the plan, and of units outside it, whose names compliance gives."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Remember what exists, who leads it, what moved and what was cancelled."""
        for delivery in batch:
            await _plan(connection, delivery.event)
            await _change(connection, delivery.event)
            await _notice(connection, delivery.event)
            await _due(connection, delivery.event)
            await hear(connection, delivery)


async def _plan(connection: asyncpg.Connection, event: DomainEvent) -> None:
    match event:
        case ProgrammeImported() | ProgrammeAmended():
            await connection.executemany(
                "insert into known_unit values ($1, $2, $3, $4)"
                " on conflict (programme, unit) do update set name = $3, office = $4",
                [
                    (event.programme, it.unit, it.name, it.unit == event.office_unit)
                    for it in event.units
                ],
            )
        case RoutineUnitRegistered():
            await connection.execute(
                "insert into known_unit values ($1, $2, $3, false) on conflict do nothing",
                event.programme, event.unit, event.unit_name,
            )  # fmt: skip
        case EventPlanned():
            await connection.execute(
                "insert into known_activity (programme, activity, lead_unit, title, kind)"
                " values ($1, $2, $3, $4, $5)"
                " on conflict (programme, activity) do update set title = $4, kind = $5",
                event.programme, event.activity, event.lead_unit, event.title, event.kind,
            )  # fmt: skip
        case EventScheduled():
            await connection.executemany(
                "insert into known_session (programme, activity, session)"
                " values ($1, $2, $3) on conflict do nothing",
                [(event.programme, event.activity, it.session) for it in event.sessions],
            )
            for session in event.sessions:
                await _dates(connection, event.programme, event.activity, session)
            await connection.execute(
                "update known_activity set form = coalesce($3, form), host = coalesce($4, host),"  # noqa: S608 - our own words
                " selection_methods ="
                "  array(select distinct unnest(selection_methods || $5::text[]) order by 1)"
                f" {_OF_ACTIVITY}",
                event.programme, event.activity, event.form, event.host,
                list(event.selection_methods),
            )  # fmt: skip
        case _:
            return


async def _dates(
    connection: asyncpg.Connection, programme: str, activity: str, session: Session
) -> None:
    await connection.execute(
        "update known_session set starts_on = $4, start_at = $5, end_at = $6,"  # noqa: S608 - our own words
        f" place = coalesce($7, place) {_OF_ACTIVITY} and session = $3",
        programme, activity, session.session, session.starts_on, session.start_at, session.end_at,
        session.place,
    )  # fmt: skip


async def _change(connection: asyncpg.Connection, event: DomainEvent) -> None:
    match event:
        case EventRescheduled():
            await _dates(connection, event.programme, event.activity, event.moved)
        case FormChanged():
            await _set(connection, "form", event, event.form)
        case HostChanged():
            await _set(connection, "host", event, event.host)
        case LeadUnitChanged():
            await _set(connection, "lead_unit", event, event.lead_unit)
        case VenueChanged():
            await connection.execute(
                f"update known_session set place = $4 {_OF_ACTIVITY}"  # noqa: S608 - our own words
                " and ($3::text is null or session = $3)",
                event.programme, event.activity, event.session, event.place,
            )  # fmt: skip
        case EventCancelled(session=None):
            await connection.execute(
                f"update known_activity set cancelled = true {_OF_ACTIVITY}",  # noqa: S608 - our own words
                event.programme, event.activity,
            )  # fmt: skip
        case EventCancelled():
            await connection.execute(
                f"update known_session set cancelled = true {_OF_ACTIVITY} and session = $3",  # noqa: S608 - our own words
                event.programme, event.activity, event.session,
            )  # fmt: skip
        case _:
            return


async def _set(
    connection: asyncpg.Connection,
    column: str,
    event: FormChanged | HostChanged | LeadUnitChanged,
    value: str,
) -> None:
    await connection.execute(
        f"update known_activity set {column} = $3 {_OF_ACTIVITY}",  # noqa: S608 - our own words
        event.programme, event.activity, value,
    )  # fmt: skip


async def _notice(connection: asyncpg.Connection, event: DomainEvent) -> None:
    match event:
        case AnnouncementPublished():
            await connection.executemany(
                "insert into known_notice values ($1, $2, $3, $4, $5, $6, $7, $8)"
                " on conflict (programme, activity, notice, channel, account, session)"
                " do update set starts_on = $7, kinds = $8",
                [
                    (
                        event.programme, event.activity, event.notice, event.channel,
                        event.account or "", it.session, it.starts_on, list(event.kinds),
                    )
                    for it in event.announces
                ],
            )  # fmt: skip
        case AnnouncementWithdrawn():
            await connection.execute(
                f"delete from known_notice {_OF_ACTIVITY}"  # noqa: S608 - our own words
                " and notice = $3 and channel = $4 and ($5::text is null or account = $5)",
                event.programme, event.activity, event.notice, event.channel, event.account,
            )  # fmt: skip
        case _:
            return


async def _due(connection: asyncpg.Connection, event: DomainEvent) -> None:
    """Days are counted by compliance alone; what it said last of an activity's opinions stands."""
    match event:
        case VerdictEvent(code=code, activity=str(), due=due) if code == FEEDBACK and due:
            await connection.execute(
                "insert into feedback_due values ($1, $2, $3)"
                " on conflict (programme, activity) do update set due = $3",
                event.programme, event.activity, due,
            )  # fmt: skip
        case _:
            return

"""What the edge and the public pages ask of the read models."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.announcer.sessions import KnownSession

Database = asyncpg.Pool | asyncpg.Connection

_PUBLICATION = """
select publication.*, page_look.state as page, looked_at, verified_at
from publication left join page_look on page_look.publication = id
"""
_ACTIVITY = """
select activity.*, coalesce(unit.name, routine_unit.name, lead_unit) as unit_name,
       programme.data ->> 'title' as programme_title
from activity
join programme using (programme)
left join unit on (unit.programme, unit.unit) = (activity.programme, lead_unit)
left join routine_unit on (routine_unit.programme, routine_unit.unit)
    = (activity.programme, lead_unit)
"""


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """Something that was put before the public; ``data`` is the event's.

    ``page`` is what the last look at its page came to, ``verified_at`` when it was last right.
    """

    id: UUID
    kind: str
    reference: str
    channel: str
    account: str | None
    published_at: datetime
    recorded_at: datetime
    entry: str
    entered_by: str
    site_column: str | None
    data: dict[str, Any]
    withdrawn_at: datetime | None
    page: str | None
    looked_at: datetime | None
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity as it stands."""

    programme: str
    programme_title: str
    activity: str
    kind: str
    number: int
    planned: dict[str, Any]
    lead_unit: str
    unit_name: str
    routine: bool
    cancelled: bool
    form: str | None
    account: str | None
    host: str | None
    agenda: list[dict[str, Any]]
    held_on: date | None
    sessions: Sequence[KnownSession]


async def programme(database: Database, programme: str) -> dict[str, Any] | None:
    """The imported plan's own facts, without its activities."""
    data = await database.fetchval("select data from programme where programme = $1", programme)
    return None if data is None else dict(json.loads(data))


async def activity(database: Database, programme: str, activity: str) -> ActivityRow | None:
    """One activity with its sessions."""
    row = await database.fetchrow(
        f"{_ACTIVITY} where activity.programme = $1 and activity.activity = $2",
        programme, activity,
    )  # fmt: skip
    return None if row is None else (await _with_sessions(database, [row]))[0]


async def activities(
    database: Database, programme: str | None = None, kind: str | None = None
) -> list[ActivityRow]:
    """Activities in plan order; of one programme, of one kind, or all."""
    rows = await database.fetch(
        f"{_ACTIVITY} where ($1::text is null or activity.programme = $1)"
        " and ($2::text is null or activity.kind = $2)"
        " order by activity.programme, routine, kind, number, activity",
        programme, kind,
    )  # fmt: skip
    return await _with_sessions(database, rows)


async def publications(database: Database, programme: str, activity: str) -> list[PublicationRow]:
    """What was published of an activity, the last recorded first."""
    rows = await database.fetch(
        f"{_PUBLICATION} where programme = $1 and activity = $2 order by position desc",
        programme, activity,
    )  # fmt: skip
    return [_publication(row) for row in rows]


async def latest(
    database: Database, kind: str, most: int
) -> list[tuple[ActivityRow, PublicationRow]]:
    """What is out of one column's activities, the last recorded first, each with its activity."""
    rows = await database.fetch(
        f"{_PUBLICATION} join activity using (programme, activity)"
        " where activity.kind = $1 and withdrawn_at is null order by position desc limit $2",
        kind, most,
    )  # fmt: skip
    known = {(it.programme, it.activity): it for it in await activities(database, kind=kind)}
    return [(known[row["programme"], row["activity"]], _publication(row)) for row in rows]


async def publication(
    database: Database, programme: str, activity: str, id_: UUID
) -> PublicationRow | None:
    """One publication of an activity."""
    row = await database.fetchrow(
        f"{_PUBLICATION} where programme = $1 and activity = $2 and id = $3",
        programme, activity, id_,
    )  # fmt: skip
    return None if row is None else _publication(row)


async def claimed_times(
    database: Database, activity: ActivityRow, kind: str, reference: str, channel: str
) -> frozenset[datetime]:
    """The times already on record for a publication that is not withdrawn."""
    rows = await database.fetch(
        "select published_at from publication where programme = $1 and activity = $2"
        " and kind = $3 and reference = $4 and channel = $5 and withdrawn_at is null",
        activity.programme, activity.activity, kind, reference, channel,
    )  # fmt: skip
    return frozenset(row["published_at"] for row in rows)


async def seasons(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """The plans by the start of their season: each one's id and own facts."""
    rows = await database.fetch(
        "select programme, data from programme order by data ->> 'season_start', programme"
    )
    return [(row["programme"], json.loads(row["data"])) for row in rows]


async def said_in_notices(
    database: Database, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], dict[str, str]]:
    """The elements (公告要素) of each activity's last notice that is out."""
    rows = await database.fetch(
        "select distinct on (programme, activity) programme, activity, data -> 'elements' as said"
        " from publication join unnest($1::text[], $2::text[]) as asked (programme, activity)"
        "  using (programme, activity)"
        " where kind = 'notice' and withdrawn_at is null and data -> 'elements' <> '{}'"
        " order by programme, activity, position desc",
        [programme for programme, _ in keys], [activity for _, activity in keys],
    )  # fmt: skip
    found = {(row["programme"], row["activity"]): json.loads(row["said"]) for row in rows}
    return {key: found.get(key, {}) for key in keys}


async def last_facts(
    database: Database, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[int, datetime]]:
    """How many facts each activity has, and when the last one was recorded."""
    rows = await database.fetch(
        "select programme, activity, max(version) as facts, max(recorded_at) as at"
        " from unnest($1::text[], $2::text[]) as asked (programme, activity)"
        " join event on stream = 'activity:' || programme || ':' || activity"
        " group by programme, activity",
        [programme for programme, _ in keys], [activity for _, activity in keys],
    )  # fmt: skip
    return {(row["programme"], row["activity"]): (row["facts"], row["at"]) for row in rows}


async def changes(
    database: Database, programme: str, activity: str
) -> list[tuple[str, dict[str, Any], datetime]]:
    """Changes the public should know of: type, data and time, the last one first."""
    rows = await database.fetch(
        "select type, data, occurred_at from event where stream = $1 and type = any($2)"
        " order by pos desc",
        f"activity:{programme}:{activity}",
        ["EventRescheduled.v1", "EventCancelled.v1", "FormChanged.v1", "VenueChanged.v1"],
    )
    return [(row["type"], json.loads(row["data"]), row["occurred_at"]) for row in rows]


async def confirmed(database: Database, programme: str, activity: str) -> frozenset[str]:
    """The ids of the publications that a second person confirmed."""
    rows = await database.fetch(
        "select data ->> 'publication' as id from event"
        " where stream = $1 and type = 'PublicationConfirmed.v1'",
        f"activity:{programme}:{activity}",
    )
    return frozenset(row["id"] for row in rows)


async def selects_openly(database: Database, programme: str, activity: str) -> bool:
    """Whether open selection was declared with the schedule."""
    found: bool = await database.fetchval(
        "select exists (select from event where stream = $1 and type = 'EventScheduled.v1'"
        " and data -> 'selection_methods' ? 'open_selection')",
        f"activity:{programme}:{activity}",
    )
    return found


async def leading_units(
    database: Database, programme: str, *, routine: bool
) -> list[tuple[str, str]]:
    """The units that may lead a planned activity or, if ``routine``, one outside the plan."""
    table = "routine_unit" if routine else "unit"
    rows = await database.fetch(
        f"select unit, name from {table} where programme = $1 order by unit",  # noqa: S608 - our own words
        programme,
    )  # fmt: skip
    return [(row["unit"], row["name"]) for row in rows]


async def units(database: Database, programme: str) -> list[tuple[str, str]]:
    """The units of a programme with their names, those outside the plan too."""
    rows = await database.fetch(
        "select unit, name from unit where programme = $1"
        " union select unit, name from routine_unit where programme = $1 order by 1",
        programme,
    )
    return [(row["unit"], row["name"]) for row in rows]


async def _with_sessions(database: Database, rows: Sequence[asyncpg.Record]) -> list[ActivityRow]:
    sessions: dict[tuple[str, str], list[KnownSession]] = {}
    for row in await database.fetch(
        "select * from session where programme = any($1) and activity = any($2)"
        " order by starts_on, start_at, session",
        [row["programme"] for row in rows], [row["activity"] for row in rows],
    ):  # fmt: skip
        key = (row["programme"], row["activity"])
        fields = {name: row[name] for name in KnownSession.__slots__}
        sessions.setdefault(key, []).append(KnownSession(**fields))
    return [_activity(row, sessions.get((row["programme"], row["activity"]), [])) for row in rows]


def _activity(row: asyncpg.Record, sessions: Sequence[KnownSession]) -> ActivityRow:
    fields = {name: row[name] for name in ActivityRow.__slots__ if name != "sessions"}
    fields |= {"planned": json.loads(row["planned"]), "agenda": json.loads(row["agenda"])}
    return ActivityRow(**fields, sessions=sessions)


def _publication(row: asyncpg.Record) -> PublicationRow:
    fields = {name: row[name] for name in PublicationRow.__slots__}
    return PublicationRow(**fields | {"data": json.loads(row["data"])})

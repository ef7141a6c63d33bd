"""What the pages read besides ``queries``: how far each session of an activity has come."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from contracts.events.registration import NoOpinionsDeclared, SizeReasonRecorded
from services._web.faults import BadField
from services.registration.domain.opinions import OPINIONS
from services.registration.domain.representatives import REPRESENTATIVES
from services.registration.known import KnownActivity, KnownSession
from services.registration.pages import wording

Row = dict[str, Any]

_SESSIONS = """
with place as (
    select programme, activity, session from known_session
    union select programme, activity, session from sign_up
    union select programme, activity, '' from known_activity it where not exists (
        select from known_session s
        where (s.programme, s.activity) = (it.programme, it.activity)
    ){elsewhere}
)
select a.programme, a.activity, a.title, a.kind, a.form, a.lead_unit, a.cancelled,
       coalesce((
           select name from known_unit u
           where (u.programme, u.unit) = (a.programme, a.lead_unit)
       ), a.lead_unit) as unit_name,
       place.session, dated.starts_on, dated.start_at,
       coalesce(dated.cancelled, false) as session_cancelled,
       'open_selection' = any(a.selection_methods) as openly,
       sheets.cancelled as sheet_cancelled,
       opening.closes_at as opening_closes_at, opening.seats as opening_seats,
       opening.rule as opening_rule,
       sign_up.open, least(sign_up.closes_at, sheets.ends_at) as closes_at,
       sign_up.seats, sign_up.rule,
       selection.decided_at, selection.rule as decided_rule, selection.seats as decided_seats,
       selection.pool, selection.seed, people.*,
       exists (
           select from attendance it
           where (it.programme, it.activity) = (place.programme, place.activity)
             and it.session in ('', place.session)
       ) as attended
from place
join known_activity a using (programme, activity)
left join opening using (programme, activity, session)
left join sign_up using (programme, activity, session)
left join selection using (programme, activity, session)
left join lateral (
    select max(starts_on) as starts_on, max(start_at) as start_at,
           bool_and(it.cancelled) as cancelled
    from known_session it
    where (it.programme, it.activity) = (place.programme, place.activity)
      and place.session in ('', it.session)
) dated on true
left join lateral (
    select max(ends_at) filter (where it.cancelled is null) as ends_at,
           case when bool_and(it.cancelled is not null) then max(it.cancelled) end as cancelled
    from sheet it
    where (it.programme, it.activity) = (place.programme, place.activity)
      and place.session in ('', it.session)
) sheets on true
{people}
"""
_ELSEWHERE = """
    union select programme, activity, session from person
    union select programme, activity, session from attendance
"""
_COUNTS = """
left join lateral (
    select count(*) filter (where signed_up_at is not null and withdrawn_at is null)
               as signed_up,
           count(*) filter (where selected_at is not null and seated_at is null) as selected,
           count(*) filter (where seated_at is not null) as seated,
           count(*) filter (where seated_at is not null and method = 'directed_invitation')
               as invited,
           count(*) filter (where reserve_rank is not null) as reserve,
           count(*) filter (where checked_in_at is not null) as checked_in
    from person it
    where (it.programme, it.activity, it.session)
        = (place.programme, place.activity, place.session)
) people on true
"""
_EVERYBODY = _SESSIONS.format(elsewhere=_ELSEWHERE, people=_COUNTS)
_NOBODY = _SESSIONS.format(
    elsewhere="",
    people="cross join (select 0 as signed_up, 0 as selected, 0 as seated, 0 as invited,"
    " 0 as reserve, 0 as checked_in) people",
)
_ORDER = " order by dated.starts_on nulls last, a.activity, place.session"


async def unit_sessions(database: asyncpg.Pool, unit: str | None) -> list[Row]:
    """Every session of a unit's activities (none: of all) with what has been done for it."""
    rows = await database.fetch(
        f"{_EVERYBODY} where $1::text is null or a.lead_unit = $1{_ORDER}",
        unit,
    )
    kept = _in_use([dict(row) for row in rows])
    # Of an activity as a whole nothing but attendance may be known: its sessions tell that too.
    by_session = {_activity(row) for row in kept if row["session"]}
    return [it for it in kept if it["session"] or used(it) or _activity(it) not in by_session]


async def activity_sessions(database: asyncpg.Pool, activity: KnownActivity) -> list[Row]:
    """The same for one activity."""
    return await _of_activity(database, activity, _EVERYBODY)


async def activity_windows(database: asyncpg.Pool, activity: KnownActivity) -> list[Row]:
    """The same without counting anybody: in a rush there are tens of thousands to count."""
    return await _of_activity(database, activity, _NOBODY)


async def _of_activity(database: asyncpg.Pool, activity: KnownActivity, of: str) -> list[Row]:
    rows = await database.fetch(
        f"{of} where place.programme = $1 and place.activity = $2{_ORDER}",
        activity.programme, activity.activity,
    )  # fmt: skip
    return _in_use([dict(row) for row in rows])


def _in_use(rows: list[Row]) -> list[Row]:
    """Where people signed up for the activity as a whole, sessions without any stay out."""
    whole = {_activity(row) for row in rows if not row["session"]}
    return [row for row in rows if not row["session"] or _activity(row) not in whole or used(row)]


def _activity(row: Row) -> tuple[str, str]:
    return row["programme"], row["activity"]


def used(row: Row) -> bool:
    """Whether sign-up was opened for it, or anybody stands on its list."""
    return row["open"] is not None or any(
        row[count] for count in ("signed_up", "selected", "seated", "reserve", "checked_in")
    )


def is_open(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether somebody may sign up now, even where the timer that closes is late."""
    gone = row["cancelled"] or row["session_cancelled"] or row["sheet_cancelled"]
    return bool(row["open"]) and not gone and (row["closes_at"] is None or now < row["closes_at"])


def meant(rows: Sequence[Row], session: str | None, now: datetime) -> Row | None:
    """The open window that somebody means: named, of the activity as a whole, or the only one.

    A missing choice among several is an error; none where it is closed.
    """
    windows = {row["session"]: row for row in rows if is_open(row, now)}
    if session is not None or "" in windows:
        return windows.get(session or "")
    if len(windows) > 1:
        raise BadField("session", f"one of {', '.join(windows)}", "请选择场次。", "missing")
    return next(iter(windows.values()), None)


async def open_opinions(database: asyncpg.Pool, unit: str | None) -> list[Row]:
    """The opinions that a unit (none: any) has to answer or to decide, oldest first."""
    rows = await database.fetch(
        "select o.*, a.title, a.lead_unit, coalesce(u.name, o.unit) as unit_name from opinion o"
        " join known_activity a using (programme, activity)"
        " left join known_unit u on (u.programme, u.unit) = (o.programme, o.unit)"
        " where o.fed_back_at is null and o.merged_into is null"
        " and ($1::text is null or a.lead_unit = $1 or o.unit = $1)"
        " order by o.recorded_at, o.opinion",
        unit,
    )
    return [dict(row) for row in rows]


async def attendance(database: asyncpg.Pool, programme: str, activity: str) -> dict[str, Row]:
    """What was recorded of who came, by session."""
    rows = await database.fetch(
        "select session, attendance, leader, leader_office, reason from attendance"
        " where programme = $1 and activity = $2",
        programme, activity,
    )  # fmt: skip
    return {row["session"]: {**row, "attendance": json.loads(row["attendance"])} for row in rows}


async def size_reason(
    database: asyncpg.Pool, programme: str, activity: str, session: str
) -> str | None:
    """Why the number of people differs from about 30: the last word, as the log has it."""
    reason: str | None = await database.fetchval(
        "select data ->> 'reason' from event where stream = $1 and type = $2"
        " and coalesce(data ->> 'session', '') = $3 order by pos desc limit 1",
        f"{REPRESENTATIVES.name}:{programme}:{activity}", SizeReasonRecorded.ce_type(), session,
    )  # fmt: skip
    return reason


async def none_declared(database: asyncpg.Pool, programme: str, activity: str) -> datetime | None:
    """When the unit declared that it received no opinion, if it did."""
    at: datetime | None = await database.fetchval(
        "select occurred_at from event where stream = $1 and type = $2 order by pos desc limit 1",
        f"{OPINIONS.name}:{programme}:{activity}", NoOpinionsDeclared.ce_type(),
    )  # fmt: skip
    return at


@dataclass(frozen=True, slots=True)
class About:
    """What a citizen has to know of an activity."""

    known: KnownActivity

    @property
    def host(self) -> str:
        """Who holds it."""
        return self.known.held_by

    @property
    def title(self) -> str:
        """The activity's title."""
        return self.known.title or self.known.activity

    @property
    def kind(self) -> str:
        """政务开放日 or 政策公开讲."""
        return wording.KINDS.get(self.known.kind or "", "政民互动")

    @property
    def dated(self) -> Sequence[KnownSession]:
        """Its sessions."""
        return self.known.dated

    @property
    def public(self) -> str:
        """Where its notices stand."""
        return f"/public/activities/{self.known.programme}/{self.known.activity}"

    @property
    def opinions(self) -> str:
        """Where opinions are given."""
        return f"/opinions/{self.known.programme}/{self.known.activity}"

    @property
    def sign_up(self) -> str:
        """Where people sign up."""
        return f"/sign-up/{self.known.programme}/{self.known.activity}"

    def sessions(self, key: str) -> Sequence[KnownSession]:
        """The one session, or all for the activity as a whole."""
        return [it for it in self.dated if key in {"", it.session}]


async def lead_units(database: asyncpg.Pool) -> list[tuple[str, str]]:
    """The units that lead an activity, with their names, for choosing among them."""
    rows = await database.fetch(
        "select distinct a.lead_unit, coalesce(u.name, a.lead_unit) as name from known_activity a"
        " left join known_unit u on (u.programme, u.unit) = (a.programme, a.lead_unit)"
        " order by 2",
    )
    return [(row["lead_unit"], row["name"]) for row in rows]

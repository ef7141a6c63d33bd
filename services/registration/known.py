"""The activities that exist, as far as the announcer has said and we have heard."""

from dataclasses import dataclass, field
from datetime import date, datetime

import asyncpg

from contracts.events.announcer import ActivityEvent, AnnouncementPublished
from contracts.values import Channel, NoticeKind

Database = asyncpg.Pool | asyncpg.Connection
REQUIRED = frozenset({Channel.DISTRICT_WEBSITE, Channel.NEW_MEDIA})
"""Where a selection notice must be out before sign-up opens by itself (方案 三)."""


_FIND = """
select programme, activity, lead_unit, cancelled, title, kind, form, host,
  (select name from known_unit u
    where (u.programme, u.unit) = (a.programme, a.lead_unit)) as unit_name,
  array(select (session, cancelled, starts_on, start_at, end_at, place) from known_session s
    where (s.programme, s.activity) = (a.programme, a.activity)
    order by starts_on, start_at, session) as dated,
  array(select session from known_notice n
    join known_session s using (programme, activity, session, starts_on)
    where (programme, activity) = (a.programme, a.activity)
      and $3 = any(kinds) and channel = any($4)
    group by session having count(distinct channel) = cardinality($4)) as noticed
from known_activity a where programme = $1 and activity = $2
"""


@dataclass(frozen=True, slots=True)
class KnownSession:
    """One session: when, where, and whether it takes place. None: not said, or not heard."""

    session: str
    cancelled: bool = False
    starts_on: date | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class KnownActivity:
    """One activity: who leads it, which sessions it has, which of these will not take place."""

    programme: str
    activity: str
    lead_unit: str
    cancelled: bool = False
    title: str | None = None
    kind: str | None = None
    form: str | None = None
    host: str | None = None
    unit_name: str | None = None
    dated: tuple[KnownSession, ...] = ()
    noticed: frozenset[str] = field(default=frozenset())
    """Sessions whose selection notice is out for their date on every required channel."""

    @property
    def held_by(self) -> str:
        """Who holds it, in words, and so uses what people write."""
        return self.host or self.unit_name or "主责单位"

    @property
    def sessions(self) -> frozenset[str]:
        """Every session, whether it takes place or not."""
        return frozenset(it.session for it in self.dated)

    @property
    def cancelled_sessions(self) -> frozenset[str]:
        """The sessions that will not take place."""
        return frozenset(it.session for it in self.dated if it.cancelled)

    @property
    def to_come(self) -> tuple[KnownSession, ...]:
        """The sessions that have a date and were not cancelled."""
        return tuple(it for it in self.dated if it.starts_on is not None and not it.cancelled)


async def find(database: Database, programme: str, activity: str) -> KnownActivity | None:
    """One activity, if we have heard of it."""
    row = await database.fetchrow(_FIND, programme, activity, NoticeKind.SELECTION, list(REQUIRED))
    if row is None:
        return None
    dated = tuple(KnownSession(*it) for it in row["dated"])
    return KnownActivity(**{**row, "dated": dated, "noticed": frozenset(row["noticed"])})


async def units(database: Database, programme: str) -> dict[str, str]:
    """The names of a programme's units."""
    rows = await database.fetch(
        "select unit, name from known_unit where programme = $1 order by unit", programme
    )
    return {row["unit"]: row["name"] for row in rows}


async def all_units(database: Database) -> dict[str, str]:
    """The names of the units of every programme that we have heard of."""
    rows = await database.fetch("select unit, name from known_unit order by name, unit")
    return {row["unit"]: row["name"] for row in rows}


async def about(pool: asyncpg.Pool, event: ActivityEvent) -> KnownActivity | None:
    """What a reaction to an announcer's fact looks up."""
    return await find(pool, event.programme, event.activity)


async def about_selection(pool: asyncpg.Pool, event: AnnouncementPublished) -> KnownActivity | None:
    """The same, of a notice that calls for representatives; nothing of any other."""
    return await about(pool, event) if is_selection_notice(event) else None


async def only_heard(_pool: asyncpg.Pool, _event: ActivityEvent) -> None:
    """What a reaction looks up that needs no more than that the fact is known by now."""


def notice_out(activity: KnownActivity) -> tuple[str | None, ...]:
    """Sessions whose sign-up may open; none stands for the activity, once all have a notice."""
    sessions = {it.session for it in activity.to_come}
    whole = (None,) if sessions and sessions <= activity.noticed else ()
    return (*whole, *sorted(sessions & activity.noticed))


def is_selection_notice(event: AnnouncementPublished) -> bool:
    """Whether a notice calls for representatives."""
    return NoticeKind.SELECTION in event.kinds

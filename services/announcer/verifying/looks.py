"""Which pages are to be looked at, and what the last look at each came to: rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from contracts.envelope import Envelope
from contracts.events.announcer import AnnouncementPublished
from services.announcer.verifying.schedule import GOOD, Seen

TOGETHER = 5
LEASE = timedelta(seconds=60)  # real; who has not come back by then is gone

_CLAIM = """
with due as materialized (
  select publication from page_look
  where next_at <= $1 and (claimed_at is null or claimed_at < now() - $2::interval)
  order by next_at limit $3 for update skip locked)
update page_look set claimed_at = clock_timestamp() from due
where page_look.publication = due.publication
returning page_look.publication, page_look.state, page_look.in_a_row
"""
_PAGE = """
select programme, activity, entry, published_at, data,
  withdrawn_at is not null or exists (select from publication later
    where (later.programme, later.activity, later.kind, later.reference, later.channel)
        = (it.programme, it.activity, it.kind, it.reference, it.channel)
      and later.account is not distinct from it.account and later.position > it.position
      and later.data ->> 'text_sha256' <> it.data ->> 'text_sha256') as over,
  (select max(ends_on) from session
    where (session.programme, session.activity) = (it.programme, it.activity)
      and not cancelled) as last_day
from publication it where id = $1
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A page that this process looks at now."""

    publication: UUID
    state: str
    in_a_row: int


@dataclass(frozen=True, slots=True)
class Page:
    """Its publication; ``over`` when it was taken down or another text took its place."""

    programme: str
    activity: str
    entry: str
    published_at: datetime
    data: dict[str, Any]
    over: bool
    last_day: date | None


class Looks:
    """Every notice is looked at from the moment on at which it is recorded."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """In the transaction of the fact, after the publication's own row."""
        for envelope in events:
            if envelope.type == AnnouncementPublished.ce_type():
                await connection.execute(
                    "insert into page_look (publication, next_at) values ($1, $2)",
                    envelope.id, envelope.recorded_at,
                )  # fmt: skip


async def claim(pool: asyncpg.Pool, now: datetime) -> list[Due]:
    """Take some of what is due; what another process is looking at is passed over."""
    return [Due(**dict(row)) for row in await pool.fetch(_CLAIM, now, LEASE, TOGETHER)]


async def page(pool: asyncpg.Pool, publication: UUID) -> Page:
    """What was published there."""
    row = await pool.fetchrow(_PAGE, publication)
    if row is None:
        raise LookupError(publication)
    return Page(**{**dict(row), "data": json.loads(row["data"])})


async def keep(  # noqa: PLR0913, PLR0917 - a row's own fields
    pool: asyncpg.Pool, due: Due, seen: Seen, detail: str, at: datetime, next_at: datetime | None
) -> None:
    """Keep what was seen, and when to look again."""
    await pool.execute(
        "update page_look set state = $2, in_a_row = $3, detail = $4, looked_at = $5, next_at = $6,"
        " verified_at = case when $7 then $5 else verified_at end, claimed_at = null"
        " where publication = $1",
        due.publication, seen.state, seen.in_a_row, detail, at, next_at, seen.state == GOOD,
    )  # fmt: skip


async def leave(pool: asyncpg.Pool, due: Due) -> None:
    """Look no more at what is not out any more."""
    await pool.execute(
        "update page_look set next_at = null, claimed_at = null where publication = $1",
        due.publication,
    )

"""Who looked at full values, when and what for: on record before anything is shown.

A stated purpose holds for one activity and a quarter of an hour, in real time. Within a quarter
of an hour, whoever looks again for the same purpose makes one look: a page that is reloaded tells
nobody anything new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import asyncpg
from pydantic import Field

from services._vault.vault import Database

MINUTES = 15
PAGE = 100

LookId = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""The number of a look, as its column holds it."""

_RECORD = """
insert into look (at, actor, unit, roles, programme, activity, purpose, name, items)
select $1, $2, $3, $4, $5, $6, $7, $10, fresh.items from (
  select array(
    select unnest($8::text[])
    except select unnest(items) from look
      where actor = $2 and programme = $5 and activity = $6 and purpose = $7
        and at > $1::timestamptz - make_interval(mins => $9) and at <= $1
    order by 1) as items
) fresh
where cardinality(fresh.items) > 0
"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the account, and what a person is told instead of it.

    ``name``: what the account is called, for a service that could not look it up.
    """

    actor: str
    unit: str | None
    roles: Sequence[str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at, and what for."""

    viewer: Viewer
    programme: str
    activity: str
    purpose: str
    items: Sequence[str]


async def state(
    database: Database, viewer: Viewer, activity: tuple[str, str], purpose: str
) -> None:
    """Note what somebody is going to look for."""
    await database.execute(
        "insert into look_purpose (actor, programme, activity, purpose) values ($1, $2, $3, $4)",
        viewer.actor, *activity, purpose,
    )  # fmt: skip


async def stated(database: Database, viewer: Viewer, activity: tuple[str, str]) -> str | None:
    """What somebody is looking for in this activity just now; nothing once the time is over."""
    purpose: str | None = await database.fetchval(
        "select purpose from look_purpose where actor = $1 and programme = $2 and activity = $3"
        " and stated_at > now() - make_interval(mins => $4) order by id desc limit 1",
        viewer.actor, *activity, MINUTES,
    )  # fmt: skip
    return purpose


async def record(database: Database, look: Look, at: datetime) -> None:
    """Write down what was not looked at just now; whoever calls shows nothing if this fails."""
    await database.execute(
        _RECORD,
        at, look.viewer.actor, look.viewer.unit, sorted(look.viewer.roles), look.programme,
        look.activity, look.purpose, list(look.items), MINUTES, look.viewer.name,
    )  # fmt: skip


async def of(database: Database, items: Sequence[str]) -> list[asyncpg.Record]:
    """Every look at one of these items, the latest first."""
    found: list[asyncpg.Record] = await database.fetch(
        "select at, unit, roles, purpose, programme, activity from look"
        " where items && $1::text[] order by at desc, id desc",
        list(items),
    )
    return found


async def listed(
    database: Database, *, actor: str = "", activity: str = "", before: int | None = None
) -> list[asyncpg.Record]:
    """Looks for those who oversee them, the latest first, a hundred at a time."""
    found: list[asyncpg.Record] = await database.fetch(
        "select id, at, actor, name, unit, roles, purpose, programme, activity,"
        " cardinality(items) as many from look"
        " where ($1 = '' or actor = $1) and ($2 = '' or activity = $2)"
        " and ($3::bigint is null or id < $3) order by id desc limit $4",
        actor, activity, before, PAGE,
    )  # fmt: skip
    return found


async def expire(database: Database, before: datetime) -> None:
    """Remove looks and purposes that are older than the record of them has to be."""
    await database.execute("delete from look where at < $1", before)
    await database.execute("delete from look_purpose where stated_at < now() - interval '1 day'")

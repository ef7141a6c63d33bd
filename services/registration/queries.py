"""What may be read, as plain functions: for the JSON API and for pages.

Nothing here opens the vault but ``people_with_names``, which says so.
"""

import json
from datetime import datetime
from typing import Any

import asyncpg

from services._vault import masking
from services._vault.vault import Vault

Row = dict[str, Any]
_OF_ACTIVITY = "where programme = $1 and activity = $2"
_STATE = (
    "case when erased_at is not null then 'erased'"
    " when walked_in and seated_at is null then 'walked_in'"
    " when checked_in_at is not null then 'checked_in'"
    " when seated_at is not null then 'seated'"
    " when withdrawn_at is not null then 'withdrawn'"
    " when selected_at is not null then 'selected'"
    " when released_at is not null then 'released'"
    " when reserve_rank is not null then 'reserve'"
    " when accepted is false then 'declined'"
    " when invited_at is not null then 'invited'"
    " when signed_up_at is not null and exists (select from selection where"
    "  (selection.programme, selection.activity, selection.session)"
    "  = (person.programme, person.activity, person.session)) then 'not_selected'"
    " else 'signed_up' end"
)
"""One word for how far a person has come; the last step counts."""

masked = masking.name
"""A family name and a star, of who may be named at all."""

_FULL = ("name", "guardian", "phone", "mail", "access_needs")
SHORT = 6  # characters of an opaque id that the public sees as 编号


async def summary(database: asyncpg.Pool, programme: str, activity: str) -> dict[str, list[Row]]:
    """What the public may read of one activity: windows, counts, attendance, opinions."""
    key = (programme, activity)
    windows = await database.fetch(
        "select session, open, closes_at, seats, rule from sign_up"  # noqa: S608 - our own words
        f" {_OF_ACTIVITY} order by session",
        *key,
    )
    people = await database.fetch(
        "select session, category, method,"  # noqa: S608 - our own words
        " count(signed_up_at) - count(withdrawn_at) as signed_up,"
        " count(selected_at) as selected, count(seated_at) as seated"
        f" from person {_OF_ACTIVITY} group by session, category, method order by 1, 2, 3",
        *key,
    )
    attendance = await database.fetch(
        "select session, attendance::text, leader from attendance"  # noqa: S608 - our own words
        f" {_OF_ACTIVITY} order by session",
        *key,
    )
    opinions_ = await database.fetch(
        "select opinion, number, session, category, independent, recorded_at, merged_into,"  # noqa: S608 - our own words
        f" decision, reason, decided_at, fed_back_at from opinion {_OF_ACTIVITY} order by number",
        *key,
    )
    return {
        "sign_up": [dict(row) for row in windows],
        "people": [dict(row) for row in people],
        "attendance": [{**row, "attendance": json.loads(row["attendance"])} for row in attendance],
        "opinions": [dict(row) for row in opinions_],
    }


async def people(database: asyncpg.Pool, vault: Vault, programme: str, activity: str) -> list[Row]:
    """Everyone of an activity for its staff, masked: 张* and 138****5678."""
    rows = await _people(database, programme, activity)
    known = await vault.read(database, [f"person/{row['person']}" for row in rows])
    for row in rows:
        values = known.get(f"person/{row['person']}", {})
        row |= {name: masked(values.get(name)) for name in ("name", "guardian")}
        row["phone"] = masking.phone(values.get("phone"))
        row["mail"] = masking.mail(values.get("mail"))
    return rows


async def people_with_names(
    database: asyncpg.Pool, vault: Vault, programme: str, activity: str
) -> list[Row]:
    """The same with full values, opened from the vault: the caller records the look."""
    rows = await _people(database, programme, activity)
    known = await vault.read(database, [f"person/{row['person']}" for row in rows])
    for row in rows:
        values = known.get(f"person/{row['person']}", {})
        row |= {name: values.get(name) for name in _FULL}
    return rows


async def _people(database: asyncpg.Pool, programme: str, activity: str) -> list[Row]:
    rows = await database.fetch(
        "select person, session, category, method, channel, signed_up_at, withdrawn_at,"  # noqa: S608 - our own words
        " invited_at, invite_reason, accepted, selected_at, reserve_rank, seated_at, released_at,"
        " release_reason, checked_in_at, walked_in, purged_at,"
        f" {_STATE} as state from person {_OF_ACTIVITY}"
        " order by session, signed_up_at nulls last, person",
        programme, activity,
    )  # fmt: skip
    return [{**row, "short": row["person"][:SHORT]} for row in rows]


async def came_at(
    database: asyncpg.Pool, programme: str, activity: str, session: str, person: str
) -> datetime | None:
    """When a person arrived at a session, if they did."""
    at: datetime | None = await database.fetchval(
        "select checked_in_at from person"  # noqa: S608 - our own words
        f" {_OF_ACTIVITY} and session = $3 and person = $4",
        programme, activity, session, person,
    )  # fmt: skip
    return at


async def places_of(database: asyncpg.Pool, person: str) -> list[Row]:
    """Where a person stands: activity and session with one word each."""
    rows = await database.fetch(
        "select person.*, coalesce(sign_up.open, false) as open, sign_up.closes_at as open_until,"  # noqa: S608 - our own words
        f" {_STATE} as state from person left join sign_up using (programme, activity, session)"
        " where person = $1 order by programme, activity, session",
        person,
    )
    return [dict(row) for row in rows]


async def opinions_by_category(
    database: asyncpg.Pool, programme: str, activity: str
) -> dict[str, int]:
    """How many opinions each kind of people gave; those of nobody in particular are left out."""
    rows = await database.fetch(
        f"select category, count(*) as said from opinion {_OF_ACTIVITY}"  # noqa: S608 - our own words
        " and category is not null group by category",
        programme, activity,
    )  # fmt: skip
    return {row["category"]: row["said"] for row in rows}


async def activities_of(database: asyncpg.Pool, programme: str, person: str) -> list[str]:
    """The activities of which a person is known."""
    rows = await database.fetch(
        "select activity from person where programme = $1 and person = $2"
        " union select activity from opinion_author where programme = $1 and person = $2",
        programme, person,
    )  # fmt: skip
    return [row["activity"] for row in rows]

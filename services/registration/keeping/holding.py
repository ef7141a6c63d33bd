"""What is kept of an activity's people, and how far the activity has come."""

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg

from services._vault.retention import BEIJING, Until
from services._web.faults import NotFound
from services.registration.keeping.course import Course, Stage
from services.registration.keeping.inventory import INVENTORY

Database = asyncpg.Pool | asyncpg.Connection
Key = tuple[str, str]
OF_THE_DAY = INVENTORY.names(Until.HELD)

# Everybody of whom the vault may hold something for one activity: an id is of one activity alone.
_PERSONS = """
select person from person where programme = $1 and activity = $2
union select person from opinion_author where programme = $1 and activity = $2
union select person from vault_field
 where starts_with(item, 'opinion/' || $1 || '/' || $2 || '/')
    or starts_with(item, 'reply/' || $1 || '/' || $2 || '/')
"""
_HELD: dict[Stage, str] = {
    "all": f"select person from vault_person where person in ({_PERSONS})",  # noqa: S608 - our own words
    "of_the_day": "select distinct person from vault_field"  # noqa: S608 - our own words
    f" where name = any($3) and person in ({_PERSONS})",
}
_COURSE = """
select (select max(starts_on) from known_session where programme = $1 and activity = $2) as ends_on,
  (select closed_at from known_assessment where programme = $1) as assessed_at,
  (select count(*) from opinion
    where programme = $1 and activity = $2 and fed_back_at is null
      and merged_into is null) as open_opinions,
  (select max(fed_back_at) from opinion where programme = $1 and activity = $2) as told_at,
  exists (select from purged
    where programme = $1 and activity = $2 and stage = 'all') as purged
"""
_LATEST = """
select greatest(
  (select max(greatest(signed_up_at, invited_at, selected_at, seated_at, checked_in_at))
    from person where programme = $1 and activity = $2),
  (select max(recorded_at) from opinion where programme = $1 and activity = $2))
"""


async def persons(
    database: Database, key: Key, stage: Stage, limit: int | None = None
) -> list[str]:
    """Of whom something of the stage is held, in the order in which it is deleted."""
    more = () if stage == "all" else (OF_THE_DAY,)
    most = "" if limit is None else f" limit {limit:d}"
    rows = await database.fetch(f"{_HELD[stage]} order by person{most}", *key, *more)
    return [row["person"] for row in rows]


async def held(database: Database, key: Key, stage: Stage) -> int:
    """How many they are."""
    more = () if stage == "all" else (OF_THE_DAY,)
    count: int = await database.fetchval(
        f"select count(*) from ({_HELD[stage]}) held",  # noqa: S608 - our own words
        *key, *more,
    )  # fmt: skip
    return count


async def course(database: Database, key: Key) -> Course | None:
    """How far the activity has come; nothing where it has neither a date nor people.

    What comes in after a purge is kept by its own year, not by the activity's that is long past.
    """
    (row,) = await database.fetch(_COURSE, *key)
    ends_on: date | None = row["ends_on"]
    last = ends_on
    if ends_on is None or row["purged"]:
        latest: datetime | None = await database.fetchval(_LATEST, *key)
        came = latest.astimezone(BEIJING).date() if latest else None
        last = max((it for it in (ends_on, came) if it is not None), default=None)
    if last is None:
        return None
    return Course(
        year=last.year,
        ends_on=ends_on,
        open_opinions=row["open_opinions"],
        told_at=row["told_at"],
        assessed_at=row["assessed_at"],
    )


async def activities(database: Database) -> Sequence[asyncpg.Record]:
    """Every activity of which something may be held, with its title."""
    found: Sequence[asyncpg.Record] = await database.fetch(
        "select programme, activity, coalesce(title, activity) as title from known_activity"
        " order by programme, activity"
    )
    return found


async def ownerless(database: Database) -> int:
    """Persons in the vault who belong to no activity, whom nothing would ever end: none."""
    count: int = await database.fetchval(
        "select count(*) from vault_person p where"
        " not exists (select from person x where x.person = p.person)"
        " and not exists (select from opinion_author a where a.person = p.person)"
        " and not exists (select from vault_field f where f.person = p.person"
        "  and (f.item like 'opinion/%' or f.item like 'reply/%'))"
    )
    return count


async def activity_of(database: Database, person: str) -> Key:
    """The one activity that a person belongs to."""
    row = await database.fetchrow(
        "select programme, activity from person where person = $1"
        " union select programme, activity from opinion_author where person = $1 limit 1",
        person,
    )
    if row is None:
        raise NotFound("unknown_person", "没有此人。")
    return row["programme"], row["activity"]

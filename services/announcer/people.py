"""What an activity's public page shows of its people: sign-up, numbers for names, opinions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import asyncpg

from services.announcer import opinions
from services.announcer.sessions import SignUp

SHORT = 6  # characters of the opaque id that make a person's short number (编号)


@dataclass(frozen=True, slots=True)
class Representative:
    """One person without a name; of a reserve their rank there, and the session it is for."""

    number: str
    category: str | None
    method: str | None
    reserve: int | None
    session: str


@dataclass(frozen=True, slots=True)
class People:
    """All of it, of one activity. ``streams`` are the states of its streams."""

    sign_ups: Sequence[SignUp]
    representatives: Sequence[Representative]
    streams: frozenset[str]
    opinions: opinions.Opinions


async def people(pool: asyncpg.Pool, programme: str, activity: str) -> People:
    """What the other services have said of an activity so far."""
    key = (programme, activity)
    return People(
        sign_ups=(await sign_ups(pool, [key]))[key],
        representatives=await _representatives(pool, key),
        streams=frozenset(
            row["state"]
            for row in await pool.fetch(
                "select distinct state from stream where programme = $1 and activity = $2", *key
            )
        ),
        opinions=await opinions.counts(pool, *key),
    )


async def sign_ups(
    pool: asyncpg.Pool, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[SignUp]]:
    """The sign-up of each activity; a sheet alone is none: those only invited have one too."""
    rows = await pool.fetch(
        "select programme, activity, session, state, closes_at, seats, rule,"
        " (select count(distinct person) from representative it where signed_up"
        "  and (it.programme, it.activity) = (sign_up.programme, sign_up.activity)"
        "  and (sign_up.session = '' or it.session in (sign_up.session, ''))) as signed_up"
        " from sign_up join unnest($1::text[], $2::text[]) as asked (programme, activity)"
        "  using (programme, activity) left join session using (programme, activity, session)"
        " where state in ('open', 'closed') or exists (select from event"
        "  where stream = 'activity:' || programme || ':' || activity"
        "  and type = 'EventScheduled.v1' and data -> 'selection_methods' ? 'open_selection')"
        " order by starts_on nulls first, start_at, session",
        [programme for programme, _ in keys], [activity for _, activity in keys],
    )  # fmt: skip
    found: dict[tuple[str, str], list[SignUp]] = {key: [] for key in keys}
    for row in rows:
        fields = {name: row[name] for name in SignUp.__slots__}
        found[row["programme"], row["activity"]].append(SignUp(**fields))
    return found


async def _representatives(pool: asyncpg.Pool, key: tuple[str, str]) -> list[Representative]:
    rows = await pool.fetch(
        "select person, max(category) as category, max(method) as method, null as reserve,"
        " '' as session from representative where programme = $1 and activity = $2"
        " and standing <> 'reserve' group by person"
        " union all select person, category, method, coalesce(rank, 1), session from representative"
        " where programme = $1 and activity = $2 and standing = 'reserve'"
        " order by reserve nulls first, person",
        *key,
    )
    enough = enough_of({row["person"] for row in rows})
    return [Representative(row["person"][:enough], *list(row)[1:]) for row in rows]


def enough_of(persons: Collection[str]) -> int:
    """How many characters of each id tell them apart: a number is one person's."""
    enough = SHORT
    while len({person[:enough] for person in persons}) < len(set(persons)):
        enough += 1
    return enough

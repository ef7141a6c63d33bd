"""What staff ought to know before they choose: who is of the unit itself, who was chosen before.

Marks are for the eyes of staff. Nobody is refused for one, none is public, none is a fact on the
bus. They are worked out when somebody looks, by comparing numbers inside the vault, and kept
nowhere: an id stays that of one activity (docs/decisions/0005).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from contracts.values import PersonCategory
from services._vault.vault import Vault
from services.registration.known import KnownActivity

_ELSEWHERE = """
select p.person, coalesce(a.title, a.activity) as title
from person p join known_activity a using (programme, activity)
where p.programme = $1 and p.activity <> $2 and p.erased_at is null
  and (p.selected_at is not null or p.seated_at is not null)
order by title
"""


@dataclass(frozen=True, slots=True)
class Hints:
    """What applicants are compared with: all of it is of one lead unit and one programme."""

    chosen: Mapping[str, Sequence[str]]
    """The activities of this programme for which a number was chosen."""

    staff_numbers: frozenset[bytes]
    staff_names: frozenset[str]


def marks(
    values: Mapping[str, str], category: str | None, digest: bytes, hints: Hints
) -> tuple[str, ...]:
    """The marks of one person, in words, from what the vault holds of them."""
    found = []
    if before := hints.chosen.get(values.get("phone", "")):
        found.append(f"本年度已入选：{'、'.join(before)}")
    if category == PersonCategory.OWN_STAFF:
        return tuple(found)
    if digest in hints.staff_numbers:
        found.append("号码是主责单位工作人员的")
    if values.get("own_staff"):
        found.append("登记时说明是主责单位工作人员")
    if values.get("name") in hints.staff_names:
        found.append("与主责单位工作人员账号同名，请核实")
    return tuple(found)


async def marks_of(
    pool: asyncpg.Pool, vault: Vault, activity: KnownActivity, people: Iterable[Mapping[str, Any]]
) -> dict[str, tuple[str, ...]]:
    """The marks of those people of an activity who have any."""
    category = {it["person"]: it["category"] for it in people}
    held = await _held(pool, vault, list(category))
    hints = await _hints(pool, vault, activity)
    found = {
        person: marks(
            values,
            category[person],
            staff_digest(vault, activity.lead_unit, values.get("phone", "")),
            hints,
        )
        for person, values in held.items()
    }
    return {person: those for person, those in found.items() if those}


def staff_digest(vault: Vault, unit: str, phone: str) -> bytes:
    """What stands for the number of one of a unit's staff; nobody can turn it back."""
    return vault.derive(f"staff {unit}", phone)


async def keep_staff_numbers(
    pool: asyncpg.Pool, vault: Vault, unit: str, phones: Iterable[str]
) -> None:
    """From now on these are the numbers of a unit's staff."""
    digests = [staff_digest(vault, unit, phone) for phone in phones]
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("delete from staff_number where unit = $1", unit)
        await connection.execute(
            "insert into staff_number select $1, unnest($2::bytea[]) on conflict do nothing",
            unit, digests,
        )  # fmt: skip


async def count_staff_numbers(pool: asyncpg.Pool, unit: str) -> int:
    """How many are known."""
    count: int = await pool.fetchval("select count(*) from staff_number where unit = $1", unit)
    return count


async def _hints(pool: asyncpg.Pool, vault: Vault, activity: KnownActivity) -> Hints:
    elsewhere = await pool.fetch(_ELSEWHERE, activity.programme, activity.activity)
    held = await _held(pool, vault, list({row["person"] for row in elsewhere}))
    chosen = defaultdict(list)
    for row in elsewhere:
        if phone := held.get(row["person"], {}).get("phone"):
            chosen[phone].append(row["title"])
    numbers = await pool.fetch(
        "select digest from staff_number where unit = $1", activity.lead_unit
    )
    names = await pool.fetch(
        "select name from account where unit = $1 and disabled_at is null", activity.lead_unit
    )
    return Hints(
        {phone: tuple(dict.fromkeys(titles)) for phone, titles in chosen.items()},
        frozenset(row["digest"] for row in numbers),
        frozenset(row["name"] for row in names),
    )


async def _held(
    pool: asyncpg.Pool, vault: Vault, people: Sequence[str]
) -> dict[str, dict[str, str]]:
    found = await vault.read(pool, [f"person/{person}" for person in people])
    return {item.removeprefix("person/"): values for item, values in found.items()}

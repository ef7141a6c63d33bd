"""The questions of one asker with what became of them; nobody else's words are opened."""

from collections.abc import Collection
from typing import Any

import asyncpg

from services.livestream import box, views
from services.livestream.askers import codes
from services.livestream.askers.course import became, sign
from services.livestream.equipment import Equipment
from services.livestream.hosting import second


async def asked_by(
    pool: asyncpg.Pool, mine: Equipment, programme: str, activity: str, person: str
) -> list[dict[str, Any]]:
    """What a person asked of an activity."""
    rows = await pool.fetch(
        "select distinct item from vault_field join question on item = question"
        " where person = $1 and programme = $2 and activity = $3",
        person, programme, activity,
    )  # fmt: skip
    return await _told(pool, mine, programme, activity, {row["item"] for row in rows})


async def asked_under(
    pool: asyncpg.Pool, mine: Equipment, programme: str, activity: str, given: str
) -> list[dict[str, Any]]:
    """The question of a look-up code; none for a code that nobody was given."""
    if (found := codes.numbered(given)) is None:
        return []
    number, code = found
    question = await pool.fetchval(
        "select question from question where programme = $1 and activity = $2 and number = $3",
        programme, activity, number,
    )  # fmt: skip
    if question is None or not codes.fits(code, codes.code_of(mine.vault, number, question)):
        return []
    return await _told(pool, mine, programme, activity, {question})


async def _told(
    pool: asyncpg.Pool, mine: Equipment, programme: str, activity: str, names: Collection[str]
) -> list[dict[str, Any]]:
    if not names:
        return []
    rows = {row["question"]: row for row in await views.questions(pool, programme, activity)}
    mains = {name: rows.get(rows[name]["into_question"]) for name in names}
    goes_by = {name: main or rows[name] for name, main in mains.items()}
    # Of the question with which it is answered only the government's own words are shown.
    kept = await mine.vault.read(pool, [*names, *(row["question"] for row in goes_by.values())])
    courses = await second.courses(pool, mine.lists, programme, activity)
    return [
        {
            "number": row["number"],
            "asked_at": row["asked_at"],
            "session": row["session"],
            "code": codes.code_of(mine.vault, row["number"], name),
            "sign": sign(row),
            "became": became(row, mains[name]),
            "words": kept.get(name, {}).get("words"),
            "message": kept.get(name, {}).get("message") if row["state"] == "held" else None,
            "answer": kept.get(goes_by[name]["question"], {}).get("answer"),
            "second": box.answered_in(courses, goes_by[name]),
            "public": goes_by[name]["question"] if goes_by[name]["state"] in box.PUBLIC else None,
        }
        for name, row in rows.items()
        if name in names
    ]

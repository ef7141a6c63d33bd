"""What is read of opinions. ``opinions`` and ``opinion`` open words and replies in the vault."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from contracts.events.announcer import OpinionResultsPublished
from contracts.events.registration import OpinionMerged, OpinionRecorded, OpinionSummarised
from services._vault.vault import Vault
from services.registration.domain.opinions import OPINIONS

Row = dict[str, Any]
_OF_ACTIVITY = "where programme = $1 and activity = $2"
_LEDGER = """
select o.*, a.title, a.lead_unit, due.due, main.number as main_number,
       coalesce(main.unit, o.unit) as asked,
       coalesce(u.name, main.unit, o.unit) as unit_name,
       coalesce(l.name, a.lead_unit) as lead_name,
       coalesce(r.name, o.returned_by) as returned_name,
       (select count(*) from opinion it where it.merged_into = o.opinion
        and (it.programme, it.activity) = (o.programme, o.activity)) as merged
from opinion o
join known_activity a using (programme, activity)
left join feedback_due due using (programme, activity)
left join opinion main on (main.programme, main.activity, main.opinion)
    = (o.programme, o.activity, o.merged_into)
left join known_unit u on (u.programme, u.unit) = (o.programme, coalesce(main.unit, o.unit))
left join known_unit r on (r.programme, r.unit) = (o.programme, o.returned_by)
left join known_unit l on (l.programme, l.unit) = (o.programme, a.lead_unit)
"""


async def opinions(
    database: asyncpg.Pool,
    vault: Vault,
    programme: str,
    activity: str,
    only: Sequence[str] | None = None,
) -> list[Row]:
    """The opinions of an activity for its staff, with their words and replies, without names."""
    rows = await database.fetch(
        "select o.*, main.number as main_number, coalesce(main.unit, o.unit) as asked,"
        " (select count(*) from opinion it"
        "  where it.merged_into = o.opinion"
        "  and (it.programme, it.activity) = (o.programme, o.activity)) as merged"
        " from opinion o left join opinion main on (main.programme, main.activity, main.opinion)"
        "  = (o.programme, o.activity, o.merged_into)"
        " where o.programme = $1 and o.activity = $2"
        " and ($3::text[] is null or o.opinion = any($3))"
        " order by o.number",
        programme, activity, only,
    )  # fmt: skip
    known = await vault.read(
        database,
        [item for row in rows for item in (opinion_item(*_name(row)), reply_item(*_name(row)))],
    )
    return [_opened(row, known) for row in rows]


def _opened(row: asyncpg.Record, known: Mapping[str, Mapping[str, str]]) -> Row:
    words, reply = known.get(opinion_item(*_name(row)), {}), known.get(reply_item(*_name(row)), {})
    return {
        **row,
        "words": words.get("words"),
        "reply": reply.get("text") if row["replied_at"] else None,
        "former_reply": reply.get("former") if row["corrected_at"] else None,
    }


async def opinion(
    database: asyncpg.Pool, vault: Vault, programme: str, activity: str, name: str
) -> Row | None:
    """One opinion, with its words."""
    found = await opinions(database, vault, programme, activity, [name])
    return found[0] if found else None


async def merged_into(
    database: asyncpg.Pool | asyncpg.Connection, programme: str, activity: str, opinion: str
) -> list[Row]:
    """Those that are handled with an opinion."""
    rows = await database.fetch(
        f"select opinion, number from opinion {_OF_ACTIVITY} and merged_into = $3 order by number",  # noqa: S608 - our own words
        programme, activity, opinion,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def main_of(database: asyncpg.Pool, programme: str, activity: str, opinion: str) -> str:
    """The opinion with which one is handled; itself, if with no other."""
    found: str | None = await database.fetchval(
        f"select merged_into from opinion {_OF_ACTIVITY} and opinion = $3",  # noqa: S608 - our own words
        programme, activity, opinion,
    )  # fmt: skip
    return found or opinion


async def unit_asked(
    database: asyncpg.Pool, programme: str, activity: str, opinion: str
) -> str | None:
    """The unit that an opinion, or the one with which it is handled, was dispatched to."""
    unit: str | None = await database.fetchval(
        "select coalesce(main.unit, o.unit) from opinion o left join opinion main"
        " on (main.programme, main.activity, main.opinion)"
        "  = (o.programme, o.activity, o.merged_into)"
        " where o.programme = $1 and o.activity = $2 and o.opinion = $3",
        programme, activity, opinion,
    )  # fmt: skip
    return unit


async def trail(
    database: asyncpg.Pool, programme: str, activity: str, opinion: str, main: str
) -> list[Row]:
    """The facts of an opinion and of the one with which it is handled, in their order."""
    rows = await database.fetch(
        "select type, data, occurred_at from event where stream = $1 and type <> $2"
        " and (data ->> 'opinion' = $3 or data ->> 'opinion' = $4 and type <> all($5))"
        " order by pos",
        f"{OPINIONS.name}:{programme}:{activity}", OpinionSummarised.ce_type(), opinion, main,
        [OpinionRecorded.ce_type(), OpinionMerged.ce_type(), "OpinionFollowedUp.v1"],
    )  # fmt: skip
    return [{**row, "data": json.loads(row["data"])} for row in rows]


async def ledger(database: asyncpg.Pool, unit: str | None) -> list[Row]:
    """The opinions that a unit (none: any) leads or was asked about; nothing of the vault."""
    rows = await database.fetch(
        f"{_LEDGER} where ($1::text is null or $1 in (a.lead_unit, main.unit, o.unit))"
        " order by due.due nulls last, o.programme, o.activity, o.number",
        unit,
    )
    return [dict(row) for row in rows]


async def decisions(database: asyncpg.Pool, event: OpinionResultsPublished) -> dict[str, str]:
    """What stands decided of an activity's opinions, for a reaction to their publication."""
    rows = await database.fetch(
        f"select opinion, decision from opinion {_OF_ACTIVITY} and decision is not null",  # noqa: S608 - our own words
        event.programme, event.activity,
    )  # fmt: skip
    return {row["opinion"]: row["decision"] for row in rows}


async def feedback_due(database: asyncpg.Pool, programme: str, activity: str) -> Any:
    """Until when compliance wants the activity's opinions fed back, if it has said so."""
    return await database.fetchval(
        f"select due from feedback_due {_OF_ACTIVITY}",  # noqa: S608 - our own words
        programme, activity,
    )  # fmt: skip


def opinion_item(programme: str, activity: str, opinion: str) -> str:
    """Where the vault keeps an author's words."""
    return f"opinion/{programme}/{activity}/{opinion}"


def reply_item(programme: str, activity: str, opinion: str, main: str | None = None) -> str:
    """Where the vault keeps the reply to them; its author's copy of the one to ``main``."""
    own = f"reply/{programme}/{activity}/{opinion}"
    return own if main in {None, opinion} else f"{own}/{main}"


def _name(row: asyncpg.Record) -> tuple[str, str, str]:
    return row["programme"], row["activity"], row["opinion"]

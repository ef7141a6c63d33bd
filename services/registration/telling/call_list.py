"""The call list (电话告知): who has to be telephoned, what to say, and that it was done.

Names and numbers come from the vault at every look: masked, until the caller has said what for.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services._kit.decider import Refused
from services._kit.postgres import transaction
from services._vault import looks, masking
from services.registration.telling.kinds import Kind
from services.registration.telling.outbox import Composer, pointless


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the list; ``say`` is read out."""

    message: UUID
    person: str
    session: str | None
    kind: Kind
    name: str | None
    phone: str | None
    say: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Closely:
    """Who looks at full names and numbers, what for, and when."""

    by: looks.Viewer
    purpose: str
    at: datetime


async def calls(
    pool: asyncpg.Pool,
    composer: Composer,
    activity: tuple[str, str],
    closely: Closely | None,
) -> list[Call]:
    """The calls to be made, oldest first: masked, or in full once the look is on record."""
    async with transaction(pool) as connection:
        rows = await connection.fetch(
            "select id, session, person, kind, created_at from message"
            " where programme = $1 and activity = $2 and state = 'waiting' and channel = 'call'"
            " order by created_at, person, kind",
            *activity,
        )
        told_of = {(row["session"], Kind(row["kind"])) for row in rows}
        off = {it for it in told_of if await pointless(pool, (*activity, it[0]), it[1])}
        rows = [row for row in rows if (row["session"], row["kind"]) not in off]
        persons = sorted({row["person"] for row in rows})
        if closely is not None:
            look = looks.Look(closely.by, *activity, closely.purpose, persons)
            await looks.record(connection, look, closely.at)
    contacts = await composer.contacts(persons)
    name, phone = (_same, _same) if closely else (masking.name, masking.phone)
    texts = {
        (session, kind): await composer.text((*activity, session), kind, None)
        for session, kind in told_of - off
    }
    return [
        Call(
            message=row["id"],
            person=row["person"],
            session=row["session"] or None,
            kind=Kind(row["kind"]),
            name=name(contacts.get(row["person"], {}).get("name")),
            phone=phone(contacts.get(row["person"], {}).get("phone")),
            say=texts[row["session"], row["kind"]].body,
            since=row["created_at"],
        )
        for row in rows
    ]


def _same(value: str | None) -> str | None:
    return value


async def mark_called(
    pool: asyncpg.Pool, activity: tuple[str, str], message: UUID, by: str, at: datetime
) -> bool | None:
    """Note that the person was told: ``True`` now, ``False`` before, ``None``: no such message."""
    async with transaction(pool) as connection:
        row = await connection.fetchrow(
            "select state, channel from message"
            " where id = $3 and programme = $1 and activity = $2 for update",
            *activity, message,
        )  # fmt: skip
        if row is None:
            return None
        if row["state"] == "called":
            return False
        if row["state"] == "dropped":
            raise Refused("dropped", "活动或名额已有变动，这条不用再告知。")
        if (row["state"], row["channel"]) != ("waiting", "call"):
            raise Refused("not_on_call_list", "这条不在电话告知名单上。")
        await connection.execute(
            "update message set state = 'called', called_by = $2, sent_at = $3 where id = $1",
            message, by, at,
        )  # fmt: skip
        return True

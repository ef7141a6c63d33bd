"""The question box: who may still ask, whose words are kept, and what of them is shown to whom.

This is the one module that takes words of askers out of the vault.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import asyncpg

from contracts.values import timestamp
from services._kit.decider import Refused
from services._kit.timers import TimerRow
from services._kit.writer import Request
from services._vault import masking
from services._vault.looks import Viewer
from services._vault.vault import Database, Vault
from services._web.running import Running
from services.livestream import views
from services.livestream.domain.order import Order
from services.livestream.domain.questions import CloseQuestions
from services.livestream.hosting import second
from services.livestream.keeping import looking
from services.livestream.known import KnownActivity
from services.livestream.media.lists import Lists
from services.livestream.viewers.words import Words

PUBLIC = ("released", "answered")


def new_person() -> str:
    """An opaque id for somebody of whom nothing is known."""
    return secrets.token_hex(8)


async def prove_open(connection: Database, programme: str, activity: str, session: str) -> None:
    """Refuse what comes too early or too late; in a transaction, nobody closes meanwhile."""
    key = (programme, activity, session)
    stream = await connection.fetchrow(
        "select phase, started_at from stream"
        " where programme = $1 and activity = $2 and session = $3 for share",
        *key,
    )
    if stream is None:
        raise Refused("not_prepared", "这个场次没有直播，不能提问。", "session")
    if stream["phase"] == "cancelled":
        raise Refused("cancelled", "直播已经取消，不能提问。", "session")
    closed = await connection.fetchval(
        "select closed_at from closed_box where programme = $1 and activity = $2 and session = $3",
        *key,
    )
    if closed is not None:
        raise Refused("closed", "提问已经结束。", "session")
    if stream["started_at"] is None and not await _noticed(connection, *key):
        raise Refused("not_open", "活动公告发布后才能提问。", "session")


async def _noticed(connection: Database, programme: str, activity: str, session: str) -> bool:
    noticed: bool | None = await connection.fetchval(
        "select noticed from known_session"
        " where programme = $1 and activity = $2 and session = $3",
        programme, activity, session,
    )  # fmt: skip
    return bool(noticed)


def takes(stream: Mapping[str, Any]) -> bool:
    """Whether the box of a stream, as ``views.streams`` tells it, is open."""
    return bool(stream["questions_opened"]) and not _over(stream)


def opens(stream: Mapping[str, Any]) -> bool:
    """Whether the box of a stream will open once the notice is out."""
    return not stream["questions_opened"] and not _over(stream)


def _over(stream: Mapping[str, Any]) -> bool:
    return bool(stream["phase"] == "cancelled" or stream["questions_closed"])


async def close(
    pool: asyncpg.Pool, programme: str, activity: str, session: str, now: datetime
) -> None:
    """Nobody can ask any more. What has been asked before is committed before this is."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "select from stream where programme = $1 and activity = $2 and session = $3"
            " for update",
            programme, activity, session,
        )  # fmt: skip
        await connection.execute(
            "insert into closed_box values ($1, $2, $3, $4) on conflict do nothing",
            programme, activity, session, now,
        )  # fmt: skip


async def close_in_time(running: Running, timer: TimerRow) -> None:
    """What nobody answered becomes an opinion: a day after the stream ended, at once if cancelled.

    The box of a cancelled stream stays as it is: nobody can ask until the stream comes back.
    """
    programme, activity = timer.payload["programme"], timer.payload["activity"]
    session = timer.payload["session"]
    if not timer.payload.get("cancelled"):
        await close(running.pool, programme, activity, session, timer.due_at)
    order = Order(programme, activity, CloseQuestions(session=session))
    await running.writer.execute(
        Request(
            id=uuid5(NAMESPACE_URL, f"{timer.id}\n{timestamp(timer.due_at)}"),
            stream=f"questions:{programme}:{activity}",
            command=order,
            occurred_at=timer.due_at,
            actor="timer",
        )
    )


async def keep_answer(
    vault: Vault, connection: asyncpg.Connection, question: str, text: str
) -> None:
    """Keep a written answer beside the question; without an asker, if that one is forgotten."""
    person = await vault.owner(connection, question) or new_person()
    await vault.put(connection, person, question, {"answer": text})


async def keep_message(
    vault: Vault, connection: asyncpg.Connection, question: str, text: str
) -> None:
    """Keep what a moderator says to the asker alone; nothing, if that one is forgotten."""
    if (person := await vault.owner(connection, question)) is not None:
        await vault.put(connection, person, question, {"message": text})


async def shown(
    pool: asyncpg.Pool, public: Words, lists: Lists, programme: str, activity: str
) -> list[dict[str, Any]]:
    """What everybody may read: released and answered questions whose words are still kept.

    ``second``: where the recording has the answer.
    """
    rows = [
        row for row in await views.questions(pool, programme, activity) if row["state"] in PUBLIC
    ]
    words = await public.read(pool, [row["question"] for row in rows])
    live = any(row["means"] == "live" for row in rows)
    courses = await second.courses(pool, lists, programme, activity) if live else {}
    return [
        {
            "question": row["question"],
            "session": row["session"],
            "number": row["number"],
            "state": row["state"],
            "asked_at": row["asked_at"].replace(second=0, microsecond=0),
            "words": words[row["question"]]["words"],
            "votes": row["votes"],
            "merged": row["merged"],
            "answering": row["state"] == "released" and row["taken_up_at"] is not None,
            "means": row["means"],
            "answer": words[row["question"]].get("answer"),
            "second": answered_in(courses, row),
        }
        for row in rows
        if "words" in words.get(row["question"], {})
    ]


def answered_in(courses: Mapping[str, second.Course], row: Mapping[str, Any]) -> int | None:
    """At which second of its recording a question begins to be answered live, if it was."""
    if row["means"] != "live":
        return None
    said = row["taken_up_at"] or row["answered_at"]
    return second.second(courses.get(row["session"], ()), said)


@dataclass(frozen=True, slots=True)
class Looking:
    """Who among the staff reads, when, and what for where contacts are wanted in full."""

    by: Viewer
    at: datetime
    purpose: str | None


async def everything(
    pool: asyncpg.Pool, known: KnownActivity, vault: Vault, look: Looking, only: str | None = None
) -> list[dict[str, Any]]:
    """What staff may read: every question with its words; contacts masked without a purpose.

    ``None`` stands for what is forgotten. The look is on record first.
    """
    programme, activity = known.programme, known.activity
    rows = await views.questions(pool, programme, activity)
    rows = [row for row in rows if only in {None, row["question"]}]
    names = [row["question"] for row in rows]
    await looking.record(pool, look.by, known, look.purpose, names, look.at)
    kept = await vault.read(pool, names)
    shown = [row | _words(kept.get(row["question"], {})) for row in rows]
    if look.purpose is None:
        return [row | {"contact": masking.contact(row["contact"])} for row in shown]
    return shown


def _words(kept: Mapping[str, str]) -> dict[str, str | None]:
    return {name: kept.get(name) for name in ("words", "contact", "answer", "message")}

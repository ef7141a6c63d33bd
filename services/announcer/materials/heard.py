"""What others say of an activity as far as a bundle tells it: who came, asked, and can watch."""

import json

import asyncpg

from contracts.event import DomainEvent
from contracts.events.livestream import (
    QuestionAnswered,
    QuestionAsked,
    RecordingDeleted,
    RecordingKept,
    RecordingReleased,
)
from contracts.events.registration import AttendanceRecorded
from services.announcer.queries import Database


async def hear(connection: asyncpg.Connection, event: DomainEvent) -> None:
    """Write what a fact tells of it; a session's last word on who came is the one that counts."""
    match event:
        case AttendanceRecorded():
            await connection.execute(
                "insert into attendance values ($1, $2, $3, $4)"
                " on conflict (programme, activity, session) do update set came = $4",
                event.programme, event.activity, event.session or "", json.dumps(event.attendance),
            )  # fmt: skip
        case QuestionAsked() | QuestionAnswered():
            await connection.execute(
                "insert into question values ($1, $2, $3, $4)"
                " on conflict (programme, activity, question)"
                " do update set answered = question.answered or $4",
                event.programme, event.activity, event.question,
                isinstance(event, QuestionAnswered),
            )  # fmt: skip
        case RecordingKept():
            await connection.execute(
                "insert into recording values ($1, $2, $3, $4) on conflict do nothing",
                event.programme, event.activity, event.session, event.duration_ms,
            )  # fmt: skip
        case RecordingReleased():
            await connection.execute(
                "update recording set path = $4"
                " where programme = $1 and activity = $2 and session = $3",
                event.programme, event.activity, event.session, event.path,
            )  # fmt: skip
        case RecordingDeleted():
            await connection.execute(
                "delete from recording where programme = $1 and activity = $2 and session = $3",
                event.programme, event.activity, event.session,
            )  # fmt: skip
        case _:
            pass


async def came(database: Database, programme: str, activity: str) -> dict[str, int]:
    """How many of each category came, over all sessions.

    A word about the activity as a whole tells of its sessions too: beside it theirs add nothing.
    """
    found = await database.fetch(
        "select key, sum(value::int) as count from attendance, jsonb_each_text(came)"
        " where programme = $1 and activity = $2 and (session = '' or not exists (select from"
        "  attendance whole where (whole.programme, whole.activity, whole.session) = ($1, $2, '')))"
        " group by key",
        programme, activity,
    )  # fmt: skip
    return {it["key"]: it["count"] for it in found}


async def questions(database: Database, programme: str, activity: str) -> tuple[int, int]:
    """How many questions were asked, and how many answered."""
    found = await database.fetch(
        "select answered from question where programme = $1 and activity = $2",
        programme, activity,
    )  # fmt: skip
    return len(found), sum(it["answered"] for it in found)


async def recordings(
    database: Database, programme: str, activity: str
) -> list[tuple[int, str | None]]:
    """How many minutes each recording of a stream lasts, and where everybody may watch it."""
    found = await database.fetch(
        "select milliseconds, path from recording where programme = $1 and activity = $2"
        " order by session",
        programme, activity,
    )  # fmt: skip
    return [(max(1, round(it["milliseconds"] / 60_000)), it["path"]) for it in found]

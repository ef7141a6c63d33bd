"""Read models: streams and questions as they stand, in the writer's own transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import asyncpg

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.livestream import (
    FilmAccepted,
    PersonForgotten,
    PublisherRefused,
    QuestionAnswered,
    QuestionAsked,
    QuestionEvent,
    QuestionHeld,
    QuestionLeftOpen,
    QuestionMerged,
    QuestionReleased,
    QuestionsPurged,
    QuestionTakenUp,
    QuestionUnmerged,
    RecordingDeleted,
    RecordingEvent,
    RecordingKept,
    RecordingReleased,
    StreamCancelled,
    StreamEnded,
    StreamEvent,
    StreamInterrupted,
    StreamPrepared,
    StreamResumed,
    StreamScheduled,
    StreamStarted,
    StreamWatched,
)
from contracts.registry import decode
from contracts.values import beijing_date
from services._kit.timers import set_timer
from services._vault.vault import forget
from services.livestream.askers import votes
from services.livestream.keeping.purging import purge
from services.livestream.media import rows

CLOSE_QUESTIONS = "close-questions"
COUNT_VIEWERS = "count-viewers"
COUNTED = timedelta(minutes=1)  # business time after the end, by when each process has counted
OPEN_FOR = timedelta(hours=24)  # business time after the stream ended
_PHASES: dict[type[DomainEvent], str] = {
    StreamStarted: "live",
    StreamInterrupted: "interrupted",
    StreamResumed: "live",
    StreamEnded: "ended",
    StreamCancelled: "cancelled",
    QuestionHeld: "held",
    QuestionReleased: "released",
    QuestionMerged: "merged",
    QuestionUnmerged: "waiting",
    QuestionAnswered: "answered",
    QuestionLeftOpen: "left_open",
}
_RECORDINGS: dict[type[DomainEvent], str] = {
    RecordingKept: "kept_at",
    RecordingReleased: "released_at",
    RecordingDeleted: "deleted_at",
}


class LivestreamView:
    """Rows for reading."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Write what the events change."""
        for envelope in events:
            match decode(envelope.type, envelope.data):
                case PublisherRefused() | FilmAccepted() | StreamWatched():
                    pass  # noted where it was seen
                case RecordingEvent() as event:
                    await _recording(connection, envelope, event)
                case StreamEvent() as event:
                    await _stream(connection, envelope, event)
                case QuestionEvent() as event:
                    await _question(connection, envelope, event)
                case PersonForgotten() as event:
                    await forget(connection, event.person)
                    await votes.forget(connection, event.person)
                case QuestionsPurged() as event:
                    await purge(connection, event)


async def _stream(connection: asyncpg.Connection, envelope: Envelope, event: StreamEvent) -> None:
    key = (event.programme, event.activity, event.session)
    match event:
        case StreamPrepared():
            await connection.execute(
                "insert into stream (programme, activity, session, phase, starts_on)"
                " values ($1, $2, $3, 'prepared', $4)"
                " on conflict (programme, activity, session)"
                " do update set phase = 'prepared', starts_on = $4, starts_at = null",
                *key, event.starts_on,
            )  # fmt: skip
        case StreamScheduled():
            await connection.execute(
                "insert into stream (programme, activity, session, phase, starts_on, starts_at,"
                " account) values ($1, $2, $3, 'scheduled', $4, $5, $6)"
                " on conflict (programme, activity, session)"
                " do update set phase = 'scheduled', starts_on = $4, starts_at = $5, account = $6",
                *key, beijing_date(event.starts_at), event.starts_at, event.account,
            )  # fmt: skip
        case _:
            await connection.execute(
                "update stream set phase = $4,"
                " started_at = case when $5 then $7 else started_at end,"
                " ended_at = case when $6 then $7 else ended_at end"
                " where programme = $1 and activity = $2 and session = $3",
                *key, _PHASES[type(event)], isinstance(event, StreamStarted),
                isinstance(event, StreamEnded), envelope.occurred_at,
            )  # fmt: skip
    if isinstance(event, StreamEnded | StreamCancelled):
        await rows.close(connection, key, envelope.occurred_at)
        ended = isinstance(event, StreamEnded)
        due_at = envelope.occurred_at + OPEN_FOR if ended else envelope.occurred_at
        subject = {"programme": event.programme, "activity": event.activity}
        about = {**subject, "session": event.session, "cancelled": not ended}
        name = ":".join((CLOSE_QUESTIONS, *key))
        await set_timer(connection, name, CLOSE_QUESTIONS, due_at, about)
        if ended:
            counted_at = envelope.occurred_at + COUNTED
            name = ":".join((COUNT_VIEWERS, *key))
            await set_timer(connection, name, COUNT_VIEWERS, counted_at, about)


async def _recording(
    connection: asyncpg.Connection, envelope: Envelope, event: RecordingEvent
) -> None:
    await connection.execute(
        f"update ingest set {_RECORDINGS[type(event)]} = $4"  # noqa: S608 - our own words
        " where programme = $1 and activity = $2 and session = $3",
        event.programme, event.activity, event.session, envelope.occurred_at,
    )  # fmt: skip


async def _question(
    connection: asyncpg.Connection, envelope: Envelope, event: QuestionEvent
) -> None:
    key = (event.programme, event.activity, event.question)
    if isinstance(event, QuestionAsked):
        await connection.execute(
            "insert into question (programme, activity, question, session, number, phase, asked_at)"
            " select $1, $2, $3, $4, count(*) + 1, 'waiting', $5 from question"
            " where programme = $1 and activity = $2",
            *key, event.session, envelope.occurred_at,
        )  # fmt: skip
        return
    if isinstance(event, QuestionTakenUp):
        await connection.execute(
            "update question set taken_up_at = case when question = $3 then $5::timestamptz end"
            " where programme = $1 and activity = $2 and session = $4 and phase = 'released'",
            *key, event.session, envelope.occurred_at,
        )  # fmt: skip
        return
    await connection.execute(
        "update question set phase = $4, reason = $5, means = coalesce($6, means),"
        " into_question = $11, place = null,"
        " taken_up_at = case when $9 then taken_up_at end,"
        " shown_from = case when $7 then coalesce(shown_from, $8) else shown_from end,"
        " answered_at = case when $9 then $10 else answered_at end"
        " where programme = $1 and activity = $2 and question = $3",
        *key, _PHASES[type(event)],
        event.reason if isinstance(event, QuestionHeld) else None,
        event.means if isinstance(event, QuestionAnswered) else None,
        isinstance(event, QuestionReleased), envelope.sequence,
        isinstance(event, QuestionAnswered), envelope.occurred_at,
        event.into if isinstance(event, QuestionMerged) else None,
    )  # fmt: skip


async def streams(
    database: asyncpg.Pool | asyncpg.Connection, programme: str, activity: str
) -> list[dict[str, Any]]:
    """The streams of one activity, by the time they begin."""
    rows = await database.fetch(
        "select session, phase, s.starts_on, starts_at, account, started_at, ended_at,"
        " c.session is not null as questions_closed,"
        " started_at is not null or coalesce(k.noticed, false) as questions_opened"
        " from stream s left join closed_box c using (programme, activity, session)"
        " left join known_session k using (programme, activity, session)"
        " where programme = $1 and activity = $2"
        " order by s.starts_on, starts_at, session",
        programme, activity,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def questions(
    database: asyncpg.Pool | asyncpg.Connection, programme: str, activity: str
) -> list[dict[str, Any]]:
    """All questions of one activity in the order in which they were asked; for staff only.

    ``votes``: how many want to know it, each counted once however many of what was merged into it
    they asked or voted for; ``merged``: how many these are.
    """
    rows = await database.fetch(
        "select question, session, number, phase as state, reason, means, asked_at, answered_at,"
        " into_question, taken_up_at, place, coalesce(votes, 0) as votes,"
        " (select count(*) from question m where m.programme = q.programme"
        "  and m.activity = q.activity and m.into_question = q.question) as merged"
        " from question q left join"
        " (select coalesce(into_question, question) as question, count(distinct person) as votes"
        "  from question join vote using (programme, activity, question)"
        "  where programme = $1 and activity = $2 group by 1) v using (question)"
        " where programme = $1 and activity = $2 order by number",
        programme, activity,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def number(database: asyncpg.Pool, programme: str, activity: str, question: str) -> int:
    """Under which number a question was taken."""
    found: int = await database.fetchval(
        "select number from question where programme = $1 and activity = $2 and question = $3",
        programme, activity, question,
    )  # fmt: skip
    return found


async def index(database: asyncpg.Pool, unit: str | None) -> list[dict[str, Any]]:
    """All streams, or those that one unit leads, the latest first; how many questions wait."""
    rows = await database.fetch(
        "select s.programme, s.activity, s.session, s.phase, s.starts_on, s.starts_at, k.title,"
        " (select count(*) from question q where q.programme = s.programme"
        "  and q.activity = s.activity and q.session = s.session and q.phase = 'waiting') waiting"
        " from stream s join known_activity k using (programme, activity)"
        " where $1::text is null or k.lead_unit = $1"
        " order by s.starts_on desc, s.starts_at desc, s.activity, s.session",
        unit,
    )  # fmt: skip
    return [dict(row) for row in rows]

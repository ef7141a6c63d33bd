"""What viewers of one activity are told: its streams, and questions that became public.

Ids only. A question that the public never saw is never named, nor that it was held. How many want
to know what is told besides (services/livestream/viewers/votes_told.py).
"""

import json

import asyncpg

from contracts.events.livestream import (
    QuestionAnswered,
    QuestionHeld,
    QuestionLeftOpen,
    QuestionMerged,
    QuestionReleased,
    QuestionTakenUp,
    StreamCancelled,
    StreamEnded,
    StreamInterrupted,
    StreamPrepared,
    StreamResumed,
    StreamScheduled,
    StreamStarted,
)
from services._web.changes import Change, Changes
from services.livestream.viewers.votes_told import VotesTold

_STATES = {
    StreamPrepared.ce_type(): "prepared",
    StreamScheduled.ce_type(): "scheduled",
    StreamStarted.ce_type(): "live",
    StreamInterrupted.ce_type(): "interrupted",
    StreamResumed.ce_type(): "live",
    StreamEnded.ce_type(): "ended",
    StreamCancelled.ce_type(): "cancelled",
}
_QUESTIONS = {
    QuestionReleased.ce_type(): "released",
    QuestionTakenUp.ce_type(): "answering",
    QuestionAnswered.ce_type(): "answered",
    QuestionHeld.ce_type(): "removed",
    QuestionLeftOpen.ce_type(): "removed",
    QuestionMerged.ce_type(): "removed",
}


def topic(programme: str, activity: str) -> str:
    """What a viewer listens to."""
    return f"{programme}/{activity}"


def public_changes(votes: VotesTold) -> Changes:
    """The changes of one livestream service."""
    return Changes(_read, greet=votes.greeting)


async def _read(pool: asyncpg.Pool, after: int, at_most: int, wanted: str | None) -> list[Change]:
    rows = await pool.fetch(
        "select pos, type, data from event e where pos > $1 and type = any($2)"
        " and ($3::text is null or concat(data->>'programme', '/', data->>'activity') = $3)"
        " and (not type = any($4) or exists (select from question q"
        "  where q.programme = e.data->>'programme' and q.activity = e.data->>'activity'"
        "  and q.question = e.data->>'question' and q.shown_from < e.pos))"
        " order by pos limit $5",
        after, [*_STATES, *_QUESTIONS], wanted,
        [name for name, state in _QUESTIONS.items() if state == "removed"], at_most,
    )  # fmt: skip
    return [_change(row) for row in rows]


def _change(row: asyncpg.Record) -> Change:
    told = json.loads(row["data"])
    about = topic(told["programme"], told["activity"])
    if (state := _STATES.get(row["type"])) is not None:
        data = {"session": told["session"], "state": state}
        return Change("state", data, row["pos"], about)
    data = {"question": told["question"], "state": _QUESTIONS[row["type"]]}
    return Change("question", data, row["pos"], about)

"""What viewers of one activity are told: its streams, recordings and public questions.

Ids only. A question that the public never saw is never named, nor that it was held. Where questions
are merged or parted again, the one is named with which the others are answered. How many want to
know what is told besides (services/livestream/viewers/votes_told.py).
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
    QuestionUnmerged,
    RecordingDeleted,
    RecordingReleased,
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
    RecordingReleased.ce_type(): "released",
    RecordingDeleted.ce_type(): "deleted",
}
_QUESTIONS = {
    QuestionReleased.ce_type(): "released",
    QuestionTakenUp.ce_type(): "answering",
    QuestionAnswered.ce_type(): "answered",
    QuestionHeld.ce_type(): "removed",
    QuestionLeftOpen.ce_type(): "removed",
    QuestionMerged.ce_type(): "merged",
    QuestionUnmerged.ce_type(): "parted",
}
_MERGED, _PARTED = QuestionMerged.ce_type(), QuestionUnmerged.ce_type()
_OF_SEEN_ONLY = [
    name for name, state in _QUESTIONS.items() if state in {"removed", "merged", "parted"}
]
_READ = """
select pos, type, data, named.question from event e cross join lateral (select case type
    when $6 then data->>'into'
    when $7 then (select data->>'into' from event earlier
      where earlier.stream = e.stream and earlier.version < e.version
        and earlier.type = $6
        and earlier.data->>'question' = e.data->>'question' order by version desc limit 1)
    else data->>'question' end as question) as named
where pos > $1 and type = any($2)
  and ($3::text is null or concat(data->>'programme', '/', data->>'activity') = $3)
  and (not type = any($4) or exists (select from question q
    where q.programme = data->>'programme' and q.activity = data->>'activity'
      and q.question = named.question and q.shown_from < e.pos))
order by pos limit $5
"""


def topic(programme: str, activity: str) -> str:
    """What a viewer listens to."""
    return f"{programme}/{activity}"


def public_changes(votes: VotesTold) -> Changes:
    """The changes of one livestream service."""
    return Changes(_read, greet=votes.greeting)


async def _read(pool: asyncpg.Pool, after: int, at_most: int, wanted: str | None) -> list[Change]:
    types = [*_STATES, *_QUESTIONS]
    rows = await pool.fetch(_READ, after, types, wanted, _OF_SEEN_ONLY, at_most, _MERGED, _PARTED)
    return [_change(row) for row in rows]


def _change(row: asyncpg.Record) -> Change:
    told = json.loads(row["data"])
    about = topic(told["programme"], told["activity"])
    if (state := _STATES.get(row["type"])) is not None:
        data = {"session": told["session"], "state": state}
        return Change("state", data, row["pos"], about)
    data = {"question": row["question"], "state": _QUESTIONS[row["type"]]}
    return Change("question", data, row["pos"], about)

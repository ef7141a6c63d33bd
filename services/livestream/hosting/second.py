"""At which second of a recording something was said. Pure but for ``courses``.

A recording runs from the start of a stream to its end; while nothing could be seen, nothing was
recorded, so that time is left out. Where pictures come in here their segments say when that was,
elsewhere what a person told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum

import asyncpg

from contracts.events.livestream import (
    StreamEnded,
    StreamInterrupted,
    StreamResumed,
    StreamStarted,
)
from services.livestream.media.lists import Lists


class Turn(Enum):
    """What starts a recording or lets it go on, what stops it, and what ends it."""

    RUNS = "runs"
    STOPS = "stops"
    ENDS = "ends"


_TURNS = {
    StreamStarted.ce_type(): Turn.RUNS,
    StreamResumed.ce_type(): Turn.RUNS,
    StreamInterrupted.ce_type(): Turn.STOPS,
    StreamEnded.ce_type(): Turn.ENDS,
}
Course = Sequence[tuple[Turn, datetime]]
"""How a stream ran, in the order of its facts."""


def second(course: Course, said: datetime) -> int | None:
    """The second of the recording; of what was said in an interruption, where the recording stops.

    ``None`` for what was said before the start or after the end.
    """
    recorded, since, begun = timedelta(), None, False
    for turn, at in course:
        if at > said:
            break
        if turn is Turn.ENDS:
            return None
        if turn is Turn.RUNS:
            since, begun = since or at, True
        elif since is not None:
            recorded, since = recorded + (at - since), None
    if since is not None:
        recorded += said - since
    return int(recorded.total_seconds()) if begun else None


async def courses(
    pool: asyncpg.Pool, lists: Lists, programme: str, activity: str
) -> Mapping[str, Course]:
    """How the streams of an activity ran, by session."""
    rows = await pool.fetch(
        "select data->>'session' as session, type, occurred_at from event"
        " where stream = $1 and type = any($2) order by version",
        f"stream:{programme}:{activity}", list(_TURNS),
    )  # fmt: skip
    found: dict[str, list[tuple[Turn, datetime]]] = {}
    for row in rows:
        found.setdefault(row["session"], []).append((_TURNS[row["type"]], row["occurred_at"]))
    shown: dict[str, list[tuple[Turn, datetime]]] = {}
    for session, began, ended in await lists.parts(pool, programme, activity):
        shown.setdefault(session, []).extend([(Turn.RUNS, began), (Turn.STOPS, ended)])
    for session, course in shown.items():
        ends = [it for it in found.get(session, []) if it[0] is Turn.ENDS]
        found[session] = [*course, *ends]
    return found

"""How many watch, by minute of a running session: numbers of open streams and nothing of anybody.

Each process writes its own number; their sum is how many there were. A page that is open twice
counts twice, and a viewer without JavaScript not at all.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

import asyncpg
import structlog

from contracts.values import timestamp
from services._kit.clock import until_beat
from services._kit.postgres import UNAVAILABLE
from services._kit.timers import TimerRow
from services._kit.writer import Request
from services._web.changes import Changes
from services._web.running import Running
from services.livestream.domain.order import Order
from services.livestream.domain.streaming import TellViewers

EVERY = 5.0  # real seconds between two looks; of a minute the greatest number stays

log = structlog.get_logger()

_NOTE = """
insert into viewers
select programme, activity, session, date_trunc('minute', $1::timestamptz), $2::text, one.streams
from stream join unnest($3::text[], $4::integer[]) as one(topic, streams)
  on one.topic = concat(programme, '/', activity)
where phase in ('live', 'interrupted')
on conflict (programme, activity, session, minute, process)
  do update set streams = greatest(viewers.streams, excluded.streams)
"""
_FIGURES = """
select session, max(together)::integer as most, sum(together)::integer as minutes
from (select session, minute, sum(streams) as together from viewers
  where programme = $1 and activity = $2 group by session, minute) as of_minute
group by session
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """How many watched a session at most, and for how many minutes all together."""

    most: int
    minutes: int


async def count(running: Running, changes: Changes, process: str) -> None:
    """For ever: note how many listen to the activities whose streams run."""
    while True:
        await asyncio.sleep(until_beat(EVERY))
        try:
            await note(running, changes.listening, process)
        except UNAVAILABLE as error:
            log.warning("viewers_not_counted", error=repr(error))


async def note(running: Running, listening: Mapping[str, int], process: str) -> None:
    """Note how many listen now."""
    if listening:
        topics, streams = list(listening), list(listening.values())
        await running.pool.execute(_NOTE, running.clock.now(), process, topics, streams)


async def figures(pool: asyncpg.Pool, programme: str, activity: str) -> dict[str, Watched]:
    """What was counted, by session."""
    rows = await pool.fetch(_FIGURES, programme, activity)
    return {row["session"]: Watched(row["most"], row["minutes"]) for row in rows}


async def tell(running: Running, timer: TimerRow) -> None:
    """A stream is over: say how many watched it, if anybody was counted."""
    programme, activity, session = (
        timer.payload[name] for name in ("programme", "activity", "session")
    )
    watched = (await figures(running.pool, programme, activity)).get(session)
    if watched is None:
        return
    command = TellViewers(session=session, most=watched.most, minutes=watched.minutes)
    await running.writer.execute(
        Request(
            id=uuid5(NAMESPACE_URL, f"{timer.id}\n{timestamp(timer.due_at)}"),
            stream=f"stream:{programme}:{activity}",
            command=Order(programme, activity, command),
            occurred_at=timer.due_at,
            actor="timer",
        )
    )

"""How many want to know what, told to viewers at most once a second for all votes of a second.

Votes are rows and stand in no log: every process counts them anew for what its viewers listen to,
and all come to the same number. Whoever is new is told what was told last.
"""

import asyncio
from collections.abc import Mapping, Sequence

import asyncpg
import structlog

from services._kit.clock import until_beat
from services._kit.postgres import UNAVAILABLE
from services._web.changes import Change, Changes
from services._web.running import Running

EVERY = 1.0  # real seconds

log = structlog.get_logger()

Counts = dict[str, int]

_COUNTS = """
select concat(programme, '/', activity) as topic, coalesce(into_question, question) as main,
  count(distinct person) as votes
from unnest($1::text[], $2::text[]) as listened_to(programme, activity)
  join question using (programme, activity) join vote using (programme, activity, question)
group by 1, 2 having bool_or(phase = 'released')
"""


class VotesTold:
    """What was told last, by topic and question."""

    def __init__(self) -> None:
        self._told: dict[str, Counts] = {}

    def greeting(self, topic: str) -> Sequence[Change]:
        """What somebody new has to know."""
        counts = self._told.get(topic)
        return [Change("votes", {"counts": counts}, topic=topic)] if counts else []

    def news(self, counts: Mapping[str, Counts]) -> list[Change]:
        """One message a topic of what differs from what was told; topics left out are forgotten."""
        changes = []
        for topic, by_question in counts.items():
            before = self._told.get(topic, {})
            new = {name: votes for name, votes in by_question.items() if before.get(name) != votes}
            if new:
                changes.append(Change("votes", {"counts": new}, topic=topic))
        self._told = dict(counts)
        return changes

    async def run(self, running: Running, changes: Changes) -> None:
        """For ever: count what somebody listens to, and tell what is new."""
        while True:
            await asyncio.sleep(until_beat(EVERY))
            try:
                counts = await _counted(running.pool, list(changes.listening))
            except UNAVAILABLE as error:
                log.warning("votes_not_counted", error=repr(error))
                continue
            for change in self.news(counts):
                changes.tell(running, change)


async def _counted(pool: asyncpg.Pool, topics: Sequence[str]) -> dict[str, Counts]:
    counts: dict[str, Counts] = {topic: {} for topic in topics}
    if topics:
        listened_to = zip(*(topic.split("/") for topic in topics), strict=True)
        for row in await pool.fetch(_COUNTS, *listened_to):
            counts[row["topic"]][row["main"]] = row["votes"]
    return counts

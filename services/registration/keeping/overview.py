"""What is held, why, and until when: for the office, over HTTP and as a page."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services._vault.retention import Periods
from services._web.running import Running
from services.registration.keeping import holding
from services.registration.keeping.course import Course, End, Stage, end
from services.registration.keeping.purging import STAGES, periods


@dataclass(frozen=True, slots=True)
class Kept:
    """One activity: how many persons of each stage are in the vault, and until when."""

    programme: str
    activity: str
    title: str
    held: dict[Stage, int]
    ends: dict[Stage, End]
    waits_for: str
    """What has to happen before the ordinary end is known; empty once it is."""


async def overview(running: Running) -> list[Kept]:
    """Every activity of which somebody is in the vault, the first to end first."""
    kept = []
    for row in await holding.activities(running.pool):
        key = (row["programme"], row["activity"])
        held = {stage: await holding.held(running.pool, key, stage) for stage in STAGES}
        course = await holding.course(running.pool, key)
        if course is not None and any(held.values()):
            kept.append(_kept(row, held, course, periods(running)))
    return sorted(kept, key=lambda it: (it.ends["all"].at, it.activity))


def _kept(row: asyncpg.Record, held: dict[Stage, int], course: Course, periods: Periods) -> Kept:
    ends = {stage: end(course, stage, periods) for stage in STAGES}
    waits = []
    if course.open_opinions:
        waits.append(f"{course.open_opinions}条意见办结反馈")
    if course.assessed_at is None:
        waits.append("年度考核结束")
    return Kept(row["programme"], row["activity"], row["title"], held, ends, "、".join(waits))


@dataclass(frozen=True, slots=True)
class Proof:
    """A purge that is on record, and how much of it is in the vault after all: nothing."""

    programme: str
    activity: str
    stage: Stage
    at: datetime
    reason: str
    kept_until: datetime
    persons: int
    sha256: str
    left: int


async def proofs(running: Running) -> list[Proof]:
    """The last purge of each activity and stage, checked now: whoever came later is no mistake."""
    rows = await running.pool.fetch(
        "select distinct on (programme, activity, stage) * from purged"
        " order by programme, activity, stage, at desc"
    )
    return [
        Proof(**{**row, "left": await _left(running, row)})
        for row in sorted(rows, key=lambda it: (it["at"], it["activity"]), reverse=True)
    ]


async def _left(running: Running, row: asyncpg.Record) -> int:
    """Those who are in the vault although they stood on the sheet before the purge."""
    count: int = await running.pool.fetchval(
        "select count(*) from vault_person v join person p using (person)"
        " where p.programme = $1 and p.activity = $2 and p.purged_at <= $3 and $4 = 'all'",
        row["programme"], row["activity"], row["at"], row["stage"],
    )  # fmt: skip
    return count

# ruff: noqa: S608 - the statements are put together from our own words
"""The segments of a session as they stand, each a row with a link to the one before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import structlog

from contracts.values import RecordingGap
from services._kit.postgres import transaction
from services.livestream.media.rows import COLUMNS, OF, Database, Ingest, Key
from services.livestream.media.segments import BEGINNING, UNNOTICED, Segment, link

log = structlog.get_logger()


async def keep(pool: asyncpg.Pool, key: Key, take: str, file: str, seen: Segment) -> None:
    """Add a segment to its session, with number, take and link; once for the file of a take."""
    async with transaction(pool) as connection:
        row = await connection.fetchrow(f"select {COLUMNS} from ingest where {OF} for update", *key)
        last = await connection.fetchrow(
            "select coalesce(max(number) + 1, 0) as number, coalesce(max(take) + 1, 0) as next,"
            " max(take) filter (where starts_with(origin, $4)) as take,"
            " bool_or(origin = $5) as known,"
            f" (select link from segment where {OF} and link is not null"
            "  order by number desc limit 1) as link"
            f" from segment where {OF}",
            *key, take, take + file,
        )  # fmt: skip
        if row is None or last is None or last["known"]:
            return
        kept = Segment(
            last["number"],
            last["next"] if last["take"] is None else last["take"],
            seen.began, seen.milliseconds, seen.sha256, seen.size,
        )  # fmt: skip
        linked = link(last["link"] or BEGINNING, kept) if Ingest(**row).airs(kept.began) else None
        await connection.execute(
            "insert into segment values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            *key, kept.number, kept.take, take + file, kept.began, kept.milliseconds, kept.sha256,
            kept.size, linked,
        )  # fmt: skip


_SEGMENT = "number, take, began, milliseconds, sha256, size"


async def aired(
    database: Database, key: Key, *, after: int = -1, latest: int | None = None, lost: bool = False
) -> list[Segment]:
    """What was on the air, in its order, after a number or only the ``latest`` few.

    ``lost``: also what was not found again at the end.
    """
    rows = await database.fetch(
        f"select {_SEGMENT} from segment where {OF} and link is not null and number > $5"
        " and (not lost or $6) order by number desc limit $4",
        *key, latest, after, lost,
    )  # fmt: skip
    return [Segment(**row) for row in reversed(rows)]


async def parts(
    database: Database, programme: str, activity: str
) -> list[tuple[str, datetime, datetime]]:
    """From when to when the pictures that are kept of each session hang together."""
    rows = await database.fetch(
        "select session, min(began) as began, max(ended) as ended from ("
        " select session, began, ended, count(*) filter (where apart) over"
        "  (partition by session order by number) as part from ("
        "  select *, began - lag(ended) over (partition by session order by number) > $3 as apart"
        "  from (select *, began + milliseconds * interval '1 ms' as ended from segment"
        "   where programme = $1 and activity = $2 and link is not null and not lost) kept) marked"
        " ) parted group by session, part order by session, part",
        programme, activity, UNNOTICED,
    )  # fmt: skip
    return [(row["session"], row["began"], row["ended"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Course:
    """How long a recording is, and what is missing in it."""

    milliseconds: int
    gaps: tuple[RecordingGap, ...]


async def course(database: Database, key: Key) -> Course:
    """As ``segments.gaps`` of all that is kept, put together where it lies: it may be hours."""
    row = await database.fetchrow(
        "select coalesce(sum(milliseconds), 0)::bigint as milliseconds,"
        " array_agg(position order by number) filter (where missing > $4) as positions,"
        " array_agg(extract(epoch from missing) order by number) filter (where missing > $4)"
        " as missing from (select number, milliseconds,"
        "  (sum(milliseconds) over earlier - milliseconds)::bigint as position,"
        "  began - lag(began + milliseconds * interval '1 ms') over earlier as missing"
        f"  from segment where {OF} and link is not null and not lost"
        "  window earlier as (order by number)) kept",
        *key, UNNOTICED,
    )  # fmt: skip
    if row is None:
        return Course(0, ())
    found = zip(row["positions"] or (), row["missing"] or (), strict=True)
    gaps = (RecordingGap(at_ms=at, lasted_ms=int(lasted * 1000)) for at, lasted in found)
    return Course(row["milliseconds"], tuple(gaps))


async def seen(database: Database, key: Key, latest: int | None) -> list[Segment]:
    """The ``latest`` few of all that came in, tests too."""
    rows = await database.fetch(
        f"select {_SEGMENT} from segment where {OF} order by number desc limit $4",
        *key,
        latest,
    )
    return [Segment(**row) for row in reversed(rows)]


async def segment(database: Database, key: Key, number: int, *, aired: bool) -> Segment | None:
    """One segment; ``aired``: only if it was on the air."""
    row = await database.fetchrow(
        f"select {_SEGMENT} from segment where {OF} and number = $4"
        " and (link is not null or not $5)",
        *key, number, aired,
    )  # fmt: skip
    return Segment(**row) if row else None


async def of_take(database: Database, key: Key, take: str) -> dict[str, datetime]:
    """When the segments of one take began, by the file that each was."""
    rows = await database.fetch(
        f"select origin, began from segment where {OF} and starts_with(origin, $4)",
        *key,
        take,
    )
    return {row["origin"]: row["began"] for row in rows}


async def lose(database: Database, key: Key, numbers: Collection[int]) -> None:
    """Note what was not found again in the store, or not as it came in."""
    if numbers:
        log.error("segments_lost", session=key[2], numbers=sorted(numbers))
        await database.execute(
            f"update segment set lost = true where {OF} and number = any($4)",
            *key,
            [*numbers],
        )


async def tests(database: Database, key: Key) -> list[str]:
    """The checksums of what was never on the air; the same picture may have been, another time."""
    rows = await database.fetch(
        f"select sha256 from segment where {OF} group by sha256 having count(link) = 0",
        *key,
    )
    return [row["sha256"] for row in rows]


async def drop_tests(database: Database, key: Key) -> None:
    """Forget what was never on the air."""
    await database.execute(f"delete from segment where {OF} and link is null", *key)

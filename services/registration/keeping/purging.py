"""The purge: what was kept for as long as promised is deleted, and a fact says so.

In batches, each a transaction of its own that also counts: whoever is interrupted is followed by
another process that goes on from there. The last batch goes with the fact, which is recorded only
if nothing is left.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import asyncpg

from services._kit.decider import Refused
from services._kit.postgres import transaction
from services._kit.store import Beside
from services._kit.timers import TimerRow, set_timer
from services._kit.writer import Request
from services._vault import looks
from services._vault.purging import Tally, drop_fields, forget_all
from services._vault.retention import Periods
from services._web.running import Running
from services.registration.domain.keeping import KEEPING, RecordPurge
from services.registration.domain.order import Order
from services.registration.keeping import holding
from services.registration.keeping.course import End, Stage, end
from services.registration.keeping.holding import Key
from services.registration.settings import Settings

BATCH = 200
PURGE = "purge"
STAGES: tuple[Stage, ...] = ("of_the_day", "all")
_ROWS = ("message", "message_recipient", "opinion_author", "draw_entry")


@dataclass(frozen=True, slots=True)
class Purged:
    """What one purge did, or would do."""

    programme: str
    activity: str
    stage: Stage
    end: End
    persons: int


def timer_of(key: Key) -> str:
    """The id of an activity's timer."""
    return ":".join((PURGE, *key))


def periods(running: Running) -> Periods:
    """How long things are kept here."""
    if not isinstance(running.settings, Settings):
        raise TypeError(running.settings)
    return running.settings


async def look_again(connection: asyncpg.Connection, key: Key, now: datetime) -> None:
    """Have the end of keeping worked out anew, at once: it may be earlier than it was."""
    payload = {"programme": key[0], "activity": key[1]}
    await set_timer(connection, timer_of(key), PURGE, now, payload)


async def watch(connection: asyncpg.Connection, key: Key, now: datetime) -> None:
    """See to it that the end of keeping is worked out at all."""
    waits = await connection.fetchval(
        "select true from timer where id = $1 and fired_at is null", timer_of(key)
    )
    if not waits:
        await look_again(connection, key, now)


async def purge_in_time(running: Running, timer: TimerRow) -> None:
    """Purge what is due, and set the timer to when something will be."""
    key = (timer.payload["programme"], timer.payload["activity"])
    now = running.clock.now()
    await purge_activity(running, key, now, actor=f"timer:{PURGE}")
    async with transaction(running.pool) as connection:
        # Whoever changes the course meanwhile waits here, and then sets the timer once more.
        await connection.execute("select from timer where id = $1 for update", timer.id)
        course = await holding.course(connection, key)
        ends = [end(course, stage, periods(running)).at for stage in STAGES] if course else []
        if coming := [at for at in ends if at > now]:
            await set_timer(connection, timer.id, PURGE, min(coming), timer.payload)
        await _expire(connection, periods(running).looks_since(now))


async def purge_activity(
    running: Running, key: Key, until: datetime, *, actor: str, dry: bool = False
) -> list[Purged]:
    """Purge every stage whose end has come by then; ``dry`` only says what that would be."""
    done = []
    for stage in STAGES:
        course = await holding.course(running.pool, key)
        if course is None or (ends := end(course, stage, periods(running))).at > until:
            continue
        if dry:
            persons = await holding.held(running.pool, key, stage)
        else:
            persons = await _purge(running, key, stage, ends, actor)
        if persons:
            done.append(Purged(*key, stage, ends, persons))
    return done


async def purge_everything(
    running: Running, until: datetime, *, actor: str, dry: bool = False
) -> list[Purged]:
    """The same for every activity; an interrupted one is gone on with by the next call."""
    return [
        purged
        for row in await holding.activities(running.pool)
        for purged in await purge_activity(
            running, (row["programme"], row["activity"]), until, actor=actor, dry=dry
        )
    ]


async def _purge(running: Running, key: Key, stage: Stage, ends: End, actor: str) -> int:
    """All batches but the last, then the last with the fact."""
    while await _batch(running, key, stage):
        continue
    async with transaction(running.pool) as connection:
        before = await _tally(connection, key, stage)
        last = await holding.persons(connection, key, stage)
    total = before.plus(last)
    command = RecordPurge(
        kinds=stage,
        reason=ends.reason,
        kept_until=ends.at,
        persons=total.persons,
        persons_sha256=total.digest.hex(),
    )
    scope = f"{timer_of(key)}\n{stage}\n{ends.at.isoformat()}\n{total.digest.hex()}"
    await running.writer.execute(
        Request(
            id=uuid5(NAMESPACE_URL, scope),
            stream=f"{KEEPING.name}:{key[0]}:{key[1]}",
            command=Order(*key, command, actor, running.clock.now()),
            occurred_at=running.clock.now(),
            actor=actor,
            beside=_last(key, stage, before, last),
        )
    )
    return total.persons


def _last(key: Key, stage: Stage, before: Tally, last: list[str]) -> Beside:
    async def finish(connection: asyncpg.Connection) -> None:
        """In the transaction of the fact: delete, and refuse the fact if anything is left."""
        if await _tally(connection, key, stage) != before:
            raise Refused("purged_elsewhere", "另一个进程正在删除，请稍后再试。")
        await _delete(connection, key, stage, last)
        if await holding.held(connection, key, stage):
            raise Refused("not_finished", "删除期间又有新的信息，请再办理一次。")
        await connection.execute(
            "delete from purging where programme = $1 and activity = $2 and stage = $3",
            *key, stage,
        )  # fmt: skip

    return finish


async def _batch(running: Running, key: Key, stage: Stage) -> bool:
    """Delete one batch and count it, unless it may be the last; whether there was one."""
    async with transaction(running.pool) as connection:
        await connection.execute("select pg_advisory_xact_lock(hashtext($1))", timer_of(key))
        found = await holding.persons(connection, key, stage, BATCH + 1)
        if len(found) <= BATCH:
            return False
        batch = found[:BATCH]
        tally = (await _tally(connection, key, stage)).plus(batch)
        await _delete(connection, key, stage, batch)
        await connection.execute(
            "insert into purging values ($1, $2, $3, $4, $5)"
            " on conflict (programme, activity, stage) do update set persons = $4, digest = $5",
            *key, stage, tally.persons, tally.digest,
        )  # fmt: skip
        return True


async def _tally(connection: asyncpg.Connection, key: Key, stage: Stage) -> Tally:
    row = await connection.fetchrow(
        "select persons, digest from purging"
        " where programme = $1 and activity = $2 and stage = $3 for update",
        *key, stage,
    )  # fmt: skip
    return Tally(row["persons"], row["digest"]) if row else Tally()


async def _delete(
    connection: asyncpg.Connection, key: Key, stage: Stage, persons: list[str]
) -> None:
    if stage == "of_the_day":
        await drop_fields(connection, persons, holding.OF_THE_DAY)
        return
    await forget_all(connection, persons)
    for table in _ROWS:
        await connection.execute(
            f"delete from {table} where programme = $1 and person = any($2)",  # noqa: S608 - our own words
            key[0], persons,
        )  # fmt: skip


async def _expire(connection: asyncpg.Connection, before: datetime) -> None:
    """What is on record of looks and requests has an end, too."""
    await looks.expire(connection, before)
    await connection.execute("delete from data_request where at < $1", before)

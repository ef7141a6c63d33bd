# ruff: noqa: S608 - the statements are put together from our own words
"""Ingests as they stand: rows, since only their sum is a fact."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import asyncpg

Database = asyncpg.Pool | asyncpg.Connection
Key = tuple[str, str, str]
"""Programme, activity, session."""

_TELL_AGAIN = timedelta(minutes=10)
_ONE = "UPDATE 1"


@dataclass(frozen=True, slots=True)
class Ingest:
    """Where the pictures of one session come in, and what became of them."""

    programme: str
    activity: str
    session: str
    port: int | None
    """None where no encoder sends: a film is shown."""
    key_number: int
    preview: str
    address: str
    opened_at: datetime
    air_from: datetime | None
    air_until: datetime | None
    closed_at: datetime | None
    finished_at: datetime | None
    publisher: bool
    kept_at: datetime | None
    released_at: datetime | None
    deleted_at: datetime | None
    joined_at: datetime | None

    @property
    def key(self) -> Key:
        """Whose it is."""
        return self.programme, self.activity, self.session

    @property
    def shows_film(self) -> bool:
        """Whether a film is shown, and no encoder sends."""
        return self.port is None

    def airs(self, moment: datetime) -> bool:
        """Whether what was seen then is for everybody; a film is played for nobody else."""
        return self.shows_film or (
            self.air_from is not None
            and self.air_from <= moment
            and (self.air_until is None or moment < self.air_until)
        )


COLUMNS = ", ".join(field.name for field in fields(Ingest))
OF = "programme = $1 and activity = $2 and session = $3"


async def ingest(database: Database, key: Key) -> Ingest | None:
    """The ingest of a session, if there ever was one."""
    row = await database.fetchrow(f"select {COLUMNS} from ingest where {OF}", *key)
    return Ingest(**row) if row else None


async def of_activity(database: Database, programme: str, activity: str) -> dict[str, Ingest]:
    """The ingests of an activity by session."""
    rows = await database.fetch(
        f"select {COLUMNS} from ingest where programme = $1 and activity = $2",
        programme, activity,
    )  # fmt: skip
    return {row["session"]: Ingest(**row) for row in rows}


async def at_address(database: Database, address: str) -> Ingest | None:
    """The ingest whose pictures, on the air or for a test, are at an address."""
    row = await database.fetchrow(
        f"select {COLUMNS} from ingest where address = $1 or preview = $1", address
    )
    return Ingest(**row) if row else None


async def unfinished(database: Database) -> list[Ingest]:
    """Where something may still come in, or is not yet told."""
    return await _where(database, "finished_at is null")


async def _where(database: Database, holds: str) -> list[Ingest]:
    rows = await database.fetch(f"select {COLUMNS} from ingest where {holds}")
    return [Ingest(**row) for row in rows]


async def free_port(connection: asyncpg.Connection, key: Key, ports: Sequence[int]) -> int | None:
    """The first port that no other session has; in a transaction: nobody takes it until its end."""
    await connection.execute("lock table ingest in share row exclusive mode")
    rows = await connection.fetch(
        f"select port from ingest where finished_at is null and not ({OF})", *key
    )
    return min(set(ports) - {row["port"] for row in rows}, default=None)


async def open_ingest(database: Database, key: Key, port: int | None, now: datetime) -> bool:
    """Open one, or again with a new passphrase; false where it is open, or its recording kept."""
    done = await database.execute(
        "insert into ingest (programme, activity, session, port, preview, address, opened_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)"
        " on conflict (programme, activity, session) do update set port = $4, opened_at = $7,"
        " key_number = ingest.key_number + 1, closed_at = null, finished_at = null,"
        " air_from = null, air_until = null"
        " where ingest.finished_at is not null and ingest.kept_at is null",
        *key, port, secrets.token_urlsafe(16), secrets.token_urlsafe(16), now,
    )  # fmt: skip
    return bool(done == "INSERT 0 1")


async def change_key(database: Database, key: Key) -> bool:
    """Another passphrase from now on; false where nothing can come in."""
    done = await database.execute(
        f"update ingest set key_number = key_number + 1 where {OF} and closed_at is null",
        *key,
    )
    return bool(done == _ONE)


async def go_on_air(database: Database, key: Key, now: datetime) -> bool:
    """What is seen from now on is for everybody; false if it was so before."""
    done = await database.execute(
        f"update ingest set air_from = $4 where {OF} and air_from is null and closed_at is null",
        *key, now,
    )  # fmt: skip
    return bool(done == _ONE)


async def close(database: Database, key: Key, now: datetime) -> bool:
    """Nothing comes in any more, and nothing later is for everybody; false if it was so before."""
    done = await database.execute(
        "update ingest set closed_at = $4::timestamptz,"
        " air_until = case when air_from is not null then $4::timestamptz end"
        f" where {OF} and closed_at is null",
        *key, now,
    )  # fmt: skip
    return bool(done == _ONE)


async def note_act(database: Database, key: Key, act: str, actor: str, now: datetime) -> None:
    """Who did what to the pictures of a session, and when."""
    await database.execute(
        "insert into ingest_act values ($1, $2, $3, $4, $5, $6)", *key, act, actor, now
    )


async def acts(database: Database, key: Key) -> list[asyncpg.Record]:
    """Everything that people did to the pictures of a session, in its order."""
    found: list[asyncpg.Record] = await database.fetch(
        f"select act, actor, at from ingest_act where {OF} order by at", *key
    )
    return found


async def close_forgotten(database: Database, now: datetime) -> None:
    """Free the ports of those who need none: long after the last picture and the planned begin."""
    await database.execute(
        "update ingest i set closed_at = $1::timestamptz,"
        " air_until = case when air_from is not null then $1::timestamptz end"
        " where closed_at is null and $1::timestamptz - interval '1 day' > greatest(opened_at,"
        " (select max(began) from segment where (programme, activity, session)"
        "  = (i.programme, i.activity, i.session)),"
        " (select starts_at from stream where (programme, activity, session)"
        "  = (i.programme, i.activity, i.session)))",
        now,
    )


async def interrupted(database: Database, key: Key) -> bool:
    """Whether it was told that the stream is interrupted."""
    found: bool = await database.fetchval(
        f"select exists (select from stream where {OF} and phase = 'interrupted')", *key
    )
    return found


async def finish(database: Database, key: Key, now: datetime) -> None:
    """Everything that came in is kept and told."""
    await database.execute(
        f"update ingest set finished_at = $4, publisher = false where {OF}", *key, now
    )


async def note_publisher(database: Database, key: Key, *, there: bool) -> None:
    """Whether somebody sends pictures."""
    await database.execute(f"update ingest set publisher = $4 where {OF}", *key, there)


async def refuse(database: Database, key: Key, why: str, times: int, now: datetime) -> bool:
    """Count publishers who were turned away; whether that is to be told as a fact."""
    told: bool = await database.fetchval(
        "insert into refused_publisher as r values ($1, $2, $3, $4, $7, $5, $5)"
        " on conflict (programme, activity, session, why) do update set times = r.times + $7,"
        " told_at = case when r.told_at < $5::timestamptz - $6::interval then $5"
        " else r.told_at end,"
        " last_at = $5 returning told_at = $5",
        *key, why, now, _TELL_AGAIN, times,
    )  # fmt: skip
    return told


async def refusals(database: Database, key: Key) -> dict[str, int]:
    """How often somebody was turned away, by reason."""
    rows = await database.fetch(f"select why, times from refused_publisher where {OF}", *key)
    return {row["why"]: row["times"] for row in rows}


async def to_join(database: Database) -> list[Ingest]:
    """Whose recording is kept, and not yet one file."""
    return await _where(
        database,
        "finished_at is not null and kept_at is not null and joined_at is null"
        " and deleted_at is null",
    )


async def joined(database: Database, key: Key, now: datetime) -> bool:
    """The recording is one file; false if it is deleted."""
    done = await database.execute(
        f"update ingest set joined_at = $4 where {OF} and deleted_at is null", *key, now
    )
    return bool(done == _ONE)


async def to_sweep(database: Database) -> list[Ingest]:
    """Whose recording is deleted, while its segments still lie in the store."""
    return await _where(database, "deleted_at is not null and swept_at is null")


async def swept(database: Database, key: Key, now: datetime) -> None:
    """No segment of it lies in the store any more."""
    await database.execute(f"update ingest set swept_at = $4 where {OF}", *key, now)

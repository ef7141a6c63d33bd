# ruff: noqa: S608 - the statements are put together from our own words
"""Films as they stand: how much of the file is here, and whether it can be shown."""

import secrets
from dataclasses import dataclass, fields
from datetime import datetime

import asyncpg

from services.livestream.media.films.fitness import Unfit
from services.livestream.media.rows import OF, Database, Key

_ONE = "UPDATE 1"


@dataclass(frozen=True, slots=True)
class Film:
    """The film of one session; ``size`` and ``received`` in bytes."""

    programme: str
    activity: str
    session: str
    film: str
    mark: str
    size: int | None
    received: int
    state: str
    why: str | None
    sha256: str | None
    milliseconds: int | None

    @property
    def key(self) -> Key:
        """Whose it is."""
        return self.programme, self.activity, self.session

    def is_to_go_on(self, mark: str, size: int | None) -> bool:
        """Whether a browser's file is the one of which a part is here."""
        return self.state == "coming" and (self.mark, self.size) == (mark, size)


_COLUMNS = ", ".join(field.name for field in fields(Film))


async def begin(database: Database, key: Key, mark: str, size: int | None) -> Film:
    """Take a file in from its first byte, in place of any other."""
    row = await database.fetchrow(
        "insert into film (programme, activity, session, film, mark, size)"
        " values ($1, $2, $3, $4, $5, $6) on conflict (programme, activity, session) do update set"
        " film = $4, mark = $5, size = $6, received = 0, state = 'coming', why = null,"
        f" sha256 = null, milliseconds = null returning {_COLUMNS}",
        *key, secrets.token_urlsafe(16), mark, size,
    )  # fmt: skip
    if row is None:
        raise LookupError(key)
    return Film(**row)


async def of_session(database: Database, key: Key) -> Film | None:
    """The film of a session, if it has one."""
    row = await database.fetchrow(f"select {_COLUMNS} from film where {OF}", *key)
    return Film(**row) if row else None


async def of_activity(database: Database, programme: str, activity: str) -> dict[str, Film]:
    """The films of an activity by session."""
    rows = await database.fetch(
        f"select {_COLUMNS} from film where programme = $1 and activity = $2", programme, activity
    )
    return {row["session"]: Film(**row) for row in rows}


async def receive(database: Database, film: Film, at: int, size: int) -> bool:
    """So many bytes of it came, from ``at`` on; false if others came there meanwhile."""
    done = await database.execute(
        f"update film set received = received + $6 where {OF} and film = $4 and received = $5"
        " and state = 'coming'",
        *film.key, film.film, at, size,
    )  # fmt: skip
    return bool(done == _ONE)


async def complete(database: Database, film: Film) -> None:
    """The whole file is here."""
    await database.execute(
        f"update film set state = 'checking', size = received where {OF} and film = $4"
        " and state = 'coming'",
        *film.key, film.film,
    )  # fmt: skip


async def to_check(database: Database) -> list[Film]:
    """Which films were taken in, and nobody knows yet whether they can be shown."""
    rows = await database.fetch(
        f"select {_COLUMNS} from film where state = 'checking' and (programme, activity, session)"
        " in (select programme, activity, session from ingest where closed_at is null)"
    )
    return [Film(**row) for row in rows]


async def accept(
    database: asyncpg.Connection | asyncpg.Pool, film: Film, sha256: str, milliseconds: int
) -> bool:
    """It can be shown; false where another took its place meanwhile."""
    done = await database.execute(
        f"update film set state = 'ready', sha256 = $5, milliseconds = $6 where {OF} and film = $4",
        *film.key, film.film, sha256, milliseconds,
    )  # fmt: skip
    return bool(done == _ONE)


async def turn_down(database: Database, film: Film, why: Unfit) -> None:
    """It cannot be shown, and why."""
    await database.execute(
        f"update film set state = 'unfit', why = $5 where {OF} and film = $4",
        *film.key, film.film, why,
    )  # fmt: skip


async def begins(database: Database, key: Key) -> datetime | None:
    """When the session's stream begins, as far as it is scheduled and not over."""
    found: datetime | None = await database.fetchval(
        f"select starts_at from stream where {OF}"
        " and phase in ('scheduled', 'live', 'interrupted')",
        *key,
    )
    return found

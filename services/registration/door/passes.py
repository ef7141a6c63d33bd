"""A day's pass (签到通行证): who helps at the door of one session needs no account for it.

The word is shown once and kept as a digest. On the day of the session, and until it is taken back,
it opens that door and nothing else: masked names, checking in, taking in guests.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from fastapi import Request

from contracts.values import beijing_date
from services._web.http import running
from services._web.signed_in import Visitor
from services._web.tokens import Actor

COOKIE = "__Host-door"
ENTRY = "/desk/door"
HELPER = "door"
"""What a holder of a pass is called among roles; no token ever says it."""

Place = tuple[str, str, str]
"""Programme, activity and session."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass, and the word that forms of its holder repeat."""

    id: str
    programme: str
    activity: str
    session: str
    day: date
    csrf: str
    issued_by: str
    issued_at: datetime
    revoked_at: datetime | None

    @property
    def place(self) -> Place:
        """The one door that it opens."""
        return self.programme, self.activity, self.session

    @property
    def visitor(self) -> Visitor:
        """Its holder, of whom nothing is known."""
        return Visitor(Actor(f"door-{self.id[:16]}", frozenset({HELPER})), self.csrf, "")


async def issue(pool: asyncpg.Pool, place: Place, day: date, by: str, now: datetime) -> str:
    """A new pass; answers its word, which nobody is told again."""
    word = secrets.token_urlsafe(18)
    await pool.execute(
        "insert into door_pass values ($1, $2, $3, $4, $5, $6, $7, $8)",
        _id(word), *place, day, secrets.token_urlsafe(24), by, now,
    )  # fmt: skip
    return word


async def of(pool: asyncpg.Pool, place: Place) -> list[Pass]:
    """The passes of a door that were not taken back, the newest first."""
    rows = await pool.fetch(
        "select * from door_pass where (programme, activity, session) = ($1, $2, $3)"
        " and revoked_at is null order by issued_at desc, id",
        *place,
    )
    return [Pass(**row) for row in rows]


async def revoke(pool: asyncpg.Pool, place: Place, name: str, now: datetime) -> None:
    """Take a pass of this door back; its holder is refused from now on."""
    await pool.execute(
        "update door_pass set revoked_at = $5 where (programme, activity, session) = ($1, $2, $3)"
        " and id = $4 and revoked_at is null",
        *place, name, now,
    )  # fmt: skip


async def held(request: Request, word: str | None = None) -> Pass | None:
    """The pass of this browser, or of a word, if it opens its door today."""
    service = running(request)
    if (word := word or request.cookies.get(COOKIE)) is None:
        return None
    row: Any = await service.pool.fetchrow(
        "select * from door_pass where id = $1 and revoked_at is null", _id(word)
    )
    if row is None or row["day"] != beijing_date(service.clock.now()):
        return None
    return Pass(**row)


def _id(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()

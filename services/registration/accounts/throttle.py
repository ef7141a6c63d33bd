"""How often one may try: counted in the database, so that more processes give no more tries."""

from datetime import datetime, timedelta

import asyncpg

from services._kit.postgres import transaction
from services.registration.accounts.accounts import login_of

WINDOW = timedelta(minutes=15)
PER_LOGIN, PER_ADDRESS = 5, 20
_TRIES = {
    "login": "select at, now() as now from login_attempt"
    " where login = $1 and at > now() - $2::interval order by at",
    "address": "select at, now() as now from login_attempt"
    " where address = $1 and at > now() - $2::interval order by at",
}


class TooMany(Exception):
    """Too many failures; ``seconds`` until another attempt counts."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def attempt(pool: asyncpg.Pool, login: str, address: str) -> int:
    """Note an attempt before its outcome is known; raises ``TooMany``.

    Attempts of the same login or address are counted one after the other. One that is turned away
    is not noted: whoever goes on trying does not lengthen the wait.
    """
    login = login_of(login)[:200]
    async with transaction(pool) as connection:
        for column, value, limit in (
            ("login", login, PER_LOGIN),
            ("address", address, PER_ADDRESS),
        ):
            await connection.execute(
                "select pg_advisory_xact_lock(hashtext($1), hashtext($2))", column, value
            )
            failed = await connection.fetch(_TRIES[column], value, WINDOW)
            if len(failed) >= limit:
                raise TooMany(_wait(failed[0]["at"], failed[0]["now"]))
        noted: int = await connection.fetchval(
            "insert into login_attempt (login, address) values ($1, $2) returning id",
            login, address,
        )  # fmt: skip
    return noted


async def succeeded(pool: asyncpg.Pool, login: str, noted: int) -> None:
    """What failed before for this login no longer counts; what is long over is removed."""
    await pool.execute(
        "delete from login_attempt where id = $1 or login = $2 or at < now() - interval '1 day'",
        noted, login_of(login)[:200],
    )  # fmt: skip


def _wait(first: datetime, now: datetime) -> int:
    return max(1, int((first + WINDOW - now).total_seconds()) + 1)

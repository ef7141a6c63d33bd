"""The list that a phone at the door holds for the day, with masked names and digests of codes.

Whoever finds the phone learns nobody's code from it. A digest is slow and has a salt of the session
and the day: to look up one code takes an instant, to try out all of them is hopeless.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import asyncpg

from services._vault.vault import Vault
from services.registration import queries

ROUNDS = 20_000
DIGEST_BYTES, SALT_BYTES = 16, 16
EXPECTED = frozenset({"seated", "checked_in", "walked_in"})

Row = dict[str, Any]


async def expected(
    pool: asyncpg.Pool, vault: Vault, activity: tuple[str, str], session: str
) -> list[Row]:
    """Who has a seat, and who came without one; masked."""
    people = await queries.people(pool, vault, *activity)
    return [it for it in people if it["session"] == session and it["state"] in EXPECTED]


async def with_digests(
    pool: asyncpg.Pool, vault: Vault, people: Sequence[Row], salt: bytes
) -> list[Row]:
    """The same with the digest of each person's code."""
    known = await vault.read(pool, [f"person/{it['person']}" for it in people])
    codes = {it["person"]: known.get(f"person/{it['person']}", {}).get("code") for it in people}
    found = await asyncio.to_thread(_digests, codes, salt)
    return [{**it, "digest": found.get(it["person"])} for it in people]


def salt_of(vault: Vault, activity: tuple[str, str], session: str, day: date) -> bytes:
    """What a session's digests are made with on a day."""
    return vault.derive("door", "\n".join((*activity, session, day.isoformat())))[:SALT_BYTES]


def _digests(codes: dict[str, str | None], salt: bytes) -> dict[str, str]:
    return {person: digest(code, salt) for person, code in codes.items() if code}


@lru_cache(4_096)
def digest(code: str, salt: bytes) -> str:
    """What stands for a code on a phone."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt, ROUNDS, DIGEST_BYTES).hex()

"""Passwords are kept as Argon2id, and checked with the same work whether the account exists."""

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
_AT_ONCE = 4  # each check takes 64 MiB

_hasher = PasswordHasher()
_room = asyncio.Semaphore(_AT_ONCE)


async def digest(password: str) -> str:
    """What is kept of a password."""
    async with _room:
        return await asyncio.to_thread(_hasher.hash, password)


async def right(kept: str | None, password: str) -> bool:
    """Whether it is the password; ``None`` (no such account) takes as long and is never right."""
    async with _room:
        return await asyncio.to_thread(_right, kept, password)


def once() -> str:
    """A password to hand over, which its owner must change at the first sign-in."""
    return secrets.token_urlsafe(12)


def _right(kept: str | None, password: str) -> bool:
    try:
        _hasher.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))

"""Deleting many persons at once, and proving it: what was deleted, and that nothing is left."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import asyncpg


@dataclass(frozen=True, slots=True)
class Tally:
    """How many persons were deleted so far, and a hash over their opaque ids in that order.

    SHA-256(earlier digest ‖ id), beginning with 32 zero bytes: whoever kept the ids can replay it,
    nobody can find an id in it.
    """

    persons: int = 0
    digest: bytes = bytes(32)

    def plus(self, persons: Sequence[str]) -> "Tally":
        """The same with more persons."""
        digest = self.digest
        for person in persons:
            digest = hashlib.sha256(digest + person.encode()).digest()
        return replace(self, persons=self.persons + len(persons), digest=digest)


async def forget_all(connection: asyncpg.Connection, persons: Sequence[str]) -> None:
    """Delete the keys of these persons and everything that they could read."""
    await connection.execute("delete from vault_person where person = any($1)", persons)


async def drop_fields(
    connection: asyncpg.Connection, persons: Sequence[str], names: Sequence[str]
) -> None:
    """Delete single fields of persons who stay."""
    await connection.execute(
        "delete from vault_field where person = any($1) and name = any($2)", persons, names
    )

"""One key a person, one sealed value a field: whoever deletes the key has forgotten the person.

Values are sealed with AES-256-GCM and bound to person, item and name, so that a row copied to
another place cannot be read there. A person's key is wrapped (RFC 3394) by a master key.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from services._vault.inventory import Inventory
from services._vault.keys import KEY_BYTES, Keys, KeySource

NONCE_BYTES = 12
_ADMIT = """
with key as (insert into vault_person (person, wrapped, wrapped_by) values ($1, $2, $3)),
kept as (
insert into vault_field
select $4, one.name, $1, one.sealed from unnest($5::text[], $6::bytea[]) as one(name, sealed)
)
insert into vault_index
select one.kind, one.digest, $1 from unnest($7::text[], $8::bytea[]) as one(kind, digest)
"""
Database = asyncpg.Pool | asyncpg.Connection


class Unreadable(Exception):
    """A sealed value that these keys do not open: it was altered, moved, or its key is missing."""


class Vault:
    """What one service knows of persons. Writes take the connection of the fact's transaction."""

    def __init__(self, keys: KeySource, inventory: Inventory | None = None) -> None:
        self._source, self._inventory = keys, inventory

    @property
    def _keys(self) -> Keys:
        return self._source.in_force()

    async def put(
        self, connection: Database, person: str, item: str, fields: Mapping[str, str]
    ) -> None:
        """Keep values of an item (the person itself, an opinion, a question) with their person.

        Raises ``Undeclared`` for a field of which the inventory does not say why it is kept.
        """
        self._declared(item, fields)
        sealed = _sealed(await self._key(connection, person), person, item, fields)
        await connection.execute(
            "insert into vault_field"
            " select $1, one.name, $2, one.sealed from unnest($3::text[], $4::bytea[])"
            " as one(name, sealed) on conflict (item, name) do update"
            " set sealed = excluded.sealed where vault_field.person = excluded.person",
            item, person, list(fields), sealed,
        )  # fmt: skip

    async def admit(
        self,
        connection: Database,
        person: str,
        item: str,
        fields: Mapping[str, str],
        found_by: Mapping[str, str],
    ) -> None:
        """Keep values of a person of whom nothing is kept yet, and let them be found by others.

        One statement, for a crowd. Raises ``Undeclared`` as ``put`` does, and a unique violation
        if the person is known or a value of ``found_by`` points elsewhere already.
        """
        self._declared(item, fields)
        key = secrets.token_bytes(KEY_BYTES)
        digests = [self._digest(kind, value) for kind, value in found_by.items()]
        await connection.execute(
            _ADMIT, person, *self._wrap(key), item, list(fields),
            _sealed(key, person, item, fields), list(found_by), digests,
        )  # fmt: skip

    async def read(self, database: Database, items: Sequence[str]) -> dict[str, dict[str, str]]:
        """The values of several items by item and name; what is forgotten is left out."""
        rows = await database.fetch(
            "select item, name, person, sealed, wrapped, wrapped_by"
            " from vault_field join vault_person using (person) where item = any($1)", items,
        )  # fmt: skip
        found: dict[str, dict[str, str]] = {}
        for row in rows:
            key = self._unwrap(row["wrapped"], row["wrapped_by"])
            bound = (row["person"], row["item"], row["name"])
            found.setdefault(row["item"], {})[row["name"]] = _open(key, bound, row["sealed"])
        return found

    async def everything(self, database: Database, person: str) -> dict[str, dict[str, str]]:
        """All that is kept of one person, by item and name."""
        rows = await database.fetch(
            "select distinct item from vault_field where person = $1 order by item", person
        )
        return await self.read(database, [row["item"] for row in rows])

    async def point(self, connection: Database, person: str, values: Mapping[str, str]) -> None:
        """Let a person be found by a value of each kind.

        Raises a unique violation if one points elsewhere already.
        """
        rows = [(kind, self._digest(kind, value), person) for kind, value in values.items()]
        await connection.executemany("insert into vault_index values ($1, $2, $3)", rows)

    async def repoint(self, connection: Database, person: str, kind: str, value: str) -> bool:
        """Let a person be found by another value than before; false if that points elsewhere.

        Then it goes on pointing there, and the old one points at nobody.
        """
        await connection.execute(
            "delete from vault_index where kind = $1 and person = $2", kind, person
        )
        taken = await connection.fetchval(
            "insert into vault_index values ($1, $2, $3) on conflict do nothing returning true",
            kind, self._digest(kind, value), person,
        )  # fmt: skip
        return bool(taken)

    async def find(self, database: Database, kind: str, value: str) -> str | None:
        """The person to whom a value points."""
        (person,) = await self.find_each(database, kind, [value])
        return person

    async def find_each(
        self, database: Database, kind: str, values: Sequence[str]
    ) -> list[str | None]:
        """The same for several values, in their order."""
        digests = [self._digest(kind, value) for value in values]
        rows = await database.fetch(
            "select digest, person from vault_index where kind = $1 and digest = any($2)",
            kind, digests,
        )  # fmt: skip
        found: dict[bytes, str] = {row["digest"]: row["person"] for row in rows}
        return [found.get(digest) for digest in digests]

    def derive(self, purpose: str, value: str) -> bytes:
        """Bytes that follow from a value for whoever has the keys, and are random for others."""
        return self._digest(f"derive {purpose}", value)

    def seal(self, place: str, secret: str) -> bytes:
        """Seal a secret of the service's own, which belongs to a place and to no person."""
        return _seal(self.derive("seal", place), (place, "", ""), secret)

    def unseal(self, place: str, sealed: bytes) -> str:
        """The secret of a place; raises ``Unreadable``."""
        return _open(self.derive("seal", place), (place, "", ""), sealed)

    async def owner(self, database: Database, item: str) -> str | None:
        """Whose item it is; nobody's if the vault has nothing of it, or no longer."""
        person: str | None = await database.fetchval(
            "select person from vault_field where item = $1 limit 1", item
        )
        return person

    async def rewrap(self, connection: Database) -> int:
        """Wrap every key that an older master key wraps with the current one; how many it were."""
        rows = await connection.fetch(
            "select person, wrapped, wrapped_by from vault_person"
            " where wrapped_by <> $1 order by person for update",
            self._keys.current,
        )  # fmt: skip
        for row in rows:
            key = self._unwrap(row["wrapped"], row["wrapped_by"])
            await connection.execute(
                "update vault_person set wrapped = $2, wrapped_by = $3 where person = $1",
                row["person"], *self._wrap(key),
            )  # fmt: skip
        return len(rows)

    async def wrapped(self, database: Database) -> dict[str, int]:
        """How many persons' keys each master key wraps; one that wraps none may be retired."""
        rows = await database.fetch(
            "select wrapped_by, count(*) as many from vault_person group by 1 order by 1"
        )
        held = dict.fromkeys(self._keys.master, 0)
        return held | {row["wrapped_by"]: row["many"] for row in rows}

    def _declared(self, item: str, names: Iterable[str]) -> None:
        if self._inventory is not None:
            for name in names:
                self._inventory.find(item, name)

    async def _key(self, connection: Database, person: str) -> bytes:
        (row,) = await connection.fetch(
            "insert into vault_person as known (person, wrapped, wrapped_by) values ($1, $2, $3)"
            " on conflict (person) do update set wrapped = known.wrapped"
            " returning wrapped, wrapped_by",
            person, *self._wrap(secrets.token_bytes(KEY_BYTES)),
        )  # fmt: skip
        return self._unwrap(row["wrapped"], row["wrapped_by"])

    def _wrap(self, key: bytes) -> tuple[bytes, str]:
        keys = self._keys
        return aes_key_wrap(keys.master[keys.current], key), keys.current

    def _unwrap(self, wrapped: bytes, by: str) -> bytes:
        try:
            return aes_key_unwrap(self._keys.master[by], wrapped)
        except (InvalidUnwrap, KeyError) as error:
            raise Unreadable(f"master key {by}") from error

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._keys.index, f"{kind}\n{value}".encode(), hashlib.sha256)


async def forget(connection: Database, person: str) -> None:
    """Delete a person's key and everything that it could read; an unknown one is no error."""
    await connection.execute("delete from vault_person where person = $1", person)


def _sealed(key: bytes, person: str, item: str, fields: Mapping[str, str]) -> list[bytes]:
    return [_seal(key, (person, item, name), value) for name, value in fields.items()]


def _seal(key: bytes, bound: tuple[str, str, str], value: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value.encode(), "\n".join(bound).encode())


def _open(key: bytes, bound: tuple[str, str, str], sealed: bytes) -> str:
    nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, text, "\n".join(bound).encode()).decode()
    except InvalidTag as error:
        raise Unreadable("/".join(bound)) from error

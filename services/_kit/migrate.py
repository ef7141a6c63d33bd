"""Plain SQL files, applied once, in order; a file that was applied may never change."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import asyncpg

KIT = Path(__file__).parent / "sql"
_GRANTS = {
    "event": "select, insert",
    "counter": "select, update",
    "daily_head": "select, insert, update",
    "command": "select, insert",
    "reaction": "select, insert",
    "deployment": "select, insert",
    "epoch": "select",
    "backup_made": "select",
    "seen_message": "select, insert",
    "migration": "select",
}


class ChangedMigration(Exception):
    """A file that was applied has other content now: write a new file instead."""


def migrations(folders: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """The kit's files, then those of ``folders``, in order: name and content."""
    for folder in (KIT, *folders):
        for file in sorted(folder.glob("*.sql")):
            yield f"{folder.parent.name}/{file.name}", file.read_bytes()


async def compared(
    database: asyncpg.Pool | asyncpg.Connection, folders: Sequence[Path]
) -> tuple[list[str], list[str]]:
    """What a database lacks of this release's migrations, and what it has of a later one's."""
    wanted = {name for name, _ in migrations(folders)}
    applied = {name for (name,) in await database.fetch("select name from migration")}
    return sorted(wanted - applied), sorted(applied - wanted)


async def migrate(owner_dsn: str, app_role: str, folders: Sequence[Path]) -> list[str]:
    """Apply the kit's files, then those of ``folders``; answers the names of what was new.

    Afterwards ``app_role`` may do exactly what a running service needs.
    """
    connection = await asyncpg.connect(owner_dsn)
    try:
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock(hashtext('minsheng migrate'))")
            await connection.execute(
                "create table if not exists migration (name text primary key,"
                " sha256 text not null, applied_at timestamptz not null default now())"
            )
            applied = dict(map(tuple, await connection.fetch("select name, sha256 from migration")))
            for name, content in migrations(folders):
                digest = hashlib.sha256(content).hexdigest()
                if applied.get(name, digest) != digest:
                    raise ChangedMigration(name)
                if name not in applied:
                    await connection.execute(content.decode())
                    noted = "insert into migration (name, sha256) values ($1, $2)"
                    await connection.execute(noted, name, digest)
            await _grant(connection, app_role)
            return [name for name, _ in migrations(folders) if name not in applied]
    finally:
        await connection.close()


async def _grant(connection: asyncpg.Connection, role: str) -> None:
    tables = "select tablename from pg_tables where schemaname = 'public'"
    for (table,) in await connection.fetch(tables):
        allowed = _GRANTS.get(table, "select, insert, update, delete")
        await connection.execute(f'revoke all on "{table}" from "{role}"')
        await connection.execute(f'grant {allowed} on "{table}" to "{role}"')
    await connection.execute(f'grant usage on all sequences in schema public to "{role}"')

"""Files and published bundles as rows."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import asyncpg

from services.announcer.materials.bundling import File, Item, items_of
from services.announcer.materials.kinds import Kind
from services.announcer.queries import ActivityRow, Database

Connection = asyncpg.Connection
_FILES = "select * from material_file where programme = $1 and activity = $2 and dropped_at is null"


async def add(database: Database, row: ActivityRow, file: File, by: str) -> None:
    """Put a file to an activity; the same again stands ready again."""
    await database.execute(
        "insert into material_file (file, programme, activity, purpose, name, kind, size, sha256,"
        " alt, added_at, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " on conflict (file) do update set dropped_at = null, alt = $9, purpose = $4",
        file.file, row.programme, row.activity, file.purpose, file.name, file.kind.value,
        file.size, file.sha256, file.alt, file.added_at, by,
    )  # fmt: skip


async def files(database: Database, row: ActivityRow) -> list[File]:
    """The files that stand ready, the first added first."""
    found = await database.fetch(_FILES + " order by added_at, file", row.programme, row.activity)
    return [_file(it) for it in found]


async def file(database: Database, row: ActivityRow, id_: str) -> File | None:
    """One file of an activity, also one that stands ready no longer."""
    found = await database.fetchrow(
        "select * from material_file where programme = $1 and activity = $2 and file = $3",
        row.programme, row.activity, id_,
    )  # fmt: skip
    return None if found is None else _file(found)


async def drop(database: Database, row: ActivityRow, id_: str, at: datetime) -> None:
    """Take a file out of what stands ready."""
    await database.execute(
        "update material_file set dropped_at = $4"
        " where programme = $1 and activity = $2 and file = $3 and dropped_at is null",
        row.programme, row.activity, id_, at,
    )  # fmt: skip


async def needless(database: Database, row: ActivityRow, out: str) -> list[str]:
    """Files that were taken out, and that the bundle that is out, by its hash, does not hold."""
    found = await database.fetch(
        "select file from material_file it where programme = $1 and activity = $2"
        " and dropped_at is not null and not exists (select from material_bundle"
        "  where (programme, activity, sha256) = ($1, $2, $3)"
        "  and items @> jsonb_build_array(jsonb_build_object('file', it.file)))",
        row.programme, row.activity, out,
    )  # fmt: skip
    return [it["file"] for it in found]


async def keep_bundle(
    connection: Connection, row: ActivityRow, sha256: str, items: Sequence[Item]
) -> None:
    """Keep what a bundle was made of."""
    await connection.execute(
        "insert into material_bundle values ($1, $2, $3, $4) on conflict do nothing",
        row.programme, row.activity, sha256, json.dumps([asdict(it) for it in items]),
    )  # fmt: skip


async def bundle(
    database: Database, programme: str, activity: str, sha256: str
) -> tuple[Item, ...]:
    """What was published under a hash; nothing where it was entered otherwise."""
    told = await database.fetchval(
        "select items from material_bundle"
        " where programme = $1 and activity = $2 and sha256 = $3",
        programme, activity, sha256,
    )  # fmt: skip
    return () if told is None else items_of(json.loads(told))


def _file(row: asyncpg.Record) -> File:
    fields = {name: row[name] for name in File.__slots__}
    return File(**fields | {"kind": Kind(row["kind"])})

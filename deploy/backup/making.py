"""A backup of a running system: four dumps of one moment, and the files that they name.

A reader may not be ahead of what it reads. So the writers of all four services are held, for the
few milliseconds that it takes to open a snapshot of each database; the dumps are of these.
"""

import asyncio
import os
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import asyncpg

from contracts.topology import SERVICES
from deploy.backup.files import RECORDINGS, copy_files
from deploy.backup.manifest import FILES, Dump, Manifest, digest
from deploy.backup.servers import Place, noted_of, postgres_of, tool
from deploy.local.databases import Postgres, connected
from deploy.local.home import Home

_HOLD = "set local lock_timeout = '5s'; select from counter for update"
_LOOK = """
select pg_export_snapshot() as snapshot, pos, encode(hash, 'hex') as hash,
       coalesce((select max(number) from epoch), 1) as epoch
from counter
"""


class AlreadyThere(ValueError):
    """Something stands where the backup was to be written."""


def make_backup(home: Home, to: Path, tell: Callable[[str], None]) -> Manifest:
    """Back up the system that runs from a home."""
    return write_backup(postgres_of(home, noted_of(home)["postgres"]["port"]), home, to, tell)


def write_backup(server: Postgres, place: Place, to: Path, tell: Callable[[str], None]) -> Manifest:
    """Write a backup into a new folder, which appears whole or not at all."""
    if to.exists():
        raise AlreadyThere(f"{to} exists: name a new folder")
    building = to.with_name(f".{to.name}.part")
    shutil.rmtree(building, ignore_errors=True)  # of an attempt that was killed
    building.mkdir(mode=0o700, parents=True)
    try:
        manifest = asyncio.run(_dump(server, place, building, tell))
        manifest.write(building)
        os.sync()
        building.rename(to)
        asyncio.run(_note(server, manifest))
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return manifest


async def _dump(
    server: Postgres, place: Place, folder: Path, tell: Callable[[str], None]
) -> Manifest:
    dumps = {}
    async with AsyncExitStack() as stack:
        made_at = datetime.now(UTC)
        for service, seen in (await _cut(server, stack)).items():
            file = f"{service}.dump"
            options = ("--format=custom", "--no-owner", "--no-acl")
            snapshot = f"--snapshot={seen['snapshot']}"
            with (folder / file).open("xb") as to:  # the file is ours, not one of the same name
                await tool("pg_dump", server, place, service, *options, snapshot, to=to)
            sha256 = digest(folder / file)
            dumps[service] = Dump(file, sha256, seen["pos"], seen["hash"], seen["epoch"])
            tell(f"{service}: {seen['pos']} facts")
    # After the dumps: a file lies at its place before the row that names it.
    files = copy_files(place.files, folder / FILES)
    files |= copy_files(place.video, folder / FILES, RECORDINGS)
    tell(f"{len(files)} files of materials and recordings")
    return Manifest(made_at.isoformat(), metadata.version("minsheng"), dumps, files)


async def _note(server: Postgres, made: Manifest) -> None:
    """Let each service know, so that somebody is called when the newest backup grows old."""
    for service in SERVICES:
        async with connected(server, service) as connection:
            await connection.execute(
                "insert into backup_made values ($1) on conflict do nothing",
                datetime.fromisoformat(made.made_at),
            )


async def _cut(server: Postgres, stack: AsyncExitStack) -> dict[str, asyncpg.Record]:
    """Snapshots in which no log is behind a reader of it; they live as long as ``stack``."""
    looking = {
        service: await stack.enter_async_context(connected(server, service)) for service in SERVICES
    }
    async with AsyncExitStack() as held:
        for service in SERVICES:
            writer = await held.enter_async_context(connected(server, service))
            await held.enter_async_context(writer.transaction())
            await writer.execute(_HOLD)
        return {service: await _snapshot(each, stack) for service, each in looking.items()}


async def _snapshot(connection: asyncpg.Connection, stack: AsyncExitStack) -> asyncpg.Record:
    await stack.enter_async_context(
        connection.transaction(isolation="repeatable_read", readonly=True)
    )
    row = await connection.fetchrow(_LOOK)
    assert row is not None  # noqa: S101 - the counter is one row
    return row

"""A backup becomes the database of a home: whole, checked, and of a new epoch.

It is built beside its place and renamed at the end, so that a restore which was interrupted leaves
nothing behind that could be taken for one. Facts recorded after the backup are lost; so what was
read of them elsewhere must not be continued, and every log begins a new epoch.
"""

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncpg

from contracts.subjects import stream_name
from contracts.topology import SERVICES
from deploy.backup import key_files
from deploy.backup.files import RECORDINGS, copy_files
from deploy.backup.manifest import FILES, Dump, Manifest
from deploy.backup.servers import Place, postgres_of, tool
from deploy.local import databases, keys
from deploy.local.home import Home
from deploy.local.ports import free_port
from deploy.local.stack import VAULTS
from services._vault.keys import Keys
from services._vault.vault import forget


class NotRestored(ValueError):
    """The backup may not become this home's database; the message says what is to be done."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How to restore: over an older database, whom to forget again, whom to give up, whose keys."""

    replace: bool = False
    erased: Collection[str] = ()
    forget_unreadable: bool = False
    keys: Path | None = None


async def restore_backup(
    folder: Path, home: Home, terms: Terms, tell: Callable[[str], None]
) -> Manifest:
    """Make a backup the database of a home that does not run."""
    manifest = Manifest.read(folder)
    home.lock()
    try:
        home.undo_restore()
        if home.postgres.exists() and not terms.replace:
            raise NotRestored(f"{home.path} has a database: --replace puts the backup in its place")
        contents = _keys(home, terms)
        server = postgres_of(home, free_port(), home.restoring, durable=False)
        server.start()
        try:
            streams = {service: _last_epoch(home, service) for service in manifest.dumps}
            await fill(server, home, folder, manifest, streams, tell)
            for service in VAULTS:
                opening = Keys.parse(contents[service], service)
                await forget_erased(server, service, opening, terms, tell)
        except BaseException:
            server.stop()
            shutil.rmtree(server.data, ignore_errors=True)
            raise
        server.stop()
        copy_files(folder / FILES, home.files)
        copy_files(folder / FILES, home.video, RECORDINGS)
        key_files.put(home, contents)
        _put_in_place(home)
    finally:
        home.unlock()
    return manifest


async def fill(  # noqa: PLR0913, PLR0917 - what a restore is made of
    server: databases.Postgres,
    place: Place,
    folder: Path,
    manifest: Manifest,
    streams: Mapping[str, int],
    tell: Callable[[str], None],
) -> None:
    """Fill a server that has none of our databases; ``streams``: each log's last epoch in NATS."""
    password = partial(keys.password, place.secrets)
    await databases.create(server, password)
    for service, dump in manifest.dumps.items():
        await _fill(server, place, service, folder / dump.file)
        await _compare(server, service, dump)
        tell(f"{service}: {dump.log_end} facts")
    await databases.prepare(server, password)  # of an older release, perhaps
    for service, dump in manifest.dumps.items():
        # One that no stream has had, neither the backup's nor one that is still in the store.
        epoch = 1 + max(dump.epoch, streams[service])
        await databases.begin_epoch(server, service, epoch)


async def clear(server: databases.Postgres, *, replace: bool) -> None:
    """Drop our databases if they hold no fact, or with ``replace`` whatever they hold."""
    connection = await asyncpg.connect(server.dsn())
    try:
        known = {
            row["datname"] for row in await connection.fetch("select datname from pg_database")
        }
        there = [it for it in SERVICES if databases.app_role(it) in known]
        held = [] if replace else [it for it in there if await _holds_facts(server, it)]
        if held:
            raise NotRestored(f"{', '.join(held)}: facts are there; --replace gives them up")
        for service in there:
            await connection.execute(f"drop database {databases.app_role(service)} with (force)")
    finally:
        await connection.close()


async def _holds_facts(server: databases.Postgres, service: str) -> bool:
    async with databases.connected(server, service) as connection:
        if await connection.fetchval("select to_regclass('counter')") is None:
            return False
        return bool(await connection.fetchval("select pos from counter"))


def _keys(home: Home, terms: Terms) -> dict[str, str]:
    """The keys that are given, or else those that the home has."""
    present = key_files.present(home)
    given = key_files.read(terms.keys) if terms.keys else {}
    other = [name for name in given if present.get(name, given[name]) != given[name]]
    if other and not terms.replace:
        raise NotRestored(
            f"{home.path} has other keys ({', '.join(other)}): --replace puts the given there"
        )
    if missing := [name for name in key_files.files_of(home) if name not in present | given]:
        raise NotRestored(
            f"give the file of keys with --keys: none of {', '.join(missing)} is here"
        )
    return present | given


def _put_in_place(home: Home) -> None:
    """Whole databases change places: none is ever at its place half removed or half written."""
    os.sync()
    if home.postgres.exists():
        home.postgres.rename(home.replaced)
    home.restoring.rename(home.postgres)
    os.sync()
    shutil.rmtree(home.replaced, ignore_errors=True)


async def _fill(server: databases.Postgres, place: Place, service: str, dump: Path) -> None:
    options = ("--no-owner", "--no-acl", "--single-transaction", "--exit-on-error")
    await tool("pg_restore", server, place, service, *options, dump)


async def _compare(server: databases.Postgres, service: str, dump: Dump) -> None:
    async with databases.connected(server, service) as connection:
        found = await connection.fetchrow(
            "select pos, encode(hash, 'hex'), (select count(*) from event) from counter"
        )
    if tuple(found or ()) != (dump.log_end, dump.log_hash, dump.log_end):
        raise NotRestored(f"{service}: its log does not end as the backup says")


def _last_epoch(home: Home, service: str) -> int:
    name = stream_name(service, 0).removesuffix("0")
    streams = home.jetstream.glob(f"*/*/streams/{name}?")
    return max((int(it.name.removeprefix(name)) for it in streams), default=0)


async def forget_erased(
    server: databases.Postgres,
    service: str,
    opening: Keys,
    terms: Terms,
    tell: Callable[[str], None],
) -> None:
    """What was erased since the backup is erased again before anybody can read it."""
    async with databases.connected(server, service) as connection:
        sealed = await connection.fetch(
            "select person from vault_person where wrapped_by <> all($1)", list(opening.master)
        )
        if sealed and not terms.forget_unreadable:
            raise NotRestored(
                f"{service}: the keys given open nothing of {len(sealed)} person(s);"
                " --forget-unreadable restores without what the vault held of them"
            )
        known = await connection.fetch(
            "select person from vault_person where person = any($1)", list(terms.erased)
        )
        for row in (*sealed, *known):
            await forget(connection, row["person"])
    tell(f"{service}: {len(known)} erased again, {len(sealed)} given up as unreadable")

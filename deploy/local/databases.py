"""One database per service: an owner who may migrate, an application role that may not."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Protocol

import asyncpg

from contracts.topology import EPOCHS, SERVICES
from deploy.local.postgres import SUPERUSER
from services._kit.migrate import migrate


class Postgres(Protocol):
    """A server, wherever it runs."""

    def dsn(self, database: str = "postgres", user: str = SUPERUSER, password: str = "") -> str:
        """A connection address; the superuser's password is filled in."""


async def prepare(server: Postgres, password: Callable[[str], str]) -> None:
    """Create what is missing and migrate; what exists is kept, passwords are set anew."""
    await create(server, password)
    for service in SERVICES:
        folders = import_module(f"services.{service}.settings").SQL
        await migrate(owner_dsn(server, service, password), app_role(service), folders)


async def create(server: Postgres, password: Callable[[str], str]) -> None:
    """Create roles and databases that are missing; passwords are set anew."""
    connection = await asyncpg.connect(server.dsn())
    try:
        for service in SERVICES:
            await _ensure_roles(connection, service, password)
            await _ensure_database(connection, service)
        # By default every role may enter these; a service has no business outside its own.
        await connection.execute("revoke all on database postgres, template1 from public")
    finally:
        await connection.close()


@asynccontextmanager
async def connected(server: Postgres, service: str) -> AsyncIterator[asyncpg.Connection]:
    """A service's database, as the superuser."""
    connection = await asyncpg.connect(server.dsn(app_role(service)))
    try:
        yield connection
    finally:
        await connection.close()


class NoEpochLeft(ValueError):
    """A log has begun as many epochs as there can be."""


async def epochs(server: Postgres) -> dict[str, int]:
    """The epoch that each migrated database belongs to."""
    found = {}
    for service in SERVICES:
        async with connected(server, service) as connection:
            found[service] = await connection.fetchval("select max(number) from epoch") or 1
    return found


async def begin_epoch(server: Postgres, service: str, epoch: int) -> None:
    """Mark a database as of a later epoch: readers of its log begin anew.

    Raises ``NoEpochLeft``. Done again it is done once.
    """
    if epoch not in EPOCHS:
        raise NoEpochLeft(
            f"{service}: all {EPOCHS[-1]} epochs that this release knows are used;"
            " nothing was changed, and a release that knows more is needed"
        )
    async with connected(server, service) as connection:
        await connection.execute("insert into epoch values ($1) on conflict do nothing", epoch)


def app_role(service: str) -> str:
    """The role as which a service runs."""
    return f"minsheng_{service}"


def owner_role(service: str) -> str:
    """The role that owns a service's database and migrates it."""
    return f"minsheng_{service}_owner"


def app_dsn(server: Postgres, service: str, password: Callable[[str], str]) -> str:
    """The address a service is given."""
    role = app_role(service)
    return server.dsn(role, role, password(role))


def owner_dsn(server: Postgres, service: str, password: Callable[[str], str]) -> str:
    """The address that migrations are given."""
    role = owner_role(service)
    return server.dsn(app_role(service), role, password(role))


async def _ensure_roles(
    connection: asyncpg.Connection, service: str, password: Callable[[str], str]
) -> None:
    for role in (owner_role(service), app_role(service)):
        known = await connection.fetchval("select 1 from pg_roles where rolname = $1", role)
        verb = "alter" if known else "create"
        # A role statement takes no parameters; our passwords are [A-Za-z0-9_-] only.
        await connection.execute(f"{verb} role {role} login password '{password(role)}'")


async def _ensure_database(connection: asyncpg.Connection, service: str) -> None:
    name = app_role(service)
    if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
        await connection.execute(f"create database {name} owner {owner_role(service)}")
    await connection.execute(f"revoke all on database {name} from public")
    await connection.execute(f"grant connect on database {name} to {app_role(service)}")

"""Each service has a database of its own, and rights that end where its needs end."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from contracts.topology import SERVICES
from deploy.local import databases, keys
from deploy.local.postgres import PostgresServer

Password = Callable[[str], str]


@pytest.fixture
async def password(postgres_server: PostgresServer, tmp_path: Path) -> Password:
    known = partial(keys.password, tmp_path)
    await databases.prepare(postgres_server, known)
    return known


async def test_preparing_twice_keeps_everything(
    postgres_server: PostgresServer, password: Password
) -> None:
    await databases.prepare(postgres_server, password)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_may_add_facts_but_never_change_or_remove_them(
    postgres_server: PostgresServer, password: Password, service: str
) -> None:
    connection = await asyncpg.connect(databases.app_dsn(postgres_server, service, password))
    assert await connection.fetchval("select count(*) from event") == 0
    for forbidden in ("delete from event", "update event set type = ''", "drop table event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(forbidden)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("create table mine (id int)")
    await connection.close()


async def test_a_service_cannot_enter_the_database_of_another(
    postgres_server: PostgresServer, password: Password
) -> None:
    role = databases.app_role("livestream")
    foreign = postgres_server.dsn(databases.app_role("announcer"), role, password(role))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(foreign)

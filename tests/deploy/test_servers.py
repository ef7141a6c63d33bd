"""The servers of the wheels start, stop, crash and come back."""

import asyncpg
import nats
import pytest

from deploy.local.postgres import PostgresServer
from tests.conftest import MakeDatabase, MakeNats


async def test_every_database_made_is_empty_and_its_own(make_database: MakeDatabase) -> None:
    first, second = await make_database(), await make_database()
    connection = await asyncpg.connect(first)
    await connection.execute("create table only_here (id int)")
    await connection.close()
    other = await asyncpg.connect(second)
    assert await other.fetchval("select to_regclass('only_here')") is None
    await other.close()


async def test_postgres_refuses_a_wrong_password(postgres_server: PostgresServer) -> None:
    wrong = postgres_server.dsn().replace(postgres_server.password, "wrong")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)


async def test_postgres_keeps_committed_rows_over_a_crash(
    postgres_server: PostgresServer, database: str
) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("create table kept (id int)")
    await connection.execute("insert into kept values (1)")
    await connection.close()
    postgres_server.kill9()
    postgres_server.start()
    again = await asyncpg.connect(database)
    assert await again.fetchval("select id from kept") == 1
    await again.close()


async def test_jetstream_keeps_its_store_over_a_crash_and_loses_it_when_wiped(
    make_nats: MakeNats,
) -> None:
    server = make_nats()
    await _publish(server.url, stream_exists=False)
    server.kill9()
    server.restart()
    assert await _publish(server.url, stream_exists=True) == 2
    server.wipe()
    assert await _publish(server.url, stream_exists=False) == 1


async def _publish(url: str, *, stream_exists: bool) -> int:
    client = await nats.connect(url)
    jetstream = client.jetstream()
    if not stream_exists:
        await jetstream.add_stream(name="KEPT", subjects=["kept.>"])
    acknowledged = await jetstream.publish("kept.one", b"1")
    await client.close()
    return acknowledged.seq

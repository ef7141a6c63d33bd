"""The projector on real servers: every fact once, whatever happens to the stream."""

import asyncio
import contextlib
from typing import Any

import asyncpg
import nats
import pytest

from contracts.subjects import stream_name
from deploy.local.nats import NatsServer
from services._kit import following
from services._kit.leader import Standby
from services._kit.postgres import transaction
from services._kit.projector import Checkpoint, advance
from services._web.repairing import ask_to_rebuild
from services._web.running import Running
from services._web.status import describe
from tests.conftest import MakeDatabase
from tests.kit.conftest import Launch, eventually, migrated
from tests.kit.test_relay import STREAM, published, record
from tests.kit.toy import announcer, livestream

SOURCE = "announcer"


async def positions(dsn_or_pool: asyncpg.Pool) -> list[int]:
    rows = await dsn_or_pool.fetch("select position from page order by position")
    return [row["position"] for row in rows]


def settled(reader: Running, end: int) -> Any:
    async def look() -> bool:
        found: int | None = await reader.pool.fetchval("select pos from checkpoint")
        return found == end

    return look


def in_state(reader: Running, state: str) -> Any:
    async def look() -> bool:
        return reader.followers[0].states[SOURCE] == state

    return look


async def test_every_fact_reaches_the_read_model_once(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 700)
        await eventually(settled(reader, 700))
        assert await positions(reader.pool) == list(range(1, 701))
        (seen,) = (await describe(reader))["readers"]
        assert seen == {"stream": STREAM, "checkpoint": 700, "state": "running"}


async def test_a_process_that_stands_still_in_a_transaction_does_not_stop_the_others(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 1)
        await eventually(settled(reader, 1))
        frozen = await reader.pool.acquire()
        await frozen.execute("begin")
        await frozen.execute("select * from checkpoint for update")
        await record(writer, 1, "b")
        await eventually(settled(reader, 2))
        with contextlib.suppress(asyncpg.InterfaceError):  # the pool may have noticed by now
            frozen.terminate()


async def test_it_goes_on_after_a_restart_and_after_nats_was_killed(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer:
        async with launch(livestream(), reading) as reader:
            await record(writer, 20)
            await eventually(settled(reader, 20))
        await record(writer, 20, "b")
        async with launch(livestream(), reading) as reader:
            await eventually(settled(reader, 40))
            nats_server.kill9()
            await record(writer, 20, "c")
            await asyncio.to_thread(nats_server.restart)
            await eventually(settled(reader, 60))
            assert await positions(reader.pool) == list(range(1, 61))


async def test_it_waits_while_a_wiped_stream_is_refilled(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(livestream(), reading) as reader:
        async with launch(announcer(), writing) as writer:
            await record(writer, 30)
            await eventually(settled(reader, 30))
        await asyncio.to_thread(nats_server.wipe)
        await eventually(in_state(reader, "refilling"))
        async with launch(announcer(), writing) as writer:
            await record(writer, 5, "b")
            await eventually(settled(reader, 35))
            await eventually(in_state(reader, "running"))
        assert await positions(reader.pool) == list(range(1, 36))


async def test_another_history_at_the_checkpoint_stops_the_reader(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    reading = await migrated(make_database)
    mine, other = await migrated(make_database), await migrated(make_database)
    async with launch(livestream(), reading) as reader, launch(announcer(), mine) as writer:
        await record(writer, 3)
        await eventually(settled(reader, 3))
    await asyncio.to_thread(nats_server.wipe)
    async with launch(announcer(), other) as writer:
        await record(writer, 5, "other")
        await eventually(lambda: published(writer))
        async with launch(livestream(), reading) as reader:
            await eventually(in_state(reader, "stopped"))
            assert await positions(reader.pool) == [1, 2, 3]


async def test_a_gap_that_stays_is_damage(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    reading = await migrated(make_database)
    client = await nats.connect(nats_server.url)
    js = client.jetstream()
    await js.add_stream(name=STREAM, subjects=["ev.announcer.1.>"])
    for _ in range(5):
        await js.publish("ev.announcer.1.EventPlanned.p.a", b"{}")
    await js.delete_msg(STREAM, 3)
    await client.close()
    async with launch(livestream(), reading) as reader:
        await eventually(in_state(reader, "damaged"))
        assert await reader.pool.fetchval("select pos from checkpoint") in range(3)  # by batches


async def test_poison_is_kept_aside_and_the_checkpoint_moves(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer:
        await record(writer, 2)
        await eventually(lambda: published(writer))
    client = await nats.connect(nats_server.url)
    js = client.jetstream()
    (last,) = [await js.get_msg(STREAM, 2)]
    good = {k: v for k, v in (last.headers or {}).items() if k.startswith("ce-")}
    subject = "ev.announcer.1.EventPlanned.p.a"
    await js.publish(subject, b"not json at all", headers=good)
    await js.publish(subject, b"{}", headers={**good, "ce-type": "EventPlanned.v9"})
    await js.publish(subject, b"{}", headers={**good, "ce-type": "NeverHeardOf.v1"})
    await js.publish(subject, b"{}", headers=good)
    await js.publish(subject, b"")
    await client.close()
    async with launch(livestream(), reading) as reader:
        await eventually(settled(reader, 7))
        rows = await reader.pool.fetch("select pos, reason from quarantine order by pos")
        assert [row["pos"] for row in rows] == [3, 4, 5, 6, 7]
        assert "EventPlanned.v9" in rows[1]["reason"]
        assert await positions(reader.pool) == [1, 2]
        assert (await describe(reader))["quarantined"] >= 5


async def test_the_checkpoint_moves_by_compare_and_set(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 3)
        await eventually(settled(reader, 3))
        stale = Checkpoint("pages", SOURCE, 1, position=1)
        async with transaction(reader.pool) as connection:
            with pytest.raises(Standby):
                await advance(connection, stale, stale)


async def test_a_checkpoint_moved_by_another_process_sends_the_reader_to_standby(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 3)
        await eventually(settled(reader, 3))
        row = (await writer.store.read(1, 1))[0].envelope
        await reader.pool.execute("update checkpoint set pos = 2, event_id = $1", str(row.id))
        await reader.pool.execute("delete from page where position > 2")
        await record(writer, 3, "b")
        await eventually(settled(reader, 6))
        assert await positions(reader.pool) == [1, 2, 3, 4, 5, 6]


async def test_a_read_model_is_read_anew_while_the_old_one_can_be_read(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 30)
        await eventually(settled(reader, 30))
        await reader.pool.execute("update page set service = 'wrong' where position = 7")
        seen = set()

        async def read_anew() -> bool:
            seen.add(await reader.pool.fetchval("select count(*) from page"))
            wrong = "select count(*) from page where service = 'wrong'"
            return bool(await reader.pool.fetchval(wrong) == 0)

        await ask_to_rebuild(reader.pool, "pages")
        await eventually(read_anew)
        assert seen == {30}
        assert await positions(reader.pool) == list(range(1, 31))
        await record(writer, 3, "c")
        await eventually(settled(reader, 33))


async def test_in_a_new_epoch_nothing_is_read_anew_before_the_log_is_published_again(
    launch: Launch,
    make_database: MakeDatabase,
    nats_server: NatsServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "SETTLED", 0.01)
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 30)
        await eventually(settled(reader, 30))
    await _begin(nats_server, writing, 2)
    async with launch(livestream(), reading) as reader:
        await eventually(in_state(reader, "rebuilding"))
        seen = set()

        async def moved() -> bool:
            seen.add(await reader.pool.fetchval("select count(*) from page"))
            return bool(await reader.pool.fetchval("select epoch from checkpoint") == 2)

        async with launch(announcer(), writing) as writer:
            await eventually(moved)
            await eventually(settled(reader, 30))
        assert seen == {30}


async def test_a_store_that_forgot_an_epoch_is_waited_for_and_not_read(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    await _begin(nats_server, writing, 2)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 3)
        await eventually(settled(reader, 3))
    await asyncio.to_thread(nats_server.wipe)
    client = await nats.connect(nats_server.url)
    await client.jetstream().add_stream(name=STREAM, subjects=["ev.announcer.1.>"])
    await client.close()
    async with launch(livestream(), reading) as reader:
        await eventually(in_state(reader, "refilling"))
        assert await positions(reader.pool) == [1, 2, 3]
        async with launch(announcer(), writing) as writer:
            await record(writer, 1, "b")
            await eventually(settled(reader, 4))


async def _begin(nats_server: NatsServer, writing: str, epoch: int) -> None:
    """A new epoch as an operator opens it: in the database, then as a stream."""
    connection = await asyncpg.connect(writing)
    await connection.execute("insert into epoch (number) values ($1)", epoch)
    await connection.close()
    client = await nats.connect(nats_server.url)
    name, subjects = stream_name(SOURCE, epoch), [f"ev.{SOURCE}.{epoch}.>"]
    await client.jetstream().add_stream(name=name, subjects=subjects)
    await client.close()


async def test_a_database_error_is_retried_and_never_quarantined(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    connection = await asyncpg.connect(reading)
    await connection.execute("alter table page rename to away")
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await record(writer, 3)
        await eventually(in_state(reader, "damaged"))
        await connection.execute("alter table away rename to page")
        await eventually(settled(reader, 3))
        assert await reader.pool.fetchval("select count(*) from quarantine") == 0
    await connection.close()

"""Reactions on real servers, through FastStream."""

import asyncio
from typing import Any
from uuid import uuid4

import nats
from nats.js.api import ConsumerConfig

from contracts.topology import REACTIONS, reaction_config
from deploy.local.nats import NatsServer
from deploy.streams import deploy
from services._web.running import Running
from services._web.status import describe
from tests.conftest import MakeDatabase
from tests.kit.conftest import Launch, eventually, migrated
from tests.kit.test_relay import STREAM, published
from tests.kit.toy import Cancel, Plan, announcer, livestream, request

DURABLE = "livestream_end-stream"


async def cancel(running: Running, *activities: str) -> None:
    for activity in activities:
        await running.writer.execute(request(Plan(activity)))
        await running.writer.execute(request(Cancel(activity)))


def reacted(running: Running, count: int) -> Any:
    async def look() -> bool:
        return running.writer.log_end == count

    return look


def caught_up(reader: Running, end: int) -> Any:
    async def look() -> bool:
        (reaction,) = (await describe(reader))["reactions"]
        return bool(reaction["floor"] == end)

    return look


async def ended(running: Running) -> list[str | None]:
    return [it.envelope.activity for it in await running.store.read(0, 1000)]


async def test_each_fact_makes_its_command_once_and_in_order(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await cancel(writer, *(f"a-{number}" for number in range(10)))
        await eventually(reacted(reader, 10))
        assert await ended(reader) == [f"a-{number}" for number in range(10)]
        await eventually(caught_up(reader, 20))
        (stored, *_) = await reader.store.read(0, 1)
        assert stored.meta["actor"] == "reaction:end-stream"


async def test_a_refused_command_is_acknowledged(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await cancel(writer, "unwilling", "a-1")
        await eventually(reacted(reader, 1))
        assert await ended(reader) == ["a-1"]
        await eventually(caught_up(reader, 4))


async def test_a_wiped_stream_delivers_what_was_not_acknowledged_and_nothing_is_doubled(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await cancel(writer, "a-1", "a-2")
        await eventually(reacted(reader, 2))
        floor = "select floor = 4 from reaction_floor"
        await eventually(lambda: reader.pool.fetchval(floor))
        await asyncio.to_thread(nats_server.wipe)
        await cancel(writer, "a-3")
        await eventually(reacted(reader, 3))
        await eventually(caught_up(reader, 6))
        assert await ended(reader) == ["a-1", "a-2", "a-3"]
        await deploy(nats_server.url)
        info = await reader.bus.client.jetstream().consumer_info(STREAM, DURABLE)
        assert info.config.opt_start_seq == 5
        assert info.delivered
        assert info.delivered.consumer_seq == 1


async def test_what_a_restored_log_tells_at_the_same_positions_is_done(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, restored = await migrated(make_database), await migrated(make_database)
    async with launch(livestream(), await migrated(make_database)) as reader:
        async with launch(announcer(), writing) as writer:
            await cancel(writer, "a-1", "a-2")
            await eventually(reacted(reader, 2))
            floor = "select floor = 4 from reaction_floor"
            await eventually(lambda: reader.pool.fetchval(floor))
        await asyncio.to_thread(nats_server.wipe)
        async with launch(announcer(), restored) as writer:
            await cancel(writer, "b-1")  # shorter than what was done
            await eventually(reacted(reader, 3))
            await cancel(writer, "b-2", "b-3")
            await eventually(reacted(reader, 5))
            await eventually(caught_up(reader, 6))
        assert await ended(reader) == ["a-1", "a-2", "b-1", "b-2", "b-3"]


async def test_a_consumer_that_went_back_begins_behind_what_was_done(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer:
        async with launch(livestream(), reading) as reader:
            await cancel(writer, "a-1", "a-2")
            await eventually(reacted(reader, 2))
            floor = "select floor = 4 from reaction_floor"
            await eventually(lambda: reader.pool.fetchval(floor))
        js = writer.bus.client.jetstream()
        await js.delete_consumer(STREAM, DURABLE)
        (topology,) = (each for each in REACTIONS if each.durable == DURABLE)
        await js.add_consumer(STREAM, ConsumerConfig(**reaction_config(topology, 1)))
        async with launch(livestream(), reading) as reader:
            await cancel(writer, "a-3")
            await eventually(reacted(reader, 3))
            info = await js.consumer_info(STREAM, DURABLE)
            assert info.config.opt_start_seq == 5


async def test_a_deleted_consumer_is_made_again(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await cancel(writer, "a-1")
        await eventually(reacted(reader, 1))
        client = await nats.connect(nats_server.url)
        await client.jetstream().delete_consumer(STREAM, DURABLE)
        await client.close()
        await cancel(writer, "a-2")
        await eventually(reacted(reader, 2))
        info = await reader.bus.client.jetstream().consumer_info(STREAM, DURABLE)
        assert info.config.max_ack_pending == 1
        assert info.config.filter_subject == "ev.announcer.1.EventCancelled.>"


async def test_it_resumes_after_an_outage_of_nats(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await cancel(writer, "a-1")
        await eventually(reacted(reader, 1))
        nats_server.kill9()
        await asyncio.sleep(3)
        await asyncio.to_thread(nats_server.restart)
        await cancel(writer, "a-2")
        await eventually(reacted(reader, 2))


async def test_an_error_delays_the_message_and_keeps_the_order(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer, launch(livestream(), reading) as reader:
        await cancel(writer, "a-0")
        await eventually(reacted(reader, 1))
        await reader.pool.execute("alter table command rename to away")
        await cancel(writer, "a-1", "a-2")
        await asyncio.sleep(1.0)
        info = await reader.bus.client.jetstream().consumer_info(STREAM, DURABLE)
        assert info.num_ack_pending == 1
        assert info.delivered is not None
        assert info.delivered.consumer_seq < 20, "redelivered without a pause"
        await reader.pool.execute("alter table away rename to command")
        await eventually(reacted(reader, 3))
        assert await ended(reader) == ["a-0", "a-1", "a-2"]


async def test_an_undecodable_message_is_quarantined_and_acknowledged(
    launch: Launch, make_database: MakeDatabase, nats_server: NatsServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer:
        await writer.writer.execute(request(Plan("a-1")))
        await eventually(lambda: published(writer))
    client = await nats.connect(nats_server.url)
    await client.jetstream().publish(
        "ev.announcer.1.EventCancelled.p.a",
        b"{ this is not json",
        headers={"content-type": "application/json", "ce-id": str(uuid4())},
    )
    await client.close()
    async with launch(livestream(), reading) as reader:
        await eventually(caught_up(reader, 2))
        count = "select count(*) from quarantine where reader = 'end-stream'"
        assert await reader.pool.fetchval(count) == 1


async def test_a_reaction_that_is_new_to_an_old_database_leaves_history_alone(
    launch: Launch, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    async with launch(announcer(), writing) as writer:
        await cancel(writer, "a-1")
        async with launch(livestream(), reading) as reader:
            await eventually(reacted(reader, 1))
            await reader.pool.execute("delete from reaction")
            await reader.pool.execute("truncate event, command; update counter set pos = 0")
            client = reader.bus.client
            await client.jetstream().delete_consumer(STREAM, DURABLE)
        async with launch(livestream(), reading) as reader:
            await eventually(caught_up(reader, 2))
            assert reader.writer.log_end == 0

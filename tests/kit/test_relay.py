"""The relay on a real nats-server: positions, refilling, and a history that is not ours."""

import asyncio
from collections.abc import Sequence

import asyncpg
import nats
import pytest
from nats.js.client import JetStreamContext

from contracts.envelope import Message
from deploy.local.nats import NatsServer
from services._kit import relay as relay_module
from services._web.running import Running
from tests.kit.conftest import Launch, eventually
from tests.kit.toy import Plan, announcer, request

STREAM = "EV_ANNOUNCER_1"


async def record(running: Running, count: int, prefix: str = "a") -> None:
    await asyncio.gather(
        *(running.writer.execute(request(Plan(f"{prefix}-{number}"))) for number in range(count))
    )


async def published(running: Running) -> bool:
    return running.relay.stream_end == running.writer.log_end


async def stopped(running: Running) -> bool:
    return running.relay.state == "stopped"


async def ids_in(js: JetStreamContext, count: int) -> list[str]:
    messages = [await js.get_msg(STREAM, number) for number in range(1, count + 1)]
    return [(message.headers or {})["ce-id"] for message in messages]


async def test_the_stream_holds_every_event_at_its_own_position(
    launch: Launch, log_database: str
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 120)
        await eventually(lambda: published(running))
        js = running.bus.client.jetstream()
        log = await running.store.read(0, 200)
        assert await ids_in(js, 120) == [str(it.envelope.id) for it in log]
        message = await js.get_msg(STREAM, 7)
        assert message.headers is not None
        assert message.headers["ce-sequence"] == "7"
        assert message.headers["ce-hash"] == log[6].envelope.hash
        assert (
            message.subject == f"ev.announcer.1.EventPlanned.daxing-2023.{log[6].envelope.activity}"
        )


async def test_only_behind_a_full_window_the_next_one_is_read_ahead(
    launch: Launch, log_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "WINDOW", 10)
    async with launch(announcer(), log_database) as running:
        read, ahead = running.store.messages, list[int]()

        async def noted(after: int, limit: int) -> Sequence[Message]:
            if after > running.relay.stream_end:  # it is not published yet
                ahead.append(after)
            return await read(after, limit)

        monkeypatch.setattr(running.store, "messages", noted)
        await record(running, 9)  # at once: the writer commits them together
        await eventually(lambda: published(running))
        assert ahead == []
        await record(running, 40, "b")
        await eventually(lambda: published(running))
        assert ahead


async def test_a_wiped_store_is_refilled_with_the_same_content(
    launch: Launch, log_database: str, nats_server: NatsServer
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 60)
        await eventually(lambda: published(running))
        before = await ids_in(running.bus.client.jetstream(), 60)
        await asyncio.to_thread(nats_server.wipe)

        async def refilled() -> bool:
            try:
                info = await running.bus.client.jetstream().stream_info(STREAM)
            except Exception:  # noqa: BLE001 - the server has only just come back
                return False
            return info.state.last_seq == 60

        await eventually(refilled)
        assert await ids_in(running.bus.client.jetstream(), 60) == before
        await record(running, 5, "b")
        await eventually(lambda: published(running))


async def test_facts_recorded_while_nats_is_down_are_published_afterwards(
    launch: Launch, log_database: str, nats_server: NatsServer
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 3)
        await eventually(lambda: published(running))
        nats_server.kill9()
        await record(running, 20, "b")
        await asyncio.to_thread(nats_server.restart)
        await eventually(lambda: published(running))
        assert running.relay.stream_end == 23


async def test_a_second_relay_cannot_double_or_reorder(launch: Launch, log_database: str) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 10)
        await eventually(lambda: published(running))
        window = await running.store.messages(4, 3)
        with pytest.raises(relay_module.Refusal):
            await running.relay._publish(window)
        info = await running.bus.client.jetstream().stream_info(STREAM)
        assert info.state.messages == info.state.last_seq == 10


async def test_a_foreign_event_at_the_end_stops_the_relay(
    launch: Launch, log_database: str
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 4)
        await eventually(lambda: published(running))
    connection = await asyncpg.connect(log_database)
    await connection.execute("update event set hash = sha256('restored') where pos = 4")
    await connection.close()
    async with launch(announcer(), log_database) as running:
        await eventually(lambda: stopped(running))


async def test_a_stream_longer_than_the_log_stops_the_relay(
    launch: Launch, log_database: str, nats_server: NatsServer
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 4)
        await eventually(lambda: published(running))
    client = await nats.connect(nats_server.url)
    await client.jetstream().publish("ev.announcer.1.EventPlanned.p.a", b"{}")
    await client.close()
    async with launch(announcer(), log_database) as running:
        await eventually(lambda: stopped(running))
        # Facts are still recorded: only the transport has stopped.
        await record(running, 1, "b")


async def test_foreign_events_that_a_window_would_step_over_stop_the_relay(
    launch: Launch, log_database: str, nats_server: NatsServer
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 4)
        await eventually(lambda: published(running))
        client = await nats.connect(nats_server.url)
        for _ in range(2):
            await client.jetstream().publish("ev.announcer.1.EventPlanned.p.a", b"{}")
        await client.close()
        await record(running, 3, "b")  # the last of them expects what the stream ends with
        await eventually(lambda: stopped(running))


async def test_a_second_process_stands_by_and_takes_over(launch: Launch, log_database: str) -> None:
    async with launch(announcer(), log_database) as second:
        async with launch(announcer(), log_database) as first:
            await record(first, 5)

            async def one_leads() -> bool:
                return {first.relay.state, second.relay.state} == {"running", "standby"}

            await eventually(one_leads)
        await record(second, 5, "b")
        await eventually(lambda: published(second))
        assert second.relay.state == "running"
        assert second.relay.stream_end == 10

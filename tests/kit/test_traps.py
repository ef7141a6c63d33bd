"""Traps of NATS, FastStream and PostgreSQL that touch the kit, each on the real server."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import nats
import pytest
import structlog
from nats.errors import TimeoutError as NatsTimeout

from services._kit.broker import Bus
from services._kit.postgres import PostgresStore
from services._kit.recording import Head
from services._kit.settings import Settings
from services._kit.store import Caused, CommandResult, StoreUnavailable
from services._pull.inbox import EXPIRES, Inbox, Interrupted
from tests.conftest import MakeNats
from tests.kit.conftest import Launch, eventually
from tests.kit.test_relay import STREAM, published, record
from tests.kit.toy import Bench, Plan, announcer, request

REPOSITORY = Path(__file__).parents[2]


def settings(url: str) -> Settings:
    return Settings(database_url="", nats_url=url, token_keys_file=Path("none"))


def test_brokers_are_made_in_one_place() -> None:
    makers = [
        file.relative_to(REPOSITORY).as_posix()
        for folder in ("contracts", "services", "deploy")
        for file in (REPOSITORY / folder).rglob("*.py")
        if "NatsBroker(" in file.read_text(encoding="utf-8")
    ]
    assert makers == ["services/_kit/broker.py"]


def test_reconnecting_never_ends() -> None:
    kwargs = Bus(settings("nats://127.0.0.1:1"), "announcer").broker._connection_kwargs
    assert kwargs["max_reconnect_attempts"] == -1
    assert kwargs["reconnect_time_wait"] == 0.2
    assert kwargs["inbox_prefix"] == "_INBOX.announcer"


async def test_a_start_does_not_rewrite_the_settings_of_the_stream(
    launch: Launch, log_database: str
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 1)
        await eventually(lambda: published(running))
        js = running.bus.client.jetstream()
        config = (await js.stream_info(STREAM)).config
        assert config.deny_delete
        assert config.deny_purge
        config.description = "set by the deploy step"
        await js.update_stream(config)
    async with launch(announcer(), log_database) as running:
        await record(running, 1, "b")
        await eventually(lambda: published(running))
        config = (await running.bus.client.jetstream().stream_info(STREAM)).config
        assert config.description == "set by the deploy step"


async def test_a_violated_permission_is_logged_as_an_error(make_nats: MakeNats) -> None:
    server = make_nats(
        "authorization { users: [ { user: a, password: b, permissions: {"
        ' publish: { allow: ["allowed"] }, subscribe: { allow: ["_INBOX.announcer.>"] } } } ] }'
    )
    bus = Bus(settings(server.url.replace("nats://", "nats://a:b@")), "announcer")
    await bus.broker.connect()
    with structlog.testing.capture_logs() as logs:
        with pytest.raises(NatsTimeout):
            await bus.client.request("forbidden", b"", 0.5)
        await asyncio.sleep(0.1)
    await bus.stop()
    (entry,) = [log for log in logs if log["event"] == "nats_failed"]
    assert entry["log_level"] == "error"
    assert "forbidden" in entry["error"].lower()


async def test_a_late_ghost_of_a_publish_changes_nothing(launch: Launch, log_database: str) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 5)
        await eventually(lambda: published(running))
        (ghost,) = await running.store.read(2, 1)
        _, _, headers, body = ghost.envelope.to_message()
        headers["Nats-Expected-Last-Sequence"] = "2"
        client = await nats.connect(running.settings.nats_url)
        await client.publish(f"ev.announcer.1.EventPlanned.x.{ghost.envelope.activity}", body,
                             headers=headers)  # fmt: skip
        await client.close()
        await record(running, 5, "b")
        await eventually(lambda: published(running))
        info = await running.bus.client.jetstream().stream_info(STREAM)
        assert info.state.messages == 10


async def test_a_given_traceparent_reaches_the_stream(launch: Launch, log_database: str) -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    async with launch(announcer(), log_database) as running:
        await running.writer.execute(request(Plan("a-1"))._replace(traceparent=parent))
        await eventually(lambda: published(running))
        message = await running.bus.client.jetstream().get_msg(STREAM, 1)
        assert (message.headers or {})["traceparent"] == parent


async def test_a_hung_holder_of_the_log_is_ended_and_the_next_goes_on(
    log_database: str, pool: asyncpg.Pool, bench: Bench
) -> None:
    hung = PostgresStore(log_database, pool, bench.origin)
    other = PostgresStore(log_database, pool, bench.origin)

    async def hang() -> None:
        async with hung.locked([], 0):
            async with asyncio.timeout(4.5), other.locked([], 0) as (news, _):
                assert news == []
            await hung.append(Head(), Caused(results=[CommandResult(uuid4(), b"", ())]))

    with pytest.raises(StoreUnavailable):
        await hang()
    await hung.close()
    await other.close()


async def test_a_reader_notices_that_another_took_what_its_consumer_had(
    launch: Launch, log_database: str
) -> None:
    async with launch(announcer(), log_database) as running:
        await record(running, 3)
        await eventually(lambda: published(running))
        tap = running.bus.tap
        reader, thief = (Inbox(tap, STREAM, "thawed") for _ in range(2))
        async with thief.open(1), reader.open(1):
            assert len(await thief.batch(3)) == 3
            async with asyncio.timeout(EXPIRES / 2):
                with pytest.raises(Interrupted, match="Heartbeat"):
                    await reader.batch()
        again = Inbox(tap, STREAM, "thawed")
        async with again.open(1):
            assert len(await again.batch(3)) == 3

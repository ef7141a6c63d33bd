"""A service as a process: it stops cleanly, dies when it must, and a frozen one is replaced."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from deploy.local.nats import NatsServer
from deploy.local.ports import free_port
from services._web.running import Running
from services._web.service import NotMigrated
from tests.kit.conftest import Launch, eventually
from tests.kit.test_relay import published, record
from tests.kit.toy import announcer, livestream

MAIN = "from tests.kit.toy import *; from services._web.service import run; run({service})"
Spawn = Callable[
    [str], contextlib.AbstractAsyncContextManager[tuple[asyncio.subprocess.Process, str]]
]


@pytest.fixture
def spawn(nats_server: NatsServer, log_database: str, keys_file: Path) -> Spawn:
    """`async with spawn("announcer()") as (process, address):` runs a service on its own."""

    @contextlib.asynccontextmanager
    async def run(service: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
        address = f"127.0.0.1:{free_port()}"
        environment = {
            "PATH": os.environ["PATH"],
            "MINSHENG_DATABASE_URL": log_database,
            "MINSHENG_NATS_URL": nats_server.url,
            "MINSHENG_TOKEN_KEYS_FILE": str(keys_file),
            "MINSHENG_LISTEN": address,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", MAIN.format(service=service), env=environment
        )
        try:
            await eventually(lambda: answers(address, "live"))
            yield process, address
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    return run


async def answers(address: str, question: str) -> bool:
    try:
        async with httpx.AsyncClient() as client:
            response = await client.get(f"http://{address}/health/{question}", timeout=1)
    except httpx.HTTPError:
        return False
    return response.status_code == 200


async def test_sigterm_ends_a_service_cleanly(spawn: Spawn) -> None:
    async with spawn("livestream()") as (process, address):
        await eventually(lambda: answers(address, "ready"))
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_it_starts_serves_and_stops_while_nats_is_away(
    spawn: Spawn, nats_server: NatsServer
) -> None:
    nats_server.kill9()
    async with spawn("livestream()") as (process, address):
        await asyncio.sleep(2)
        assert await answers(address, "live")
        assert not await answers(address, "ready")
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_it_stops_after_nats_went_away(spawn: Spawn, nats_server: NatsServer) -> None:
    async with spawn("livestream()") as (process, address):
        await eventually(lambda: answers(address, "ready"))
        nats_server.kill9()
        await asyncio.sleep(3)
        assert await answers(address, "live")
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_a_connection_that_closes_for_good_ends_the_process(spawn: Spawn) -> None:
    async with spawn("announcer(background=[close_bus])") as (process, _):
        assert await asyncio.wait_for(process.wait(), 10) == 70


async def test_a_background_task_that_fails_ends_the_process(spawn: Spawn) -> None:
    async with spawn("announcer(background=[fail])") as (process, _):
        assert await asyncio.wait_for(process.wait(), 10) == 1


async def test_a_frozen_process_loses_its_lock(
    spawn: Spawn, launch: Launch, log_database: str
) -> None:
    async with spawn("announcer()") as (process, address):
        await eventually(lambda: answers(address, "ready"))
        async with launch(announcer(), log_database) as standby:
            await record(standby, 3)
            await asyncio.sleep(1)
            assert standby.relay.state == "standby"
            process.send_signal(signal.SIGSTOP)

            async def leads() -> bool:
                return standby.relay.state == "running"

            await eventually(leads)
            await record(standby, 3, "b")
            await eventually(lambda: published(standby))
            process.send_signal(signal.SIGCONT)
            await asyncio.sleep(1.5)
            assert standby.relay.state == "running"


async def test_a_stop_lets_waiting_commands_finish(launch: Launch, log_database: str) -> None:
    async with launch(announcer(), log_database) as running:
        waiting = asyncio.create_task(record(running, 200))
        await asyncio.sleep(0)
    await waiting
    async with launch(announcer(), log_database) as again:
        assert again.writer.log_end == 200


async def test_services_of_different_kinds_share_one_event_loop(
    launch: Launch, log_database: str
) -> None:
    async with launch(livestream(), log_database) as running:
        assert isinstance(running, Running)


async def test_a_service_waits_for_the_deploy_step_of_its_own_release(
    launch: Launch, log_database: str, tmp_path: Path
) -> None:
    folder = tmp_path / "announcer" / "sql"
    folder.mkdir(parents=True)
    (folder / "0099_of_this_release.sql").write_text("select 1")
    newer = replace(announcer(), sql=(folder,))
    with pytest.raises(NotMigrated, match="announcer/0099_of_this_release"):
        async with launch(newer, log_database):
            pass

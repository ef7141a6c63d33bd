"""PostgreSQL dies under a service: nothing acknowledged is lost, and it goes on by itself."""

import asyncio

import httpx

from deploy.local.postgres import PostgresServer
from services._kit.writer import Busy
from tests.conftest import MakeDatabase
from tests.kit.conftest import Launch, eventually, migrated
from tests.kit.test_http import router
from tests.kit.test_projector import positions, settled
from tests.kit.test_relay import published
from tests.kit.toy import Plan, announcer, livestream, request


async def test_a_killed_database_costs_no_acknowledged_fact(
    launch: Launch, make_database: MakeDatabase, postgres_server: PostgresServer
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    acknowledged: list[str] = []
    busy = 0
    async with (
        launch(announcer(router), writing) as writer,
        launch(livestream(), reading) as reader,
    ):
        stop = asyncio.Event()

        async def client(name: str) -> None:
            nonlocal busy
            number = 0
            while not stop.is_set():
                number += 1
                command = request(Plan(f"{name}-{number}"))
                while True:
                    try:
                        await writer.writer.execute(command)
                        break
                    except Busy:
                        busy += 1
                        await asyncio.sleep(0.1)
                acknowledged.append(f"{name}-{number}")

        clients = [asyncio.create_task(client(f"c{index}")) for index in range(4)]
        await asyncio.sleep(0.5)
        postgres_server.child.kill9()
        await asyncio.sleep(2.5)
        async with httpx.AsyncClient() as browser:
            address = f"http://{writer.settings.listen}"
            assert (await browser.get(f"{address}/health/live", timeout=1)).status_code == 200
            assert (await browser.get(f"{address}/health/ready")).status_code == 503
            away = await browser.get(f"{address}/status")
            assert (away.status_code, away.headers["retry-after"]) == (503, "1")
        await asyncio.to_thread(postgres_server.start)
        before = len(acknowledged)

        async def goes_on() -> bool:
            return len(acknowledged) > before + 50

        await eventually(goes_on)
        stop.set()
        await asyncio.gather(*clients)
        await eventually(lambda: published(writer))
        await eventually(settled(reader, writer.writer.log_end))
        log = [it.envelope for it in await writer.store.read(0, 100_000)]
        recorded = [str(envelope.activity) for envelope in log]
        assert len(set(recorded) ^ set(acknowledged)) == 0, "lost"
        assert len(recorded) == len(set(recorded)), "doubled"
        assert len(await positions(reader.pool)) == len(log)
        assert busy > 0

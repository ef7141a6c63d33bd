"""A real process of compliance is killed while the gateway already has what it sent."""

import asyncio
import contextlib
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.local.nats import NatsServer
from tests.compliance.conftest import Launch, Others, PlayedClock, eventually
from tests.compliance.story import Story
from tests.processes import process
from tests.receivers import SECRET, Gateway

ADDRESS = "/api/compliance/units/jiugong/address"


@pytest.fixture
def environment(
    database: str, nats_server: NatsServer, clock: PlayedClock, tmp_path: Path,
    signing_key: dict[str, Any],
) -> dict[str, str]:  # fmt: skip
    public = {name: value for name, value in signing_key.items() if name != "d"}
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [public]}), encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "MINSHENG_DATABASE_URL": database,
        "MINSHENG_NATS_URL": nats_server.url,
        "MINSHENG_TOKEN_KEYS_FILE": str(keys),
        "MINSHENG_CLOCK_FILE": str(clock.path),
        "MINSHENG_REMINDER_WEBHOOK_SECRET": SECRET,
    }


async def test_a_process_killed_between_the_fact_and_its_mark_reminds_once(
    launch: Launch, others: Others, clock: PlayedClock, environment: dict[str, str], database: str
) -> None:
    gateway = Gateway()
    environment["MINSHENG_REMINDER_WEBHOOK_URL"] = gateway.url
    await others.say(Story("open-11").planned().scheduled("2023-09-14").facts)
    clock.set("2023-09-05 12:00")
    ways = {"reminder_webhook_url": gateway.url, "reminder_webhook_secret": SECRET}
    async with launch(**ways) as compliance:
        await compliance.post_to(ADDRESS, {"webhook": "OA-17"})
        await compliance.settled()
    clock.set("2023-09-06 08:30")  # while nobody runs

    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(gateway.open(silent=True))
        pool = await stack.enter_async_context(asyncpg.create_pool(database, min_size=1))

        async def taken() -> bool:
            return len(gateway.taken) == 1

        async def sent() -> bool:
            return {row["state"] for row in await pool.fetch("select state from reminder")} == {
                "sent"
            }

        async with process("compliance", environment) as first:
            await eventually(taken, 120)
            first.kill9()
        assert not await sent()
        gateway.answering.set()
        await pool.execute("update reminder set claimed_at = claimed_at - interval '1 hour'")
        async with process("compliance", environment), process("compliance", environment):
            await eventually(sent, 120)
            await asyncio.sleep(1.0)  # long enough for a second timer, if there were one
        facts = await pool.fetchval("select count(*) from event where stream like 'reminders:%'")

    times = Counter(headers["idempotency-key"] for headers, _ in gateway.asked)
    assert (facts, len(gateway.taken), list(times.values())) == (1, 1, [2])

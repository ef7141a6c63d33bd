"""A process of an older release, once a newer one has recorded what it does not know."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from services._kit.writer import Busy
from services._web.running import Running
from services._web.service import OlderRelease
from tests.kit.conftest import Launch, eventually
from tests.kit.test_relay import STREAM, published, record
from tests.kit.toy import announcer

NEWER = """
with newer as (
  insert into event
  select pos + 1, gen_random_uuid(), stream, version + 1, 'ProgrammeSung.v1', data, meta,
    occurred_at, recorded_at, sha256(hash)
  from event order by pos desc limit 1
  returning pos, hash
)
update counter set pos = newer.pos, hash = newer.hash from newer
"""
LED = (
    "select count(*) from pg_locks join pg_database on oid = database"
    " where locktype = 'advisory' and datname = current_database()"
)


def leads(running: Running, jobs: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return bool(await running.pool.fetchval(LED) == jobs)

    return look


async def test_it_publishes_what_it_cannot_read_refuses_to_record_and_leaves_its_jobs(
    launch: Launch, log_database: str
) -> None:
    async with launch(announcer(), log_database) as older:
        await record(older, 1)
        await eventually(lambda: published(older))
        await eventually(leads(older, 2))
        await older.pool.execute(NEWER)

        async def told() -> bool:
            return older.relay.stream_end == 2

        await eventually(told)
        message = await older.bus.jetstream.get_msg(STREAM, 2)
        headers = message.headers or {}
        assert headers["ce-type"] == "ProgrammeSung.v1"
        assert headers["ce-dataschema"] == "contracts/schemas/ProgrammeSung.v1.json"

        for attempt in ("b", "c"):
            with pytest.raises(Busy):
                await record(older, 1, attempt)
        assert await older.pool.fetchval("select count(*) from event") == 2
        await eventually(leads(older, 0))
        async with httpx.AsyncClient(base_url=f"http://{older.settings.listen}") as client:
            said = {it: await client.get(f"/health/{it}") for it in ("ready", "serving", "live")}
        assert {it: answer.status_code for it, answer in said.items()} == {
            "ready": 503, "serving": 503, "live": 200
        }  # fmt: skip
        assert said["ready"].json() == {
            "postgres": True, "nats": True, "relay": True, "writer": False
        }  # fmt: skip


async def test_it_does_not_start_and_says_why(launch: Launch, log_database: str) -> None:
    async with launch(announcer(), log_database) as older:
        await record(older, 1)
        await older.pool.execute(NEWER)
    with pytest.raises(OlderRelease, match=r"ProgrammeSung\.v1"):
        async with launch(announcer(), log_database):
            pass

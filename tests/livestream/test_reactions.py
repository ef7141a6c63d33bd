"""What others' facts make of streams and persons, through the real bus, with kill -9 in between."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from contracts.event import DomainEvent
from contracts.events.registration import PersonErased
from deploy.local import keys
from deploy.local.home import Home
from services._kit.decider import Decider
from services._kit.settings import Settings
from services._kit.writer import Aggregates, Request
from services._web.running import Running, Service
from services._web.service import start
from services._web.tokens import Actor, mint
from services.announcer.programmes import read_plan
from tests.faults.cluster import Cluster
from tests.livestream.conftest import announcing
from tests.serving import eventually

pytestmark = pytest.mark.slow

PROGRAMME = "daxing-2023"
ACCOUNT = "旧宫发布"
TO_REGISTRATION = {"forget-person", "purge-questions"}
ASKER = "0b8f6a6c5f1f4a0f"
STARTS_AT = "2023-09-14T09:00:00+08:00"
MOVED = {"session": "s1", "starts_on": "2023-09-21", "start_at": "2023-09-21T09:00:00+08:00"}


@dataclass
class Played:
    """Two services as processes, and registration as far as erasure goes."""

    cluster: Cluster
    client: httpx.AsyncClient
    registration: Running
    pool: asyncpg.Pool

    async def say(self, path: str, body: dict[str, Any]) -> None:
        """A fact of the announcer's, and kill -9 of livestream while that reacts."""
        await self._post("announcer", path, body, self.cluster.token())
        await self.kill_livestream()

    async def ask(self, activity: str) -> None:
        """A question of somebody with a person's token."""
        private = json.loads(keys.signing_key(self.cluster.home.base).read_text(encoding="utf-8"))
        actor = Actor(ASKER, frozenset({"public"}))
        token = mint(private, actor, datetime.now(UTC), timedelta(minutes=5))
        path = f"programmes/{PROGRAMME}/activities/{activity}/questions"
        await self._post("livestream", path, {"session": "s1", "words": "何时建成"}, token)

    async def erase(self) -> None:
        """The fact that a person was erased."""
        request = Request(uuid4(), "person:all", "erase", datetime.now(UTC), "test")
        await self.registration.writer.execute(request)
        await self.kill_livestream()

    async def kill_livestream(self) -> None:
        process = self.cluster.members["livestream"]
        killed = process.pid
        await asyncio.sleep(int.from_bytes(os.urandom(1), "big") / 1000)
        os.kill(killed, signal.SIGKILL)

        async def again() -> bool:
            return process.running and process.pid != killed and await self._ready()

        await eventually(again, 60)

    async def _ready(self) -> bool:
        try:
            answer = await self.client.get(self.cluster.url("livestream") + "/health/ready")
        except httpx.HTTPError:
            return False
        return answer.is_success

    async def log(self, activity: str) -> list[str]:
        rows = await self.pool.fetch(
            "select type, data from event where data->>'activity' = $1 order by pos", activity
        )
        return [_told(row["type"], json.loads(row["data"])) for row in rows]

    async def becomes(self, activity: str, told: list[str]) -> None:
        """Wait until livestream tells as much, and no more once it has reacted to everything."""

        async def enough() -> bool:
            return len(await self.log(activity)) >= len(told) and await self.idle()

        await eventually(enough, 60)
        assert await self.log(activity) == told

    async def idle(self) -> bool:
        """Whether every reaction to the announcer has acknowledged all there is."""
        ours = (await self.client.get(self.cluster.url("livestream") + "/status")).json()
        theirs = (await self.client.get(self.cluster.url("announcer") + "/status")).json()
        floors = [it["floor"] for it in ours["reactions"] if it["name"] not in TO_REGISTRATION]
        return all(floor == theirs["log_end"] for floor in floors)

    async def _post(self, service: str, path: str, body: dict[str, Any], token: str) -> None:
        answer = await self.client.post(
            f"{self.cluster.url(service)}/api/{service}/{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex},
        )
        assert answer.is_success, answer.text


def _told(type_: str, data: dict[str, Any]) -> str:
    when = data.get("starts_at", data.get("starts_on", ""))[:13]
    return " ".join(part for part in (type_.partition(".")[0], data["session"], when) if part)


def erase(_: object, state: bool) -> list[DomainEvent]:  # noqa: FBT001 - a decider's state
    erased = PersonErased(programme=PROGRAMME, person=ASKER, requested_by="person")
    return [] if state else [erased]


ERASING = Decider("person", initial=False, decide=erase, evolve=lambda *_: True)
REGISTRATION = Service("registration", Aggregates({"person": ERASING}, lambda _: "person:all"))


@pytest.fixture(scope="module")
async def played(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Played]:
    home = Home("reactions", tmp_path_factory.mktemp("reactions"))
    cluster = Cluster(home, {"announcer": 1, "livestream": 1}, durable=False)
    async with cluster, httpx.AsyncClient(timeout=20) as client:
        cluster.supervise()
        settings = Settings(
            database_url=cluster.dsn("registration"),
            nats_url=cluster.nats.url,
            nats_seed_file=cluster.seeds["registration"],
            token_keys_file=keys.public_key_set(home.base),
            listen="127.0.0.1:0",
        )
        pool = await asyncpg.create_pool(cluster.dsn("livestream"), min_size=1, max_size=2)
        async with start(REGISTRATION, settings) as registration:
            made = Played(cluster, client, registration, pool)
            await made._post("announcer", "programmes", read_plan(PROGRAMME), cluster.token())
            yield made
        await pool.close()


def path(activity: str, what: str) -> str:
    return f"programmes/{PROGRAMME}/activities/{activity}/{what}"


async def test_streams_are_prepared_move_and_are_cancelled_with_their_sessions(
    played: Played,
) -> None:
    timed = {"starts_on": "2023-09-14", "start_at": STARTS_AT}
    sessions = [{"session": "s1", **timed}, {"session": "s2", "starts_on": "2023-09-15"}]
    body = {"sessions": sessions, "form": "online", "new_media_account": ACCOUNT}
    told = [
        "StreamPrepared s1 2023-09-14",
        "StreamScheduled s1 2023-09-14T01",
        "StreamPrepared s2 2023-09-15",
    ]
    await played.say(path("open-11", "schedule"), body)
    await played.becomes("open-11", told)
    told += ["StreamPrepared s1 2023-09-21", "StreamScheduled s1 2023-09-21T01"]
    await played.say(path("open-11", "reschedule"), {"moved": MOVED, "reason": "场馆检修"})
    await played.becomes("open-11", told)
    told += ["StreamCancelled s2"]
    await played.say(path("open-11", "cancel"), {"session": "s2", "reason": "停电"})
    await played.becomes("open-11", told)


async def test_streams_come_and_go_with_the_form(played: Played) -> None:
    told: list[str] = []
    sessions = [{"session": "s1", "starts_on": "2023-10-10"}]
    await played.say(path("open-08", "schedule"), {"sessions": sessions})
    await played.becomes("open-08", told)
    for form, fact in (
        ("hybrid", "StreamPrepared s1 2023-10-10"),
        ("offline", "StreamCancelled s1"),
        ("online", "StreamPrepared s1 2023-10-10"),
    ):
        told.append(fact)
        await played.say(path("open-08", "form"), {"form": form})
        await played.becomes("open-08", told)


async def test_whom_registration_erases_is_forgotten_once(played: Played) -> None:
    sessions = [{"session": "s1", "starts_on": "2023-10-26"}]
    body = {"sessions": sessions, "form": "online"}
    await played.say(path("open-09", "schedule"), body)
    await played.becomes("open-09", ["StreamPrepared s1 2023-10-26"])
    await played.say(path("open-09", "notices"), announcing("s1", starts_on="2023-10-26"))
    noticed = "select true from known_session where activity = 'open-09' and noticed"
    await eventually(lambda: played.pool.fetchval(noticed), 60)
    await played.ask("open-09")
    assert await played.pool.fetchval("select count(*) from vault_field") == 1
    await played.erase()

    async def forgotten() -> bool:
        return bool(await played.pool.fetchval("select count(*) from event where type = $1", type_))

    type_ = "PersonForgotten.v1"
    await eventually(forgotten, 60)
    await played.kill_livestream()
    assert await played.pool.fetchval("select count(*) from vault_person") == 0
    assert await played.pool.fetchval("select count(*) from event where type = $1", type_) == 1

"""Compliance on the real servers, with three other services whose logs the test writes."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import nats
import pytest
from joserfc.jwk import OKPKey
from nats.js import JetStreamContext
from nats.js.api import StreamConfig

from contracts.envelope import Envelope
from contracts.registry import service_of
from contracts.topology import stream_config
from deploy.local.nats import NatsServer
from deploy.local.ports import free_port
from services._kit.recording import Head, Origin, head_of, seal
from services._kit.streams import last_sequence
from services._web.running import Running
from services._web.service import start
from services._web.tokens import Actor, mint
from services.compliance.app import service
from services.compliance.judging.facts import Fact
from services.compliance.settings import SQL, Settings
from tests.compliance.story import at
from tests.conftest import MakeDatabase

OTHERS = ("announcer", "registration", "livestream")


async def eventually(
    true: Callable[[], Awaitable[object]], seconds: float = 20.0, pause: float = 0.05
) -> None:
    """Wait until something holds; fail when it does not in time."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110 - what is waited for is in another process
            await asyncio.sleep(pause)


@dataclass
class PlayedClock:
    """A clock file that stands still until the test moves it."""

    path: Path

    def set(self, when: str) -> None:
        """A Beijing time."""
        now = at(when).isoformat()
        text = json.dumps({"simulated": now, "anchor": time.time(), "rate": 0, "hold_at": now})
        new = self.path.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.rename(self.path)


@dataclass
class Others:
    """The logs of the three other services, and their streams."""

    js: JetStreamContext
    heads: dict[str, Head] = field(default_factory=lambda: {name: Head() for name in OTHERS})
    log: list[Envelope] = field(default_factory=list)

    def record(self, facts: Iterable[Fact]) -> list[Envelope]:
        """Give facts their places and hashes; nothing is published yet."""
        sealed = []
        for fact in facts:
            name = service_of(type(fact.event))
            envelope = seal(
                self.heads[name], Origin(name, 1, simulated=True), fact.event, id=fact.envelope.id,
                occurred_at=fact.occurred_at, now=fact.recorded_at, traceparent=None,
            )  # fmt: skip
            self.heads[name] = head_of(envelope)
            self.log.append(envelope)
            sealed.append(envelope)
        return sealed

    async def publish(self, envelopes: Iterable[Envelope]) -> None:
        """What the relay does."""
        for envelope in envelopes:
            message = envelope.to_message()
            await self.js.publish(message.subject, message.body, headers=message.headers)

    async def say(self, facts: Iterable[Fact]) -> None:
        """Record and publish."""
        await self.publish(self.record(facts))


@pytest.fixture
async def others(nats_server: NatsServer) -> AsyncIterator[Others]:
    client = await nats.connect(nats_server.url)
    js = client.jetstream()
    for name in OTHERS:
        await js.add_stream(StreamConfig(**stream_config(name, 1)))
    yield Others(js)
    await client.close()


@pytest.fixture
def clock(tmp_path: Path) -> PlayedClock:
    played = PlayedClock(tmp_path / "clock.json")
    played.set("2023-08-01 09:00")
    return played


@pytest.fixture
async def database(make_database: MakeDatabase) -> str:
    """A database with compliance's tables."""
    return await make_database(SQL)


@pytest.fixture(scope="session")
def signing_key() -> dict[str, Any]:
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    return dict(key.as_dict(private=True))


@dataclass
class Compliance:
    """The running service and a client of it."""

    running: Running
    http: httpx.AsyncClient
    signing_key: dict[str, Any]

    async def get(self, path: str, **query: str) -> Any:
        """The JSON at a path under the programme."""
        answer = await self.http.get(f"/api/compliance/programmes/daxing-2023{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(
        self, path: str, body: Any, *, roles: Iterable[str] = ("office",), unit: str = "office",
        key: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        """Write as somebody with these roles."""
        whole = f"/api/compliance/programmes/daxing-2023{path}"
        return await self.post_to(whole, body, roles=roles, unit=unit, key=key)

    async def post_to(
        self, path: str, body: Any, *, roles: Iterable[str] = ("office",), unit: str = "office",
        key: str | None = None,
    ) -> httpx.Response:  # fmt: skip
        """The same at a path that is no programme's."""
        token = mint(self.signing_key, Actor("clerk-1", frozenset(roles), unit), datetime.now(UTC))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or uuid4().hex}
        return await self.http.post(path, json=body, headers=headers)

    async def statuses(self, **query: str) -> dict[tuple[str, str], str]:
        """Every cell's status."""
        made = await self.get("/matrix", **query)
        return {
            (row["activity"], verdict["code"]): verdict["status"]
            for row in (*made["rows"], *made["other_rows"])
            for verdict in row["verdicts"]
        }

    async def settled(self) -> None:
        """Wait until everything that was said is read and told."""

        async def quiet() -> bool:
            state = (await self.http.get("/status")).json()
            asked = await self.running.pool.fetchval("select max(asked - done) from rebuild")
            ends = [not asked, state["log_end"] == state["stream_end"], state["due_timers"] == 0]
            for reader in state["readers"]:
                end = await last_sequence(self.running.bus.client.jetstream(), reader["stream"])
                ends.append(end == reader["checkpoint"])
            return all(ends)

        for _ in range(2):
            await eventually(quiet)
            await asyncio.sleep(0.05)

    async def told(self) -> list[dict[str, Any]]:
        """What the notifier said so far."""
        rows = await self.running.pool.fetch(
            "select type, data from event where stream like 'told:%' order by pos"
        )
        return [{"type": row["type"], **json.loads(row["data"])} for row in rows]


Launch = Callable[..., contextlib.AbstractAsyncContextManager[Compliance]]


@pytest.fixture
def launch(
    nats_server: NatsServer, others: Others, clock: PlayedClock, database: str,
    signing_key: dict[str, Any], tmp_path: Path,
) -> Launch:  # fmt: skip
    """`async with launch(**settings) as compliance:` runs the service on its one database."""
    del others  # their streams must exist
    public = {name: value for name, value in signing_key.items() if name != "d"}
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [public]}), encoding="utf-8")

    @contextlib.asynccontextmanager
    async def run(**more: Any) -> AsyncIterator[Compliance]:
        settings = Settings(
            database_url=database,
            nats_url=nats_server.url,
            token_keys_file=keys,
            clock_file=clock.path,
            listen=f"127.0.0.1:{free_port()}",
            **more,
        )
        async with (
            start(service(), settings) as running,
            httpx.AsyncClient(base_url=f"http://{settings.listen}", timeout=20) as client,
        ):
            yield Compliance(running, client, signing_key)

    return run


@pytest.fixture
async def compliance(launch: Launch) -> AsyncIterator[Compliance]:
    async with launch() as running:
        yield running

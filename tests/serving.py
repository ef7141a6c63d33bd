"""One service on the real PostgreSQL and nats-server, at a time that the test sets.

A conftest imports the fixtures it wants; `serve(service)` starts one and answers its `Api`.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import nats
import pytest
from joserfc.jwk import OKPKey

from contracts.topology import SERVICES
from deploy.local.nats import NatsServer
from deploy.local.ports import free_port
from services._kit.streams import ensure_stream
from services._vault.keys import generate
from services._web.running import Running, Service
from services._web.service import start
from services._web.tokens import Actor, mint
from tests.conftest import MakeDatabase

BEGIN = "2023-08-01T09:00:00+08:00"


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as a token would say."""

    subject: str
    role: str
    unit: str | None = None


OFFICE = Person("office-1", "office", "zhengwufuwuju")
HANDLER = Person("handler-jiugong", "handler", "jiugong")
REVIEWER = Person("reviewer-jiugong", "reviewer", "jiugong")
STRANGER = Person("handler-caiyu", "handler", "caiyu")
RESIDENT = Person("resident-1", "public")


class PlayedTime:
    """A clock file that stands still until the test moves it."""

    def __init__(self, path: Path, at: str = BEGIN) -> None:
        self.path = path
        self.set(at)

    def set(self, at: str) -> None:
        content = {"simulated": at, "anchor": time.time(), "rate": 0.0, "hold_at": at}
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(content))
        new.replace(self.path)


@dataclass
class Api:
    """A client of one running service."""

    running: Running
    client: httpx.AsyncClient
    clock: PlayedTime
    key: dict[str, Any]

    def headers(self, person: Person, key: str | None = None) -> dict[str, str]:
        actor = Actor(person.subject, frozenset({person.role}), person.unit)
        token = mint(self.key, actor, datetime.now(UTC))
        return {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": key or uuid4().hex,
            "Content-Type": "application/json",
        }

    async def post(
        self, path: str, body: Any = None, by: Person = OFFICE, key: str | None = None
    ) -> httpx.Response:
        content = b"" if body is None else json.dumps(body).encode()
        return await self.client.post(path, content=content, headers=self.headers(by, key))

    async def record(
        self, path: str, body: Any = None, by: Person = OFFICE, key: str | None = None
    ) -> list[dict[str, Any]]:
        """Post what must succeed; answers the new facts."""
        response = await self.post(path, body, by, key)
        assert response.status_code == 200, response.text
        events: list[dict[str, Any]] = response.json()["events"]
        return events

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def log(self) -> list[tuple[str, dict[str, Any]]]:
        """Every fact of the service: type and data."""
        stored = [it.envelope for it in await self.running.store.read(0, 10_000)]
        return [(envelope.type.partition(".")[0], envelope.data) for envelope in stored]


def _of_its_own(service: Service, folder: Path, signing_key: dict[str, Any]) -> dict[str, Any]:
    """Files that only some services are given."""
    given: dict[str, Any] = {}
    if "files_url" in service.settings.model_fields:
        given["files_url"] = (folder / "files").as_uri()
    if "vault_keys_file" in service.settings.model_fields:
        given["vault_keys_file"] = folder / f"{service.name}.vault.json"
        if not given["vault_keys_file"].exists():
            given["vault_keys_file"].write_text(generate())
    if "signing_key_file" in service.settings.model_fields:
        given["signing_key_file"] = folder / "signing.jwk"
        given["signing_key_file"].write_text(json.dumps(signing_key))
    return given


async def _deploy_streams(url: str) -> None:
    """As before the services of a set-up; each would wait for those of services that never come."""
    client = await nats.connect(url)
    for name in SERVICES:
        await ensure_stream(client.jetstream(), name, epoch=1)
    await client.close()


Serve = Callable[..., Awaitable[Api]]


async def eventually(true: Callable[[], Awaitable[object]], seconds: float = 15.0) -> None:
    """Wait until something holds; fail when it does not in time."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110 - what is awaited is in another process
            await asyncio.sleep(0.02)


@pytest.fixture
async def serve(
    make_database: MakeDatabase, nats_server: NatsServer, tmp_path: Path
) -> AsyncIterator[Serve]:
    """`await serve(SERVICE)` starts a service with a database of its own; all share one NATS."""
    async with serving(make_database, nats_server, tmp_path) as begin:
        yield begin


@contextlib.asynccontextmanager
async def serving(
    make_database: MakeDatabase, nats_server: NatsServer, folder: Path
) -> AsyncIterator[Serve]:
    """What starts services beside one NATS, with their keys and clock in a folder."""
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    private = dict(key.as_dict(private=True))
    public = {name: value for name, value in private.items() if name != "d"}
    keys = folder / "keys.json"
    keys.write_text(json.dumps({"keys": [public]}))
    clock = PlayedTime(folder / "clock.json")
    await _deploy_streams(nats_server.url)
    async with contextlib.AsyncExitStack() as stack:

        async def begin(service: Service, **more: Any) -> Api:
            dsn = await make_database(service.sql)
            settings = service.settings(
                database_url=dsn,
                nats_url=nats_server.url,
                token_keys_file=keys,
                clock_file=clock.path,
                **{"listen": f"127.0.0.1:{free_port()}", **more},
                **_of_its_own(service, folder, private),
            )
            running = await stack.enter_async_context(start(service, settings))
            host, port = settings.address
            client = httpx.AsyncClient(base_url=f"http://{host}:{port}", timeout=20)
            return Api(running, await stack.enter_async_context(client), clock, private)

        yield begin

"""A migrated database and a log in it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import structlog
from joserfc.jwk import OKPKey

from deploy.local.nats import NatsServer
from deploy.local.ports import free_port
from services._kit.postgres import PostgresStore
from services._kit.settings import Settings
from services._kit.store import EventStore
from services._web.running import Running, Service
from services._web.service import start
from services._web.tokens import Actor, mint
from tests.conftest import MakeDatabase
from tests.kit.memory import MemoryStore
from tests.kit.toy import Bench

Launch = Callable[..., contextlib.AbstractAsyncContextManager[Running]]
PAGES = "create table if not exists page (event uuid primary key, service text, position bigint)"


async def eventually(
    true: Callable[[], Awaitable[object]], seconds: float = 60.0, pause: float = 0.05
) -> None:
    """Wait until something holds; fail when it does not in time."""
    async with asyncio.timeout(seconds):
        while not await true():  # noqa: ASYNC110 - what is awaited is in another process
            await asyncio.sleep(pause)


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """A traceback that shows every local takes seconds, in which the event loop stands still."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="session")
def signing_key() -> dict[str, Any]:
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    return dict(key.as_dict(private=True))


@pytest.fixture
def keys_file(signing_key: dict[str, Any], tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    public = {name: value for name, value in signing_key.items() if name != "d"}
    file.write_text(json.dumps({"keys": [public]}))
    return file


@pytest.fixture
def launch(nats_server: NatsServer, keys_file: Path) -> Launch:
    """`async with launch(service, dsn) as running:` runs a service on the real servers."""

    def prepare(
        service: Service, dsn: str, **more: Any
    ) -> contextlib.AbstractAsyncContextManager[Running]:
        settings = Settings(
            database_url=dsn,
            nats_url=nats_server.url,
            token_keys_file=keys_file,
            listen=f"127.0.0.1:{free_port()}",
            **more,
        )
        return start(service, settings)

    return prepare


@pytest.fixture
def token(signing_key: dict[str, Any]) -> str:
    return mint(signing_key, Actor("clerk-1", frozenset({"office"}), "office"), datetime.now(UTC))


@pytest.fixture
async def log_database(make_database: MakeDatabase) -> str:
    """A fresh database with the kit's tables."""
    return await migrated(make_database)


async def migrated(make_database: MakeDatabase) -> str:
    dsn = await make_database([])
    connection = await asyncpg.connect(dsn)
    await connection.execute(PAGES)
    await connection.close()
    return dsn


@pytest.fixture
async def pool(log_database: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(log_database, min_size=1, max_size=5) as opened:
        yield opened


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
async def postgres_store(
    log_database: str, pool: asyncpg.Pool, bench: Bench
) -> AsyncIterator[PostgresStore]:
    store = PostgresStore(log_database, pool, bench.origin)
    yield store
    await store.close()


@pytest.fixture
async def another_store(
    store: EventStore, request: pytest.FixtureRequest
) -> AsyncIterator[EventStore]:
    """The same log, as another process has it."""
    if isinstance(store, MemoryStore):
        yield store
        return
    dsn, pool, bench = map(request.getfixturevalue, ("log_database", "pool", "bench"))
    another = PostgresStore(dsn, pool, bench.origin)
    yield another
    await another.close()


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> EventStore:
    """Both stores: what holds for one holds for the other."""
    if request.param == "memory":
        return MemoryStore()
    found: EventStore = request.getfixturevalue("postgres_store")
    return found

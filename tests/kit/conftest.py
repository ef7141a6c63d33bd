"""A migrated database and a log in it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services._kit.memory import MemoryStore
from services._kit.migrate import migrate
from services._kit.postgres import PostgresStore
from services._kit.store import EventStore
from tests.conftest import MakeDatabase
from tests.kit.toy import Bench


@pytest.fixture
async def log_database(make_database: MakeDatabase) -> str:
    """A fresh database with the kit's tables."""
    dsn = await make_database()
    await migrate(dsn, "postgres", [])
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


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> EventStore:
    """Both stores: what holds for one holds for the other."""
    if request.param == "memory":
        return MemoryStore()
    found: EventStore = request.getfixturevalue("postgres_store")
    return found

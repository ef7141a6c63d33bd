"""Real servers for every test: PostgreSQL and nats-server on free ports, one set a worker."""

import contextlib
import functools
import gc
import itertools
import logging
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import asyncpg
import httpx
import pytest
import structlog

from deploy.local.nats import NatsServer, bare_config
from deploy.local.ports import free_port
from deploy.local.postgres import PostgresServer
from services._kit.migrate import migrate

pytest_plugins = ["tests.prerequisites"]

# PostgreSQL copies a database for each test: in memory that takes a tenth of the time.
_MEMORY = Path("/dev/shm")  # noqa: S108 - it is where Linux keeps files in memory
_ENOUGH = 4 * 2**30
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH:
    tempfile.tempdir = str(_MEMORY)

# Not installed, and looked for again at every request that httpx makes: each search costs 1 ms.
sys.modules["sniffio"] = None  # type: ignore[assignment]

# A client reads the certificates of the whole world, for 50 ms: here all share what one has read.
shared = functools.cache(httpx.create_ssl_context)
httpx._transports.default.create_ssl_context = shared  # type: ignore[attr-defined]


# Services run in the tests' own process: what they say must not get into what a command prints,
# and a line for every fact is wanted only by the test that looks for personal data in it.
structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    logger_factory=structlog.PrintLoggerFactory(sys.__stderr__),
)


def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as processors: a third of a worker's time goes in waiting."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_collection_finish() -> None:
    """Spare every later collection of garbage the modules and the tests themselves."""
    gc.freeze()


MakeDatabase = Callable[..., Awaitable[str]]
MakeNats = Callable[..., NatsServer]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the tests of this worker; fsync is off."""
    with tempfile.TemporaryDirectory(prefix="minsheng-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # as root, the account that runs PostgreSQL must be able to enter
        server = PostgresServer(
            data=folder / "data",
            port=free_port(),
            password=secrets.token_urlsafe(16),
            log=folder / "postgres.log",
            durable=False,
        )
        server.start()
        yield server
        server.stop()


@pytest.fixture
async def make_database(postgres_server: PostgresServer) -> AsyncIterator[MakeDatabase]:
    """`await make_database()` gives the address of a fresh, empty database (as superuser).

    With folders of SQL it is a copy of one to which these were applied, which is faster.
    """
    async with databases(postgres_server) as make:
        yield make


@contextlib.asynccontextmanager
async def databases(server: PostgresServer) -> AsyncIterator[MakeDatabase]:
    """What makes databases, and drops them at the end."""
    made: list[str] = []

    async def make(sql: Sequence[Path] | None = None) -> str:
        pattern = "template1" if sql is None else await _migrated(server, tuple(sql))
        made.append(name := f"test_{secrets.token_hex(6)}")
        copied = f'create database "{name}" template "{pattern}" strategy file_copy'
        await _execute(server, copied)  # through the log it takes twice the time
        return server.dsn(name)

    yield make
    if not server.child.running:
        server.start()  # a fault test left it down
    connection = await asyncpg.connect(server.dsn())
    for name in made:
        await connection.execute(f'drop database if exists "{name}" with (force)')
    await connection.close()


_patterns: dict[tuple[int, tuple[Path, ...]], str] = {}


async def _migrated(server: PostgresServer, sql: tuple[Path, ...]) -> str:
    """The name of a database of this server to which these folders were applied."""
    key = (server.port, sql)
    if key not in _patterns:
        name = f"pattern_{secrets.token_hex(6)}"
        await _execute(server, f'create database "{name}"')
        await migrate(server.dsn(name), "postgres", sql)
        _patterns[key] = name
    return _patterns[key]


async def _execute(server: PostgresServer, statement: str) -> None:
    connection = await asyncpg.connect(server.dsn())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def database(make_database: MakeDatabase) -> str:
    """The address of one fresh, empty database."""
    return await make_database()


@pytest.fixture
def make_nats(tmp_path: Path) -> Iterator[MakeNats]:
    """`make_nats(extra="")` starts a nats-server with JetStream of its own, stopped afterwards.

    The result has `url`, `kill9()`, `restart()` and `wipe()`.
    """
    with nats_servers(tmp_path) as make:
        yield make


@contextlib.contextmanager
def nats_servers(parent: Path) -> Iterator[MakeNats]:
    """What starts nats-servers, each in a folder of its own, and ends them."""
    started: list[NatsServer] = []
    numbers = itertools.count(1)

    def make(extra: str = "") -> NatsServer:
        folder = parent / f"nats-{next(numbers)}"
        folder.mkdir()
        port = free_port()
        config, store = folder / "nats.conf", folder / "store"
        config.write_text(bare_config(port, store, extra))
        server = NatsServer(config=config, port=port, store=store, log=folder / "nats.log")
        server.start()
        started.append(server)
        return server

    yield make
    for server in started:
        server.kill9()  # nobody needs what it would store in order


@pytest.fixture
def nats_server(make_nats: MakeNats) -> NatsServer:
    """One nats-server with JetStream, its store empty."""
    return make_nats()

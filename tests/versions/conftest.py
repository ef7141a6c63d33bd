"""Services of an earlier release, each a process of its own beside today's."""

import asyncio
import lzma
import sys
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
import pytest

from deploy.local.child import Child
from deploy.local.parts import responds
from deploy.local.ports import free_port
from tests.conftest import MakeDatabase
from tests.serving import Api, serve

__all__ = ["serve"]

RELEASE = Path(__file__).parent / "release-0.1.0.tar.xz"
_RUN = """
import asyncio, importlib, os, runpy, sys
from services._kit.migrate import migrate
folders = importlib.import_module(f"services.{sys.argv[1]}.settings").SQL
asyncio.run(migrate(os.environ["MINSHENG_DATABASE_URL"], "postgres", folders))
runpy.run_module(f"services.{sys.argv[1]}", run_name="__main__")
"""


@dataclass
class Older:
    """A service of the earlier release; ``api`` asks and writes over its own HTTP."""

    api: Api
    database: str
    child: Child


RunOlder = Callable[[str, Api], Awaitable[Older]]


@pytest.fixture
async def older(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[RunOlder]:
    """`await older("announcer", beside)`: on the bus, at the time and with the keys of another."""
    code, started = tmp_path / "0.1.0", []
    with lzma.open(RELEASE) as packed, tarfile.open(fileobj=packed) as release:
        release.extractall(code, filter="data")

    async def run(name: str, beside: Api) -> Older:
        settings, port, database = beside.running.settings, free_port(), await make_database()
        environment = {
            "PYTHONPATH": str(code),
            "MINSHENG_DATABASE_URL": database,
            "MINSHENG_NATS_URL": settings.nats_url,
            "MINSHENG_TOKEN_KEYS_FILE": str(settings.token_keys_file),
            "MINSHENG_CLOCK_FILE": str(settings.clock_file),
            "MINSHENG_LISTEN": f"127.0.0.1:{port}",
        }
        command = [sys.executable, "-P", "-c", _RUN, name]  # -P: not the code of this folder
        child = Child(name, command, tmp_path / f"{name}.log", environment)
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20)
        found = Older(Api(beside.running, client, beside.clock, beside.key), database, child)
        started.append(found)
        child.start()
        await asyncio.to_thread(child.await_ready, partial(responds, port, "/health/ready"), 60)
        return found

    yield run
    for each in started:
        await each.api.client.aclose()
        each.child.stop()

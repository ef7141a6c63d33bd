"""Services of an earlier release, each a process of its own beside today's."""

import lzma
import os
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.local.ports import free_port
from tests.conftest import MakeDatabase
from tests.serving import Api, eventually, serve

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
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """As a deployment stops it before the newer one starts."""
        self.process.terminate()
        assert self.process.wait(15) == 0


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
            **os.environ,
            "MINSHENG_DATABASE_URL": database,
            "MINSHENG_NATS_URL": settings.nats_url,
            "MINSHENG_TOKEN_KEYS_FILE": str(settings.token_keys_file),
            "MINSHENG_CLOCK_FILE": str(settings.clock_file),
            "MINSHENG_LISTEN": f"127.0.0.1:{port}",
        }
        log = tmp_path / f"{name}.log"
        process = _begin(name, code, environment, log)
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20)
        found = Older(Api(beside.running, client, beside.clock, beside.key), database, process)
        started.append(found)

        async def answers() -> bool:
            assert process.poll() is None, log.read_text()[-2000:]
            try:
                return (await client.get("/health/ready")).status_code == httpx.codes.OK
            except httpx.TransportError:
                return False

        await eventually(answers, seconds=60)
        return found

    yield run
    for each in started:
        await each.api.client.aclose()
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def _begin(
    name: str, code: Path, environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("wb") as to:
        return subprocess.Popen(
            [sys.executable, "-c", _RUN, name], cwd=code, env=environment, stdout=to, stderr=to
        )

"""A service as a process of its own, to be killed at any moment."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.local.child import Child
from deploy.local.nursery import open_nursery
from deploy.local.ports import free_port
from tests.serving import Api


@asynccontextmanager
async def process(service: str, environment: Mapping[str, str]) -> AsyncIterator[Child]:
    """It ends by kill -9 at the latest when the test is done with it."""
    child = Child(
        name=service,
        command=[sys.executable, "-m", f"services.{service}"],
        log=Path("/dev/stderr"),
        environment={"MINSHENG_LISTEN": f"127.0.0.1:{free_port()}", **environment},
        forked=True,
    )
    open_nursery()
    await asyncio.to_thread(child.start)  # the first has to wait for what is imported
    try:
        yield child
    finally:
        child.kill9()


def beside(api: Api) -> dict[str, str]:
    """The environment of another process on the same database, bus and clock."""
    settings = api.running.settings
    return {
        "MINSHENG_DATABASE_URL": settings.database_url,
        "MINSHENG_NATS_URL": settings.nats_url,
        "MINSHENG_TOKEN_KEYS_FILE": str(settings.token_keys_file),
        "MINSHENG_CLOCK_FILE": str(settings.clock_file),
        "MINSHENG_FILES_URL": settings.token_keys_file.with_name("files").as_uri(),
    }

"""A service as a process of its own, to be killed at any moment."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from deploy.local.ports import free_port
from tests.serving import Api


@asynccontextmanager
async def process(
    service: str, environment: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """It ends by kill -9 at the latest when the test is done with it."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"services.{service}",
        env={**environment, "MINSHENG_LISTEN": f"127.0.0.1:{free_port()}"},
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


def beside(api: Api) -> dict[str, str]:
    """The environment of another process on the same database, bus and clock."""
    settings = api.running.settings
    return {
        "PATH": os.environ["PATH"],
        "MINSHENG_DATABASE_URL": settings.database_url,
        "MINSHENG_NATS_URL": settings.nats_url,
        "MINSHENG_TOKEN_KEYS_FILE": str(settings.token_keys_file),
        "MINSHENG_CLOCK_FILE": str(settings.clock_file),
        "MINSHENG_FILES_URL": settings.token_keys_file.with_name("files").as_uri(),
    }

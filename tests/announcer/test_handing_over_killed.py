"""A real process is killed after the channel published and before its receipt was recorded."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from deploy.local.ports import free_port
from services.announcer.app import SERVICE
from services.announcer.programmes import read_plan
from tests.announcer.composer import Composer
from tests.announcer.conftest import composing
from tests.receivers import SECRET, Website
from tests.serving import Serve, eventually


async def test_killed_between_publishing_and_the_receipt_there_is_one_publication(
    serve: Serve,
) -> None:
    website = Website()
    settings = {"website_webhook_url": website.url, "website_webhook_secret": SECRET}
    pages = await serve(replace(SERVICE, background=()), **settings)  # the processes send
    await pages.record("/api/announcer/programmes", read_plan("daxing-2023"))
    composer = await composing(pages)
    await composer.hand_over(await composer.ready(), reason="")

    async def taken() -> bool:
        return bool(website.taken)

    async with website.open(silent=True):
        async with sending(composer, website) as first:
            await eventually(taken, 60)
            first.kill()
            await first.wait()
        assert await composer.published() == []
        website.answering.set()
        await pages.running.pool.execute(  # a minute goes by
            "update notice_delivery set claimed_at = claimed_at - interval '1 hour'"
        )
        async with sending(composer, website), sending(composer, website):
            await eventually(composer.published, 60)
    assert len({headers["idempotency-key"] for headers, _ in website.asked}) == 1
    assert len(website.asked) > 1
    assert len(website.taken) == len(website.pages) == len(await composer.published()) == 1


@asynccontextmanager
async def sending(
    composer: Composer, website: Website
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The announcer as a process of its own, on the same database, bus and clock."""
    settings = composer.api.running.settings
    environment = {
        "PATH": os.environ["PATH"],
        "MINSHENG_DATABASE_URL": settings.database_url,
        "MINSHENG_NATS_URL": settings.nats_url,
        "MINSHENG_TOKEN_KEYS_FILE": str(settings.token_keys_file),
        "MINSHENG_CLOCK_FILE": str(settings.clock_file),
        "MINSHENG_LISTEN": f"127.0.0.1:{free_port()}",
        "MINSHENG_WEBSITE_WEBHOOK_URL": website.url,
        "MINSHENG_WEBSITE_WEBHOOK_SECRET": SECRET,
    }
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.announcer", env=environment
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()

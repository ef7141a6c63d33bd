"""A real process is killed after the channel published and before its receipt was recorded."""

import asyncio
from dataclasses import replace

from services.announcer.app import SERVICE
from services.announcer.connected.sender import Sender
from services.announcer.programmes import read_plan
from tests.announcer.conftest import composing
from tests.processes import beside, process
from tests.receivers import SECRET, Website
from tests.serving import Serve, eventually


async def test_killed_between_publishing_and_the_receipt_there_is_one_publication(
    serve: Serve,
) -> None:
    website = Website()
    settings = {"website_webhook_url": website.url, "website_webhook_secret": SECRET}
    pages = await serve(replace(SERVICE, background=()), **settings)  # another process sends
    await pages.record("/api/announcer/programmes", read_plan("daxing-2023"))
    composer = await composing(pages)
    await composer.hand_over(await composer.ready(), reason="")

    environment = beside(pages) | {
        "MINSHENG_WEBSITE_WEBHOOK_URL": website.url,
        "MINSHENG_WEBSITE_WEBHOOK_SECRET": SECRET,
    }

    async def taken() -> bool:
        return bool(website.taken)

    async with website.open(silent=True):
        async with process("announcer", environment) as first:
            await eventually(taken, 60)
            first.kill9()
        assert await composer.published() == []
        website.answering.set()
        await pages.running.pool.execute(  # a minute goes by
            "update notice_delivery set claimed_at = claimed_at - interval '1 hour'"
        )
        await asyncio.gather(Sender(pages.running).turn(), Sender(pages.running).turn())
    assert len({headers["idempotency-key"] for headers, _ in website.asked}) == 1
    assert len(website.asked) > 1
    assert len(website.taken) == len(website.pages) == len(await composer.published()) == 1

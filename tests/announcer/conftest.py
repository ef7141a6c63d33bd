"""The announcer on real servers, with the plan of 2023 in it."""

from collections.abc import AsyncIterator

import pytest

from services.announcer.app import SERVICE
from services.announcer.programmes import read_plan
from tests.announcer.bodies import OPEN_11, SCHEDULE
from tests.announcer.composer import Composer
from tests.receivers import SECRET, Website
from tests.serving import Api, Serve, serve

__all__ = ["serve"]


@pytest.fixture
async def announcer(serve: Serve) -> Api:
    """The announcer, empty."""
    return await serve(SERVICE)


@pytest.fixture
async def planned(announcer: Api) -> Api:
    """The announcer with daxing-2023 imported."""
    await announcer.record("/api/announcer/programmes", read_plan("daxing-2023"))
    return announcer


@pytest.fixture
async def composer(planned: Api) -> Composer:
    return await composing(planned)


@pytest.fixture
async def website() -> AsyncIterator[Website]:
    """The CMS of the district's website, answering."""
    site = Website()
    async with site.open():
        yield site


@pytest.fixture
async def connected(serve: Serve, website: Website) -> Composer:
    """The composer's pages with the website connected."""
    api = await serve(
        SERVICE,
        website_webhook_url=website.url,
        website_webhook_secret=SECRET,
        look_at_pages=True,
        trusted_pages=(website.origin,),
    )
    await api.record("/api/announcer/programmes", read_plan("daxing-2023"))
    return await composing(api)


async def composing(api: Api) -> Composer:
    """open-11 scheduled, with its agenda."""
    await api.record(f"{OPEN_11}/schedule", SCHEDULE)
    items = [{"title": "参观工地"}, {"title": "座谈"}]
    await api.record(f"{OPEN_11}/agenda", {"items": items})
    return Composer(api)

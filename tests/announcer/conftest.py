"""The announcer on real servers, with the plan of 2023 in it."""

import pytest

from services.announcer.app import SERVICE
from services.announcer.programmes import read_plan
from tests.announcer.bodies import OPEN_11, SCHEDULE
from tests.announcer.composer import Composer
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
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    items = [{"title": "参观工地"}, {"title": "座谈"}]
    await planned.record(f"{OPEN_11}/agenda", {"items": items})
    return Composer(planned)

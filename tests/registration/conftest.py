"""Registration beside the announcer on real servers: it learns of activities from its stream."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services._vault.keys import generate
from services.announcer.app import SERVICE as ANNOUNCER
from services.announcer.programmes import read_plan
from services.registration.app import SERVICE
from services.registration.settings import SQL
from tests.conftest import MakeDatabase
from tests.registration.staffed import alone, api, browse
from tests.registration.telling_bench import Outbox, opened
from tests.serving import Api, Serve, eventually, serve

__all__ = ["alone", "api", "browse", "serve"]

OPEN_11 = "/api/registration/programmes/daxing-2023/activities/open-11"
PLANNED = "/api/announcer/programmes/daxing-2023/activities/open-11"


SHEETS = 2  # the facts that stand in the log at the beginning: a sheet a session


async def said(api: Api) -> list[tuple[str, dict[str, Any]]]:
    """The facts besides those of the sheets."""
    return [it for it in await api.log() if not it[0].startswith("SignUpSheet")]


async def names(api: Api) -> list[str]:
    """Their names."""
    return [name for name, _ in await said(api)]


@pytest.fixture
async def announcer(serve: Serve) -> Api:
    """The announcer, with open-11 scheduled."""
    api = await serve(ANNOUNCER)
    await api.record("/api/announcer/programmes", read_plan("daxing-2023"))
    sessions = [
        {"session": session, "starts_on": "2023-09-14", "place": "工地"} for session in ("s1", "s2")
    ]
    await api.record(PLANNED + "/schedule", {"sessions": sessions, "form": "hybrid"})
    return api


@pytest.fixture
async def registration(serve: Serve, announcer: Api) -> Api:
    """Registration, once it has a sheet for each session of the schedule."""
    assert announcer.running.writer.log_end
    api = await serve(SERVICE)

    async def heard() -> bool:
        count: int = await api.running.pool.fetchval("select count(*) from sheet")
        return count == SHEETS

    await eventually(heard)
    return api


@pytest.fixture
async def outbox(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Outbox]:
    """An outbox that no service sends from, which knows of open-11 and its sessions."""
    dsn, keys = await make_database(SQL), tmp_path / "vault.json"
    keys.write_text(generate())
    async with opened(dsn, keys) as it:
        await it.announce()
        yield it

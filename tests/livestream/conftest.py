"""Livestream beside the announcer on real servers: it learns of activities from its stream."""

from typing import Any

import pytest

from services.announcer.app import SERVICE as ANNOUNCER
from services.announcer.programmes import read_plan
from services.livestream.app import SERVICE
from tests.serving import Api, Serve, eventually, serve

__all__ = ["serve"]

OPEN_11 = "/api/livestream/programmes/daxing-2023/activities/open-11"
SESSION = {"programme": "daxing-2023", "activity": "open-11", "starts_on": "2023-09-14"}
PREPARED = ("StreamPrepared", {**SESSION, "session": "s1"})
SECOND_PREPARED = ("StreamPrepared", {**SESSION, "session": "s2"})
PLANNED = "/api/announcer/programmes/daxing-2023/activities/open-11"


NOTICE = {
    "notice": "n1",
    "kinds": ["activity"],
    "title": "活动公告",
    "elements": {"start_at": "9月14日"},
    "channel": "district_website",
    "entry": "built_in",
}


def announcing(*sessions: str, starts_on: str = "2023-09-14") -> dict[str, Any]:
    """A notice that announces sessions, from when on their boxes are open."""
    return NOTICE | {"announces": [{"session": it, "starts_on": starts_on} for it in sessions]}


@pytest.fixture
async def announcer(serve: Serve) -> Api:
    """The announcer, with two sessions of open-11 scheduled and announced."""
    api = await serve(ANNOUNCER)
    await api.record("/api/announcer/programmes", read_plan("daxing-2023"))
    sessions = [{"session": session, "starts_on": "2023-09-14"} for session in ("s1", "s2")]
    await api.record(PLANNED + "/schedule", {"sessions": sessions, "form": "online"})
    await api.record(PLANNED + "/notices", announcing("s1", "s2"))
    return api


@pytest.fixture
async def livestream(serve: Serve, announcer: Api) -> Api:
    """Livestream, once it has prepared both streams and heard of the notice."""
    assert announcer.running.writer.log_end
    api = await serve(SERVICE)

    async def prepared() -> bool:
        noticed = "select count(*) from known_session where noticed"
        if await api.running.pool.fetchval(noticed) != 2:
            return False
        return await api.log() == [PREPARED, SECOND_PREPARED]

    await eventually(prepared)
    return api

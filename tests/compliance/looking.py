"""The routes that only look, over a story in memory: no database, no bus, no log to write to."""

from datetime import datetime
from typing import Annotated, cast

import httpx
from fastapi import Depends, FastAPI

from services._web import faults
from services._web.running import Running
from services.compliance import http_planning, lookup
from services.compliance.board import Snapshot
from services.compliance.judging.assess import assess
from services.compliance.judging.projection import Rules
from services.compliance.lookup import Look, moment
from services.compliance.pages import calendars, planning, publishing
from services.compliance.views import Reached
from tests.compliance.story import PROGRAMME, Story, at


def snapshot_of(story: Story, now: datetime) -> Snapshot:
    """The story as judged at a moment."""
    known, rules = story.programme(), Rules(story.pack, story.calendar)
    verdicts = assess(story.pack, story.calendar, known, now)
    return Snapshot(known, rules, now, tuple(verdicts), None)


def looking(story: Story, as_of: str) -> httpx.AsyncClient:
    """A client of the routes, at a Beijing time unless it asks for another."""
    app = FastAPI()
    faults.install(app)

    def look(programme: str, asked: Annotated[datetime | None, Depends(moment)]) -> Look:
        if programme != PROGRAMME:
            raise faults.NotFound("unknown_programme", "没有这个方案。")
        now = asked or at(as_of)
        nothing_running = cast("Running", None)
        return Look(
            nothing_running, snapshot_of(story, now), Reached({}, 0, 0), now, live=asked is None
        )

    app.dependency_overrides[lookup.look] = look
    for router in (http_planning.router, planning.router, publishing.router, calendars.router):
        app.include_router(router)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://wall.example")

"""The pages on a stage: facts in memory, the real judgement, the real templates, a real stream.

Stands in for the whole stack where a test needs a wall in a known state and nothing else.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import FastAPI, Header, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from sse_starlette import EventSourceResponse

from contracts.values import BEIJING
from services._web.pages import Assets
from services._web.running import Running
from services.compliance import lookup
from services.compliance.board import Snapshot
from services.compliance.detail import Line, activity_json, line_of, verdict_json
from services.compliance.judging.assess import assess
from services.compliance.judging.projection import Projection, Rules
from services.compliance.lookup import Look
from services.compliance.matrix import matrix
from services.compliance.pages import planning
from services.compliance.presentation import pages
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from tests.browser.autumn import DATES, NOW, PROGRAMME, Autumn, at, autumn

CLOSE = {"event": "close"}
VENDOR = Path(__file__).parents[2] / "build" / "static"
CSP = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class Stage:
    """The state behind the pages; a test moves ``now`` and says more facts."""

    def __init__(self) -> None:
        self.autumn: Autumn = autumn()
        self.now: datetime = NOW
        self.listeners: set[asyncio.Queue[dict[str, str]]] = set()
        self.down = False
        self.loaded = True
        self.url = ""
        self.fetched = 0
        self.judged: dict[tuple[int, datetime], Snapshot] = {}
        self.matrix_changes: dict[str, Any] = {}

    def snapshot(self, as_of: datetime) -> Snapshot:
        """The verdicts at a moment, judged once for the same facts."""
        key = (len(self.autumn.facts), as_of)
        if key not in self.judged:
            self.judged[key] = self.judge(as_of)
        return self.judged[key]

    def judge(self, as_of: datetime) -> Snapshot:
        """Facts to verdicts, by the real rules."""
        projection = Projection()
        projection.add(self.autumn.facts)
        rules = Rules(load_pack(PROGRAMME), load_calendar())
        known = projection.programmes[PROGRAMME]
        verdicts = assess(rules.pack, rules.calendar, known, as_of)
        return Snapshot(known, rules, as_of, tuple(verdicts), None)

    def publish(self, activity: str) -> None:
        """Its notice comes out on both channels, a minute ago."""
        day = at(DATES[activity][0]).date()
        for channel in ("district_website", "new_media"):
            self.autumn.notice(activity, self.now - timedelta(minutes=1), channel, day)
        self.tell("verdict", row=activity, code="ANN-TIME", status="met", previous="due_soon")

    def tell(self, event: str, **data: Any) -> None:
        """Send a named event to every open page."""
        for listener in self.listeners:
            listener.put_nowait({"event": event, "data": json.dumps(data), "id": "1.1"})

    def hang_up(self) -> None:
        """End every open stream."""
        for listener in self.listeners:
            listener.put_nowait(CLOSE)

    async def stream(self) -> AsyncIterator[dict[str, str]]:
        queue: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self.listeners.add(queue)
        try:
            while not self.down:
                message = await queue.get()
                if message is CLOSE:
                    return
                yield message
        finally:
            self.listeners.discard(queue)


def create_stage_app(stage: Stage) -> FastAPI:  # noqa: C901 - one small function a route
    """Routes with the addresses of the real service."""
    app = FastAPI()

    @app.middleware("http")
    async def strict(request: Request, call_next: Any) -> Any:
        if stage.down:
            return HTMLResponse(pages.error(503), 503)
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> HTMLResponse:
        del request
        return HTMLResponse(pages.error(error.status_code), error.status_code)

    def moment(as_of: str | None) -> datetime:
        return datetime.fromisoformat(as_of).astimezone(BEIJING) if as_of else stage.now

    def line(row: str, as_of: str | None) -> Line:
        found = line_of(stage.snapshot(moment(as_of)), row)
        if found is None:
            raise HTTPException(404)
        return found

    @app.get("/wall/{programme}")
    def wall(programme: str, as_of: str | None = None) -> HTMLResponse:
        if programme != PROGRAMME:
            raise HTTPException(404)
        stage.fetched += 1
        reading = {"recorded_through": {}, "quarantined": 0, "readers": []}
        made = matrix(stage.snapshot(moment(as_of)), moment(as_of), reading)
        return HTMLResponse(pages.wall({**made, **stage.matrix_changes}, live=as_of is None))

    @app.get("/wall/{programme}/activities/{row}")
    def activity(programme: str, row: str, as_of: str | None = None) -> HTMLResponse:
        del programme
        made = activity_json(line(row, as_of), moment(as_of))
        return HTMLResponse(pages.activity(made, live=as_of is None))

    @app.get("/wall/{programme}/activities/{row}/{code}")
    def verdict(
        programme: str,
        row: str,
        code: str,
        as_of: str | None = None,
        hx_request: Annotated[str | None, Header()] = None,
    ) -> HTMLResponse:
        del programme
        about = line(row, as_of)
        found = about.verdict(code)
        if found is None:
            raise HTTPException(404)
        told = [
            {"as_of": "2023-09-18T09:00:00+08:00", "status": "pending", "previous": None,
             "due": None, "cause": about.facts()[0].id},
            {"as_of": "2023-10-13T00:00:00+08:00", "status": "due_soon", "previous": "pending",
             "due": None, "cause": None},
        ]  # fmt: skip
        made = verdict_json(about, found, moment(as_of), told)
        html = pages.verdict(made, fragment=hx_request == "true", live=as_of is None)
        return HTMLResponse(html, headers={"Vary": "HX-Request"})

    def look(programme: str, as_of: str | None = None) -> Look:
        if programme != PROGRAMME:
            raise HTTPException(404)
        nothing_running = cast("Running", None)
        return Look(nothing_running, stage.snapshot(moment(as_of)), moment(as_of), as_of is None)

    app.dependency_overrides[lookup.look] = look
    app.include_router(planning.router)

    @app.get("/api/compliance/programmes/{programme}/changes")
    async def changes(programme: str) -> EventSourceResponse:
        del programme
        return EventSourceResponse(stage.stream())

    @app.get("/", response_model=None)
    def home() -> Response:
        if stage.loaded:
            return RedirectResponse(f"/wall/{PROGRAMME}", 303)
        return HTMLResponse(pages.empty())

    @app.get("/static/vendor/{name}")
    def vendor(name: str) -> FileResponse:
        return FileResponse(VENDOR / name)

    app.mount("/static", Assets(pages.STATICS))
    return app

"""The pages on a stage: facts in memory, the real judgement, the real templates, a real stream.

Stands in for the whole stack where a test needs a wall in a known state and nothing else.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, ClassVar, cast

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sse_starlette import EventSourceResponse
from starlette.staticfiles import StaticFiles

from services._web.faults import NotFound
from services._web.pages import Assets
from services._web.running import Running
from services._web.safety import SAFE
from services.compliance import lookup
from services.compliance.again import Again
from services.compliance.board import Snapshot
from services.compliance.judging.assess import assess
from services.compliance.judging.projection import Projection, Rules
from services.compliance.lookup import Look, moment
from services.compliance.matrix import Json
from services.compliance.pages import frame
from services.compliance.pages.routes import ROUTERS
from services.compliance.presentation import pages
from services.compliance.reminding.queue import Told
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from services.compliance.rules.verdict import Verdict
from services.compliance.views import Reached
from tests.browser.autumn import DATES, NOW, PROGRAMME, Autumn, at, autumn

CLOSE = {"event": "close"}
VENDOR = Path(__file__).parents[2] / "build" / "static"


class Stage:
    """The state behind the pages; a test moves ``now`` and says more facts."""

    judged_at_the_start: ClassVar[dict[tuple[int, datetime, str], Snapshot]] = {}

    def __init__(self, url: str) -> None:
        self.autumn: Autumn = autumn()
        self.facts_at_the_start = len(self.autumn.facts)
        self.now: datetime = NOW
        self.listeners: set[asyncio.Queue[dict[str, str]]] = set()
        self.down = False
        self.loaded = True
        self.url = url
        self.fetched = 0
        self.judged: dict[tuple[int, datetime, str], Snapshot] = {}
        self.pack = PROGRAMME
        self.differs: tuple[tuple[str, object, object], ...] = ()
        self.matrix_changes: dict[str, Any] = {}

    def snapshot(self, as_of: datetime) -> Snapshot:
        """The verdicts at a moment, judged once for the same facts."""
        said = len(self.autumn.facts)
        judged = self.judged_at_the_start if said == self.facts_at_the_start else self.judged
        if (key := (said, as_of, self.pack)) not in judged:
            judged[key] = self.judge(as_of)
        return judged[key]

    def judge(self, as_of: datetime) -> Snapshot:
        """Facts to verdicts, by the real rules."""
        projection = Projection()
        projection.add(self.autumn.facts)
        rules = Rules(load_pack(self.pack), load_calendar())
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


@dataclass(frozen=True, slots=True)
class StageLook(Look):
    """A look at the stage: what the tables would add is made up here."""

    stage: Stage

    @property
    def now(self) -> datetime:
        """The stage's own time."""
        return self.stage.now

    @property
    def reading(self) -> Json:
        """Readers that have read everything, unless a test says otherwise."""
        read: Json = {"recorded_through": {}, "quarantined": 0, "readers": []}
        return read | self.stage.matrix_changes

    async def told(self, row: str, code: str) -> list[Json]:
        """Two changes of every verdict."""
        known = {"row": row, "code": code, "due": None}
        cause = self.line(row).facts()[0].id
        return [
            {**known, "as_of": "2023-09-18T09:00:00+08:00", "status": "pending",
             "previous": None, "cause": cause},
            {**known, "as_of": "2023-10-13T00:00:00+08:00", "status": "due_soon",
             "previous": "pending", "cause": None},
        ]  # fmt: skip

    async def again(self, verdict: Verdict) -> Again:
        """The same again, unless a test says what differs."""
        del verdict
        return Again(self.as_of, len(self.snapshot.known_facts()), self.stage.differs)

    async def reminded(self, unit: str, cell: str) -> list[Told]:
        """Nobody was reminded."""
        del unit, cell
        return []

    async def told_of(self, rows: Sequence[str], at_most: int) -> list[Json]:
        """The same of one requirement of each row, the newest first."""
        told = [each for row in rows for each in await self.told(row, "ANN-TIME")]
        return sorted(told, key=lambda each: str(each["as_of"]), reverse=True)[:at_most]


def create_stage_app() -> FastAPI:
    """The real pages' own routes, looking at ``app.state.stage``, which each test sets anew."""
    app = FastAPI()

    def on_stage() -> Stage:
        return cast(Stage, app.state.stage)

    @app.middleware("http")
    async def counted(request: Request, call_next: Any) -> Any:
        stage = on_stage()
        if stage.down:
            return HTMLResponse(pages.error(503), 503)
        stage.fetched += request.url.path == f"/wall/{PROGRAMME}"
        answer = await call_next(request)
        answer.headers.update(SAFE)
        return answer

    def look(programme: str, asked: Annotated[datetime | None, Depends(moment)]) -> Look:
        if programme != PROGRAMME:
            raise NotFound("unknown_programme", "没有这个方案。")
        stage = on_stage()
        as_of = asked or stage.now
        nothing_running = cast("Running", None)
        snapshot, nowhere = stage.snapshot(as_of), Reached({}, 0, 0)
        return StageLook(nothing_running, snapshot, nowhere, as_of, asked is None, stage)

    app.dependency_overrides[lookup.look] = look

    @app.get("/api/compliance/programmes/{programme}/changes")
    async def changes(programme: str) -> EventSourceResponse:
        del programme
        return EventSourceResponse(on_stage().stream())

    @app.get("/", response_model=None)
    def home() -> Response:
        if on_stage().loaded:
            return RedirectResponse(f"/wall/{PROGRAMME}", 303)
        return HTMLResponse(pages.empty())

    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(404, frame.missing)
    app.mount("/static/vendor", StaticFiles(directory=VENDOR))
    app.mount("/static", Assets(pages.STATICS))
    return app

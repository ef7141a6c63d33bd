"""One process of several takes in pictures: an intake for each session that is open."""

import asyncio
from collections.abc import Coroutine

import structlog

from services._kit.leader import end, lead
from services._kit.postgres import UNAVAILABLE
from services._web.running import Running
from services.livestream.media import rows, targets
from services.livestream.media.files import recording_path, segment_path
from services.livestream.media.ingest import Intake
from services.livestream.media.pushing import Push
from services.livestream.media.rows import Key
from services.livestream.media.video import Video

_LOOK = 0.3  # seconds between looks at what is open
_AGAIN = 1.0

log = structlog.get_logger()


class Crew:
    """Those who take in pictures now, and those who pass them on."""

    def __init__(self, running: Running, video: Video) -> None:
        self._running, self._video = running, video
        self._intakes: dict[Key, tuple[Intake, asyncio.Task[None]]] = {}
        self._pushes: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Begin what is opened, end what is closed, until cancelled."""
        try:
            while True:
                try:
                    await self._take_in()
                    await self._push_on()
                    await self._sweep()
                except UNAVAILABLE as error:
                    log.warning("ingests_unreachable", error=repr(error))
                await asyncio.sleep(_LOOK)
        finally:
            await end(*self._pushes.values(), *(task for _, task in self._intakes.values()))

    async def _take_in(self) -> None:
        self._intakes = {key: it for key, it in self._intakes.items() if not it[1].done()}
        for row in await rows.unfinished(self._running.pool):
            if (working := self._intakes.get(row.key)) is not None:
                working[0].row = row
                continue
            intake = Intake(self._running, self._video, row)
            self._intakes[row.key] = (
                intake,
                asyncio.create_task(_guarded(intake.run(), row.session)),
            )

    async def _push_on(self) -> None:
        self._pushes = {name: it for name, it in self._pushes.items() if not it.done()}
        wanted = {each.target: each for each in await targets.to_push(self._running.pool)}
        for name, task in self._pushes.items():
            if name not in wanted:  # it was removed; or it is done, and the row says so already
                task.cancel()
        for name in wanted.keys() - self._pushes.keys():
            push = Push(self._running, self._video, wanted[name])
            self._pushes[name] = asyncio.create_task(_guarded(push.run(), name))

    async def _sweep(self) -> None:
        """Delete what lies in the store of recordings that are deleted."""
        pool = self._running.pool
        for row in await rows.to_sweep(pool):
            checksums = [each.sha256 for each in await rows.seen(pool, row.key, None)]
            paths = [segment_path(row.address, sha256) for sha256 in checksums]
            await self._video.recordings.delete([*paths, recording_path(row.address)])
            await rows.swept(pool, row.key, self._running.clock.now())


async def _guarded(work: Coroutine[None, None, None], job: str) -> None:
    """One session's trouble is not the others'; it is begun again soon."""
    try:
        await work
    except Exception:
        log.exception("media_job_failed", job=job)
        await asyncio.sleep(_AGAIN)


async def take_in(running: Running) -> None:
    """A background task: pictures come in as long as the service runs, if it keeps recordings."""
    video: Video | None = running.equipment.video
    if video is None:
        return
    crew = Crew(running, video)
    await lead(running.settings.database_url, "media", crew.run, lambda: None)

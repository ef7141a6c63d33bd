"""The process that has the spool takes in pictures: a job for each thing that is to be done."""

import asyncio
import fcntl
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import IO

import structlog

from services._kit.clock import until_beat
from services._kit.leader import end
from services._web.running import Running
from services.livestream.media import rows, targets
from services.livestream.media.files import AWAY
from services.livestream.media.films import rows as films
from services.livestream.media.films.checking import check
from services.livestream.media.ingest import Intake
from services.livestream.media.joining import join, sweep
from services.livestream.media.pushing import Push
from services.livestream.media.rows import Key
from services.livestream.media.video import Video

_LOOK = 0.5  # seconds between looks at what is to be done
_LONGEST_PAUSE = 60.0
_MOST_FAILED = 6  # more do not make the pause longer
_AGAIN = 1.0
_CREW, _PUSH = "crew", "push "
_RECORDING = "recording "
"""A film checked, a recording joined and swept under one name: none begins while another works."""
_FORGOTTEN = 60.0  # seconds between looks for ports that nobody needs

log = structlog.get_logger()


class Crew:
    """Jobs by name: each is begun when it is wanted, and again when it fails."""

    def __init__(self, running: Running, video: Video) -> None:
        self._running, self._video = running, video
        self._intakes: dict[Key, Intake] = {}
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._failed: Counter[str] = Counter()
        self._close_next = 0.0

    async def run(self) -> None:
        """Begin what is wanted, end what is not, until cancelled."""
        try:
            while True:
                await self._guarded(_CREW, self._look)
                await asyncio.sleep(until_beat(_LOOK))
        finally:
            await end(*self._jobs.values())

    async def _look(self) -> None:
        running, video = self._running, self._video
        self._jobs = {name: job for name, job in self._jobs.items() if not job.done()}
        self._intakes = {
            key: it for key, it in self._intakes.items() if f"ingest {key}" in self._jobs
        }
        if time.monotonic() >= self._close_next:
            await rows.close_forgotten(running.pool, running.clock.now())
            self._close_next = time.monotonic() + _FORGOTTEN
        for row in await rows.unfinished(running.pool):
            if f"ingest {row.key}" in self._jobs:
                self._intakes[row.key].row = row
            else:
                self._intakes[row.key] = Intake(running, video, row)
                self._begin(f"ingest {row.key}", self._intakes[row.key].run)
        for row in await rows.to_join(running.pool):
            self._begin(_RECORDING + str(row.key), partial(join, running, video, row))
        for row in await rows.to_sweep(running.pool):
            self._begin(_RECORDING + str(row.key), partial(sweep, running, video, row))
        for film in await films.to_check(running.pool):
            self._begin(_RECORDING + str(film.key), partial(check, running, video, film))
        await self._push_on()

    async def _push_on(self) -> None:
        wanted = {_PUSH + it.target: it for it in await targets.to_push(self._running.pool)}
        for name in self._jobs.keys() - wanted.keys():
            if name.startswith(_PUSH):  # it was removed; or it is done, and the row says so already
                self._jobs[name].cancel()
        for name, target in wanted.items():
            self._begin(name, Push(self._running, self._video, target).run)

    def _begin(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        if name not in self._jobs:
            self._jobs[name] = asyncio.create_task(self._guarded(name, work))

    async def _guarded(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """One job's trouble is not the others'; after each failure it rests twice as long."""
        try:
            await work()
        except AWAY as error:
            log.warning("media_job_waits", job=name, error=repr(error))
            await (self._rest(name) if name.startswith(_RECORDING) else asyncio.sleep(_AGAIN))
        except Exception:
            log.exception("media_job_failed", job=name)
            await self._rest(name)
        else:
            del self._failed[name]

    async def _rest(self, name: str) -> None:
        self._failed[name] = min(self._failed[name] + 1, _MOST_FAILED)
        await asyncio.sleep(min(2.0 ** self._failed[name], _LONGEST_PAUSE))


def _enter(spool: Path) -> IO[str] | None:
    """Nothing while another process works in the spool: its files end with it, and its lock."""
    spool.mkdir(parents=True, exist_ok=True)
    lock = (spool / "lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


async def take_in(running: Running) -> None:
    """A background task: pictures come in as long as the service runs, where they have a disk."""
    video: Video | None = running.equipment.video
    if video is None or video.spool is None:
        return
    while (lock := _enter(video.spool)) is None:  # noqa: ASYNC110 - another process's to give
        await asyncio.sleep(_LOOK)
    with lock:
        rmtree(video.joins, ignore_errors=True)  # what a process began that was killed
        video.joins.mkdir(parents=True)
        await Crew(running, video).run()

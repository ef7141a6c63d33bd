"""The pictures of one session, from the disk to the facts: kept, told, and proved at the end.

What ffmpeg has written is on the disk before anything else happens, and a file is deleted when it
is kept. So whatever process ends, and how: the next one goes on with what lies there.
"""

import asyncio
import time
from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import structlog

from services._kit.leader import end
from services._web.running import Running
from services.livestream.domain.recording import RefusePublisher
from services.livestream.media import commands, kept, rows
from services.livestream.media.course import Course, Turns
from services.livestream.media.files import AWAY, segment_path, unread_path
from services.livestream.media.films.showing import Showing
from services.livestream.media.processes import ffmpeg
from services.livestream.media.receiving import Receiver
from services.livestream.media.rows import Ingest
from services.livestream.media.segments import Cut, Segment, TakeClock
from services.livestream.media.takes import Take, anything_lies, folders
from services.livestream.media.telling import Teller
from services.livestream.media.video import Video

_LOOK = 0.2  # seconds between looks at what ffmpeg has listed
_AGAIN = 1.0

log = structlog.get_logger()


class Intake:
    """What takes in the pictures of one session: one half receives, the other keeps and tells."""

    def __init__(self, running: Running, video: Video, row: Ingest) -> None:
        self._running, self._video = running, video
        self._spool = video.spool_of(row.key)
        self._receiver = (
            Showing(running, video, self._spool, row)
            if row.shows_film
            else Receiver(video, self._spool, row)
        )
        self._teller = Teller(running.writer, row.key)
        self._course, self._told = Course(video.patience), -1
        self._takes: dict[Path, Take] = {}
        self._publisher = row.publisher

    @property
    def row(self) -> Ingest:
        """The session as the crew last read it."""
        return self._receiver.row

    @row.setter
    def row(self, row: Ingest) -> None:
        self._receiver.row = row

    async def run(self) -> None:
        """Take in what comes until the session is closed, and tell the rest."""
        await self._follow()
        if await rows.interrupted(self._running.pool, self.row.key):
            self._course = self._course.broken_off()
        receiving = asyncio.create_task(self._receiver.run())
        try:
            while not receiving.done() or folders(self._spool):
                await self._look()
                await asyncio.sleep(_LOOK)
            await receiving
        finally:
            await end(receiving)
        await self._finish()

    async def _look(self) -> None:
        """Keep what was closed, and tell what follows; what is away is waited for."""
        now = self._running.clock.now()
        try:
            for folder in folders(self._spool):
                await self._keep_all(folder)
            await self._follow()
            # What lies here may be older than now; after the end nothing missing interrupts.
            if self._receiver.is_open() and not anything_lies(self._spool):
                self._turn(self._course.wait(now))
            await self._note(now)
        except AWAY as error:
            log.warning("segments_wait", session=self.row.session, error=repr(error))
        await self._teller.tell()

    async def _keep_all(self, folder: Path) -> None:
        """Keep what a take has closed and, when nobody writes there any more, all of it."""
        over = folder != self._receiver.live
        if (take := self._takes.get(folder)) is None:
            take = self._takes[folder] = await self._resumed(Take(folder))
        for cut, last in take.closed(over=over):
            await self._keep(take, cut, last=last)
        if not over:
            return
        for file in take.lying():
            if seconds := await _measured(file):
                cut = Cut(file.name, take.until, take.until + seconds)
                await self._keep(take, cut, last=True)
            else:
                await self._put_aside(take, file)
        rmtree(folder)
        del self._takes[folder]

    async def _resumed(self, take: Take) -> Take:
        """A take as it was when the last process ended: its clock follows from what it kept."""
        known = await kept.of_take(self._running.pool, self.row.key, take.name)
        for cut in take.listed():
            if (began := known.get(take.name + cut.file)) is not None:
                take.clock, take.until = TakeClock(began - timedelta(seconds=cut.begins)), cut.ends
        return take

    async def _keep(self, take: Take, cut: Cut, *, last: bool) -> None:
        """Put a segment into the store, then into its row, then off the disk."""
        file = take.folder / cut.file
        data = await asyncio.to_thread(file.read_bytes)
        if take.clock.zero is None and (seen := take.seen()) is not None:
            take.clock = TakeClock(self._written(seen))
        clock, began, milliseconds = take.clock.place(cut, self._written(file), last=last)
        came = Segment(0, 0, began, milliseconds, sha256(data).hexdigest(), len(data))
        await self._video.recordings.put(segment_path(self.row.address, came.sha256), data)
        await kept.keep(self._running.pool, self.row.key, take.name, cut.file, came)
        take.clock, take.until = clock, cut.ends
        take.drop(cut.file)

    async def _put_aside(self, take: Take, file: Path) -> None:
        """What cannot be read is kept as it is: nothing disappears in silence."""
        if data := await asyncio.to_thread(file.read_bytes):
            log.error("segment_unreadable", session=self.row.session, size=len(data))
            path = unread_path(self.row.address, take.name + file.name)
            await self._video.recordings.put(path, data)
        take.drop(file.name)

    def _written(self, file: Path) -> datetime:
        """When a file was last written to, by our clock."""
        ago = timedelta(seconds=max(0.0, time.time() - file.stat().st_mtime))
        return self._running.clock.now() - ago

    async def _follow(self) -> None:
        """The course follows from the rows alone, whoever wrote them."""
        for segment in await kept.aired(self._running.pool, self.row.key, after=self._told):
            self._turn(self._course.show(segment))
            self._told = segment.number

    def _turn(self, turned: tuple[Course, Turns]) -> None:
        self._course, turns = turned
        for turn in turns:
            self._teller.turn(turn)

    async def _note(self, now: datetime) -> None:
        """Who came, went or was turned away; of the last, one in ten minutes is a fact."""
        pool, key = self._running.pool, self.row.key
        refused, self._receiver.refused = self._receiver.refused, Counter()
        try:
            while refused:
                why, times = next(iter(refused.items()))
                if await rows.refuse(pool, key, why, times, now):
                    self._teller.add(RefusePublisher(session=self.row.session, why=why), now)
                del refused[why]
                log.warning("publisher_refused", session=self.row.session, why=why, times=times)
        finally:
            self._receiver.refused.update(refused)
        if (there := self._receiver.taken) != self._publisher:
            await rows.note_publisher(pool, key, there=there)
            self._publisher = there
            log.info("publisher", session=self.row.session, there=there)

    async def _finish(self) -> None:
        """Nothing comes any more: prove what was kept, tell it, and let tests go."""
        pool, key, recordings = self._running.pool, self.row.key, self._video.recordings
        if segments := await kept.aired(pool, key, lost=True):
            whole = [it for it in segments if await recordings.holds(self.row.address, it)]
            await kept.lose(pool, key, {it.number for it in segments} - {it.number for it in whole})
            for turn in self._course.end():
                self._teller.turn(turn)
            self._teller.kept(segments, whole)
        elif self.row.shows_film:  # it was withdrawn before anybody saw it
            await recordings.delete_all(self.row.address)
        while not await self._teller.tell():  # noqa: ASYNC110 - the log is there again some time
            await asyncio.sleep(_AGAIN)
        tests = await kept.tests(pool, key)
        await recordings.delete([segment_path(self.row.address, it) for it in tests])
        await kept.drop_tests(pool, key)
        await rows.finish(pool, key, self._running.clock.now())
        rmtree(self._spool, ignore_errors=True)


async def _measured(file: Path) -> float:
    """How long a segment is that was not closed: as far as it can be read; 0 if it cannot."""
    async with ffmpeg(commands.measuring(file), file.name) as process:
        assert process.stdout  # noqa: S101 - asked for
        told = await process.stdout.read()
    times = [line for line in told.decode().splitlines() if line.startswith("out_time_us=")]
    reached = times[-1].partition("=")[2] if times else ""
    return max(0, int(reached)) / 1_000_000 if reached.lstrip("-").isdigit() else 0.0

"""The pictures of one session come in: listened for, cut, kept and told, until it is closed.

What ffmpeg has written is on the disk before anything else happens, and a file is deleted when it
is kept. So whatever process ends, and how: the next one goes on with what lies there.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import structlog
from obstore.exceptions import BaseError

from services._kit.postgres import UNAVAILABLE
from services._web.running import Running
from services.livestream.domain.recording import RefusePublisher
from services.livestream.media import commands, rows
from services.livestream.media.course import Course, Turns
from services.livestream.media.door import Door, Why, open_door
from services.livestream.media.files import recording_path, segment_path
from services.livestream.media.processes import Process, ffmpeg
from services.livestream.media.rows import Ingest
from services.livestream.media.segments import Cut, Segment, TakeClock, cuts
from services.livestream.media.telling import Teller
from services.livestream.media.video import Video

_LOOK = 0.2  # seconds between looks at what ffmpeg has listed
_AGAIN = 1.0  # seconds after which an ffmpeg that ended at once is started again
_LOOPBACK = "127.0.0.1"

log = structlog.get_logger()


class Intake:
    """What takes in the pictures of one session."""

    def __init__(self, running: Running, video: Video, row: Ingest) -> None:
        self._running, self._video, self.row = running, video, row
        self._teller = Teller(running.writer, row.key)
        self._course = Course(video.patience)
        self._refused: list[Why] = []
        self._publisher = row.publisher
        self._spool = video.spool.joinpath(*row.key)

    async def run(self) -> None:
        """Take in what comes until the session is closed, and tell the rest."""
        for segment in await rows.aired(self._running.pool, self.row.key):
            self._show(segment)
        await self._adopt()
        if self._is_open():
            async with self._door(self.row.port) as door:
                while self._is_open():
                    await self._take(door)
        await self._finish()

    @asynccontextmanager
    async def _door(self, port: int) -> AsyncIterator[Door]:
        door = await open_door(self._video.listen, port, self._refused.append)
        try:
            yield door
        finally:
            door.close()

    async def _take(self, door: Door) -> None:
        """One ffmpeg from its start to its end: one publisher, if one comes."""
        folder = self._spool / f"{time.time_ns():020}"
        folder.mkdir(parents=True)
        take, key_number, port = _Take(folder), self.row.key_number, _free_port()
        script = commands.listening(port, self._video.passphrase(self.row))
        began = time.monotonic()
        async with ffmpeg(commands.segmenting(folder), self.row.session, script) as process:
            door.lead_to((_LOOPBACK, port))
            while _runs(process) and self._is_open(key_number):
                await asyncio.sleep(_LOOK)
                await self._look(take, door)
        door.lead_to(None)
        await self._look(take, door)
        await self._adopt()
        if time.monotonic() - began < _AGAIN:
            await asyncio.sleep(_AGAIN)

    def _is_open(self, key_number: int | None = None) -> bool:
        """Whether the crew has heard of no end, and of no other passphrase."""
        same = key_number in {None, self.row.key_number}
        return self.row.closed_at is None and same

    async def _look(self, take: "_Take", door: Door) -> None:
        """Keep what was closed, and tell what follows; what is away is waited for."""
        try:
            await self._note(publisher=door.taken)
            for cut in take.closed():
                await self._keep(take, cut)
            if self._is_open():  # what is missing after the end interrupts nothing
                self._turn(self._course.wait(self._running.clock.now()))
        except (BaseError, *UNAVAILABLE) as error:
            log.warning("segments_wait", session=self.row.session, error=repr(error))
        await self._teller.tell()

    async def _note(self, *, publisher: bool) -> None:
        """Who came, went or was turned away; of the last, one in ten minutes is a fact."""
        pool, key, now = self._running.pool, self.row.key, self._running.clock.now()
        while self._refused:
            why = self._refused.pop(0)
            log.warning("publisher_refused", session=self.row.session, why=why)
            if await rows.refuse(pool, key, why, now):
                self._teller.add(RefusePublisher(session=self.row.session, why=why), now)
        if publisher != self._publisher:
            await rows.note_publisher(pool, key, there=publisher)
            self._publisher = publisher
            log.info("publisher", session=self.row.session, there=publisher)

    async def _keep(self, take: "_Take", cut: Cut) -> None:
        """Put a segment into the store, then into its row, then off the disk."""
        file = take.folder / cut.file
        data = await asyncio.to_thread(file.read_bytes)
        now = self._running.clock.now()
        closed = now - timedelta(seconds=max(0.0, time.time() - file.stat().st_mtime))
        clock, began, milliseconds = take.clock.place(cut, closed)
        seen = Segment(0, 0, began, milliseconds, sha256(data).hexdigest(), len(data))
        await self._video.recordings.put(segment_path(self.row.address, seen.sha256), data)
        prefix = f"{take.folder.name}/"
        kept = await rows.keep(self._running.pool, self.row.key, prefix + cut.file, prefix, seen)
        take.took(cut, clock)
        file.unlink()
        if kept is not None and kept[1]:
            self._show(kept[0])

    async def _adopt(self) -> None:
        """Take what lies on the disk, in its order, also the segment that was never closed."""
        for folder in sorted(self._spool.glob("*")):
            take = _Take(folder)
            await self._resume(take)
            for cut in take.closed():
                await self._keep(take, cut)
            for file in sorted(folder.glob("*.ts")):
                seconds = await _measured(file)
                if seconds:
                    await self._keep(take, Cut(file.name, take.until, take.until + seconds))
            rmtree(folder)

    async def _resume(self, take: "_Take") -> None:
        """What of a take was kept before, and what its clock was."""
        prefix = f"{take.folder.name}/"
        known = await rows.of_take(self._running.pool, self.row.key, prefix)
        for cut in take.listed():
            if (began := known.get(prefix + cut.file)) is not None:
                take.took(cut, TakeClock(began - timedelta(seconds=cut.begins)))
                (take.folder / cut.file).unlink(missing_ok=True)

    async def _finish(self) -> None:
        """Nothing comes any more: join the recording, tell what was kept, and let tests go."""
        pool, key = self._running.pool, self.row.key
        segments = await rows.aired(pool, key)
        if segments:
            await self._join(segments)
            for turn in self._course.end():
                self._teller.turn(turn)
            self._teller.kept(segments)
        while not await self._teller.tell():  # noqa: ASYNC110 - the log is there again some time
            await asyncio.sleep(_AGAIN)
        tests = await rows.tests(pool, key)
        await self._video.recordings.delete([segment_path(self.row.address, it) for it in tests])
        await rows.drop_tests(pool, key)
        await rows.finish(pool, key, self._running.clock.now())
        rmtree(self._spool, ignore_errors=True)

    async def _join(self, segments: list[Segment]) -> None:
        """One file to play anywhere; the segments stay what counts."""
        self._spool.mkdir(parents=True, exist_ok=True)
        whole, recordings = self._spool / "recording.mp4", self._video.recordings
        pieces = recordings.joined(self.row.address, [each.sha256 for each in segments])
        async with ffmpeg(commands.joining(whole), self.row.session) as process:
            assert process.stdin  # noqa: S101 - asked for
            async for piece in pieces:
                process.stdin.write(piece)
                await process.stdin.drain()
            process.stdin.close()
            code = await process.wait()
        if code:
            log.error("recording_not_joined", session=self.row.session, code=code)
            return
        await recordings.put_file(recording_path(self.row.address), whole)
        whole.unlink()

    def _show(self, segment: Segment) -> None:
        self._turn(self._course.show(segment))

    def _turn(self, turned: tuple[Course, Turns]) -> None:
        self._course, turns = turned
        for turn in turns:
            self._teller.turn(turn)


class _Take:
    """What one ffmpeg wrote: a folder with a list."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.until = folder, TakeClock(), 0.0
        self._taken = 0

    def listed(self) -> list[Cut]:
        """Every segment that was closed."""
        file = self.folder / commands.LIST
        return list(cuts(file.read_text(encoding="utf-8"))) if file.exists() else []

    def closed(self) -> list[Cut]:
        """Every segment that was closed and not yet taken."""
        return self.listed()[self._taken :]

    def took(self, cut: Cut, clock: TakeClock) -> None:
        """A segment is kept."""
        self._taken, self.clock, self.until = self._taken + 1, clock, cut.ends


async def _measured(file: Path) -> float:
    """How long a segment is that was not closed: as far as it can be read; 0 if it cannot."""
    async with ffmpeg(commands.measuring(file), file.name) as process:
        assert process.stdout  # noqa: S101 - asked for
        told = await process.stdout.read()
    times = [line for line in told.decode().splitlines() if line.startswith("out_time_us=")]
    reached = times[-1].partition("=")[2] if times else ""
    return max(0, int(reached)) / 1_000_000 if reached.lstrip("-").isdigit() else 0.0


def _runs(process: Process) -> bool:
    return process.returncode is None


def _free_port() -> int:
    """A port of this machine on which ffmpeg may listen behind the door."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port

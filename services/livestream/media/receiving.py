"""The pictures of one session come in: one ffmpeg after the other, each for one publisher.

It writes to the disk and needs nothing else, so it goes on while the store or the database is away.
"""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from services.livestream.media import commands
from services.livestream.media.door import Door, Why, open_door
from services.livestream.media.processes import Process, ffmpeg
from services.livestream.media.rows import Ingest
from services.livestream.media.takes import Take
from services.livestream.media.video import Video

_LOOK = 0.2  # seconds between looks at what ffmpeg has written
_AGAIN = 1.0  # seconds after which what ended at once is begun again
_LOOPBACK = "127.0.0.1"

log = structlog.get_logger()


class Receiver:
    """``live`` is the folder in which ffmpeg writes just now, ``row`` what the crew last read."""

    def __init__(self, video: Video, spool: Path, row: Ingest) -> None:
        self._video, self._spool, self.row = video, spool, row
        self.refused: Counter[Why] = Counter()
        self.taken = False
        self.live: Path | None = None

    def is_open(self) -> bool:
        """Whether nobody has ended it."""
        return self.row.closed_at is None

    async def run(self) -> None:
        """Let publishers in until the session is closed."""
        while self.is_open():
            try:
                async with self._door() as door:
                    while self.is_open():
                        await self._receive(door)
            except OSError as error:
                log.warning("door_shut", session=self.row.session, error=repr(error))
                await asyncio.sleep(_AGAIN)

    @asynccontextmanager
    async def _door(self) -> AsyncIterator[Door]:
        if (port := self.row.port) is None:
            raise LookupError("no encoder sends here")
        door = await open_door(self._video.listen, port, self._refuse)
        try:
            yield door
        finally:
            self.taken = False
            door.close()

    def _refuse(self, why: Why) -> None:
        self.refused[why] += 1

    async def _receive(self, door: Door) -> None:
        """One ffmpeg from its start to its end: one publisher, if one comes."""
        folder = self._spool / f"{time.time_ns():020}"
        folder.mkdir(parents=True)
        take, key_number, port = Take(folder), self.row.key_number, _free_port()
        script = commands.listening(port, self._video.passphrase(self.row))
        began, self.live = time.monotonic(), folder
        try:
            async with ffmpeg(commands.segmenting(folder), self.row.session, script) as process:
                door.lead_to((_LOOPBACK, port))
                await self._watch(process, take, door, key_number)
        finally:
            door.lead_to(None)
            self.taken, self.live = False, None
        if time.monotonic() - began < _AGAIN:
            await asyncio.sleep(_AGAIN)

    async def _watch(self, process: Process, take: Take, door: Door, key_number: int) -> None:
        """Until it ends, the session or the passphrase is over, or the publisher stands still."""
        grown, since = take.grown(), time.monotonic()
        while process.returncode is None and self.is_open() and key_number == self.row.key_number:
            await asyncio.sleep(_LOOK)
            self.taken, before = door.taken, grown
            grown = take.grown()
            if grown[1] and take.seen() is None:
                take.note_picture()
            if grown != before or not self.taken:
                since = time.monotonic()
            elif time.monotonic() - since > self._video.patience.total_seconds():
                log.warning("publisher_stands_still", session=self.row.session)
                return


def _free_port() -> int:
    """A port of this machine on which ffmpeg may listen behind the door."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((_LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port

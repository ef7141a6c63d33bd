"""A film is shown as if an encoder sent it: at the pace of its own pictures, to all at once.

It takes the place of ``Receiver``: what is played lies on the disk as segments, and everything that
follows from segments follows here too, evidence, chain, pushes and recording among it.
"""

import asyncio
import time
from collections import Counter
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import structlog

from services._web.running import Running
from services.livestream.media import commands
from services.livestream.media import rows as ingests
from services.livestream.media.door import Why
from services.livestream.media.files import AWAY, Damaged, film_path
from services.livestream.media.films import rows
from services.livestream.media.films.rows import Film
from services.livestream.media.processes import ffmpeg
from services.livestream.media.rows import Ingest
from services.livestream.media.takes import Take
from services.livestream.media.video import Video

_LOOK = 0.2  # seconds between looks at what ffmpeg has written
_WAIT = 0.5  # seconds between looks at the time
_AGAIN = 1.0  # seconds after which what ended at once is begun again
_SKIP = 1.0  # seconds into a film, from where on it is worth while to go on there

log = structlog.get_logger()


def position(began: datetime, now: datetime) -> float:
    """At which second a film is that began then; at its beginning while nothing is lost by it."""
    passed = (now - began).total_seconds()
    return passed if passed > _SKIP else 0.0


class Showing:
    """``live`` is the folder in which ffmpeg writes just now, ``row`` what the crew last read."""

    def __init__(self, running: Running, video: Video, spool: Path, row: Ingest) -> None:
        self._running, self._video, self._spool, self.row = running, video, spool, row
        self.refused: Counter[Why] = Counter()
        self.taken = False
        self.live: Path | None = None

    def is_open(self) -> bool:
        """Whether nobody has ended it, nor the film itself."""
        return self.row.closed_at is None

    async def run(self) -> None:
        """Wait for the time, show the film, and close the session when it is over."""
        over = False
        while self.is_open() and not over:
            try:
                over = await self._look()
            except AWAY as error:
                log.warning("film_waits", session=self.row.session, error=repr(error))
            await asyncio.sleep(_AGAIN if self.row.air_from else _WAIT)
        self._drop_copies()

    async def _look(self) -> bool:
        """Show what is to be shown now; whether it is over."""
        pool, key, now = self._running.pool, self.row.key, self._running.clock.now()
        film, begins = await rows.of_session(pool, key), await rows.begins(pool, key)
        if film is None or film.state != "ready" or film.milliseconds is None:
            return False
        here = await self._fetch(film)
        if begins is None or now < begins:
            return False
        await ingests.go_on_air(pool, key, now)
        row = await ingests.ingest(pool, key)
        at = position(row.air_from if row and row.air_from else now, now)
        if at * 1000 < film.milliseconds and not await self._play(here, at):
            return False
        if self.is_open():
            await ingests.close(pool, key, self._running.clock.now())
        return True

    @property
    def _films(self) -> Path:
        return self._video.joins.parent / "films"

    def _drop_copies(self) -> None:
        for file in self._films.glob(f"{self.row.address}.*"):
            file.unlink()

    async def _fetch(self, film: Film) -> Path:
        """Have the film on this disk before its time, as it was accepted."""
        here = self._films / f"{self.row.address}.{film.film}.mp4"
        if here.exists():
            return here
        self._films.mkdir(exist_ok=True)
        self._drop_copies()
        digest, coming = sha256(), here.with_suffix(".coming")
        with coming.open("wb") as file:
            async for piece in self._video.recordings.whole(film_path(self.row.address)):
                digest.update(piece)
                await asyncio.to_thread(file.write, piece)
        if digest.hexdigest() != film.sha256:
            raise Damaged(film.film)
        return coming.rename(here)

    async def _play(self, film: Path, at: float) -> bool:
        """Play from a second on; whether it came to the end."""
        folder = self._spool / f"{time.time_ns():020}"
        folder.mkdir(parents=True)
        take, arguments = Take(folder), commands.segmenting(folder, commands.playing(film, at))
        self.taken, self.live = True, folder
        try:
            async with ffmpeg(arguments, self.row.session) as process:
                while process.returncode is None and self.is_open():
                    if take.grown()[1] and take.seen() is None:
                        take.note_picture()
                    await asyncio.sleep(_LOOK)
                return process.returncode == 0
        finally:
            self.taken, self.live = False, None

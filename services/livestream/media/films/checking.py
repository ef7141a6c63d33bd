"""From the parts of a file to a film: put together, hashed, read through, kept, and told."""

import asyncio
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from services._web.running import Running
from services.livestream.domain.recording import AcceptFilm
from services.livestream.media import commands
from services.livestream.media import rows as ingests
from services.livestream.media.files import film_path, parts_path
from services.livestream.media.films import rows
from services.livestream.media.films.fitness import lasts, unfit
from services.livestream.media.films.rows import Film
from services.livestream.media.processes import ffmpeg
from services.livestream.media.segments import Cut, cuts
from services.livestream.media.telling import Teller
from services.livestream.media.video import Video

log = structlog.get_logger()


class NotTold(Exception):
    """The log cannot be written just now: the job begins again."""


async def check(running: Running, video: Video, film: Film) -> None:
    """Say of a whole file whether it can be shown; can be begun again at any time."""
    if (row := await ingests.ingest(running.pool, film.key)) is None:
        return
    parts = parts_path(row.address, film.film)
    with TemporaryDirectory(dir=video.joins) as folder:
        file = Path(folder) / "film.mp4"
        checksum = await _put_together(video, parts, file)
        found, read_through = await _looked_through(file)
        why = unfit(found, read_through=read_through)
        log.info("film_checked", session=film.session, why=why)
        if why is None:
            await video.recordings.put_file(film_path(row.address), file)
            await _accept(running, film, checksum, lasts(found))
        else:
            await rows.turn_down(running.pool, film, why)
    await video.recordings.delete_all(parts)


async def _put_together(video: Video, parts: str, file: Path) -> str:
    """Write all parts into one file; answers its checksum."""
    digest = sha256()
    with file.open("wb") as whole:
        async for piece in video.recordings.all_below(parts):
            digest.update(piece)
            await asyncio.to_thread(whole.write, piece)
    return digest.hexdigest()


async def _looked_through(file: Path) -> tuple[list[Cut], bool]:
    """From key frame to key frame, and whether it could be read to its end."""
    async with ffmpeg(commands.reading_through(file), file.name) as process:
        assert process.stdout  # noqa: S101 - asked for
        told = await process.stdout.read()
        return list(cuts(told.decode(errors="replace"))), await process.wait() == 0


async def _accept(running: Running, film: Film, checksum: str, seconds: float) -> None:
    milliseconds = round(seconds * 1000)
    command = AcceptFilm(session=film.session, sha256=checksum, duration_ms=milliseconds)
    teller = Teller(running.writer, film.key)
    teller.add(command, running.clock.now())
    if not await teller.tell():
        raise NotTold
    await rows.accept(running.pool, film, checksum, milliseconds)

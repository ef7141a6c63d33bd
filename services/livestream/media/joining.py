"""One file to play anywhere, made of the segments of a recording; these stay what counts."""

from pathlib import Path
from tempfile import TemporaryDirectory

from services._web.running import Running
from services.livestream.media import commands, kept, rows
from services.livestream.media.files import recording_path
from services.livestream.media.processes import ffmpeg
from services.livestream.media.rows import Ingest
from services.livestream.media.video import Video


class NotJoined(Exception):
    """ffmpeg could not make one file of the segments."""


async def join(running: Running, video: Video, row: Ingest) -> None:
    """Make the file of a recording that is kept; raises what hinders it, and can be begun again."""
    with TemporaryDirectory(dir=video.joins) as folder:
        whole = Path(folder) / "recording.mp4"
        await _join(running, video, row, whole)
        path = recording_path(row.address)
        await video.recordings.put_file(path, whole)
    if not await rows.joined(running.pool, row.key, running.clock.now()):
        await video.recordings.delete([path])  # the recording was deleted meanwhile


async def _join(running: Running, video: Video, row: Ingest, whole: Path) -> None:
    segments = await kept.aired(running.pool, row.key)
    async with ffmpeg(commands.joining(whole), row.session) as process:
        assert process.stdin  # noqa: S101 - asked for
        async for piece in video.recordings.joined(row.address, segments):
            try:
                process.stdin.write(piece)
                await process.stdin.drain()
            except OSError as error:  # it has ended; nothing is away
                raise NotJoined from error
        process.stdin.close()
        if code := await process.wait():
            raise NotJoined(code)


async def sweep(running: Running, video: Video, row: Ingest) -> None:
    """Delete all that lies in the store of a recording that is deleted."""
    await video.recordings.delete_all(row.address)
    await rows.swept(running.pool, row.key, running.clock.now())

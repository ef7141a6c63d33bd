"""ffmpeg as a process of its own: it inherits nothing, ends with us, and is logged."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import imageio_ffmpeg
import structlog

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_LAST_WORDS = 2.0  # seconds in which it may close what it has open
_LONGEST_LINE = 64 * 1024
_MINUTE = 60.0
_MOST_LINES = 60

Process = asyncio.subprocess.Process

log = structlog.get_logger()


@asynccontextmanager
async def ffmpeg(
    arguments: Sequence[str], job: str, script: bytes | None = None, secret: str | None = None
) -> AsyncIterator[Process]:
    """A running ffmpeg, which has ended when this is left.

    ``script`` is all it reads if given; ``secret`` stands in it and in no line of the log.
    """
    reads = asyncio.subprocess.PIPE if script is None else _pipe_with(script)
    try:
        process = await asyncio.create_subprocess_exec(
            imageio_ffmpeg.get_ffmpeg_exe(),
            *arguments,
            stdin=reads,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
            start_new_session=True,
            preexec_fn=_end_with_parent,
            limit=_LONGEST_LINE,
        )
    finally:
        if script is not None:
            os.close(reads)
    listening = asyncio.create_task(_log(process, job, secret))
    try:
        yield process
    finally:
        await _whatever_happens(_stop(process, listening))
        log.info("ffmpeg_ended", job=job, code=process.returncode)


def _pipe_with(script: bytes) -> int:
    """The end of a pipe from which a short script is read: uvloop's is a socket, not a file."""
    reads, writes = os.pipe()
    os.write(writes, script)
    os.close(writes)
    return reads


async def _whatever_happens(work: Coroutine[None, None, None]) -> None:
    """Finish something short, however often we are cancelled meanwhile."""
    task, cancelled = asyncio.ensure_future(work), None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    task.result()


async def _stop(process: Process, listening: asyncio.Task[None]) -> None:
    """Ask it to end, which closes the segment it writes; kill it when it does not."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        waiting = asyncio.ensure_future(process.wait())
        if not (await asyncio.wait({waiting}, timeout=_LAST_WORDS))[0]:
            process.kill()
        await waiting
    await listening


async def _log(process: Process, job: str, secret: str | None) -> None:
    """Its warnings, one line each, without the secret that it was told."""
    assert process.stderr  # noqa: S101 - asked for
    few = Few()
    async for line in lines(process.stderr):
        said, unsaid = few.now(time.monotonic())
        if unsaid:
            log.warning("ffmpeg_said_more", job=job, pid=process.pid, lines=unsaid)
        if said:
            text = line.decode(errors="replace").strip()
            text = text.replace(secret, "***") if secret else text
            log.warning("ffmpeg_says", job=job, pid=process.pid, line=text)
    if few.unsaid:
        log.warning("ffmpeg_said_more", job=job, pid=process.pid, lines=few.unsaid)


async def lines(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Every line but those that are too long, which may be cut within a secret."""
    too_long = False
    while not reader.at_eof():
        try:
            line = await reader.readuntil()
        except asyncio.IncompleteReadError as error:
            line = error.partial
        except asyncio.LimitOverrunError as error:
            await reader.readexactly(error.consumed)
            too_long = True
            continue
        if line and not too_long:
            yield line
        too_long = False


@dataclass(slots=True)
class Few:
    """So many lines are said a minute; the rest are counted."""

    since: float = -_MINUTE
    lines: int = 0

    @property
    def unsaid(self) -> int:
        """How many of this minute were not said."""
        return max(0, self.lines - _MOST_LINES)

    def now(self, moment: float) -> tuple[bool, int]:
        """Whether a line is said; how many of an earlier minute were not."""
        earlier = 0
        if moment - self.since >= _MINUTE:
            earlier, self.since, self.lines = self.unsaid, moment, 0
        self.lines += 1
        return not self.unsaid, earlier


def _end_with_parent() -> None:
    """Whatever ends us, even SIGKILL, ends it: the port is free for the next.

    The kernel says so once for each of our threads, and ffmpeg does not survive four SIGTERM.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))

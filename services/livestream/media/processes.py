"""ffmpeg as a process of its own: it inherits nothing, ends with us, and is logged."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager

import imageio_ffmpeg
import structlog

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_LAST_WORDS = 2.0  # seconds in which it may close what it has open
_LONGEST_LINE = 64 * 1024

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
    async for line in process.stderr:
        said = line.decode(errors="replace").strip()
        if secret:
            said = said.replace(secret, "***")
        log.warning("ffmpeg_says", job=job, pid=process.pid, line=said)


def _end_with_parent() -> None:
    """Whatever ends us, even SIGKILL, ends it: the port is free for the next.

    The kernel says so once for each of our threads, and ffmpeg does not survive four SIGTERM.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))

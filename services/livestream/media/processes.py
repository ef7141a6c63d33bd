"""ffmpeg as a process of its own: it inherits nothing, ends with us, and is logged."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
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
    arguments: Sequence[str], job: str, script: bytes | None = None
) -> AsyncIterator[Process]:
    """A running ffmpeg, which has ended when this is left; ``script`` is all it reads if given."""
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
    listening = asyncio.create_task(_log(process, job))
    try:
        yield process
    finally:
        await _stop(process)
        await listening
        log.info("ffmpeg_ended", job=job, code=process.returncode)


def _pipe_with(script: bytes) -> int:
    """The end of a pipe from which a short script is read: uvloop's is a socket, not a file."""
    reads, writes = os.pipe()
    os.write(writes, script)
    os.close(writes)
    return reads


async def _stop(process: Process) -> None:
    """Ask it to end, which closes the segment it writes; kill it when it does not."""
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), _LAST_WORDS)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _log(process: Process, job: str) -> None:
    """Its warnings, one line each; it is never told a secret that it could repeat."""
    assert process.stderr  # noqa: S101 - asked for
    async for line in process.stderr:
        said = line.decode(errors="replace").strip()
        log.warning("ffmpeg_says", job=job, pid=process.pid, line=said)


def _end_with_parent() -> None:
    """Whatever ends us, even SIGKILL, ends it: the port is free for the next.

    The kernel says so once for each of our threads, and ffmpeg does not survive four SIGTERM.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))

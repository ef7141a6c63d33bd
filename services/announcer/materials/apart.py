"""Files are opened in a process of its own, with little memory and time and nothing to find.

Whatever a hostile file does there, the service goes on; it holds no more of a file than the piece
it passes along.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

from services.announcer.materials import opening
from services.announcer.materials.kinds import LONGEST_SIDE, Kind, RefusedFile

_PATIENCE = 90  # of the clock on the wall, on a busy machine
_PIECE = 64 * 1024


async def opened_apart(
    kind: Kind, pieces: AsyncIterator[bytes], longest: int = LONGEST_SIDE
) -> AsyncIterator[bytes]:
    """What the process makes of a file, in pieces; raises ``RefusedFile``, maybe at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", opening.__name__, kind, str(longest),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env={},
    )  # fmt: skip
    assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 - asked for
    feeding = asyncio.create_task(_feed(process.stdin, pieces))
    # Whoever takes the pieces may do so from several tasks: no block of one task can end this.
    ending = asyncio.get_running_loop().call_later(_PATIENCE, process.kill)
    try:
        while piece := await process.stdout.read(_PIECE):
            yield piece
        told = await process.stderr.read()
        code = await process.wait()
        await feeding
    finally:
        ending.cancel()
        feeding.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code == opening.REFUSED:
        raise RefusedFile(**json.loads(told))
    if code:
        raise RefusedFile("exhausted", "打开文件时用完了内存或时间，可能有问题，没有保存。")


async def _feed(stdin: asyncio.StreamWriter, pieces: AsyncIterator[bytes]) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it may have seen enough
        async for piece in pieces:
            stdin.write(piece)
            await stdin.drain()
        stdin.close()

"""Run the stack in the foreground: until the work is done, a signal comes, or a part fails."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import NoReturn

from deploy.local.child import StartFailed
from deploy.local.home import HomeInUseError
from deploy.local.stack import Stack

Work = Callable[[Stack], Awaitable[int]]
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Interrupted(BaseException):
    """A signal came while the stack was still starting."""


def run(stack: Stack, work: Work) -> int:
    """Start the stack, do the work, stop everything; the exit status of the command.

    A signal ends it in order and with status 0; a part that does not start gives 1 and its log.
    """
    previous = {number: signal.signal(number, _interrupt) for number in _SIGNALS}
    try:
        return asyncio.run(_run(stack, work))
    except (StartFailed, HomeInUseError) as failure:
        print(failure)  # noqa: T201 - this is what the terminal is for
        return 1
    except _Interrupted:
        return 0
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


async def serve(_stack: Stack) -> int:
    """Work that never ends by itself."""
    await asyncio.Event().wait()
    return 0


async def _run(stack: Stack, work: Work) -> int:
    async with stack:
        stopped = asyncio.Event()
        for number in _SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        working = asyncio.ensure_future(work(stack))
        waiting = asyncio.ensure_future(stopped.wait())
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            waiting.cancel()
            return working.result()
        stack.tell("stopping; the next start finds everything again")
        working.cancel()
        await asyncio.wait({working})
        return 0


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _Interrupted

"""Electing one process of several: losing the lock is an incident, never the end."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import uvloop

from services._kit.leader import lead


def test_a_job_that_overhears_its_cancellation_is_cancelled_again(database: str) -> None:
    """As ``asyncio.wait_for`` does when what it waits for comes in the same moment."""
    began: list[float] = []

    async def work() -> None:
        began.append(time.monotonic())
        if len(began) == 1:
            await asyncio.sleep(0.1)
            time.sleep(4)  # noqa: ASYNC251 - long enough to lose the lock
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        await asyncio.Event().wait()

    uvloop.run(lead_twice(database, work, began))


def test_a_process_that_stood_still_loses_the_lock_and_comes_back(database: str) -> None:
    """uvloop hands over the server's goodbye before the end of the connection."""
    began: list[float] = []

    async def work() -> None:
        began.append(time.monotonic())
        if len(began) == 1:
            await asyncio.sleep(0.1)
            time.sleep(4)  # noqa: ASYNC251 - the whole process stands still, longer than allowed
        await asyncio.Event().wait()

    uvloop.run(lead_twice(database, work, began))


async def lead_twice(
    database: str, work: Callable[[], Awaitable[None]], began: list[float]
) -> None:
    leading = asyncio.create_task(lead(database, "test", work, lambda: None))
    async with asyncio.timeout(30):
        while len(began) < 2:
            assert not leading.done()
            await asyncio.sleep(0.05)
    leading.cancel()
    await asyncio.wait([leading])
    await asyncio.sleep(0.1)  # its connection is closed a moment later

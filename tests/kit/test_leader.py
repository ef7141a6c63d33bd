"""Electing one process of several: losing the lock is an incident, never the end."""

import asyncio
import time

import uvloop

from services._kit.leader import lead


def test_a_process_that_stood_still_loses_the_lock_and_comes_back(database: str) -> None:
    """uvloop hands over the server's goodbye before the end of the connection."""
    began: list[float] = []

    async def work() -> None:
        began.append(time.monotonic())
        if len(began) == 1:
            await asyncio.sleep(0.1)
            time.sleep(4)  # noqa: ASYNC251 - the whole process stands still, longer than allowed
        await asyncio.Event().wait()

    async def until_it_leads_again() -> None:
        leading = asyncio.create_task(lead(database, "test", work, lambda: None))
        while len(began) < 2:
            assert not leading.done()
            await asyncio.sleep(0.05)
        leading.cancel()
        await asyncio.wait([leading])
        await asyncio.sleep(0.1)  # its connection is closed a moment later

    async def bounded() -> None:
        async with asyncio.timeout(20):
            await until_it_leads_again()

    uvloop.run(bounded())

"""Answers that take equally long, so that the time tells nothing of what was found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TICK = 0.1  # seconds; an unhurried sign-up takes a fifth of it, whether the number was known or not


@asynccontextmanager
async def evenly() -> AsyncIterator[None]:
    """Leave at the next tick after the beginning, with an answer as with a refusal."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        yield
    finally:
        await asyncio.sleep(-(loop.time() - began) % TICK)

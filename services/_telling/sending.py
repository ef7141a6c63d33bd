"""Sends what waits in an outbox, in every replica: each message is taken by one of them.

Retries follow real time, whatever the clock plays.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from services._kit.clock import until_beat
from services._kit.postgres import UNAVAILABLE
from services._telling.outbox import Taken
from services._web.running import Running

POLL = 1.0  # real seconds after which another replica's messages and retries are seen
RETRY = 1.0
LIMIT = 30.0  # real seconds for one delivery: well within the lease

M = TypeVar("M", bound=Taken)

log = structlog.get_logger()


async def send_for_ever(running: Running, turn: Callable[[], Awaitable[int]]) -> None:
    """Take turns until cancelled: at once after a commit, and when a retry may be due."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log the webhook's address
    committed = asyncio.Event()
    running.writer.on_commit.append(committed.set)
    while True:
        try:
            committed.clear()
            if not await turn():
                async with asyncio.timeout(until_beat(POLL)):
                    await committed.wait()
        except TimeoutError:
            continue
        except UNAVAILABLE as error:
            log.warning("outbox_unreachable", error=type(error).__name__)
            await asyncio.sleep(RETRY)
        except Exception as error:  # noqa: BLE001 - told without its text, which may quote a row
            log.error("sending_failed", error=type(error).__name__)  # noqa: TRY400 - as above
            await asyncio.sleep(RETRY)


async def deliver_each(
    messages: Sequence[M],
    deliver: Callable[[M], Awaitable[None]],
    later: Callable[[M, str], Awaitable[None]],
) -> int:
    """Deliver what was taken; what is wrong with one message keeps no other waiting."""

    async def guarded(message: M) -> None:
        try:
            await deliver(message)
        except UNAVAILABLE:
            raise
        except Exception as error:  # noqa: BLE001 - told without its text
            log.error("message_failed", message=str(message.id), error=type(error).__name__)  # noqa: TRY400 - as above
            await later(message, f"error_{type(error).__name__}")

    ends = await asyncio.gather(*map(guarded, messages), return_exceptions=True)
    for end in ends:  # only now: a delivery under way is not torn down by another's error
        if end is not None:
            raise end
    return len(messages)

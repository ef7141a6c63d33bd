"""One process of several does a job. For liveness only: what it does is safe without this."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

import asyncpg
import structlog

from services._kit.clock import until_beat
from services._kit.postgres import UNAVAILABLE

_TRY = "select pg_try_advisory_lock($1)"
BEAT = 0.5  # real seconds between signs of life
_LOST = (asyncpg.PostgresError, *UNAVAILABLE)

log = structlog.get_logger()


class Standby(Exception):
    """The work found that another process does it: give the lock back and wait."""


async def lead(
    dsn: str, job: str, work: Callable[[], Awaitable[None]], stand_by: Callable[[], None]
) -> None:
    """Run ``work`` while this process holds the job's advisory lock; for ever.

    The lock's connection is direct and says something twice a second: PostgreSQL ends it after
    two silent ones, or a frozen process would keep the lock for ever.
    """
    key = int.from_bytes(hashlib.sha256(job.encode()).digest()[:8], signed=True)
    while True:
        stand_by()
        try:
            connection = await asyncpg.connect(
                dsn, timeout=5, command_timeout=1.5,
                server_settings={"idle_session_timeout": "2000"},
            )  # fmt: skip
        except _LOST as error:
            log.warning("lock_unreachable", job=job, error=repr(error))
            await asyncio.sleep(until_beat(BEAT))
            continue
        task: asyncio.Future[None] | None = None
        try:
            while not await connection.fetchval(_TRY, key):  # noqa: ASYNC110 - another's to free
                await asyncio.sleep(until_beat(BEAT))
            task = asyncio.ensure_future(work())
            while not task.done():
                await connection.execute("select 1")
                await asyncio.wait({task}, timeout=until_beat(BEAT))
            await task
        except Standby as error:
            log.warning("stood_by", job=job, reason=str(error))
        except _LOST as error:
            log.warning("lock_lost", job=job, error=repr(error))
        finally:
            try:
                await end(task)
            finally:
                connection.terminate()
        await asyncio.sleep(until_beat(BEAT))


async def end(*tasks: asyncio.Future[None] | None) -> None:
    """Cancel until everything has ended.

    ``asyncio.wait_for`` of Python 3.11, in our libraries too, loses a cancellation that comes
    together with what it waits for; the task would go on for ever, and its job with it.
    """
    cancelled: asyncio.CancelledError | None = None
    while pending := {task for task in tasks if task is not None and not task.done()}:
        for task in pending:
            task.cancel()
        try:
            await asyncio.wait(pending, timeout=0.1)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled

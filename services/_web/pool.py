"""The pool of a service's database."""

import asyncio

import asyncpg
import structlog

from services._kit.postgres import UNAVAILABLE

log = structlog.get_logger()


class Pooled(asyncpg.Connection):
    """A connection of a pool: nothing of ours changes a session, so nothing is to be reset."""

    def get_reset_query(self) -> str:
        """What is sent whenever it is given back, which would double the trips to the server."""
        return ""


async def connect(dsn: str) -> asyncpg.Pool:
    """A pool; raises ``ConnectionError`` where nothing answers for half a minute, in real time."""
    settings = {
        # A process that stands still within a transaction may not keep its row locks from others.
        "idle_in_transaction_session_timeout": "3000",
        # The pool itself ends what is idle for half as long: what is older has lost its other end.
        "idle_session_timeout": "600000",
    }
    for _ in range(60):
        try:
            return await asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=10,
                command_timeout=5,
                server_settings=settings,
                connection_class=Pooled,
            )
        except UNAVAILABLE as error:
            log.warning("database_unreachable", error=repr(error))
            await asyncio.sleep(0.5)
    raise ConnectionError("the database could not be reached for half a minute")

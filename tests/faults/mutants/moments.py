"""The worst moments: a process that comes to one, once it is armed, freezes or dawdles there.

A trial arms the moment with a file in the folder `FAULTS_TRIAL`; the first process to come there
takes the file away and leaves its process id in another.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import asyncpg

from contracts.envelope import Message
from services._kit import following, postgres, relay
from services._kit.recording import Head
from services._kit.store import Caused
from tests.faults.mutants import swap

ARMED, REACHED = "armed", "reached"
DAWDLE = 1.5  # seconds; PostgreSQL cuts off a writer after two idle ones


def reached() -> bool:
    """Whether this is the worst moment: armed, and nobody was here before."""
    folder = Path(os.environ["FAULTS_TRIAL"])
    try:
        (folder / ARMED).unlink()
    except FileNotFoundError:
        return False
    (folder / REACHED).write_text(str(os.getpid()))
    return True


def freeze() -> None:
    """Stand still, as a process that is paused does, until somebody sends SIGCONT."""
    if reached():
        os.kill(os.getpid(), signal.SIGSTOP)


def freeze_with_a_window_in_hand() -> None:
    """The relay stands still between reading rows and publishing them."""
    publish = relay.Relay._publish

    async def late(self: relay.Relay, window: Sequence[Message]) -> int:
        freeze()
        return await publish(self, window)

    swap(relay.Relay, "_publish", late)


def freeze_with_a_batch_in_hand() -> None:
    """The projector stands still between reading messages and writing what they say."""
    transaction = postgres.transaction

    @contextlib.asynccontextmanager
    async def late(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
        freeze()
        async with transaction(pool) as connection:
            yield connection

    swap(following, "transaction", late)


def dawdle_before_the_commit() -> None:
    """The writer takes its time between the facts and the commit."""
    append = postgres.PostgresStore.append

    async def dawdle(connection: asyncpg.Connection) -> None:
        if reached():
            await connection.execute("select 1")  # it is a transaction in any case
            await asyncio.sleep(DAWDLE)

    async def late(self: postgres.PostgresStore, end: Head, caused: Caused) -> None:
        if caused.events:
            caused.beside.append(dawdle)
        await append(self, end, caused)

    swap(postgres.PostgresStore, "append", late)


MOMENTS: dict[str, Callable[[], None]] = {
    "window": freeze_with_a_window_in_hand,
    "batch": freeze_with_a_batch_in_hand,
    "commit": dawdle_before_the_commit,
}

"""Facts from the streams into a read model: every one exactly once, in one transaction a batch.

A checkpoint moves by compare-and-set in the read model's transaction. Nothing is acknowledged and
nothing redelivered; the check for gaps is the guarantee.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import asyncpg

from contracts.subjects import stream_name
from services._kit.leader import Standby
from services._kit.quarantine import Delivery

_BEGIN = """
insert into checkpoint values ($1, $2, $3, 0, '')
on conflict (projector, source) do update set epoch = $3, pos = 0, event_id = ''
"""


class ReadModel(Protocol):
    """What is kept of the facts. The order between streams does not matter to it."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Fold a batch, in the transaction that moves the checkpoint."""
        ...


class Anew(Exception):
    """The read model is to be read from the beginning: asked for, or an epoch has begun."""


@dataclass(frozen=True, slots=True)
class Projector:
    """A read model's name, the services it reads, its tables, and what to do after each batch.

    ``after_commit`` runs outside the transaction and has no effect but to refresh caches.
    """

    name: str
    sources: Sequence[str]
    read_model: ReadModel
    tables: Sequence[str] = ()
    after_commit: Callable[[Sequence[Delivery]], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last event of a source that the read model holds; position 0 is the beginning."""

    projector: str
    source: str
    epoch: int
    position: int = 0
    event_id: str = ""

    @property
    def stream(self) -> str:
        """The stream that is read."""
        return stream_name(self.source, self.epoch)


async def advance(connection: asyncpg.Connection, old: Checkpoint, new: Checkpoint) -> None:
    """The safety of the projector: whoever finds the checkpoint elsewhere rolls back."""
    moved = await connection.execute(
        "update checkpoint set pos = $5, event_id = $6 where projector = $1 and source = $2"
        " and epoch = $3 and pos = $4",
        old.projector, old.source, old.epoch, old.position, new.position, new.event_id,
    )  # fmt: skip
    if moved != "UPDATE 1":
        raise Standby(f"the checkpoint of {old.stream} is not at {old.position} any more")


async def load(
    connection: asyncpg.Pool | asyncpg.Connection, projector: str, source: str, epoch: int
) -> Checkpoint:
    """Where a source was read to, in whichever epoch; at the beginning of ``epoch`` if nowhere."""
    await connection.execute(
        "insert into checkpoint values ($1, $2, $3, 0, '') on conflict do nothing",
        projector, source, epoch,
    )  # fmt: skip
    row = await connection.fetchrow(
        "select * from checkpoint where projector = $1 and source = $2", projector, source
    )
    assert row is not None  # noqa: S101 - it was inserted just now and is never deleted alone
    return Checkpoint(projector, source, row["epoch"], row["pos"], row["event_id"])


async def empty(
    connection: asyncpg.Connection, projector: Projector, epochs: Mapping[str, int]
) -> list[Checkpoint]:
    """Put a read model at its beginning; others see it as it was until the transaction ends.

    The checkpoints come first: whoever projects still has written all of its rows by then, or none.
    """
    rows = [(projector.name, source, epoch) for source, epoch in epochs.items()]
    await connection.executemany(_BEGIN, rows)
    for table in projector.tables:
        # Millions of rows take longer than any other statement may.
        await connection.execute(f'delete from "{table}"', timeout=3600)  # noqa: S608 - our own
    await connection.execute("delete from quarantine where reader = $1", projector.name)
    return [Checkpoint(*row) for row in rows]


async def filled(connection: asyncpg.Connection, projector: str) -> None:
    """Count it, as the last act: whoever asks meanwhile need not wait, and it is not done twice."""
    await connection.execute(
        "insert into rebuild values ($1, 1, 1) on conflict (projector)"
        " do update set asked = rebuild.done + 1, done = rebuild.done + 1",
        projector,
    )

"""The three mutations, each of one place of the kit; and a read model that counts."""

from collections.abc import Callable, Sequence
from typing import Any

import asyncpg

from services._kit import following, relay, writer
from services._kit.deciding import Batch
from services._kit.projector import Checkpoint
from services._kit.quarantine import Delivery
from services.compliance.views import Facts
from tests.faults.mutants import swap


def no_sequence_lock() -> None:
    """The relay publishes without saying which sequence it expects."""

    def anywhere(_position: int) -> dict[str, str]:
        return {}

    swap(relay, "sequence_lock", anywhere)


def no_compare_and_set() -> None:
    """The projector moves its checkpoint without looking where it stands."""

    async def advance(connection: asyncpg.Connection, old: Checkpoint, new: Checkpoint) -> None:
        await connection.execute(
            "update checkpoint set pos = $3, event_id = $4 where projector = $1 and source = $2",
            old.projector, old.source, new.position, new.event_id,
        )  # fmt: skip

    swap(following, "advance", advance)


def acknowledge_before_commit() -> None:
    """The writer answers as soon as it has decided."""

    decide = writer.Writer._decide

    def decide_then_acknowledge(
        self: writer.Writer, batch: Sequence[writer.Waiting], *given: Any
    ) -> Batch:
        decided = decide(self, batch, *given)
        self._acknowledge(list(zip(batch, decided.outcomes, strict=True)))
        return decided

    swap(writer.Writer, "_decide", decide_then_acknowledge)


MUTATIONS: dict[str, Callable[[], None]] = {
    "no_sequence_lock": no_sequence_lock,
    "no_compare_and_set": no_compare_and_set,
    "acknowledge_before_commit": acknowledge_before_commit,
}


class CountingFacts(Facts):
    """Compliance's read model, counting: to store a fact twice is harmless, to count it is not."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        await super().apply(connection, batch)
        for delivery in batch:
            await connection.execute(
                "insert into tally values ($1, 1)"
                " on conflict (service) do update set events = tally.events + 1",
                delivery.envelope.service,
            )

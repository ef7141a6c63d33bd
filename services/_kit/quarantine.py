"""Messages that cannot be read are kept aside, never dropped and never in the way."""

import json
from typing import NamedTuple

import asyncpg
import structlog

from contracts.envelope import Envelope, Written, headers_of, parts_of
from contracts.event import DomainEvent
from contracts.registry import decode

log = structlog.get_logger()


class Delivery(NamedTuple):
    """One fact as it reached us: the message as it travelled, and what was read in it."""

    wire: bytes
    written: Written
    event: DomainEvent

    @classmethod
    def of(cls, wire: bytes) -> "Delivery":
        """A message as a fact; raises ``ValueError`` for what this release cannot read."""
        head, body = parts_of(wire)
        written = Written.of(head) or Envelope.from_wire(wire).written()
        return tuple.__new__(cls, (wire, written, decode(written.type, body)))

    @property
    def envelope(self) -> Envelope:
        """The whole envelope, made when it is asked for: most facts are stored as they came."""
        return Envelope.of(self.written, parts_of(self.wire)[1])


async def quarantine(
    connection: asyncpg.Connection | asyncpg.Pool, reader: str, source: tuple[str, int, int],
    wire: bytes, reason: str,
) -> None:  # fmt: skip
    """Keep a message aside; ``source`` is the service, its epoch and the position."""
    log.error("message_quarantined", reader=reader, source=source[0], position=source[2])
    head, body = parts_of(wire)
    await connection.execute(
        "insert into quarantine values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        reader, *source, json.dumps(headers_of(head)), body, reason,
    )  # fmt: skip

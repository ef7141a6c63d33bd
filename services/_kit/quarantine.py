"""Messages that cannot be read are kept aside, never dropped and never in the way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
import structlog

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.registry import decode
from services._pull.raw import Raw

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One fact as it reached us."""

    envelope: Envelope
    event: DomainEvent


def read(headers: Mapping[str, str] | None, body: bytes) -> Delivery:
    """A message as a fact; raises ``ValueError`` for what this release cannot read."""
    return _decoded(Envelope.from_message(headers or {}, body))


def read_raw(message: Raw) -> Delivery:
    """The same of a message as it arrived."""
    return _decoded(Envelope.from_wire(message.head, message.body))


def _decoded(envelope: Envelope) -> Delivery:
    return Delivery(envelope, decode(envelope.type, envelope.data))


async def quarantine(
    connection: asyncpg.Connection | asyncpg.Pool,
    reader: str,
    source: tuple[str, int, int],
    message: tuple[Mapping[str, str], bytes],
    reason: str,
) -> None:
    """Keep headers and body aside; ``source`` is the service, its epoch and the position."""
    service, epoch, position = source
    log.error("message_quarantined", reader=reader, source=service, position=position)
    headers, body = message
    await connection.execute(
        "insert into quarantine values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        reader, service, epoch, position, json.dumps(dict(headers)), body, reason,
    )  # fmt: skip

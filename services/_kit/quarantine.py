"""Messages that cannot be read are kept aside, never dropped and never in the way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
import structlog
from nats.aio.msg import Msg

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.registry import decode

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One fact as it reached us."""

    envelope: Envelope
    event: DomainEvent


def read(headers: Mapping[str, str] | None, body: bytes) -> Delivery:
    """A message as a fact; raises ``ValueError`` for what this release cannot read."""
    envelope = Envelope.from_message(headers or {}, body)
    return Delivery(envelope, decode(envelope.type, envelope.data))


async def quarantine(
    connection: asyncpg.Connection | asyncpg.Pool,
    reader: str,
    source: tuple[str, int, int],
    message: Msg,
    reason: str,
) -> None:
    """Keep a message aside; ``source`` is the service, its epoch and the position."""
    service, epoch, position = source
    log.error("message_quarantined", reader=reader, source=service, position=position)
    given = json.dumps(dict(message.headers or {}))
    await connection.execute(
        "insert into quarantine values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        reader, service, epoch, position, given, message.data, reason,
    )  # fmt: skip

"""From a decided event to a recorded one: its id, its place in the hash chain, its proof.

Everything here is pure. What cannot be published is found before anything is committed, because
one unpublishable committed event would stall the relay for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1
from typing import NamedTuple, cast
from uuid import UUID

from asyncpg.pgproto import pgproto

from contracts.canonical import GENESIS, canonical_json, chain_hash
from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.registry import schema_of
from contracts.subjects import NO_ACTIVITY, subject_for
from contracts.topology import MAX_MESSAGE_BYTES
from contracts.values import timestamp

_recorded_at = lru_cache(16)(timestamp)  # all of a batch are recorded at once
HEADERS_BYTES = 2048  # more than subject and headers ever take, with what the relay adds to them


class Unpublishable(ValueError):
    """The event would not be taken by NATS: a bad token, a header, or its size."""


class Head(NamedTuple):
    """The end of a log: the last event's position, hash and time of recording."""

    position: int = 0
    hash: bytes = GENESIS
    recorded_at: datetime = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Origin:
    """Who records, and whether its time is played. The epoch is learnt from NATS at the start."""

    service: str
    epoch: int
    simulated: bool


class Stored(NamedTuple):
    """One row of the log: the envelope, the aggregate's stream, and the event's number in it."""

    envelope: Envelope
    stream: str
    version: int
    meta: Mapping[str, str | bool]


def seal(  # noqa: PLR0913 - the attributes of an envelope
    head: Head, origin: Origin, event: DomainEvent, *,
    id: UUID,  # noqa: A002 - the envelope's word
    occurred_at: datetime, now: datetime, traceparent: str | None,
) -> Envelope:  # fmt: skip
    """The envelope of the next event after ``head``; ``recorded_at`` never goes back.

    Raises ``Unpublishable`` unless the relay can publish it, for ever: all headers but the trace
    are printable ASCII by what the envelope lets them be, and of a bounded size.
    """
    programme, activity = event.programme, getattr(event, "activity", None)
    recorded_at = max(head.recorded_at, now)
    source, subject = f"/{origin.service}", f"{programme}/{activity or NO_ACTIVITY}"
    data, type_ = event.model_dump(mode="json"), event.ce_type()
    try:
        body = canonical_json(data)
        subject_for(origin.service, origin.epoch, event.name, programme, activity)
        digest = chain_hash(
            head.hash, id=str(id), type=type_, source=source, subject=subject,
            time=timestamp(occurred_at), recordedat=_recorded_at(recorded_at),
            sequence=head.position + 1, data=body,
        )  # fmt: skip
    except ValueError as error:  # a number beyond 2**53, a lone surrogate, no subject token
        raise Unpublishable(str(error)) from error
    trace = traceparent or ""
    size = len(body) + len(trace) + HEADERS_BYTES
    if size > MAX_MESSAGE_BYTES or not trace.isascii() or not trace.isprintable():
        raise Unpublishable(f"a message of {size} bytes, with the trace {trace!a:.100}")
    return Envelope(  # of what is proved above, or by the event's own model
        id=id, type=type_, source=source, subject=subject, time=occurred_at.astimezone(UTC),
        recordedat=recorded_at, sequence=head.position + 1, epoch=origin.epoch,
        hash=digest.hex(), dataschema=schema_of(type_), simulated=origin.simulated,
        traceparent=traceparent, data=data,
    )  # fmt: skip


def head_of(envelope: Envelope) -> Head:
    """The head of a log that ends with ``envelope``."""
    return Head(envelope.sequence, bytes.fromhex(envelope.hash), envelope.recorded_at)


def event_id(request: UUID, index: int) -> UUID:
    """The id of the ``index``-th event that a request causes: the same at every attempt.

    It is ``uuid5(request, str(index))``, in a third of its time.
    """
    digest = sha1(request.bytes + str(index).encode(), usedforsecurity=False).digest()
    it = bytearray(digest[:16])
    it[6], it[8] = it[6] & 0x0F | 0x50, it[8] & 0x3F | 0x80
    return cast("UUID", pgproto.UUID(bytes(it)))

"""Facts as they reach a reader."""

from contracts.envelope import Envelope, header_block
from services._kit.quarantine import Delivery
from services._kit.relay import sequence_lock


def wire(envelope: Envelope) -> bytes:
    """A message as the relay writes it."""
    _, _, headers, body = envelope.to_message()
    return header_block(headers | sequence_lock(envelope.sequence)) + body


def delivery(envelope: Envelope) -> Delivery:
    """A fact as it is read."""
    return Delivery.of(wire(envelope))

"""Looking at streams: which epoch is in force, where a stream ends, what stands at its end."""

from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from contracts.subjects import stream_name
from contracts.topology import EPOCHS, ReactionTopology, reaction_config, stream_config


class Diverged(Exception):
    """The stream tells another history than the database: a person must begin a new epoch."""


async def epoch_in_force(js: JetStreamContext, service: str) -> int | None:
    """The highest epoch for which the service has a stream."""
    for epoch in reversed(EPOCHS):
        if await last_sequence(js, stream_name(service, epoch)) is not None:
            return epoch
    return None


async def last_sequence(js: JetStreamContext, stream: str) -> int | None:
    """The position of a stream's last message; ``None`` when there is no such stream."""
    try:
        return (await js.stream_info(stream)).state.last_seq
    except NotFoundError:
        return None


async def ensure_stream(js: JetStreamContext, service: str, epoch: int, replicas: int = 1) -> int:
    """The end of the service's own stream, which is made exactly as defined if it is missing."""
    last = await last_sequence(js, stream_name(service, epoch))
    if last is None:
        await js.add_stream(StreamConfig(**stream_config(service, epoch, replicas)))
    return last or 0


async def event_at(js: JetStreamContext, stream: str, position: int) -> tuple[str, str]:
    """Id and hash of the event at a position; empty where the message has none."""
    headers = (await js.get_msg(stream, position)).headers or {}
    return headers.get("ce-id", ""), headers.get("ce-hash", "")


async def acknowledged(js: JetStreamContext, stream: str, durable: str, end: int) -> int | None:
    """Up to where a consumer has acknowledged everything; ``None`` where there is no such one.

    ``end`` is the answer when nothing waits for it.
    """
    try:
        info = await js.consumer_info(stream, durable)
    except NotFoundError:
        return None
    if not info.num_pending and not info.num_ack_pending:
        return end
    return info.ack_floor.stream_seq if info.ack_floor else 0


async def begin(js: JetStreamContext, reaction: ReactionTopology, epoch: int, after: int) -> None:
    """Make a reaction's consumer, which begins behind a position."""
    config = ConsumerConfig(**reaction_config(reaction, epoch, after))
    await js.add_consumer(stream_name(reaction.source, epoch), config)

"""Looking at streams: which epoch is in force, where a stream ends, what stands at its end."""

from dataclasses import dataclass

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
    message = await js.get_msg(stream, position)
    headers = message.headers or {}
    return headers.get("ce-id", ""), headers.get("ce-hash", "")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Up to where a reaction has acknowledged everything, and whether nothing waits for it."""

    floor: int
    idle: bool = False


async def ensure_consumer(
    js: JetStreamContext, reaction: ReactionTopology, epoch: int, after: int = 0
) -> Acknowledged:
    """How far a reaction's consumer is; a missing one is made, and begins after a position."""
    stream = stream_name(reaction.source, epoch)
    try:
        info = await js.consumer_info(stream, reaction.durable)
    except NotFoundError:
        await js.add_consumer(stream, ConsumerConfig(**reaction_config(reaction, epoch, after)))
        return Acknowledged(after)
    floor = info.ack_floor.stream_seq if info.ack_floor else 0
    return Acknowledged(floor, idle=not info.num_pending and not info.num_ack_pending)

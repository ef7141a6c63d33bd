"""The deploy step for NATS: streams and reaction consumers exactly as contracts define them."""

from pathlib import Path

import nats
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from contracts.subjects import stream_name
from contracts.topology import REACTIONS, SERVICES, reaction_config, stream_config

EPOCHS = range(1, 10)


async def deploy(
    url: str, seed: Path | None = None, inbox: str = "_INBOX.deploy", replicas: int = 1
) -> None:
    """Create what is missing, update what differs; nothing is ever deleted."""
    client = await nats.connect(
        url.split(","),
        nkeys_seed=str(seed) if seed else None,
        inbox_prefix=inbox,
        allow_reconnect=False,
        connect_timeout=5,
    )
    try:
        jetstream = client.jetstream()
        epochs = {
            service: await _ensure_stream(jetstream, service, replicas) for service in SERVICES
        }
        for reaction in REACTIONS:
            epoch = epochs[reaction.source]
            config = ConsumerConfig(**reaction_config(reaction, epoch))
            await jetstream.add_consumer(stream_name(reaction.source, epoch), config)
    finally:
        await client.close()


async def epoch_in_force(jetstream: JetStreamContext, service: str) -> int | None:
    """The highest epoch that has a stream; None before the first."""
    for epoch in reversed(EPOCHS):
        try:
            await jetstream.stream_info(stream_name(service, epoch))
        except NotFoundError:
            continue
        return epoch
    return None


async def _ensure_stream(jetstream: JetStreamContext, service: str, replicas: int) -> int:
    epoch = await epoch_in_force(jetstream, service)
    if epoch is None:
        await jetstream.add_stream(StreamConfig(**stream_config(service, EPOCHS.start, replicas)))
        return EPOCHS.start
    await jetstream.update_stream(StreamConfig(**stream_config(service, epoch, replicas)))
    return epoch

"""The deploy step for NATS: streams and reaction consumers exactly as contracts define them."""

from collections.abc import Mapping
from pathlib import Path

import nats
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig

from contracts.subjects import stream_name
from contracts.topology import EPOCHS, REACTIONS, SERVICES, reaction_config, stream_config
from services._kit.streams import epoch_in_force


async def deploy(
    url: str,
    seed: Path | None = None,
    inbox: str = "_INBOX.deploy",
    epochs: Mapping[str, int] | None = None,
    replicas: int = 1,
) -> dict[str, int]:
    """Create what is missing, update what differs, delete nothing; the epochs in force.

    ``epochs``: those that the databases belong to, the first if left out; a later stream wins.
    """
    client = await nats.connect(
        url.split(","),
        nkeys_seed=str(seed) if seed else None,
        inbox_prefix=inbox,
        allow_reconnect=False,
        connect_timeout=5,
    )
    try:
        jetstream = client.jetstream()
        first = dict.fromkeys(SERVICES, EPOCHS.start) | dict(epochs or {})
        in_force = {
            service: await _ensure_stream(jetstream, service, first[service], replicas)
            for service in SERVICES
        }
        for reaction in REACTIONS:
            epoch = in_force[reaction.source]
            config = ConsumerConfig(**reaction_config(reaction, epoch))
            await jetstream.add_consumer(stream_name(reaction.source, epoch), config)
        return in_force
    finally:
        await client.close()


async def _ensure_stream(
    jetstream: JetStreamContext, service: str, epoch: int, replicas: int
) -> int:
    found = await epoch_in_force(jetstream, service)
    if found is None or found < epoch:
        await jetstream.add_stream(StreamConfig(**stream_config(service, epoch, replicas)))
        return epoch
    await jetstream.update_stream(StreamConfig(**stream_config(service, found, replicas)))
    return found

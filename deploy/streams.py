"""The deploy step for NATS: streams and reaction consumers exactly as contracts define them."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import nats
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from contracts.subjects import stream_name
from contracts.topology import (
    EPOCHS,
    REACTIONS,
    SERVICES,
    ReactionTopology,
    reaction_config,
    stream_config,
)
from services._kit.streams import epoch_in_force

INBOX = "_INBOX.deploy"


async def deploy(
    url: str,
    seed: Path | None = None,
    inbox: str = INBOX,
    epochs: Mapping[str, int] | None = None,
    replicas: int = 1,
) -> dict[str, int]:
    """Create what is missing, update what differs, delete nothing; the epochs in force.

    ``epochs``: those that the databases belong to, the first if left out; a later stream wins.
    """
    async with _connected(url, seed, inbox) as jetstream:
        first = dict.fromkeys(SERVICES, EPOCHS.start) | dict(epochs or {})
        in_force = {
            service: await _ensure_stream(jetstream, service, first[service], replicas)
            for service in SERVICES
        }
        for reaction in REACTIONS:
            epoch = in_force[reaction.source]
            await _ensure_consumer(jetstream, reaction, epoch)
        return in_force


async def _ensure_consumer(
    jetstream: JetStreamContext, reaction: ReactionTopology, epoch: int
) -> None:
    """A reaction's consumer; where it began stays as it is, which no server changes."""
    stream = stream_name(reaction.source, epoch)
    config = ConsumerConfig(**reaction_config(reaction, epoch))
    with contextlib.suppress(NotFoundError):
        held = (await jetstream.consumer_info(stream, reaction.durable)).config
        config.deliver_policy, config.opt_start_seq = held.deliver_policy, held.opt_start_seq
    await jetstream.add_consumer(stream, config)


async def last_epochs(url: str, seed: Path | None = None) -> dict[str, int]:
    """Of each log the last epoch that has a stream; 0 where it has none."""
    async with _connected(url, seed, INBOX) as jetstream:
        return {service: await epoch_in_force(jetstream, service) or 0 for service in SERVICES}


@contextlib.asynccontextmanager
async def _connected(url: str, seed: Path | None, inbox: str) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(
        url.split(","),
        nkeys_seed=str(seed) if seed else None,
        inbox_prefix=inbox,
        allow_reconnect=False,
        connect_timeout=5,
    )
    try:
        yield client.jetstream()
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

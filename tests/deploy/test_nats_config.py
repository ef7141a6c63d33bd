"""The NATS users may do what their services need and nothing else, on the real server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, StreamConfig

from contracts.topology import SERVICES, stream_config
from deploy import streams
from deploy.local import keys
from deploy.local.binaries import nats_server
from deploy.local.nats import NatsServer
from deploy.local.nats_config import DEPLOY_USER, USERS, nats_config
from deploy.local.ports import free_port


@dataclass
class Secured:
    server: NatsServer
    seeds: dict[str, Path]

    async def connect(self, user: str) -> tuple[Client, asyncio.Queue[str]]:
        refusals: asyncio.Queue[str] = asyncio.Queue()

        async def note(error: Exception) -> None:
            refusals.put_nowait(str(error))

        client = await nats.connect(
            self.server.url,
            nkeys_seed=str(self.seeds[user]),
            inbox_prefix=f"_INBOX.{user}",
            error_cb=note,
        )
        return client, refusals


@pytest.fixture
async def secured(tmp_path: Path) -> AsyncIterator[Secured]:
    seeds = {user: keys.nats_seed(tmp_path, user) for user in USERS}
    public = {user: keys.nats_public_key(seed) for user, seed in seeds.items()}
    config, port, store = tmp_path / "nats.conf", free_port(), tmp_path / "store"
    config.write_text(nats_config(port, store, public))
    server = NatsServer(config=config, port=port, store=store, log=tmp_path / "nats.log")
    server.start()
    await streams.deploy(server.url, seeds[DEPLOY_USER])
    yield Secured(server, seeds)
    server.stop()


async def test_the_configuration_is_valid_and_holds_no_secret(secured: Secured) -> None:
    config = secured.server.config
    check = await asyncio.create_subprocess_exec(nats_server(), "-t", "-c", config)
    assert await check.wait() == 0
    for seed in secured.seeds.values():
        assert seed.read_text() not in config.read_text()
        assert seed.stat().st_mode & 0o077 == 0


async def test_deploying_twice_changes_nothing(secured: Secured) -> None:
    await streams.deploy(secured.server.url, secured.seeds[DEPLOY_USER])
    client, _ = await secured.connect(DEPLOY_USER)
    names = {info.config.name for info in await client.jetstream().streams_info()}
    await client.close()
    assert names == {f"EV_{service.upper()}_1" for service in SERVICES}


async def test_a_service_publishes_its_own_events(secured: Secured) -> None:
    client, refusals = await secured.connect("announcer")
    await client.jetstream().publish("ev.announcer.1.EventPlanned.p.a", b"{}")
    await client.close()
    assert refusals.empty()


async def test_a_service_cannot_publish_for_another(secured: Secured) -> None:
    client, refusals = await secured.connect("livestream")
    await client.publish("ev.announcer.1.EventPlanned.p.a", b"{}")
    assert "permissions violation" in await asyncio.wait_for(refusals.get(), 5)
    await client.close()


async def test_a_service_makes_its_own_stream_again_after_a_wipe(secured: Secured) -> None:
    secured.server.wipe()
    client, _ = await secured.connect("announcer")
    await client.jetstream().add_stream(StreamConfig(**stream_config("announcer", 1)))
    await client.close()


async def test_a_service_cannot_delete_a_stream(secured: Secured) -> None:
    client, refusals = await secured.connect("announcer")
    with pytest.raises(TimeoutError):
        await client.jetstream(timeout=0.5).delete_stream("EV_ANNOUNCER_1")
    assert "permissions violation" in await asyncio.wait_for(refusals.get(), 5)
    await client.close()


async def test_a_reader_reads_with_its_own_consumer_only(secured: Secured) -> None:
    client, refusals = await secured.connect("compliance")
    jetstream = client.jetstream(timeout=0.5)
    stream = "EV_ANNOUNCER_1"
    own = ConsumerConfig(name="compliance_projector", inactive_threshold=60)
    await jetstream.add_consumer(stream, own)
    assert refusals.empty()
    with pytest.raises(TimeoutError):
        await jetstream.add_consumer(stream, ConsumerConfig(name="other", inactive_threshold=60))
    await client.close()

"""The kit needs no more of NATS than each service's own user is allowed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from deploy.local import keys
from deploy.local.nats import NatsServer
from deploy.local.nats_config import USERS, nats_config
from deploy.local.ports import free_port
from services._kit.settings import Settings
from services._web.service import start
from tests.conftest import MakeDatabase
from tests.kit.conftest import eventually, migrated
from tests.kit.test_projector import settled
from tests.kit.test_reactions import cancel, caught_up, reacted
from tests.kit.toy import announcer, livestream


@dataclass
class Secured:
    server: NatsServer
    keys_file: Path
    seeds: dict[str, Path]

    def settings(self, service: str, dsn: str) -> Settings:
        return Settings(
            database_url=dsn,
            nats_url=self.server.url,
            nats_seed_file=self.seeds[service],
            token_keys_file=self.keys_file,
            listen=f"127.0.0.1:{free_port()}",
        )


@pytest.fixture
def secured(tmp_path: Path, keys_file: Path) -> Iterator[Secured]:
    """nats-server as deployed, with a user per service; no stream exists yet."""
    seeds = {user: keys.nats_seed(tmp_path, user) for user in USERS}
    public = {user: keys.nats_public_key(seed) for user, seed in seeds.items()}
    config, port, store = tmp_path / "nats.conf", free_port(), tmp_path / "store"
    config.write_text(nats_config(port, store, public))
    server = NatsServer(config=config, port=port, store=store, log=tmp_path / "nats.log")
    server.start()
    yield Secured(server, keys_file, seeds)
    server.stop()


async def test_relay_projector_and_reaction_work_as_their_own_users(
    secured: Secured, make_database: MakeDatabase
) -> None:
    writing, reading = await migrated(make_database), await migrated(make_database)
    with structlog.testing.capture_logs() as logs:
        async with (
            start(announcer(), secured.settings("announcer", writing)) as writer,
            start(livestream(), secured.settings("livestream", reading)) as reader,
        ):
            await cancel(writer, "a-1", "a-2")
            await eventually(settled(reader, 4))
            await eventually(reacted(reader, 2))
            await eventually(caught_up(reader, 4))
            secured.server.wipe()  # and the services make their streams and consumers again
            await cancel(writer, "a-3")
            await eventually(settled(reader, 6))
            await eventually(reacted(reader, 3))
    refused = [log for log in logs if "ermission" in str(log.get("error"))]
    assert refused == []

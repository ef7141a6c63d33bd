"""The secrets of a deployment, and its deploy step on real servers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from contracts.topology import SERVICES
from deploy.cli import app
from deploy.local import databases, keys
from deploy.local.nats import NatsServer
from deploy.local.ports import free_port
from deploy.local.postgres import SUPERUSER, PostgresServer
from deploy.secret_files import DATABASE_URL, JETSTREAM, PARTS, STEP, SecretFiles
from services.compliance.settings import Settings


def contents(folder: Path) -> dict[Path, str]:
    return {it: it.read_text() for it in folder.rglob("*") if it.is_file()}


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, ["deploy", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def test_secrets_are_made_once_for_their_owner_alone_and_none_is_a_default(tmp_path: Path) -> None:
    run("secrets", tmp_path / "one")
    first = contents(tmp_path / "one")
    assert {it.name for it in (tmp_path / "one").iterdir()} == set(PARTS)
    assert {file.stat().st_mode & 0o777 for file in first} == {0o600}
    run("secrets", tmp_path / "one")
    assert contents(tmp_path / "one") == first
    run("secrets", tmp_path / "other")
    same = set(first.values()) & set(contents(tmp_path / "other").values())
    assert same == {SUPERUSER}


def test_a_secret_whose_file_was_removed_is_made_anew_wherever_it_is_used(tmp_path: Path) -> None:
    made = SecretFiles(tmp_path)
    made.make()
    before = (tmp_path / "announcer" / DATABASE_URL).read_text()
    (tmp_path / STEP / "minsheng_announcer.password").unlink()
    made.make()
    after = (tmp_path / "announcer" / DATABASE_URL).read_text()
    assert before != after
    assert made.password("minsheng_announcer") in after


def test_a_service_reads_its_settings_from_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SecretFiles(tmp_path).make()
    folder = tmp_path / "compliance"
    keys.write(folder / "minsheng_smtp_url", "smtp://mail:25")
    monkeypatch.setenv("MINSHENG_NATS_URL", "nats://nats:4222")
    monkeypatch.setenv("MINSHENG_TOKEN_KEYS_FILE", str(folder / "public.jwks"))
    monkeypatch.setenv("MINSHENG_MAIL_FROM", "a@example.cn")
    read = Settings(_secrets_dir=str(folder))
    assert read.database_url == (folder / DATABASE_URL).read_text()
    assert read.smtp_url == "smtp://mail:25"


@dataclass
class Deployment:
    """What a deployment has besides its services, on real servers."""

    secrets: Path
    told: tuple[str | Path, ...]
    server: PostgresServer

    async def step(self, name: str, *arguments: str | Path) -> str:
        return await asyncio.to_thread(run, name, *arguments, *self.told)

    async def facts(self, service: str) -> int:
        """How many a service finds, as which it logs in by its own secret."""
        connection = await asyncpg.connect((self.secrets / service / DATABASE_URL).read_text())
        found: int = await connection.fetchval("select count(*) from event")
        await connection.close()
        return found

    async def lose(self) -> None:
        connection = await asyncpg.connect(self.server.dsn())
        for service in SERVICES:
            await connection.execute(
                f"drop database if exists {databases.app_role(service)} with (force)"
            )
        await connection.close()


@pytest.fixture
async def deployment(postgres_server: PostgresServer, tmp_path: Path) -> AsyncIterator[Deployment]:
    secrets, at = tmp_path / "secrets", f"127.0.0.1:{postgres_server.port}"
    (secrets / STEP).mkdir(parents=True)
    keys.write(secrets / STEP / f"{SUPERUSER}.password", postgres_server.password)
    SecretFiles(secrets, at).make()
    server = nats_of(secrets, tmp_path)
    server.start()
    told = ("--folder", secrets / STEP, "--postgres", at)
    made = Deployment(secrets, (*told, "--nats", server.url), postgres_server)
    await made.lose()  # what other tests of this server have left
    yield made
    await made.lose()
    server.stop()


async def test_the_deploy_step_makes_what_every_service_logs_in_to(deployment: Deployment) -> None:
    for _ in range(2):
        assert "announcer 1" in await deployment.step("prepare")
    assert [await deployment.facts(service) for service in SERVICES] == [0] * len(SERVICES)
    assert "epoch 2" in await deployment.step("epoch", "announcer")
    assert "announcer 2" in await deployment.step("prepare")


async def test_what_was_lost_is_restored_and_begins_an_epoch_that_no_stream_has_had(
    deployment: Deployment, tmp_path: Path
) -> None:
    await deployment.step("prepare")
    files = tmp_path / "files"
    (files / "kept").mkdir(parents=True)
    (files / "kept" / "photo").write_bytes(b"a photo")
    to, own = tmp_path / "backup", ("--kept", tmp_path)
    await asyncio.to_thread(run, "backup", to, *own, *deployment.told[:-2])
    await deployment.step("epoch", "announcer")
    (files / "kept" / "photo").unlink()
    await deployment.step("restore", to, "--erasures", "none", *own)
    assert (files / "kept" / "photo").read_bytes() == b"a photo"
    assert "announcer 3, registration 2" in await deployment.step("prepare")


async def test_facts_that_are_there_are_not_given_up_unasked(
    deployment: Deployment, tmp_path: Path
) -> None:
    await deployment.step("prepare")
    to = tmp_path / "backup"
    await asyncio.to_thread(run, "backup", to, "--kept", tmp_path, *deployment.told[:-2])
    async with databases.connected(deployment.server, "announcer") as connection:
        await connection.execute("update counter set pos = 1")
    again = ("restore", to, "--erasures", "none", "--kept", tmp_path)
    with pytest.raises(AssertionError, match="announcer: facts are there"):
        await deployment.step(*again)
    await deployment.step(*again, "--replace")
    assert await deployment.facts("announcer") == 0


def nats_of(secrets: Path, folder: Path) -> NatsServer:
    """A server of the configuration that was made, on a port and in a folder of our own."""
    port, store = free_port(), folder / "jetstream"
    made = (secrets / "nats" / "nats.conf").read_text()
    config = folder / "nats.conf"
    config.write_text(made.replace(":4222", f":{port}").replace(str(JETSTREAM), str(store)))
    return NatsServer(config=config, port=port, store=store, log=folder / "nats.log")

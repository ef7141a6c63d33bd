"""The secrets of a deployment, and its deploy step on real servers."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from contracts.topology import SERVICES
from deploy.cli import app
from deploy.local import keys
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


async def test_the_deploy_step_makes_what_every_service_logs_in_to(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    (tmp_path / STEP).mkdir()
    keys.write(tmp_path / STEP / f"{SUPERUSER}.password", postgres_server.password)
    at = f"127.0.0.1:{postgres_server.port}"
    made = SecretFiles(tmp_path, at)
    made.make()
    server = nats_of(tmp_path)
    server.start()
    told = ("--folder", tmp_path / STEP, "--postgres", at, "--nats", server.url)
    try:
        for _ in range(2):
            assert "announcer 1" in await asyncio.to_thread(run, "prepare", *told)
        for service in SERVICES:
            connection = await asyncpg.connect((tmp_path / service / DATABASE_URL).read_text())
            assert await connection.fetchval("select count(*) from event") == 0
            await connection.close()
        assert "epoch 2" in await asyncio.to_thread(run, "epoch", "announcer", *told)
        assert "announcer 2" in await asyncio.to_thread(run, "prepare", *told)
    finally:
        server.stop()


def nats_of(folder: Path) -> NatsServer:
    """A server of the configuration that was made, on a port and in a folder of our own."""
    port, store = free_port(), folder / "jetstream"
    made = (folder / "nats" / "nats.conf").read_text()
    config = folder / "nats.conf"
    config.write_text(made.replace(":4222", f":{port}").replace(str(JETSTREAM), str(store)))
    return NatsServer(config=config, port=port, store=store, log=folder / "nats.log")

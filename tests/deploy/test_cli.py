"""The `minsheng` command: what it refuses, and the tokens it mints."""

import asyncio
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.local.home import Home
from deploy.local.ports import LOOPBACK, free_port
from services._web.tokens import Actor, verify
from services.registration.app import SERVICE as REGISTRATION
from tests.serving import Serve, serve

__all__ = ["serve"]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    return tmp_path


def test_a_minted_token_is_verified_with_the_public_keys_alone(base: Path) -> None:
    options = ["--role", "handler", "--role", "reviewer", "--subject", "li", "--unit", "caiyu"]
    minted = CliRunner().invoke(app, ["token", *options])
    private = json.loads((base / "signing.jwk").read_text())
    public = {"keys": [{name: value for name, value in private.items() if name != "d"}]}
    expected = Actor("li", frozenset({"handler", "reviewer"}), "caiyu")
    assert expected == verify(public, minted.stdout.strip(), datetime.now(UTC))


def test_a_role_that_does_not_exist_is_refused_by_name(base: Path) -> None:
    result = CliRunner().invoke(app, ["token", "--role", "emperor", "--subject", "li"])
    assert result.exit_code == 2
    assert "emperor" in result.output
    assert not list(base.glob("**/*.jwk"))


def test_what_is_in_use_is_not_forgotten(base: Path) -> None:
    home = Home("run", base)
    home.lock()
    result = CliRunner().invoke(app, ["forget", "--yes"])
    home.unlock()
    assert result.exit_code == 1
    assert str(home.path) in result.output
    assert home.path.exists()


def test_forgetting_removes_every_home(base: Path) -> None:
    homes = [Home(name, base) for name in ("run", "up", "season")]
    assert CliRunner().invoke(app, ["forget", "--yes"]).exit_code == 0
    assert not any(home.path.exists() for home in homes)


def test_a_taken_port_ends_the_command_with_its_name(base: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["up", "--port", str(port)])
    assert result.exit_code == 1
    assert f"port {port} is taken" in result.output
    assert not (base / "up" / "running.json").exists()


@pytest.mark.usefixtures("base")
def test_an_account_is_asked_for_where_nothing_runs() -> None:
    options = ["chief", "--name", "周主任", "--role", "office", "--password-stdin"]
    url = f"http://{LOOPBACK}:{free_port()}"
    command = ["registration", "account", *options, "--url", url]
    result = CliRunner().invoke(app, command, input="long-enough-for-anyone\n")
    assert result.exit_code == 1
    assert f"does not answer at {url}" in result.output


def test_an_account_is_made_on_the_one_system_that_runs(base: Path) -> None:
    options = ["chief", "--name", "周主任", "--role", "office", "--password-stdin"]
    dead = {"pid": 2**31, "gateway": "http://127.0.0.1:1"}
    Home("season", base).note_running(dead)
    none = CliRunner().invoke(app, ["registration", "account", *options])
    for name, port in (("run", 2), ("up", 3)):
        running = {"pid": os.getpid(), "gateway": f"http://127.0.0.1:{port}"}
        Home(name, base).note_running(running)
    several = CliRunner().invoke(app, ["registration", "account", *options])

    assert (none.exit_code, several.exit_code) == (1, 1)
    assert f"No Minsheng runs from {base}" in none.output
    assert "Say which with --url: http://127.0.0.1:2, http://127.0.0.1:3" in several.output


def test_an_export_is_asked_of_the_one_system_that_runs(base: Path) -> None:
    port = free_port()
    Home("run", base).note_running({"pid": os.getpid(), "gateway": f"http://127.0.0.1:{port}"})
    export = ["export", "--output", str(base / "events.jsonl")]
    found = CliRunner().invoke(app, export)
    named = CliRunner().invoke(app, [*export, "--url", "http://127.0.0.1:1"])
    assert (found.exit_code, named.exit_code) == (2, 2)
    assert f"nothing answers at http://127.0.0.1:{port};" in found.output
    assert "nothing answers at http://127.0.0.1:1;" in named.output


def test_compliance_is_rebuilt_in_the_one_system_that_runs_and_an_address_is_no_trace(
    base: Path,
) -> None:
    note = {"pid": os.getpid(), "gateway": "http://127.0.0.1:1", "postgres": {"port": free_port()}}
    Home("run", base).note_running(note)
    for given in ([], ["--database", "nowhere"]):
        result = CliRunner().invoke(app, ["rebuild", *given])
        assert (result.exit_code, "not rebuilt: " in result.output) == (2, True)


def test_a_season_that_is_played_is_not_backed_up_and_the_reason_is_told(base: Path) -> None:
    Home("run", base).note_running({"pid": os.getpid(), "gateway": "http://127.0.0.1:1"})
    result = CliRunner().invoke(app, ["backup", str(base / "backup")])
    assert result.exit_code == 1
    assert "only a system on the real clock (`minsheng up`)" in result.output


@pytest.mark.usefixtures("base")
def test_an_account_with_a_role_that_does_not_exist_is_refused_by_name() -> None:
    options = ["chief", "--name", "周主任", "--role", "public", "--password-stdin"]
    result = CliRunner().invoke(app, ["registration", "account", *options], input="x\n")
    assert result.exit_code == 2
    assert "public" in result.output


async def test_the_first_account_is_made_on_a_running_set_up(serve: Serve, base: Path) -> None:
    api = await serve(REGISTRATION)
    (base / "signing.jwk").write_text(json.dumps(api.key))
    running = {"pid": os.getpid(), "gateway": str(api.client.base_url)}
    Home("run", base).note_running(running)
    options = ["chief", "--name", "周主任", "--role", "office", "--password-stdin"]
    command = ["registration", "account", *options]
    made, again, short = [
        await asyncio.to_thread(CliRunner().invoke, app, command, typed)
        for typed in ("long-enough-for-anyone\n", "long-enough-for-anyone\n", "short\n")
    ]
    row = await api.running.pool.fetchrow("select * from account")
    assert row is not None
    assert made.stdout.strip() == row["id"]
    assert "may sign in as chief" in made.stderr
    assert (row["login"], row["roles"]) == ("chief", ["office"])
    assert (again.exit_code, again.output.strip()) == (1, "login: 已有这个用户名。")
    assert short.exit_code == 1
    assert "password" in short.output

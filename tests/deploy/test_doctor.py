"""`minsheng doctor` names what is wrong and how to mend it, and is quiet about what is well."""

import os
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.doctor import machine
from deploy.doctor.finding import Finding, report
from deploy.local.ports import LOOPBACK, free_port


def test_what_is_wrong_is_marked_with_what_mends_it_and_decides_the_exit_status() -> None:
    told: list[str] = []
    well = Finding("disk", "room")
    assert report([well], told.append) == 0
    assert told == ["✓ disk: room", "\nAll is well."]
    assert report([well, Finding("NATS", "away", "start it")], told.append) == 1
    assert told[-2:] == [
        "✗ NATS: away\n    → start it",
        "\n1 of 2 looks found something to mend.",
    ]


def test_a_secret_that_others_can_read_is_named_with_the_command_that_closes_it(
    tmp_path: Path,
) -> None:
    for name, mode in (("closed", 0o600), ("open", 0o640)):
        (tmp_path / name).touch(mode)
        (tmp_path / name).chmod(mode)
    found = machine.secrets(tmp_path.iterdir())
    assert found.bad
    assert found.mend == f"chmod 600 {tmp_path / 'open'}"
    assert not machine.secrets([tmp_path / "closed"]).bad


def test_the_group_by_which_a_pod_is_given_a_secret_may_read_it_and_nothing_more() -> None:
    def read_by_others(mode: int, user: int, group: int) -> bool:
        it = os.stat_result((mode, 0, 0, 1, user, group, 0, 0, 0, 0))
        return machine.read_by_others(it, user=10001, group=10001)

    assert not read_by_others(0o440, 0, 10001)
    assert read_by_others(0o640, 10001, 10001)  # ours: nobody had to give it to us
    assert read_by_others(0o440, 0, 0)
    assert read_by_others(0o444, 0, 10001)
    assert read_by_others(0o460, 0, 10001)


def test_a_port_that_is_taken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    with socket.create_server((LOOPBACK, 0)) as taken:
        told = CliRunner().invoke(app, ["doctor", "--port", str(taken.getsockname()[1])])
    assert told.exit_code == 1
    assert "is taken" in told.stdout
    assert "1 of" in told.stdout


def test_a_service_is_looked_at_as_its_settings_describe_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (keys := tmp_path / "public.jwks").touch(0o644)
    given = {"LISTEN": f"{LOOPBACK}:{free_port()}", "TOKEN_KEYS_FILE": str(keys)}
    nowhere = f"{LOOPBACK}:{free_port()}"
    given |= {"SECRETS_DIR": str(tmp_path), "NATS_URL": f"nats://{nowhere}"}
    (address := tmp_path / "minsheng_database_url").write_text(f"postgresql://{nowhere}/x")
    for name, value in given.items():
        monkeypatch.setenv(f"MINSHENG_{name}", value)

    told = CliRunner().invoke(app, ["doctor", "--service", "compliance"]).stdout
    for wrong in ("database of compliance: not reached", "NATS: not reached", "compliance: does"):
        assert f"✗ {wrong}" in told
    assert "✓ settings: whole" in told

    monkeypatch.setenv("MINSHENG_TOKEN_KEYS_FILE", str(tmp_path / "nowhere"))
    told = CliRunner().invoke(app, ["doctor", "--service", "compliance"]).stdout
    assert f"✗ secrets: {tmp_path / 'nowhere'} cannot be read" in told
    address.unlink()
    told = CliRunner().invoke(app, ["doctor", "--service", "compliance"]).stdout
    assert "✗ settings: MINSHENG_DATABASE_URL: Field required" in told


def test_every_command_says_what_it_does_and_the_release_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.startswith("minsheng ")
    groups = [app, *(it.typer_instance for it in app.registered_groups if it.typer_instance)]
    for group in groups:
        for command in group.registered_commands:
            assert command.callback is not None
            said = (command.callback.__doc__ or "").strip()
            assert said.split("\n")[0].endswith("."), command.callback
    for name in ("announcer", "registration", "livestream", "epoch", "pack"):
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0

"""The whole stack on one machine: it comes up, survives crashes, and finds its data again."""

import asyncio
import json
import os
import re
import signal
import stat
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from contracts.topology import SERVICES
from deploy.cli import app
from deploy.course import course
from deploy.local import keys
from deploy.local.child import StartFailed
from deploy.local.home import Home
from deploy.local.ports import free_port
from deploy.local.stack import Stack
from services._web.tokens import Actor, mint
from services.announcer.programmes import read_plan

pytestmark = pytest.mark.slow

PATIENCE = 30.0


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    home = Home("up", tmp_path_factory.mktemp("stack"))
    async with Stack(home, free_port(), simulated=False) as running:
        yield running


async def healthy(stack: Stack) -> None:
    """Wait until every service is ready and the gateway answers."""
    deadline = time.monotonic() + PATIENCE
    addresses = [f"{url}/health/ready" for url in stack.endpoints.values()]
    async with httpx.AsyncClient(timeout=2) as client:
        for address in (*addresses, f"{stack.url}/health"):
            while not await answers(client, address):
                assert time.monotonic() < deadline, f"{address} did not come back"
                await asyncio.sleep(0.05)


async def answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(address)).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def processes(stack: Stack) -> dict[str, int]:
    found: dict[str, int] = json.loads(stack.home.running.read_text())["processes"]
    return found


async def test_every_service_is_reached_through_one_port(stack: Stack) -> None:
    await healthy(stack)
    async with httpx.AsyncClient(base_url=stack.url) as client:
        for service in SERVICES:
            response = await client.get(f"/api/{service}/nowhere")
            assert response.status_code == httpx.codes.NOT_FOUND


@pytest.mark.parametrize(
    "part", ["PostgreSQL", "nats-server", *(f"service {name}" for name in SERVICES), "Caddy"]
)
async def test_a_killed_part_comes_back(stack: Stack, part: str) -> None:
    before = processes(stack)[part]
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while processes(stack)[part] == before:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    await healthy(stack)


async def test_no_secret_is_in_an_argument_or_a_log_and_no_other_account_reads_it(
    stack: Stack,
) -> None:
    files = [*stack.home.secrets.iterdir(), keys.signing_key(stack.home.base)]
    assert {stat.S_IMODE(it.stat().st_mode) for it in files} <= {0o600, 0o400}
    secrets = {text for it in files for text in words_of(it)}
    seen = {log: log.read_bytes() for log in stack.home.path.rglob("*.log")}
    for number in processes(stack).values():
        process = Path(f"/proc/{number}")
        seen[process] = (process / "cmdline").read_bytes()
        assert stat.S_IMODE((process / "environ").stat().st_mode) == 0o400
    assert len(secrets) > len(SERVICES)
    assert [at for at, text in seen.items() if any(it.encode() in text for it in secrets)] == []


def words_of(file: Path) -> Iterator[str]:
    """The secret words of a file: a password, a seed, or the private parts of keys."""
    text = file.read_text().strip()
    if not text.startswith("{"):
        yield text
        return
    public = {"x", "kid", "kty", "crv", "alg", "use"}
    for name, value in json.loads(text).items():
        if name not in public:
            yield from re.findall(r"[\w+/=-]{20,}", json.dumps(value))


def test_no_secret_is_in_the_repository() -> None:
    """Nothing that looks like a private key, a seed or a vault's key, in any versioned file.

    But for the keys of one backup that tests restore, of people who are invented.
    """
    private = re.compile(
        rb"PRIVATE KEY[-]----|\bS[UANO][A-Z2-7]{56}\b|\"d\": ?\"[\w-]{43}\""
        rb"|index\\*\": ?\\*\"[\w+/]{43}="
    )
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True).stdout
    files = [Path(name) for name in listed.decode().split("\0") if name]
    found = [it for it in files if it.is_file() and private.search(it.read_bytes())]
    assert found == [Path("tests/deploy/earlier/keys-of-this-fixture-alone.json")]


async def test_one_request_is_followed_through_the_logs_of_all_services(stack: Stack) -> None:
    await import_plan(stack)
    wanted = {"announcer answered 200", "announcer recorded 1 ProgrammeImported.v1"}
    wanted |= {f"{service} read announcer" for service in SERVICES if service != "announcer"}
    wanted |= {"announcer published", "compliance recorded"}
    deadline = time.monotonic() + PATIENCE
    while not all(each in told(stack) for each in wanted):
        assert time.monotonic() < deadline, told(stack)
        await asyncio.sleep(0.1)


async def test_the_doctor_finds_a_running_stack_well(stack: Stack) -> None:
    await healthy(stack)
    run = CliRunner(env={"MINSHENG_HOME": str(stack.home.base)}).invoke
    looked = await asyncio.to_thread(run, app, ["doctor"])
    assert looked.exit_code == 0, looked.output
    for service in SERVICES:
        assert f"✓ {service}: answers" in looked.output
        assert f"EV_{service.upper()}_1 as declared" in looked.output


def told(stack: Stack) -> str:
    """The course of the import, as the logs tell it."""
    logs = "\n".join(log.read_text(errors="replace") for log in stack.home.logs.glob("*.log"))
    _, steps = course(logs.splitlines(), "announcer:1")
    return "\n".join(f"{it.service} {it.what}" for it in steps)


async def test_a_taken_port_is_named_with_the_setting_that_changes_it(
    stack: Stack, tmp_path: Path
) -> None:
    with pytest.raises(StartFailed, match=rf"port {stack.port} is taken.*PORT="):
        async with Stack(Home("up", tmp_path), stack.port, simulated=False):
            pass


async def test_a_second_start_finds_the_data_of_the_first(tmp_path: Path) -> None:
    home, port = Home("up", tmp_path), free_port()
    async with Stack(home, port, simulated=False) as first:
        recorded = await import_plan(first)
    async with Stack(home, port, simulated=False) as second:
        await healthy(second)
        assert await log_end(second) == len(recorded["events"])
        repeated = await import_plan(second)
    assert repeated == recorded | {"repeated": True}


async def import_plan(stack: Stack) -> dict[str, Any]:
    private = json.loads(keys.signing_key(stack.home.base).read_text())
    token = mint(private, Actor("office-1", frozenset({"office"})), datetime.now(UTC))
    async with httpx.AsyncClient(base_url=stack.url) as client:
        response = await client.post(
            "/api/announcer/programmes",
            json=read_plan("daxing-2023"),
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "first"},
        )
    assert response.is_success, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def log_end(stack: Stack) -> int:
    async with httpx.AsyncClient(base_url=stack.endpoints["announcer"]) as client:
        return int((await client.get("/status")).json()["log_end"])

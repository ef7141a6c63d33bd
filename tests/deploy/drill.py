"""What a drill needs: acting on a running stack, its commands, and what its log comes to."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from typer.testing import CliRunner

from contracts.envelope import Envelope
from deploy.cli import app
from deploy.local import keys
from deploy.local.stack import Stack
from services._web.tokens import Actor, mint
from services.compliance.judging.judge import judge
from services.compliance.rules.pack import load_pack

PATIENCE = 60.0
PROGRAMME = "daxing-2023"
Verdicts = dict[tuple[str, str], str]


async def act(stack: Stack, path: str, body: Any, role: str = "office") -> dict[str, Any]:
    """Write to a stack what must succeed."""
    private = json.loads(keys.signing_key(stack.home.base).read_text())
    token = mint(private, Actor(f"{role}-1", frozenset({role})), datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    async with httpx.AsyncClient(base_url=stack.url, timeout=20) as client:
        answer = await client.post(f"/api{path}", json=body, headers=headers)
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def command(base: Path, *arguments: object) -> str:
    """What a command that must succeed prints, in the home below ``base``."""
    run = CliRunner(env={"MINSHENG_HOME": str(base)}).invoke
    done = await asyncio.to_thread(run, app, [str(it) for it in arguments])
    assert done.exit_code == 0, done.output
    return done.output


async def export(stack: Stack) -> list[Envelope]:
    """All four logs as compliance exports them."""
    async with httpx.AsyncClient(base_url=stack.url, timeout=20) as client:
        text = (await client.get("/api/compliance/export")).raise_for_status().text
    return [Envelope.from_json_line(line) for line in text.splitlines()]


async def status(stack: Stack, service: str) -> dict[str, Any]:
    """What a service says of itself; nothing while it starts."""
    async with httpx.AsyncClient(base_url=stack.endpoints[service]) as client:
        with contextlib.suppress(httpx.TransportError):
            found: dict[str, Any] = (await client.get("/status")).json()
            return found
    return {}


async def until(true: Callable[[], Any], what: str) -> None:
    """Wait for what must come about."""
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110 - what is awaited is in another process
            await asyncio.sleep(0.1)
    assert what


async def read_all(stack: Stack) -> bool:
    """Whether every reader has read every log to its end, in the epoch in force."""
    found = {name: await status(stack, name) for name in stack.endpoints}
    if not all(found.values()):
        return False
    ends = {f"EV_{it['service'].upper()}_{it['epoch']}": it["log_end"] for it in found.values()}
    return all(
        ends.get(reader["stream"]) == reader["checkpoint"]
        for it in found.values()
        for reader in it["readers"]
    )


def judged(events: Iterable[Envelope], as_of: datetime) -> Verdicts:
    """The verdicts that follow from a log, computed without any server."""
    found = judge(load_pack(PROGRAMME), events, as_of)
    return {(verdict.row, verdict.code): verdict.status.value for verdict in found.verdicts}


async def wall(stack: Stack, as_of: datetime) -> Verdicts:
    """The verdicts that a stack's wall shows."""
    shown = await wall_if_up(stack, as_of)
    assert shown is not None
    return shown


async def wall_if_up(stack: Stack, as_of: datetime) -> Verdicts | None:
    """The same; nothing while its service starts."""
    path = f"/api/compliance/programmes/{PROGRAMME}/matrix"
    async with httpx.AsyncClient(base_url=stack.url, timeout=20) as client:
        answer = await client.get(path, params={"as_of": as_of.isoformat()})
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return None
    return shown_by(answer.raise_for_status().json())


def shown_by(made: dict[str, Any]) -> Verdicts:
    """The verdicts of a matrix."""
    return {
        (row["activity"], cell["code"]): cell["status"]
        for row in (*made["rows"], *made["other_rows"])
        for cell in row["verdicts"]
    }


@contextlib.asynccontextmanager
async def writing(stack: Stack) -> AsyncIterator[None]:
    """Facts are recorded all the time, in two services that read one another."""

    async def write() -> None:
        for number in range(10_000):
            venue = {"place": f"第{number}会议室"}
            await act(stack, f"/announcer/programmes/{PROGRAMME}/activities/open-11/venue", venue)
            unit = {"unit": f"unit-{number}", "unit_name": f"第{number}单位"}
            await act(stack, f"/compliance/programmes/{PROGRAMME}/routine-units", unit)

    task = asyncio.create_task(write())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def soon() -> datetime:
    """A moment after everything that was recorded so far."""
    return datetime.now(UTC) + timedelta(seconds=5)

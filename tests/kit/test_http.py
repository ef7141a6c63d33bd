"""The edge: who may write, what a body may hold, and one shape for every error."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends

from contracts.values import Identifier, Text
from deploy.local.nats import NatsServer
from services._web.http import Body, Fact, Write, requires
from services._web.running import Running
from services._web.tokens import Actor, mint
from tests.kit.conftest import Launch, eventually
from tests.kit.toy import PROGRAMME, Cancel, Plan, announcer

router = APIRouter(prefix="/api/announcer/programmes/{programme}/activities/{activity}")


class Point(Body):
    note: Text


class PlanBody(Fact):
    title: Text = "走进区博物馆"
    points: tuple[Point, ...] = ()


@router.post("/plan")
async def plan(
    programme: Identifier,
    activity: Identifier,
    body: PlanBody,
    write: Annotated[Write, Depends(requires("office", "handler"))],
) -> dict[str, Any]:
    command = Plan(activity, body.title)
    return await write(f"activity:{programme}:{activity}", command, body.occurred_at)


@router.post("/cancel")
async def cancel(
    programme: Identifier, activity: Identifier, write: Annotated[Write, Depends(requires())]
) -> dict[str, Any]:
    return await write(f"activity:{programme}:{activity}", Cancel(activity))


@pytest.fixture
async def service(launch: Launch, log_database: str) -> AsyncIterator[Running]:
    async with launch(announcer(router), log_database) as running:
        yield running


@pytest.fixture
async def client(service: Running, token: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=f"http://{service.settings.listen}",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "key-1"},
    ) as opened:
        yield opened


def path(command: str, activity: str = "open-11") -> str:
    return f"/api/announcer/programmes/{PROGRAMME}/activities/{activity}/{command}"


async def test_a_write_answers_its_facts_and_a_repeat_the_same(
    client: httpx.AsyncClient, service: Running
) -> None:
    first = await client.post(path("plan"), json={"title": "开放日", "points": []})
    again = await client.post(path("plan"), content='{"points":[],  "title":"开放日"}',
                              headers={"Content-Type": "application/json"})  # fmt: skip
    assert first.status_code == again.status_code == 200
    (event,) = first.json()["events"]
    assert event["type"] == "EventPlanned.v1"
    assert event["position"] == 1
    assert first.json()["repeated"] is False
    assert again.json() == {"events": [event], "repeated": True}
    assert service.writer.log_end == 1


async def test_the_same_key_with_another_body_is_a_conflict(client: httpx.AsyncClient) -> None:
    await client.post(path("plan"), json={"title": "一"})
    other = await client.post(path("plan"), json={"title": "二"})
    assert other.status_code == 409
    assert other.json()["error"] == "key_reused"
    assert other.json()["field"] == "Idempotency-Key"


async def test_the_same_key_on_another_route_or_by_another_actor_is_another_command(
    client: httpx.AsyncClient, service: Running, signing_key: dict[str, Any]
) -> None:
    await client.post(path("plan"), json={})
    await client.post(path("plan", "open-12"), json={})
    other = mint(signing_key, Actor("clerk-2", frozenset({"handler"})), datetime.now(UTC))
    response = await client.post(
        path("plan"), json={}, headers={"Authorization": f"Bearer {other}"}
    )
    assert response.json() == {"events": [], "repeated": False}
    assert service.writer.log_end == 2


async def test_a_refusal_is_a_conflict_with_its_reason(client: httpx.AsyncClient) -> None:
    response = await client.post(path("cancel"))
    assert response.status_code == 409
    assert response.json() == {
        "error": "not_planned",
        "field": "activity",
        "expected": None,
        "message": "该活动不在计划中。",
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "有\x00空"}, "title"),
        ({"points": [{"note": "好"}, {"note": "坏\x00"}]}, "points.1.note"),
        ({"points": [{"note": "好", "more": 1}]}, "points.0.more"),
        ({"titel": "x"}, "titel"),
        ({"title": 3}, "title"),
        ({"occurred_at": "2023-08-15T09:00:00"}, "occurred_at"),
        ({"occurred_at": "2023-02-30T09:00:00+08:00"}, "occurred_at"),
        ({"occurred_at": "2099-01-01T09:00:00+08:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+08:00"}, "occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-08:00"}, "occurred_at"),
        ({"no\x00name": "x"}, "body"),
        ([], "body"),
    ],
)
async def test_a_bad_body_names_the_field_and_changes_nothing(
    client: httpx.AsyncClient, service: Running, body: Any, field: str
) -> None:
    response = await client.post(path("plan"), json=body)
    assert response.status_code == 422, response.text
    answer = response.json()
    assert answer["field"] == field
    assert answer["expected"]
    assert answer["message"].endswith("。")
    assert service.writer.log_end == 0


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"title": "\\ud800"}', 422),
        (b'{"title": "x"', 422),
        (b"\xff\xfe", 422),
        (b'{"title": ' + b'"' + b"x" * 70_000 + b'"}', 413),
        (b"[" * 30_000, 400),
    ],
)
async def test_bytes_that_are_no_body_are_refused(
    client: httpx.AsyncClient, content: bytes, status: int
) -> None:
    response = await client.post(
        path("plan"), content=content, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == status, response.text
    assert set(response.json()) >= {"error", "field", "expected", "message"}


async def test_a_write_needs_a_token_a_role_and_a_key(
    client: httpx.AsyncClient, signing_key: dict[str, Any]
) -> None:
    now = datetime.now(UTC)
    reviewer = mint(signing_key, Actor("r", frozenset({"reviewer"})), now)
    expired = mint(signing_key, Actor("r", frozenset({"office"})), now - timedelta(hours=1))
    for header, status in [
        ("", 401),
        ("Basic eDp5", 401),
        ("Bearer nonsense", 401),
        (f"Bearer {expired}", 401),
        (f"Bearer {reviewer}", 403),
    ]:
        response = await client.post(path("plan"), json={}, headers={"Authorization": header})
        assert response.status_code == status
    without = await client.post(path("plan"), json={}, headers={"Idempotency-Key": ""})
    assert without.status_code == 422
    assert without.json()["field"] == "Idempotency-Key"


async def test_a_bad_path_names_its_part(client: httpx.AsyncClient) -> None:
    response = await client.post(path("plan", "open.11"), json={})
    assert response.status_code == 422
    assert response.json()["field"] == "activity"
    missing = await client.get("/nowhere")
    assert missing.status_code == 404
    assert missing.json()["error"] == "not_found"


async def test_liveness_and_readiness_tell_what_is_away(
    client: httpx.AsyncClient, nats_server: NatsServer
) -> None:
    async def ready() -> bool:
        return (await client.get("/health/ready")).status_code == 200

    await eventually(ready)
    nats_server.kill9()

    async def unready() -> bool:
        response = await client.get("/health/ready")
        return response.status_code == 503 and not response.json()["nats"]

    await eventually(unready)
    assert (await client.get("/health/live", timeout=1)).json() == {"live": True}
    # Facts are taken while NATS is away: PostgreSQL alone is the truth.
    assert (await client.post(path("plan"), json={})).status_code == 200
    status = (await client.get("/status")).json()
    assert status["log_end"] == 1
    assert status["stream_end"] is None
    await asyncio.to_thread(nats_server.restart)
    await eventually(ready)

    async def settled() -> bool:
        return bool((await client.get("/status")).json()["stream_end"] == 1)

    await eventually(settled)
    status = (await client.get("/status")).json()
    assert status["service"] == "announcer"
    assert status["state"] == "running"
    assert status["next_timer_at"] is None
    assert status["due_timers"] == status["quarantined"] == 0
    assert status["simulated"] is False

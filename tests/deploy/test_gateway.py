"""The Caddyfile sends every path to the service that owns it, on a real Caddy."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from contracts.topology import SERVICES
from deploy.local.child import StartFailed
from deploy.local.home import Home
from deploy.local.parts import gateway_child, responds
from deploy.local.ports import free_ports
from tests.deploy.answering import answering


@dataclass
class Named:
    """A service that answers with its own name and the path it was asked for."""

    name: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        body = f"{self.name} {scope['path']}".encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
async def gateway(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    port, *ports = free_ports(1 + len(SERVICES))
    services = dict(zip(SERVICES, ports, strict=True))
    up = {  # one service is down
        each: Named(name) for name, each in services.items() if name != "registration"
    }
    with pytest.MonkeyPatch.context() as hurried:
        hurried.setenv("MINSHENG_READ_HEADER", "300ms")
        child = gateway_child(Home("run", tmp_path_factory.mktemp("gateway")), port, services)
        child.start()
    async with answering(up):
        child.await_ready(lambda: responds(port, "/health"), timeout=20)
        yield f"http://127.0.0.1:{port}"
        child.stop()


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/", "compliance"),
        ("/wall/open-11/MAT-TIME", "compliance"),
        ("/activities/daxing-2023/open-11", "compliance"),
        ("/static/vendor/htmx.min.js", "compliance"),
        ("/api/compliance/programmes/daxing-2023/matrix", "compliance"),
        ("/public/", "announcer"),
        ("/plan/import", "announcer"),
        ("/compose/daxing-2023/open-13", "announcer"),
        ("/plan/static/files/plan.css", "announcer"),
        ("/public/open-days", "announcer"),
        ("/api/announcer/programmes", "announcer"),
        ("/api/livestream/programmes/p/activities/a/stream/start", "livestream"),
        ("/live/", "livestream"),
        ("/live/daxing-2023/open-11/questions", "livestream"),
    ],
)
async def test_each_path_reaches_its_service_unchanged(gateway: str, path: str, owner: str) -> None:
    async with httpx.AsyncClient(base_url=gateway) as client:
        response = await client.get(path)
    assert response.text == f"{owner} {path}"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [("/plan/import", 2, 200), ("/plan/import", 6, 413), ("/public/", 2, 413)],
)
async def test_only_a_plan_may_be_larger_than_a_megabyte(
    gateway: str, path: str, megabytes: int, status: int
) -> None:
    async with httpx.AsyncClient(base_url=gateway) as client:
        response = await client.post(path, content=bytes(megabytes * 1_000_000))
    assert response.status_code == status


@pytest.mark.parametrize("path", ["/status", "/metrics", "/health/ready", "/health/live"])
async def test_operators_pages_are_not_public(gateway: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=gateway) as client:
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/api/registration/programmes", "/account/sign-in", "/desk/", "/sign-up/a", "/opinions/a"],
)
async def test_a_service_that_is_down_is_said_to_be_unavailable(gateway: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=gateway, timeout=20) as client:
        response = await client.get(path)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json()["error"] == "unavailable"


async def test_a_body_beyond_all_measure_is_refused(gateway: str) -> None:
    async with httpx.AsyncClient(base_url=gateway) as client:
        response = await client.post("/api/announcer/programmes", content=b"x" * 2_000_000)
    assert response.status_code == 413


async def test_who_never_ends_a_header_is_cut_off(gateway: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.rpartition(":")[2]))
    writer.write(b"GET /public/ HTTP/1.1\r\nHost: a\r\nX-Slow: ")
    async with asyncio.timeout(10):
        assert b"HTTP/1.1 200" not in await reader.read()
    writer.close()


async def test_a_header_beyond_all_measure_is_refused(gateway: str) -> None:
    async with httpx.AsyncClient(base_url=gateway) as client:
        response = await client.get("/public/", headers={"X-Large": "x" * 100_000})
    assert response.status_code == 431


@pytest.mark.parametrize("bind", ["::", "192.0.2.1", "minsheng.example"])
def test_beyond_this_machine_it_serves_only_behind_tls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bind: str
) -> None:
    monkeypatch.setenv("MINSHENG_BIND", bind)
    with pytest.raises(StartFailed, match="MINSHENG_BEHIND_TLS"):
        gateway_child(Home("run", tmp_path), 1, dict.fromkeys(SERVICES, 1))
    monkeypatch.setenv("MINSHENG_BEHIND_TLS", "true")
    assert gateway_child(Home("run", tmp_path), 1, dict.fromkeys(SERVICES, 1)).name == "Caddy"

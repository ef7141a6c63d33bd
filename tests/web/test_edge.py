"""The edge of every service: what is too much or too slow, and where it may listen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from pydantic import ValidationError

from services._kit.settings import Settings
from services._web import edge
from services._web import service as serving
from services._web.faults import install
from services._web.running import Running
from services._web.safety import SAFE
from tests.kit.conftest import Launch
from tests.kit.toy import announcer
from tests.web.conftest import Cookie
from tests.web.test_pages import facts

Send = Callable[[bytes], Awaitable[None]]


@asynccontextmanager
async def connection(service: Running) -> AsyncIterator[tuple[asyncio.StreamReader, Send]]:
    """A raw connection, as somebody opens it who means ill."""
    reader, writer = await asyncio.open_connection(*service.settings.address, limit=4096)

    async def send(text: bytes) -> None:
        writer.write(text)
        await writer.drain()

    try:
        async with asyncio.timeout(15):
            yield reader, send
    finally:
        writer.close()


def endless() -> tuple[APIRouter, asyncio.Event]:
    """A route ``/endless`` that streams until nobody listens, and the sign that it has ended."""
    router, ended = APIRouter(), asyncio.Event()

    async def stream() -> AsyncIterator[bytes]:
        try:
            while True:
                yield bytes(65_536)
                await asyncio.sleep(0)
        finally:
            ended.set()

    router.add_api_route("/endless", lambda: StreamingResponse(stream()), response_model=None)
    return router, ended


HALF = b"POST /ask/ HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\n%s\r\nactivity=a1&key=k1"


async def test_who_never_ends_a_body_is_answered_and_cut_off(
    service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "BODY_SECONDS", 0.2)
    async with connection(service) as (reader, send):
        await send(HALF % b"")
        answer = (await reader.read()).decode()
    assert answer.startswith("HTTP/1.1 408 ")
    assert "too_slow" in answer
    assert await facts(service) == 0


async def test_too_large_a_body_is_answered_before_its_end_and_cut_off(service: Running) -> None:
    async with connection(service) as (reader, send):
        await send(
            b"POST /ask/ HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 70_000
        )
        answer = (await reader.read()).decode()
    assert answer.startswith("HTTP/1.1 413 ")


async def test_half_a_form_is_none(service: Running) -> None:
    same = f"Origin: http://{service.settings.listen}\r\nHost: {service.settings.listen}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    async with connection(service) as (_, send):
        await send(HALF.replace(b"Host: a\r\n", b"") % (same + kind).encode())
    await asyncio.sleep(0.1)
    assert await facts(service) == 0


async def test_a_header_beyond_all_measure_is_refused(service: Running) -> None:
    async with connection(service) as (reader, send):
        await send(b"GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + b"x" * 70_000)
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")


async def test_every_answer_is_safe_in_a_browser(client: httpx.AsyncClient, cookie: Cookie) -> None:
    asked = ["/toy/", "/toy/broken", "/nowhere", "/api/nowhere", "/health/live", "/toy/static/x"]
    for path in asked:
        answer = await client.get(path, headers=cookie())
        assert "object-src 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert not path.startswith("/api/") or answer.headers["cache-control"] == "no-store"


async def test_an_answer_to_what_nobody_foresaw_is_safe_as_well() -> None:
    app = FastAPI()
    app.add_middleware(edge.Edge)
    install(app)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("broken")

    broken_but_answered = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=broken_but_answered, base_url="http://a") as client:
        answer = await client.get("/broken")
    assert answer.json()["error"] == "internal"
    assert {name: answer.headers.get(name) for name in SAFE} == SAFE


async def test_who_reads_nothing_is_cut_off(
    launch: Launch, log_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "STALLED_MS", 300)
    router, ended = endless()
    async with (
        launch(announcer(router), log_database) as service,
        connection(service) as (_, send),
    ):
        await send(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        await ended.wait()


async def test_who_asks_for_the_head_alone_is_told_it_at_once(
    launch: Launch, log_database: str
) -> None:
    router, ended = endless()
    async with (
        launch(announcer(router), log_database) as service,
        httpx.AsyncClient(base_url=f"http://{service.settings.listen}") as client,
    ):
        whole, head = await client.get("/health/live"), await client.head("/health/live")
        assert (head.status_code, head.content) == (200, b"")
        differs = {"date", "x-correlation-id"}
        heads = [{k: v for k, v in it.headers.items() if k not in differs} for it in (whole, head)]
        assert heads[0] == heads[1]
        assert (await client.head("/nowhere")).status_code == 404
        assert (await client.head("/endless")).status_code == 200
        await ended.wait()


@pytest.mark.parametrize("host", ["192.0.2.1", "services.example"])
def test_beyond_this_machine_a_service_listens_only_behind_tls(host: str) -> None:
    given: dict[str, Any] = {"database_url": "", "nats_url": "", "token_keys_file": Path("keys")}
    with pytest.raises(ValidationError, match="MINSHENG_BEHIND_TLS"):
        Settings(listen=f"{host}:80", **given)
    assert Settings(listen=f"{host}:80", behind_tls=True, **given).address == (host, 80)
    assert Settings(listen="localhost:80", **given).address == ("localhost", 80)

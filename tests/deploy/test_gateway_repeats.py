"""A service that ends closes lines on which requests are coming: who may ask again is answered."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from contracts.topology import SERVICES
from deploy.local.home import Home
from deploy.local.parts import gateway_child, responds
from deploy.local.ports import free_ports

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
FORM = "application/x-www-form-urlencoded"


async def ending(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the first request of a connection; close at the second, having read it."""
    for answer in (ANSWER, b""):
        head = await reader.readuntil(b"\r\n\r\n")
        if b"content-length: 4" in head.lower():
            await reader.readexactly(4)
        writer.write(answer)
        await writer.drain()
    writer.close()


@pytest.fixture(scope="module")
async def gateway(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    port, own = free_ports(2)
    server = await asyncio.start_server(ending, "127.0.0.1", own)
    home = Home("run", tmp_path_factory.mktemp("gateway"))
    child = gateway_child(home, port, dict.fromkeys(SERVICES, own))
    child.start()
    child.await_ready(lambda: responds(port, "/health"), timeout=20)
    yield f"http://127.0.0.1:{port}"
    child.stop()
    server.close()


async def answers(gateway: str, content_type: str, **headers: str) -> set[int]:
    """What two requests are answered, one of which meets the end of its connection."""
    async with httpx.AsyncClient(base_url=gateway) as client:
        given = {"Content-Type": content_type, **headers}
        asked = [await client.post("/desk/x", content=b"a=12", headers=given) for _ in range(2)]
        return {response.status_code for response in asked}


async def test_what_counts_once_however_often_it_is_sent_is_sent_again(gateway: str) -> None:
    assert await answers(gateway, "application/json", **{"Idempotency-Key": "one"}) == {200}
    assert await answers(gateway, FORM) == {200}


async def test_what_has_no_key_is_not(gateway: str) -> None:
    assert await answers(gateway, "application/json") == {200, 503}

"""Servers as processes of their own, and bare clients that cost little beside them."""

import asyncio
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from joserfc.jwk import OKPKey

from deploy.local.child import Child
from deploy.local.parts import responds
from deploy.local.ports import free_port
from tests.bench.harness import REPOSITORY, Given, expect

_LENGTH = re.compile(rb"(?i)content-length: (\d+)")


@asynccontextmanager
async def served(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], ready: str
) -> AsyncIterator[Child]:
    """A process that answers at ``MINSHENG_LISTEN``'s port, from ``ready`` on."""
    child = Child(
        name=" ".join(command), command=[sys.executable, "-m", *command], log=folder / "served.log",
        environment={"PYTHONPATH": str(REPOSITORY), **environment},
    )  # fmt: skip
    child.start()
    port = int(environment["MINSHENG_LISTEN"].rpartition(":")[2])
    try:
        await asyncio.to_thread(child.await_ready, lambda: responds(port, ready), 60)
        yield child
    finally:
        await asyncio.to_thread(child.stop)


def environment(given: Given, folder: Path) -> dict[str, str]:
    """What a service is told; its keys are made in the folder."""
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    public = {name: value for name, value in key.as_dict(private=True).items() if name != "d"}
    keys = folder / "keys.json"
    keys.write_text(json.dumps({"keys": [public]}), encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "MINSHENG_DATABASE_URL": given["dsn"],
        "MINSHENG_NATS_URL": given["nats"],
        "MINSHENG_TOKEN_KEYS_FILE": str(keys),
        "MINSHENG_LISTEN": f"127.0.0.1:{free_port()}",
        "MINSHENG_LOG_LEVEL": "WARNING",
    }


@dataclass(slots=True)
class Answered:
    """What clients were told."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.statuses.total() / self.seconds


async def asked(
    port: int, path: str, *, seconds: float, clients: int = 8, headers: str = ""
) -> Answered:
    """The same GET again and again on kept connections."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
    told, begun = Answered(), time.perf_counter()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        while time.perf_counter() - begun < seconds:
            writer.write(request)
            status, body = await answer(reader)
            told.statuses[status] += 1
            told.bytes += len(body)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    told.seconds = time.perf_counter() - begun
    return told


async def get(port: int, path: str) -> tuple[dict[str, str], bytes]:
    """One answer that must be 200: its headers and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    expect(head[9:12] == b"200", f"{path} answers {head[:15].decode()}")
    found = _LENGTH.search(head)
    body = await reader.readexactly(int(found[1])) if found else b""
    writer.close()
    lines = head.decode().splitlines()[1:]
    return {name.lower(): value for name, _, value in (it.partition(": ") for it in lines)}, body


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer with a known length."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    return int(head[9:12]), await reader.readexactly(int(found[1])) if found else b""

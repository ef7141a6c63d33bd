"""Who is told: a gateway that verifies signatures, and a mail server, on loopback."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.ports import free_port
from services._telling.channels import Mail, Webhook, signature

SECRET = "a shared secret"


@dataclass
class Gateway:
    """A gateway that takes each id once; `answers` are given first, then 200 or 409."""

    port: int = field(default_factory=free_port)
    answers: list[int] = field(default_factory=list)
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    """Until it is set, messages are taken and nothing is answered."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/messages"

    @property
    def webhook(self) -> Webhook:
        return Webhook(self.url, SECRET)

    @contextlib.asynccontextmanager
    async def open(self, *, silent: bool = False) -> AsyncIterator[None]:
        if not silent:
            self.answering.set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            status = self._take(headers, body)
            await self.answering.wait()
            writer.write(f"HTTP/1.1 {status} -\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # who asked was killed
        finally:
            writer.close()

    def _take(self, headers: dict[str, str], body: bytes) -> int:
        self.asked.append((headers, body))
        signed = signature(SECRET, headers["x-minsheng-timestamp"], body)
        if headers["x-minsheng-signature"] != f"sha256={signed}":
            return 401
        if self.answers:
            return self.answers.pop(0)
        message = json.loads(body)
        if message["id"] in self.taken:
            return 409
        self.taken[message["id"]] = message
        return 200


@dataclass
class MailServer:
    """A real SMTP server that keeps what it gets; it does not know `refuse`d addresses."""

    port: int = field(default_factory=free_port)
    refuse: str = "nobody@"
    mails: list[bytes] = field(default_factory=list)

    @property
    def channel(self) -> Mail:
        return Mail(f"smtp://127.0.0.1:{self.port}", "民声 <noreply@hd.example.cn>")

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(self, enable_SMTPUTF8=True), "127.0.0.1", self.port
        )
        try:
            yield
        finally:
            server.close()

    async def handle_RCPT(  # noqa: N802 - the server calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address.startswith(self.refuse):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        self.mails.append(content if isinstance(content, bytes) else str(content).encode())
        return "250 OK"

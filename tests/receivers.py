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


Answer = tuple[int, dict[str, str], bytes]


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
            first, *head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            status, more, content = self._answer(first.split(" ")[1], headers, body)
            await self.answering.wait()
            told = "".join(f"{name}: {value}\r\n" for name, value in more.items())
            length = f"Content-Length: {len(content)}\r\n"
            writer.write(f"HTTP/1.1 {status} -\r\n{told}{length}\r\n".encode() + content)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # who asked was killed
        finally:
            writer.close()

    def _answer(self, _path: str, headers: dict[str, str], body: bytes) -> Answer:
        return self._take(headers, body), {}, b""

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
class Website(Gateway):
    """A website's CMS: it publishes each id once as a page, and serves its pages."""

    pages: dict[str, str] = field(default_factory=dict)
    answering_pages: dict[str, Answer] = field(default_factory=dict)
    """What is answered for a path instead of a page."""
    claims: str | None = None
    """When it says that it published."""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if path != "/messages":
            return self._page(path)
        status = self._take(headers, body)
        if status not in {200, 409}:
            return status, {}, b""
        message = json.loads(body)
        page = f"/notices/{message['notice']}"
        if status == 200:
            parts = "".join(f"<p>{line}</p>" for line in message["body"].splitlines())
            self.pages[page] = f"<title>区政府</title><h1>{message['title']}</h1>{parts}"
        receipt = {"address": self.origin + page, "published_at": self.claims}
        return status, {"Content-Type": "application/json"}, json.dumps(receipt).encode()

    def _page(self, path: str) -> Answer:
        if path in self.answering_pages:
            return self.answering_pages[path]
        if path not in self.pages:
            return 404, {"Content-Type": "text/html"}, b"<p>404</p>"
        return 200, {"Content-Type": "text/html; charset=utf-8"}, self.pages[path].encode()


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

"""An outbox on the real database, fed with facts as the writer would; receivers on loopback."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from aiosmtpd.smtp import SMTP, Envelope, Session

from contracts.envelope import Envelope as Fact
from contracts.event import DomainEvent
from contracts.events.announcer import EventPlanned, EventScheduled
from contracts.values import ActivityKind
from contracts.values import Session as Scheduled
from deploy.local.ports import free_port
from services._kit.clock import FixedClock
from services._kit.postgres import transaction
from services._kit.quarantine import Delivery
from services._vault.keys import Keys
from services._vault.vault import Vault
from services.registration.knowing import KnownActivities
from services.registration.telling.channels import Channel, Mail, SmsWebhook, Way, signature
from services.registration.telling.outbox import Composer
from services.registration.telling.sender import Sender
from services.registration.telling.view import TellingView

ABOUT: dict[str, Any] = {"programme": "daxing-2023", "activity": "open-11"}
NOW = datetime(2023, 9, 1, 1, 0, tzinfo=UTC)
SECRET = "a shared secret"
MOBILE = "13800001111"
LANDLINE = "010-81290000"


@dataclass
class Outbox:
    """The tables of telling, with a vault beside them."""

    pool: asyncpg.Pool
    vault: Vault
    dsn: str
    keys: Path

    async def person(self, person: str, **fields: str) -> str:
        await self.vault.put(self.pool, person, f"person/{person}", fields)
        return person

    async def happen(self, *events: DomainEvent) -> None:
        """Facts of registration, in one commit."""
        await self.commit([fact(event) for event in events])

    async def commit(self, facts: Sequence[Fact]) -> None:
        async with transaction(self.pool) as connection:
            await TellingView().apply(connection, facts)

    async def announce(self) -> None:
        """What the announcer says of open-11: its title, two sessions and their places."""
        planned = EventPlanned(
            **ABOUT, number=11, kind=ActivityKind.OPEN_DAY, topic="工地", title="走进工地",
            printed_label="一", lead_unit="jiugong",
        )  # fmt: skip
        sessions = tuple(
            Scheduled.model_validate({"session": name, "starts_on": day, "place": "旧宫工地"})
            for name, day in (("s1", "2023-09-14"), ("s2", "2023-09-15"))
        )
        await self.hear(planned, EventScheduled(**ABOUT, sessions=sessions))

    async def hear(self, *events: DomainEvent) -> None:
        """Facts of the announcer."""
        async with transaction(self.pool) as connection:
            await KnownActivities().apply(connection, [Delivery(fact(it), it) for it in events])

    def sender(self, ways: Mapping[Way, Channel] | None = None) -> Sender:
        composer = Composer(self.pool, self.vault, "https://hd.example.cn/")
        return Sender(self.pool, FixedClock(NOW), composer, ways or {})

    async def rows(self) -> list[tuple[str, str, str, str | None]]:
        """Person, kind, state and channel of every message."""
        found = await self.pool.fetch(
            "select person, kind, state, channel from message order by person, created_at, kind"
        )
        return [(row["person"], row["kind"], row["state"], row["channel"]) for row in found]

    async def told(self) -> list[tuple[str, str]]:
        """Person and kind of what is still to be sent."""
        return [(who, kind) for who, kind, state, _ in await self.rows() if state == "waiting"]

    async def time_passes(self) -> None:
        """Every retry is due, and whoever holds a message has held it too long."""
        await self.pool.execute(
            "update message set next_try_at = next_try_at - interval '1 hour',"
            " claimed_at = claimed_at - interval '1 hour'"
        )


@contextlib.asynccontextmanager
async def opened(dsn: str, keys: Path) -> AsyncIterator[Outbox]:
    """`keys` is the file of the vault's keys."""
    async with asyncpg.create_pool(dsn, min_size=1, max_size=12) as pool:
        yield Outbox(pool, Vault(Keys.read(keys)), dsn, keys)


def fact(event: DomainEvent) -> Fact:
    data = event.model_dump(mode="json", exclude_none=True)
    return Fact.model_construct(
        id=uuid4(), type=event.ce_type(), source="/registration", time=NOW, recordedat=NOW,
        subject=f"{data['programme']}/{data.get('activity', '_')}", data=data,
        sequence=1, epoch=1, hash="0" * 64, dataschema="",
    )  # fmt: skip


@dataclass
class Gateway:
    """An SMS gateway that takes each id once; `answers` are given first, then 200 or 409."""

    port: int = field(default_factory=free_port)
    answers: list[int] = field(default_factory=list)
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    """Until it is set, messages are taken and nothing is answered."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sms"

    @property
    def channel(self) -> SmsWebhook:
        return SmsWebhook(self.url, SECRET)

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

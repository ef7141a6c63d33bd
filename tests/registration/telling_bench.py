"""An outbox on the real database, fed with facts as the writer would; receivers on loopback."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from contracts.envelope import Envelope as Fact
from contracts.event import DomainEvent
from contracts.events.announcer import EventPlanned, EventScheduled
from contracts.values import ActivityKind
from contracts.values import Session as Scheduled
from services._kit.postgres import transaction
from services._vault.keys import Keys
from services._vault.vault import Vault
from services.registration.knowing import KnownActivities
from services.registration.telling.channels import Channel, SmsWebhook, Way
from services.registration.telling.outbox import Composer
from services.registration.telling.sender import Sender
from services.registration.telling.view import TellingView
from tests import receivers
from tests.delivering import delivery
from tests.kit.toy import FixedClock
from tests.receivers import SECRET, MailServer

ABOUT: dict[str, Any] = {"programme": "daxing-2023", "activity": "open-11"}
NOW = datetime(2023, 9, 1, 1, 0, tzinfo=UTC)
__all__ = ["SECRET", "MailServer"]

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
            await KnownActivities().apply(connection, [delivery(fact(it)) for it in events])

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
    return Fact(
        id=uuid4(), type=event.ce_type(), source="/registration", time=NOW, recordedat=NOW,
        subject=f"{data['programme']}/{data.get('activity', '_')}", data=data,
        sequence=1, epoch=1, hash="0" * 64, dataschema="",
    )  # fmt: skip


class Gateway(receivers.Gateway):
    """A gateway of SMS."""

    @property
    def channel(self) -> SmsWebhook:
        return SmsWebhook(self.webhook)

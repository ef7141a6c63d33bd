"""Where units are reached: set by the office, kept here alone and never on the bus."""

from dataclasses import dataclass
from typing import Literal

import asyncpg

from contracts.values import ReminderKind

Way = Literal["mail", "leader_mail", "webhook"]

WAYS: dict[Way, str] = {
    "mail": "值班邮箱",
    "leader_mail": "主要负责同志办公邮箱",
    "webhook": "协同办公收件号",
}


@dataclass(frozen=True, slots=True)
class Address:
    """A unit's duty mailbox, its leader's for escalations, and its number at the webhook."""

    unit: str
    mail: str | None = None
    leader_mail: str | None = None
    webhook: str | None = None

    def to(self, way: Way) -> str | None:
        """Where one way leads."""
        found: str | None = getattr(self, way)
        return found

    def reached(self, kind: ReminderKind, ways: frozenset[Way]) -> list[tuple[Way, str]]:
        """By which of the ways that are set a reminder reaches the unit."""
        return [
            (way, to) for way in ways_for(kind) if way in ways and (to := self.to(way)) is not None
        ]


def ways_for(kind: ReminderKind) -> tuple[Way, ...]:
    """An escalation reaches the principal leader's office too."""
    if kind is ReminderKind.ESCALATION:
        return ("mail", "leader_mail", "webhook")
    return ("mail", "webhook")


async def address_of(pool: asyncpg.Pool | asyncpg.Connection, unit: str) -> Address:
    """A unit's address; an empty one while none is set."""
    row = await pool.fetchrow("select * from unit_address where unit = $1", unit)
    return Address(**row) if row is not None else Address(unit)


async def every_address(pool: asyncpg.Pool) -> dict[str, Address]:
    """All that are set, by unit."""
    return {row["unit"]: Address(**row) for row in await pool.fetch("select * from unit_address")}


async def save(pool: asyncpg.Pool, address: Address) -> None:
    """Set a unit's address; what is empty is no longer used."""
    await pool.execute(
        "insert into unit_address (unit, mail, leader_mail, webhook) values ($1, $2, $3, $4)"
        " on conflict (unit) do update"
        " set mail = $2, leader_mail = $3, webhook = $4",
        address.unit, address.mail, address.leader_mail, address.webhook,
    )  # fmt: skip

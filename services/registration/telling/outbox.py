"""What a row of the outbox is about, whether it still is, and the text that it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import asyncpg

from services._telling.channels import Text
from services._vault.vault import Vault
from services.registration.telling.kinds import OF_OPINIONS, TAKES_PLACE, Kind
from services.registration.telling.texts import Occasion, Time, compose

TABLE = "message"

# Nobody is told to come to what will not take place.
_POINTLESS = """
select exists (
  select from message_sheet where programme = $1 and activity = $2 and session in ($3, '')
    and (cancelled = 'cancelled' or cancelled = 'online' and not $4))
or exists (select from known_activity where programme = $1 and activity = $2 and cancelled)
or exists (select from known_session
  where programme = $1 and activity = $2 and session = $3 and cancelled)
or $3 = '' and coalesce((select bool_and(cancelled) from known_session
  where programme = $1 and activity = $2), false)
"""
_TIMES = """
select coalesce(s.starts_on, p.starts_on) as starts_on,
  case when s.starts_on is null then p.start_at else s.start_at end as start_at, p.place
from known_session p full join message_sheet s using (programme, activity, session)
where programme = $1 and activity = $2 and ($3 = '' or session = $3)
  and coalesce(s.starts_on, p.starts_on) is not null
order by 1, 2
"""
# Whoever signs up left them as a person, an author with the opinion.
CONTACT = ("name", "phone", "mail", "code")
_CONTACTS = """
select distinct person, item from vault_field
where person = any($1) and name in ('name', 'phone', 'mail', 'code') order by item
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that this sender has taken; ``claimed_at`` tells its turn from a later one."""

    id: UUID
    programme: str
    activity: str
    session: str
    person: str
    kind: Kind
    channel: str | None
    attempts: int
    claimed_at: datetime

    @classmethod
    def of(cls, row: asyncpg.Record) -> Self:
        """A row of the table."""
        given = {name: row[name] for name in cls.__slots__}
        return cls(**{**given, "kind": Kind(row["kind"])})

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.programme, self.activity, self.session


async def pointless(pool: asyncpg.Pool, key: tuple[str, str, str], kind: Kind) -> bool:
    """Whether a cancellation has overtaken a message; one about the cancellation itself stands."""
    if kind is Kind.CANCELLED:
        return False
    overtaken: bool = await pool.fetchval(_POINTLESS, *key, kind in TAKES_PLACE)
    return overtaken


class Composer:
    """Makes texts from the kind of a message, the activity as it is known, and the vault."""

    def __init__(self, pool: asyncpg.Pool, vault: Vault, public_url: str) -> None:
        self._pool, self._vault, self._public_url = pool, vault, public_url.rstrip("/")

    async def contacts(self, persons: Sequence[str]) -> dict[str, dict[str, str]]:
        """Name, telephone, mail and look-up code by person; nothing of those forgotten."""
        rows = await self._pool.fetch(_CONTACTS, persons)
        items = await self._vault.read(self._pool, [row["item"] for row in rows])
        found: dict[str, dict[str, str]] = {}
        for row in rows:
            fields = items.get(row["item"], {})
            known = {name: fields[name] for name in CONTACT if name in fields}
            found.setdefault(row["person"], {}).update(known)
        return found

    async def text(self, key: tuple[str, str, str], kind: Kind, code: str | None) -> Text:
        """The text now; a message that waited tells of the present time and place."""
        title = await self.title(key[0], key[1])
        rows: Sequence[Any] = await self._pool.fetch(_TIMES, *key)
        places = list(dict.fromkeys(row["place"] for row in rows if row["place"]))
        page = f"{self._public_url}/{'opinions' if kind in OF_OPINIONS else 'sign-up'}/status"
        times = [Time(row["starts_on"], row["start_at"]) for row in rows]
        return compose(kind, Occasion(title, times, "、".join(places) or None, page, code))

    async def title(self, programme: str, activity: str) -> str | None:
        """The title of an activity, if the announcer has said it."""
        title: str | None = await self._pool.fetchval(
            "select title from known_activity where programme = $1 and activity = $2",
            programme, activity,
        )  # fmt: skip
        return title

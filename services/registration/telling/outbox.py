"""The rows of the outbox: taken by one sender at a time, and marked with what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from services._vault.vault import Vault
from services.registration.telling.kinds import OF_OPINIONS, TAKES_PLACE, Kind
from services.registration.telling.texts import Occasion, Text, Time, compose

TOGETHER = 10
LEASE = timedelta(seconds=60)  # real; a sender that has not said anything by then is gone
ATTEMPTS = 10  # about a quarter of an hour
LONGEST_WAIT = 300  # real seconds

# What is locked here nobody else takes; materialized, so that it is asked once and not once a row.
_CLAIM = """
with due as materialized (
  select id from message
  where state = 'waiting' and channel is distinct from 'call' and next_try_at <= now()
     or state = 'sending' and claimed_at < now() - $1::interval
  order by next_try_at, id limit $2 for update skip locked)
update message set state = 'sending', claimed_at = clock_timestamp(), attempts = attempts + 1
from due where message.id = due.id
returning message.id, programme, activity, session, person, kind, channel, attempts, claimed_at
"""
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

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.programme, self.activity, self.session


async def claim(pool: asyncpg.Pool) -> list[Message]:
    """Take some of what is due; rows that another sender is taking are passed over."""
    rows = await pool.fetch(_CLAIM, LEASE, TOGETHER)
    return [Message(**{**row, "kind": Kind(row["kind"])}) for row in rows]


async def still_to_send(pool: asyncpg.Pool, message: Message) -> bool:
    """Whether it is ours, and what it is about still stands; asked directly before sending."""
    ours = await pool.fetchval(
        "select true from message where id = $1 and state = 'sending' and claimed_at = $2",
        message.id, message.claimed_at,
    )  # fmt: skip
    if not ours:
        return False
    if await pointless(pool, message.key, message.kind):
        await settle(pool, message, "dropped")
        return False
    return True


async def pointless(pool: asyncpg.Pool, key: tuple[str, str, str], kind: Kind) -> bool:
    """Whether a cancellation has overtaken a message; one about the cancellation itself stands."""
    if kind is Kind.CANCELLED:
        return False
    overtaken: bool = await pool.fetchval(_POINTLESS, *key, kind in TAKES_PLACE)
    return overtaken


async def by_way_of(pool: asyncpg.Pool, message: Message, channel: str) -> None:
    """Remember the channel before anything leaves by it: a retry takes the same."""
    await pool.execute("update message set channel = $2 where id = $1", message.id, channel)


async def sent(pool: asyncpg.Pool, message: Message, at: datetime) -> None:
    """It left; true whatever happened to the row meanwhile."""
    await pool.execute(
        "update message set state = 'sent', sent_at = $2, error = null where id = $1",
        message.id, at,
    )  # fmt: skip


async def again(pool: asyncpg.Pool, message: Message, error: str) -> None:
    """Try it later, each time later than before."""
    wait = timedelta(seconds=min(LONGEST_WAIT, 2**message.attempts))
    await pool.execute(
        "update message set state = 'waiting', next_try_at = now() + $3::interval, error = $4"
        " where id = $1 and state = 'sending' and claimed_at = $2",
        message.id, message.claimed_at, wait, error,
    )  # fmt: skip


async def settle(
    pool: asyncpg.Pool, message: Message, state: str, error: str | None = None
) -> None:
    """Leave it in a state; ``call``: it waits on the call list."""
    await pool.execute(
        "update message set state = $3, channel = coalesce($4, channel),"
        " error = coalesce($5, error)"
        " where id = $1 and state = 'sending' and claimed_at = $2",
        message.id, message.claimed_at, "waiting" if state == "call" else state,
        "call" if state == "call" else None, error,
    )  # fmt: skip


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

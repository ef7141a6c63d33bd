"""What a row of the outbox is about, whether it still is, and the text that it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import asyncpg

from services._telling.channels import Text
from services._telling.outbox import DUE, LEASE
from services._vault.vault import Vault
from services.registration.telling.kinds import OF_OPINIONS, TAKES_PLACE, Kind
from services.registration.telling.texts import Occasion, Time, compose

TABLE = "message"

# Nobody is told to come to what will not take place.
_POINTLESS = """
m.kind <> 'cancelled' and (
exists (
  select from message_sheet it
  where (it.programme, it.activity) = (m.programme, m.activity) and it.session in (m.session, '')
    and (it.cancelled = 'cancelled' or it.cancelled = 'online' and m.kind <> all({takes_place})))
or exists (select from known_activity it
  where (it.programme, it.activity) = (m.programme, m.activity) and it.cancelled)
or exists (select from known_session it
  where (it.programme, it.activity, it.session) = (m.programme, m.activity, m.session)
    and it.cancelled)
or m.session = '' and coalesce((select bool_and(it.cancelled) from known_session it
  where (it.programme, it.activity) = (m.programme, m.activity)), false))
"""
_ONE = f"""
select {_POINTLESS.format(takes_place="$5::text[]")}
from (values ($1::text, $2::text, $3::text, $4::text)) as m(programme, activity, session, kind)
"""  # noqa: S608 - our own words
# Who is not known any more cannot be telephoned either.
_CALLED = f"""
{DUE.format(table=TABLE)}, fate as (
  select id, case when {_POINTLESS.format(takes_place="$3::text[]")} then 'dropped'
    when exists (select from vault_field it where it.person = m.person
      and it.name in ('name', 'phone', 'mail', 'code')) then 'waiting'
    else 'failed' end as state
  from due join message m using (id))
update message m
set state = fate.state, attempts = attempts + 1, claimed_at = clock_timestamp(),
  channel = case fate.state when 'waiting' then 'call' else channel end,
  error = case fate.state when 'failed' then 'no_contact' else error end
from fate where m.id = fate.id
returning true
"""  # noqa: S608 - our own words
AT_ONCE = 500
"""Messages that go to the call list in one statement."""
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
    overtaken: bool = await pool.fetchval(_ONE, *key, kind, TAKES_PLACE)
    return overtaken


async def all_called(pool: asyncpg.Pool) -> int:
    """Where there is no channel: what is due waits for a call, with nothing read from the vault.

    Answers how many messages were due.
    """
    return len(await pool.fetch(_CALLED, LEASE, AT_ONCE, TAKES_PLACE))


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

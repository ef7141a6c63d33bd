"""Queues messages in the transaction of the facts that they are about.

Only registration's own facts and its own small tables are read, so that a message can neither be
lost nor be queued twice. A person is told of a session if they are on its sheet, invited or seated,
for that session or for the activity as a whole (session '').
"""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID, uuid5

import asyncpg

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.registration import (
    InvitationAnswered,
    OpinionFedBack,
    OpinionReplied,
    OpinionReplyCorrected,
    PersonErased,
    RepresentativeInvited,
    RepresentativeSelected,
    ReserveListed,
    SeatConfirmed,
    SeatReleased,
    SignedUp,
    SignUpSheetCancelled,
    SignUpSheetMoved,
    SignUpSheetPrepared,
    SignUpWithdrawn,
)
from contracts.registry import decode
from contracts.values import FeedbackMeans, SeatReleaseReason
from services.registration.telling.kinds import STANDS_WITHOUT_SEAT, TAKES_PLACE, Kind

WHOLE = ""
_SIGNED_UP = """
with expected as (
insert into message_recipient values ($1, $2, $3, $4, $5)
on conflict (programme, activity, session, person) do update set left_at = null
)
insert into message (id, programme, activity, session, person, kind, cause, created_at)
select $6, $1, $2, $3, $4, $7, $8, $5
where exists (select from vault_field where person = $4 and name in ('phone', 'mail'))
on conflict do nothing
"""
_REACHABLE = """
select exists (select from vault_field where person = $1 and name in ('phone', 'mail'))
"""
_HERE = "programme = $1 and activity = $2 and ($3 = '' or session in ($3, ''))"
_OWN_WISH = (SeatReleaseReason.WITHDREW, SeatReleaseReason.CANNOT_COME)
_TOLD_ALREADY = (FeedbackMeans.IN_PERSON, FeedbackMeans.TELEPHONE)


class TellingView:
    """The outbox and those to be told, in the writer's own transaction."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Queue what the events give to tell, and drop what they make pointless."""
        for type_, run in groupby(events, key=lambda it: it.type):
            if type_ == SignedUp.ce_type():
                await connection.executemany(_SIGNED_UP, list(map(_signed_up, run)))
                continue
            for envelope in run:
                await _Change(connection, envelope).apply()


def _signed_up(envelope: Envelope) -> tuple[object, ...]:
    person, kind = envelope.data["person"], Kind.SIGNED_UP
    return (
        *_key_of(envelope), person, envelope.recorded_at, _message_id(envelope, person, kind), kind,
        envelope.id,
    )  # fmt: skip


def _key_of(envelope: Envelope) -> tuple[str, str | None, str]:
    return envelope.programme, envelope.activity, envelope.data.get("session") or WHOLE


def _message_id(envelope: Envelope, person: str, kind: Kind) -> UUID:
    return uuid5(envelope.id, person + kind)


class _Change:
    """One fact and whom it concerns."""

    def __init__(self, connection: asyncpg.Connection, envelope: Envelope) -> None:
        self._connection, self._envelope = connection, envelope
        self._key = _key_of(envelope)

    async def apply(self) -> None:
        event = decode(self._envelope.type, self._envelope.data)
        match event:
            case SignUpSheetPrepared() | SignUpSheetMoved() | SignUpSheetCancelled():
                await self._sheet(event)
            case OpinionReplied():
                await self._tell_authors(event.opinion, Kind.REPLIED)
            case OpinionReplyCorrected():
                await self._tell_authors(event.opinion, Kind.CORRECTED)
            case OpinionFedBack():
                if event.means not in _TOLD_ALREADY:
                    await self._tell_authors(event.opinion, Kind.FED_BACK)
            case PersonErased():
                await self._forget(event)
            case _:
                await self._person(event)

    async def _person(self, event: DomainEvent) -> None:
        match event:
            case RepresentativeInvited():
                await self._come(event.person)
                await self._tell(event.person, Kind.INVITED)
            case ReserveListed():
                await self._come(event.person)
                await self._tell(event.person, Kind.RESERVE)
            case RepresentativeSelected() | SeatConfirmed():
                await self._choose(event.person)
            case SignUpWithdrawn() | InvitationAnswered(accepted=False):
                await self._leave(event.person)
            case SeatReleased():
                await self._leave(event.person)
                if event.reason not in _OWN_WISH:
                    await self._tell(event.person, Kind.RELEASED)

    async def _sheet(
        self, event: SignUpSheetPrepared | SignUpSheetMoved | SignUpSheetCancelled
    ) -> None:
        """Tell everybody of a move or an end, instead of all that was still to be told."""
        if isinstance(event, SignUpSheetCancelled):
            people = await self._people(besides=event.reason)
            await self._execute(
                "insert into message_sheet values ($1, $2, $3, null, null, $4)"
                " on conflict (programme, activity, session) do update set cancelled = $4",
                *self._key, event.reason,
            )  # fmt: skip
            await self._drop_pointless(event)
            kind = Kind.CANCELLED if event.reason == "cancelled" else Kind.ONLINE
            for person in people:
                await self._tell(person, kind)
            return
        await self._execute(
            "insert into message_sheet values ($1, $2, $3, $4, $5, null)"
            " on conflict (programme, activity, session)"
            " do update set starts_on = $4, start_at = $5, cancelled = null",
            *self._key, event.starts_on, event.start_at,
        )  # fmt: skip
        if isinstance(event, SignUpSheetMoved):
            await self._execute(
                "update message set state = 'dropped' where programme = $1 and activity = $2"
                " and session = $3 and kind = $4 and state = 'waiting'",
                *self._key, Kind.MOVED,
            )  # fmt: skip
            for person in await self._people():
                await self._tell(person, Kind.MOVED)

    async def _people(self, besides: str = "") -> list[str]:
        """Those to be told of this session, without those whose own session is off.

        What had only moved online may yet be cancelled: then it is told again.
        """
        rows = await self._connection.fetch(
            f"select distinct person from message_recipient r where {_HERE}"  # noqa: S608 - our own words
            " and left_at is null and not exists (select from message_sheet s"
            " where s.programme = $1 and s.activity = $2 and s.session in (r.session, '')"
            " and s.cancelled = any($4)) order by person",
            *self._key, ["cancelled"] if besides == "cancelled" else ["cancelled", "online"],
        )  # fmt: skip
        return [row["person"] for row in rows]

    async def _drop_pointless(self, event: SignUpSheetCancelled) -> None:
        """A message for the activity as a whole goes with its last session."""
        kept = (Kind.CANCELLED, *(TAKES_PLACE if event.reason == "online" else ()))
        await self._execute(
            "update message set state = 'dropped' where programme = $1 and activity = $2"
            " and ($3 = '' or session = $3 or session = '' and not exists ("
            "  select from message_sheet where programme = $1 and activity = $2"
            "  and session <> '' and cancelled is null))"
            " and state in ('waiting', 'sending') and kind <> all($4)",
            *self._key, list(kept),
        )  # fmt: skip

    async def _come(self, person: str) -> None:
        await self._execute(
            "insert into message_recipient values ($1, $2, $3, $4, $5)"
            " on conflict (programme, activity, session, person) do update set left_at = null",
            *self._key, person, self._envelope.recorded_at,
        )  # fmt: skip

    async def _choose(self, person: str) -> None:
        """A selection and the seat that follows are one message; so is a correction."""
        told = await self._connection.fetchval(
            f"select bool_or(chosen) from message_recipient where {_HERE} and person = $4",  # noqa: S608 - our own words
            *self._key, person,
        )  # fmt: skip
        await self._come(person)
        await self._execute(
            "update message_recipient set chosen = true where programme = $1 and activity = $2"
            " and session = $3 and person = $4",
            *self._key, person,
        )  # fmt: skip
        if not told:
            await self._tell(person, Kind.CHOSEN)

    async def _leave(self, person: str) -> None:
        """Who is no longer expected is not told what only concerned those who are."""
        await self._execute(
            f"update message_recipient set left_at = $5, chosen = false where {_HERE}"  # noqa: S608 - our own words
            " and person = $4",
            *self._key, person, self._envelope.recorded_at,
        )  # fmt: skip
        await self._execute(
            f"update message set state = 'dropped' where {_HERE} and person = $4"  # noqa: S608 - our own words
            " and state in ('waiting', 'sending') and kind <> all($5)",
            *self._key, person, list(STANDS_WITHOUT_SEAT),
        )  # fmt: skip

    async def _forget(self, event: PersonErased) -> None:
        whom = (event.programme, event.person)
        await self._execute(
            "delete from message where programme = $1 and person = $2"
            " and state in ('waiting', 'sending', 'failed')",
            *whom,
        )
        await self._execute(
            "delete from message_recipient where programme = $1 and person = $2", *whom
        )

    async def _tell_authors(self, opinion: str, kind: Kind) -> None:
        """Its author, and those of the opinions that are handled with it."""
        merged = await self._connection.fetch(
            "select opinion from opinion where programme = $1 and activity = $2"
            " and merged_into = $3 order by number",
            *self._key[:2], opinion,
        )  # fmt: skip
        for name in (opinion, *(row["opinion"] for row in merged)):
            await self._tell_author(name, kind)

    async def _tell_author(self, opinion: str, kind: Kind) -> None:
        author = await self._connection.fetchval(
            "select person from vault_field where item = any($1) limit 1",
            [opinion, f"opinion/{self._key[0]}/{self._key[1]}/{opinion}"],
        )
        if author is not None and await self._reachable(author):
            await self._tell(author, kind)

    async def _reachable(self, person: str) -> bool:
        found: bool = await self._connection.fetchval(_REACHABLE, person)
        return found

    async def _tell(self, person: str, kind: Kind) -> None:
        await self._execute(
            "insert into message"
            " (id, programme, activity, session, person, kind, cause, created_at)"
            " values ($4, $1, $2, $3, $5, $6, $7, $8) on conflict do nothing",
            *self._key, _message_id(self._envelope, person, kind), person, kind,
            self._envelope.id, self._envelope.recorded_at,
        )  # fmt: skip

    async def _execute(self, statement: str, *values: object) -> None:
        await self._connection.execute(statement, *values)

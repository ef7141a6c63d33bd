"""Read models: who may come, who came, what was said; and the timer that closes sign-up."""

import json
from collections.abc import Sequence
from typing import Any

import asyncpg

from contracts.envelope import Envelope
from contracts.events.registration import (
    AttendanceRecorded,
    OpinionDecided,
    OpinionFedBack,
    OpinionRecorded,
    RepresentativeSelected,
    SeatConfirmed,
    SignedUp,
    SignUpClosed,
    SignUpOpened,
)
from contracts.registry import decode
from services._kit.timers import cancel_timer, set_timer

CLOSE_SIGN_UP = "close-sign-up"
WHOLE = ""  # in place of a session: the activity as a whole


class RegistrationView:
    """Rows for reading, in the writer's own transaction."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Write what the events change."""
        for envelope in events:
            await _Change(connection, envelope).apply()


class _Change:
    """One fact on its way into the rows."""

    def __init__(self, connection: asyncpg.Connection, envelope: Envelope) -> None:
        self._connection, self._envelope = connection, envelope
        session = envelope.data.get("session") or WHOLE
        self._activity = (envelope.programme, envelope.activity)
        self._key = (*self._activity, session)

    async def apply(self) -> None:
        match decode(self._envelope.type, self._envelope.data):
            case SignUpOpened() as event:
                await self._opened(event)
            case SignUpClosed():
                await self._execute(
                    "update sign_up set open = false"
                    " where programme = $1 and activity = $2 and session = $3",
                    *self._key,
                )
                await cancel_timer(self._connection, self._timer)
            case SignedUp() as event:
                await self._person("signed_up_at", event.person, event.category, None)
            case RepresentativeSelected() as event:
                await self._person("selected_at", event.person, event.category, event.method)
            case SeatConfirmed() as event:
                await self._person("seated_at", event.person, event.category, event.method)
            case AttendanceRecorded() as event:
                await self._execute(
                    "insert into attendance values ($1, $2, $3, $4, $5)"
                    " on conflict (programme, activity, session)"
                    " do update set attendance = $4, leader = $5",
                    *self._key, json.dumps(event.attendance), event.leader,
                )  # fmt: skip
            case OpinionRecorded() as event:
                await self._execute(
                    "insert into opinion values ($1, $2, $4, $3, $5, $6)",
                    *self._key, event.opinion, event.category, self._envelope.occurred_at,
                )  # fmt: skip
            case OpinionDecided() as event:
                await self._opinion(
                    "decision = $4, reason = $5, decided_at = $6, fed_back_at = null",
                    event.opinion, event.decision, event.reason, self._envelope.occurred_at,
                )  # fmt: skip
            case OpinionFedBack() as event:
                await self._opinion("fed_back_at = $4", event.opinion, self._envelope.occurred_at)

    @property
    def _timer(self) -> str:
        return ":".join((CLOSE_SIGN_UP, *map(str, self._key)))

    async def _opened(self, event: SignUpOpened) -> None:
        await self._execute(
            "insert into sign_up values ($1, $2, $3, true, $4)"
            " on conflict (programme, activity, session) do update set open = true, closes_at = $4",
            *self._key, event.closes_at,
        )  # fmt: skip
        if event.closes_at is None:
            await cancel_timer(self._connection, self._timer)
            return
        payload = event.model_dump(mode="json", include={"programme", "activity", "session"})
        await set_timer(self._connection, self._timer, CLOSE_SIGN_UP, event.closes_at, payload)

    async def _person(
        self, moment: str, person: str, category: str | None, method: str | None
    ) -> None:
        """The last known category and method, and when this step was reached."""
        await self._execute(
            f"insert into person (programme, activity, session, person, category, method, {moment})"  # noqa: S608 - our own words
            " values ($1, $2, $3, $4, $5, $6, $7)"
            " on conflict (programme, activity, session, person) do update"
            " set category = coalesce($5, person.category),"
            f" method = coalesce($6, person.method), {moment} = $7",
            *self._key, person, category, method, self._envelope.occurred_at,
        )  # fmt: skip

    async def _opinion(self, changes: str, opinion: str, *values: object) -> None:
        await self._execute(
            f"update opinion set {changes}"  # noqa: S608 - our own words
            " where programme = $1 and activity = $2 and opinion = $3",
            *self._activity, opinion, *values,
        )  # fmt: skip

    async def _execute(self, statement: str, *values: object) -> None:
        await self._connection.execute(statement, *values)


async def summary(
    database: asyncpg.Pool, programme: str, activity: str
) -> dict[str, list[dict[str, Any]]]:
    """What may be read of one activity: windows, counts of people, attendance, opinions."""
    key = (programme, activity)
    where = "where programme = $1 and activity = $2"
    windows = await database.fetch(
        f"select session, open, closes_at from sign_up {where} order by session",  # noqa: S608 - our own words
        *key,
    )
    people = await database.fetch(
        "select session, category, method, count(signed_up_at) as signed_up,"  # noqa: S608 - our own words
        " count(selected_at) as selected, count(seated_at) as seated"
        f" from person {where} group by session, category, method order by 1, 2, 3",
        *key,
    )
    attendance = await database.fetch(
        f"select session, attendance::text, leader from attendance {where} order by session",  # noqa: S608 - our own words
        *key,
    )
    opinions = await database.fetch(
        "select opinion, session, category, recorded_at, decision, reason, decided_at, fed_back_at"  # noqa: S608 - our own words
        f" from opinion {where} order by recorded_at, opinion",
        *key,
    )
    return {
        "sign_up": [dict(row) for row in windows],
        "people": [dict(row) for row in people],
        "attendance": [{**row, "attendance": json.loads(row["attendance"])} for row in attendance],
        "opinions": [dict(row) for row in opinions],
    }

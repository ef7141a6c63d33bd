"""Read models: sheets, people, what was said; and the timer that closes sign-up."""

from collections.abc import Sequence
from itertools import groupby

import asyncpg

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events import registration as said
from contracts.registry import decode
from services._kit.timers import cancel_timer, set_timer
from services._vault.vault import forget
from services.registration.domain.state import latest_end
from services.registration.hearing.view import hear
from services.registration.rows import WHOLE, Rows

CLOSE_SIGN_UP = "close-sign-up"
# Of a crowd all are written in one trip.
_SIGNED_UP = """
insert into person (programme, activity, session, person, category, signed_up_at, channel)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (programme, activity, session, person) do update set category = excluded.category,
signed_up_at = excluded.signed_up_at, channel = excluded.channel, withdrawn_at = null
"""


class RegistrationView:
    """Rows for reading, in the writer's own transaction."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Write what the events change."""
        for type_, run in groupby(events, key=lambda it: it.type):
            if type_ == said.SignedUp.ce_type():
                await connection.executemany(_SIGNED_UP, list(map(_signed_up, run)))
                continue
            for envelope in run:
                await _apply(connection, envelope)


async def _apply(connection: asyncpg.Connection, envelope: Envelope) -> None:
    event = decode(envelope.type, envelope.data)
    if isinstance(event, said.PersonErased):
        await _erase(connection, envelope, event)
        return
    rows = Rows(connection, envelope)
    await _sheet(rows, event)
    await _person(rows, event)
    await _whole(rows, event)
    await hear(rows, event)


def _signed_up(envelope: Envelope) -> tuple[object, ...]:
    said_ = envelope.data
    return (
        envelope.programme, envelope.activity, said_.get("session") or WHOLE, said_["person"],
        said_["category"], envelope.occurred_at, said_["channel"],
    )  # fmt: skip


async def _sheet(rows: Rows, event: DomainEvent) -> None:
    match event:
        case said.SignUpSheetPrepared() | said.SignUpSheetMoved():
            await rows.put(
                "sheet",
                starts_on=event.starts_on,
                start_at=event.start_at,
                ends_at=latest_end(event.starts_on, event.start_at),
                cancelled=None,
            )
            await _set_timers(rows)
        case said.SignUpSheetCancelled():
            await rows.put_known("sheet", cancelled=event.reason)
            await _set_timers(rows)
        case said.SignUpOpeningSet():
            await rows.put("opening", closes_at=event.closes_at, seats=event.seats, rule=event.rule)
        case said.SignUpOpened():
            await rows.put(
                "sign_up", open=True, closes_at=event.closes_at, seats=event.seats, rule=event.rule
            )
            await _set_timers(rows)
        case said.SignUpClosed():
            await rows.put_known("sign_up", open=False)
            await cancel_timer(rows.connection, _timer(rows, rows.session))
        case _:
            return


async def _set_timers(rows: Rows) -> None:
    """Each open window ends when announced, and at the start of its session at the latest."""
    windows = await rows.connection.fetch(
        "select session, (select least(sign_up.closes_at, max(ends_at)) from sheet"
        "  where sheet.programme = $1 and sheet.activity = $2 and cancelled is null"
        "  and sign_up.session in ('', sheet.session)) as due"
        " from sign_up where programme = $1 and activity = $2 and open",
        *rows.activity,
    )
    for window in windows:
        timer = _timer(rows, window["session"])
        if window["due"] is None:
            await cancel_timer(rows.connection, timer)
            continue
        payload = {
            "programme": rows.activity[0],
            "activity": rows.activity[1],
            "session": window["session"] or None,
        }
        await set_timer(rows.connection, timer, CLOSE_SIGN_UP, window["due"], payload)


def _timer(rows: Rows, session: str) -> str:
    return ":".join((CLOSE_SIGN_UP, *map(str, rows.activity), session))


async def _person(rows: Rows, event: DomainEvent) -> None:
    """The last known category and method, and when each step was reached."""
    now = rows.occurred_at
    match event:
        case said.SignUpWithdrawn():
            await rows.person(event.person, withdrawn_at=now, reserve_rank=None)
        case said.RepresentativeInvited():
            await rows.person(
                event.person, category=event.category, invited_at=now, invite_reason=event.reason
            )
        case said.InvitationAnswered():
            await rows.person(event.person, accepted=event.accepted)
        case said.RepresentativeSelected():
            known = {"category": event.category} if event.category else {}
            await rows.person(
                event.person,
                **known,
                method=event.method,
                selected_at=now,
                reserve_rank=None,
                released_at=None,
                release_reason=None,
            )
        case said.ReserveListed():
            await rows.person(event.person, category=event.category, reserve_rank=event.rank)
        case said.SeatConfirmed():
            given: dict[str, str | None] = {"category": event.category, "method": event.method}
            said_now = {name: value for name, value in given.items() if value is not None}
            await rows.person(
                event.person,
                **said_now,
                seated_at=now,
                reserve_rank=None,
                released_at=None,
                release_reason=None,
            )
        case said.SeatReleased():
            await rows.person(
                event.person,
                seated_at=None,
                selected_at=None,
                reserve_rank=None,
                released_at=now,
                release_reason=event.reason,
            )
        case said.CheckedIn():
            await rows.person(event.person, checked_in_at=now)
        case said.WalkedIn():
            await rows.person(
                event.person, category=event.category, checked_in_at=now, walked_in=True
            )
        case _:
            return


async def _whole(rows: Rows, event: DomainEvent) -> None:
    match event:
        case said.SelectionDecided():
            await rows.put(
                "selection",
                rule=event.rule,
                seats=event.seats,
                reserve=event.reserve,
                pool=event.pool,
                seed=event.seed,
                decided_at=rows.occurred_at,
            )
        case said.AttendanceRecorded():
            await rows.put(
                "attendance",
                attendance=event.model_dump_json(include={"attendance"})[
                    len('{"attendance":') : -1
                ],
                leader=event.leader,
                leader_office=event.leader_office,
                reason=event.reason,
            )
        case _:
            return


async def _erase(
    connection: asyncpg.Connection, envelope: Envelope, event: said.PersonErased
) -> None:
    """The key goes, and with it everything that it could read; then the links."""
    await forget(connection, event.person)
    await connection.execute(
        "delete from opinion_author where programme = $1 and person = $2",
        event.programme, event.person,
    )  # fmt: skip
    await connection.execute(
        "update person set erased_at = $3 where programme = $1 and person = $2",
        event.programme, event.person, envelope.occurred_at,
    )  # fmt: skip


__all__ = ["CLOSE_SIGN_UP", "WHOLE", "RegistrationView"]

"""A read model of what the other services say: sign-up, people as opaque ids, streams, opinions."""

from collections.abc import Sequence

import asyncpg

from contracts.event import DomainEvent
from contracts.events.compliance import RoutineUnitRegistered
from contracts.events.livestream import (
    QuestionEvent,
    RecordingEvent,
    StreamCancelled,
    StreamEnded,
    StreamEvent,
    StreamInterrupted,
    StreamPrepared,
    StreamResumed,
    StreamScheduled,
    StreamStarted,
)
from contracts.events.registration import (
    InvitationAnswered,
    PersonErased,
    RepresentativeInvited,
    RepresentativeSelected,
    ReserveListed,
    SeatConfirmed,
    SeatReleased,
    SignedUp,
    SignUpClosed,
    SignUpOpened,
    SignUpSheetCancelled,
    SignUpSheetPrepared,
    SignUpWithdrawn,
)
from contracts.events.registration.people import PeopleEvent
from contracts.values import SelectionMethod
from services._kit.quarantine import Delivery
from services.announcer import opinions
from services.announcer.materials import heard

STREAM_STATES: dict[type[DomainEvent], str] = {
    StreamPrepared: "prepared",
    StreamScheduled: "scheduled",
    StreamStarted: "live",
    StreamInterrupted: "interrupted",
    StreamResumed: "live",
    StreamEnded: "ended",
    StreamCancelled: "cancelled",
}
TABLES = (
    "routine_unit",
    "sign_up",
    "representative",
    "stream",
    "opinion",
    "no_opinions",
    "attendance",
    "recording",
    "question",
)
_OPEN, _INVITED = SelectionMethod.OPEN_SELECTION, SelectionMethod.DIRECTED_INVITATION


class Elsewhere:
    """Rows for the public pages; facts that these do not show are passed over."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Write what the facts change."""
        for delivery in batch:
            await _apply(connection, delivery.event)


async def _apply(connection: asyncpg.Connection, event: DomainEvent) -> None:
    match event:
        case RoutineUnitRegistered():
            await connection.execute(
                "insert into routine_unit values ($1, $2, $3) on conflict do nothing",
                event.programme, event.unit, event.unit_name,
            )  # fmt: skip
        case PersonErased():
            await connection.execute(
                "delete from representative where programme = $1 and person = $2",
                event.programme, event.person,
            )  # fmt: skip
        case StreamEvent() if type(event) in STREAM_STATES:
            await connection.execute(
                "insert into stream values ($1, $2, $3, $4)"
                " on conflict (programme, activity, session) do update set state = $4",
                event.programme, event.activity, event.session, STREAM_STATES[type(event)],
            )  # fmt: skip
        case QuestionEvent() | RecordingEvent():
            await heard.hear(connection, event)
        case PeopleEvent():
            await _sign_up(connection, event)
            await _person(connection, event)
            await opinions.hear(connection, event)
            await heard.hear(connection, event)
        case _:
            pass


async def _sign_up(connection: asyncpg.Connection, event: PeopleEvent) -> None:
    key = (event.programme, event.activity, event.session or "")
    match event:
        case SignUpSheetPrepared():
            await _sign_up_state(connection, key, "prepared")
        case SignUpOpened():
            await connection.execute(
                "insert into sign_up values ($1, $2, $3, 'open', $4, $5, $6)"
                " on conflict (programme, activity, session)"
                " do update set state = 'open', closes_at = $4, seats = $5, rule = $6",
                *key, event.closes_at, event.seats, event.rule,
            )  # fmt: skip
        case SignUpClosed():
            await _sign_up_state(connection, key, "closed")
        case SignUpSheetCancelled():
            await _sign_up_state(connection, key, "cancelled")
        case _:
            pass


async def _sign_up_state(
    connection: asyncpg.Connection, key: tuple[str, str, str], state: str
) -> None:
    await connection.execute(
        "insert into sign_up values ($1, $2, $3, $4)"
        " on conflict (programme, activity, session) do update set state = $4",
        *key, state,
    )  # fmt: skip


async def _person(connection: asyncpg.Connection, event: PeopleEvent) -> None:
    match event:
        case SignedUp():
            changes = {"category": event.category, "method": _OPEN, "signed_up": True}
        case RepresentativeInvited():
            changes = {"category": event.category, "method": _INVITED}
        case InvitationAnswered(accepted=True):
            changes = {"standing": "seated", "method": _INVITED}
        case RepresentativeSelected():
            changes = {"standing": "chosen", "category": event.category, "method": event.method}
        case SeatConfirmed():
            changes = {"standing": "seated", "category": event.category, "method": event.method}
        case ReserveListed():
            changes = {"standing": "reserve", "category": event.category, "rank": event.rank}
        case SeatReleased():
            await _of_person(connection, event, "update representative set standing = null")
            return
        case InvitationAnswered() | SignUpWithdrawn():
            await _of_person(connection, event, "delete from representative")
            return
        case _:
            return
    await connection.execute(
        "insert into representative values"
        " ($1, $2, $3, $4, $5, $6, coalesce($7, false), $8, $9)"
        " on conflict (programme, activity, session, person) do update set"
        " category = coalesce($5, representative.category),"
        " method = coalesce($6, representative.method),"
        " signed_up = coalesce($7, representative.signed_up),"
        " standing = coalesce($8, representative.standing),"
        " rank = coalesce($9, representative.rank)",
        event.programme, event.activity, event.session or "", event.person,
        *map(changes.get, ("category", "method", "signed_up", "standing", "rank")),
    )  # fmt: skip


async def _of_person(
    connection: asyncpg.Connection,
    event: SeatReleased | InvitationAnswered | SignUpWithdrawn,
    change: str,
) -> None:
    """Change a person's rows: of one session and of the activity as a whole, or all of them."""
    await connection.execute(
        f"{change} where programme = $1 and activity = $2 and person = $3"
        " and ($4::text is null or session in ($4, ''))",
        event.programme, event.activity, event.person, event.session,
    )  # fmt: skip

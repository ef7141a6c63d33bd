"""What moves the end of keeping: registration's own facts, and those it hears."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from contracts.envelope import Envelope
from contracts.events import registration as said
from contracts.events.announcer import EventRescheduled, EventScheduled
from contracts.events.compliance import AssessmentClosed
from contracts.registry import decode
from services._kit.quarantine import Delivery
from services.registration.keeping.holding import Key
from services.registration.keeping.purging import look_again, watch


class KeepingView:
    """Timers of the purge, and what was purged, in the writer's own transaction."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Watch over an activity from its first person on; one look a batch is enough."""
        watched: dict[Key, datetime] = {}
        anew: dict[Key, datetime] = {}
        for envelope in events:
            at = envelope.recorded_at
            match decode(envelope.type, envelope.data):
                case said.OpinionFedBack() | said.SignUpSheetMoved() as event:
                    anew[event.programme, event.activity] = at
                case said.PeopleEvent() as event:
                    watched[event.programme, event.activity] = at
                case said.PersonalDataPurged() as event:
                    await _purged(connection, envelope, event)
        for key, at in anew.items():
            await look_again(connection, key, at)
        for key in watched.keys() - anew.keys():
            await watch(connection, key, watched[key])


async def hear(connection: asyncpg.Connection, delivery: Delivery) -> None:
    """Dates of sessions, and the close of the year's assessment."""
    match delivery.event:
        case EventScheduled() | EventRescheduled() as event:
            key = (event.programme, event.activity)
            await look_again(connection, key, delivery.envelope.recorded_at)
        case AssessmentClosed() as event:
            await _assessed(connection, delivery.envelope, event)
        case _:
            return


async def _assessed(
    connection: asyncpg.Connection, envelope: Envelope, event: AssessmentClosed
) -> None:
    await connection.execute(
        "insert into known_assessment values ($1, $2) on conflict (programme)"
        " do update set closed_at = greatest(known_assessment.closed_at, $2)",
        event.programme, envelope.occurred_at,
    )  # fmt: skip
    rows = await connection.fetch(
        "select activity from known_activity where programme = $1", event.programme
    )
    for row in rows:
        await look_again(connection, (event.programme, row["activity"]), envelope.recorded_at)


async def _purged(
    connection: asyncpg.Connection, envelope: Envelope, event: said.PersonalDataPurged
) -> None:
    key = (event.programme, event.activity)
    await connection.execute(
        "insert into purged values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *key, envelope.occurred_at, event.kinds, event.reason, event.kept_until, event.persons,
        event.persons_sha256,
    )  # fmt: skip
    if event.kinds == "all":
        await connection.execute(
            "update person set purged_at = $3 where programme = $1 and activity = $2",
            *key, envelope.occurred_at,
        )  # fmt: skip

"""The draw's rows in the writer's own transaction, and the timer that seals."""

import json
from collections.abc import Sequence

import asyncpg

from contracts.envelope import Envelope
from contracts.events import registration as said
from contracts.registry import decode
from services._kit.timers import set_timer
from services.registration.rows import WHOLE

SEAL_DRAW = "seal-draw"


class DrawView:
    """Facts of draws as they were told; nobody's number once the person is erased."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Write what the events change."""
        for envelope in events:
            match event := decode(envelope.type, envelope.data):
                case said.DrawEvent():
                    await _tell(connection, envelope, event)
                case said.SignUpClosed():
                    await _seal_soon(connection, envelope, event)
                case said.PersonErased():
                    await connection.execute(
                        "delete from draw_entry where programme = $1 and person = $2",
                        event.programme, event.person,
                    )  # fmt: skip
                case _:
                    continue


async def _tell(connection: asyncpg.Connection, envelope: Envelope, event: said.DrawEvent) -> None:
    place = (event.programme, event.activity, event.session or WHOLE)
    await connection.execute(
        "insert into draw_fact values ($1, $2, $3, $4, $5, $6, $7)",
        envelope.sequence, *place, envelope.type, json.dumps(envelope.data), envelope.occurred_at,
    )  # fmt: skip
    if isinstance(event, said.DrawSealed | said.DrawQuotasRelaxed | said.DrawSeedSourceNamed):
        await connection.execute(
            "delete from draw_problem where programme = $1 and activity = $2 and session = $3",
            *place,
        )
    if isinstance(event, said.DrawQuotasRelaxed | said.DrawSeedSourceNamed):
        await _seal_soon(connection, envelope, event)


async def _seal_soon(
    connection: asyncpg.Connection, envelope: Envelope, event: said.PeopleEvent
) -> None:
    """Have the draw sealed: after every fact that may have made it possible, if there is one."""
    place = (event.programme, event.activity, event.session or WHOLE)
    announced = await connection.fetchval(
        "select exists (select from draw_fact where programme = $1 and activity = $2"
        " and session = $3)",
        *place,
    )
    if announced:
        timer = ":".join((SEAL_DRAW, *place, str(envelope.sequence)))
        payload = {
            "programme": event.programme,
            "activity": event.activity,
            "session": event.session,
        }
        await set_timer(connection, timer, SEAL_DRAW, envelope.recorded_at, payload)

"""Rows of opinions: what was said, by whom it is answered, and what became of it."""

from contracts.event import DomainEvent
from contracts.events import registration as said
from services.registration.rows import Rows


async def hear(rows: Rows, event: DomainEvent) -> None:
    """Write what a fact changes of an opinion."""
    now = rows.occurred_at
    match event:
        case said.OpinionRecorded():
            await rows.connection.execute(
                "insert into opinion"
                " (programme, activity, opinion, session, category, recorded_at, source, question)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8)",
                *rows.activity, event.opinion, rows.session, event.category, now,
                event.source, event.question,
            )  # fmt: skip
        case said.OpinionDispatched():
            await rows.opinion(event.opinion, unit=event.unit)
        case said.OpinionReplied():
            await rows.opinion(event.opinion, replied_by=event.unit, replied_at=now)
        case said.OpinionDecided():
            await rows.opinion(
                event.opinion,
                decision=event.decision,
                reason=event.reason,
                decided_at=now,
                fed_back_at=None,
                means=None,
            )
        case said.OpinionFedBack():
            await rows.opinion(event.opinion, fed_back_at=now, means=event.means)
        case _:
            return

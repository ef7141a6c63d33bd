"""Rows of opinions: what was said, by whom it is answered, and what became of it."""

from contracts.event import DomainEvent
from contracts.events import registration as said
from services.registration.rows import Rows


async def hear(rows: Rows, event: DomainEvent) -> None:  # noqa: C901, PLR0912 - a list of facts
    """Write what a fact changes of an opinion."""
    now = rows.occurred_at
    match event:
        case said.OpinionRecorded():
            await _record(rows, event)
        case said.OpinionDispatched():
            await rows.opinion(event.opinion, unit=event.unit, returned_by=None, return_reason=None)
        case said.OpinionReturned():
            await rows.opinion(
                event.opinion, unit=None, returned_by=event.unit, return_reason=event.reason
            )
        case said.OpinionReplied():
            await rows.opinion(
                event.opinion, replied_by=event.unit, replied_at=now, corrected_at=None
            )
        case said.OpinionReplyCorrected():
            await rows.opinion(event.opinion, corrected_at=now)
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
        case said.OpinionSummarised():
            await rows.opinion(event.opinion, summary=event.summary, public_reply=event.reply)
        case said.OpinionMerged():
            await rows.opinion(event.opinion, merged_into=event.into)
            await rows.opinion(event.into, fed_back_at=None, means=None)
        case said.OpinionUnmerged():
            await rows.opinion(event.opinion, merged_into=None)
        case said.OpinionFollowedUp():
            await rows.opinion(event.opinion, satisfied=event.satisfied)
        case said.OpinionReopened():
            await rows.opinion(
                event.opinion,
                reopened_at=now,
                replied_at=None,
                corrected_at=None,
                decision=None,
                reason=None,
                decided_at=None,
                fed_back_at=None,
                means=None,
            )
        case _:
            return


async def _record(rows: Rows, event: said.OpinionRecorded) -> None:
    """A fact from before opinions had numbers is counted in its order."""
    await rows.connection.execute(
        "insert into opinion (programme, activity, opinion, session, category, recorded_at,"
        " source, question, independent, number) values ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
        " coalesce($10, (select count(*) + 1 from opinion"
        "  where programme = $1 and activity = $2)))",
        *rows.activity, event.opinion, rows.session, event.category, rows.occurred_at,
        event.source, event.question, event.independent or False, event.number,
    )  # fmt: skip

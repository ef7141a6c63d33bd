"""Other changes after a notice: venue, agenda, host or clock time need a correction.

A correction must be out on every required channel before the start.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contracts.events.announcer import (
    AgendaRecorded,
    EventRescheduled,
    EventScheduled,
    HostChanged,
    VenueChanged,
)
from contracts.values import NoticeKind
from services.compliance.judging.facts import Fact
from services.compliance.judging.history import SessionHistory
from services.compliance.judging.publications import NAMING_KINDS, Publication, on_channel
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import until
from services.compliance.rules.evidence.found import Evidence

CORRECTING = frozenset({NoticeKind.CORRECTION, NoticeKind.CHANGE})
_CHANGING = (VenueChanged, HostChanged, AgendaRecorded, EventScheduled, EventRescheduled)


def corrected(context: Context, session: SessionHistory, evidence: Evidence) -> Evidence:
    """The evidence of complete elements, unless a change after the notice was not told."""
    uncorrected = [
        fact
        for fact in _changes(context, session)
        if fact.occurred_at < session.start and not _told(context, session, fact)
    ]
    if not uncorrected:
        return evidence
    facts = (*evidence.facts, *uncorrected)
    if context.now < session.start:
        limit = until(session.start, inferred=session.clock_unknown)
        return replace(evidence, facts=facts, wait=limit, remark="公告后有变更，尚未发布更正")
    return Evidence(facts=facts, review="公告后有变更，活动开始前没有在各渠道发布更正")


def _changes(context: Context, session: SessionHistory) -> Iterable[Fact]:
    agenda: tuple[str, ...] | None = None
    clock = None
    for fact, event in context.history.of(*_CHANGING):
        match event:
            case VenueChanged(first_declaration=False, session=about) if about in (
                None,
                session.id,
            ):
                yield fact
            case HostChanged():
                yield fact
            case AgendaRecorded(items=items):
                titles = tuple(item.title for item in items)
                if agenda is not None and titles != agenda:
                    yield fact
                agenda = titles
            case EventScheduled(sessions=sessions):
                known = {entry.session: entry for entry in sessions}
                clock = known.get(session.id, clock)
            case EventRescheduled(moved=moved) if moved.session == session.id:
                if clock and clock.starts_on == moved.starts_on:
                    yield fact
                clock = moved
            case _:
                pass


def _told(context: Context, session: SessionHistory, change: Fact) -> bool:
    """Whether every channel told the new state, if any had told the old one."""
    texts = [
        text
        for text in context.history.publications
        if text.is_of(NAMING_KINDS) and text.date_of(session.id) is not None
    ]
    by_channel = [on_channel(texts, channel) for channel in context.values.required_channels]
    if not any(_out_before(here, change) for here in by_channel):
        return True
    every = all if context.pack.switches.every_channel else any
    return every(_told_on(context, session, here, change) for here in by_channel)


def _out_before(here: Iterable[Publication], change: Fact) -> bool:
    moment = change.occurred_at
    return any(text.at < moment and text.stands_at(moment) for text in here)


def _told_on(
    context: Context, session: SessionHistory, here: Sequence[Publication], change: Fact
) -> bool:
    """A correction is out; where no notice was out before, the first one says it as it is."""
    telling = CORRECTING if _out_before(here, change) else NAMING_KINDS
    return any(
        text.is_of(telling)
        and change.occurred_at <= text.at < session.start
        and text.stands_at(context.until_start)
        for text in here
    )

"""Evidence of telling the public: notices on the required channels, and what they say."""

from collections.abc import Callable, Iterable
from datetime import datetime

from contracts.events.announcer import (
    AgendaRecorded,
    AnnouncementPublished,
    EventRescheduled,
    EventScheduled,
    HostChanged,
    VenueChanged,
)
from contracts.values import Channel, NoticeElement, NoticeKind
from services.compliance.facts import Fact
from services.compliance.history import SessionHistory
from services.compliance.publications import (
    NAMING_KINDS,
    Publication,
    Standing,
    naming,
    on_channel,
    standing_since,
)
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline, until
from services.compliance.rules.evidence.found import NOTHING, Evidence

CHANNEL_NAMES = {
    Channel.DISTRICT_WEBSITE: "区政府网站",
    Channel.NEW_MEDIA: "政务新媒体",
    Channel.OTHER: "其他渠道",
}
ELEMENT_NAMES = {
    NoticeElement.START_AT: "活动时间",
    NoticeElement.DURATION: "活动时长",
    NoticeElement.AGENDA: "流程安排",
    NoticeElement.NETIZEN_PARTICIPATION: "网民参与方式",
    NoticeElement.HOST: "主办单位",
}
Find = Callable[[Channel], Standing | None]


def announced_first(context: Context, _limit: Deadline | None) -> Evidence:
    """The notice naming the date in force is out on the first required channel."""
    return _on_any(context, _notice(context))


def announced_everywhere(context: Context, _limit: Deadline | None) -> Evidence:
    """The notice naming the date in force is out on every required channel."""
    if not context.pack.switches.every_channel:
        return _on_any(context, _notice(context))
    return _on_every(context, _notice(context))


def selection_notice(context: Context, _limit: Deadline | None) -> Evidence:
    """A selection notice is out on every required channel; it need not stay after sign-up."""
    session = context.session
    if session is None:
        return NOTHING
    closed = context.sign_up_closed
    moment = min(context.until_start, closed.occurred_at) if closed else context.until_start

    def find(channel: Channel) -> Standing | None:
        texts = _about(context, session, (NoticeKind.SELECTION,), channel)
        return standing_since(texts, moment)

    every = context.pack.switches.every_channel
    return _on_every(context, find) if every else _on_any(context, find)


def cancellation_notice(context: Context, _limit: Deadline | None) -> Evidence:
    """A cancellation notice is out on every required channel."""
    session = context.session
    if session is None:
        return NOTHING

    def find(channel: Channel) -> Standing | None:
        texts = _about(context, session, (NoticeKind.CANCELLATION,), channel)
        return standing_since(texts, context.now)

    every = context.pack.switches.every_channel
    return _on_every(context, find) if every else _on_any(context, find)


def notice_elements(context: Context, _limit: Deadline | None) -> Evidence:
    """All required elements stand in the texts in force, taken over all required channels.

    An end time gives the duration; elements that did not change carry over from earlier texts,
    the time does not.
    """
    session = context.session
    if session is None:
        return NOTHING
    since: list[datetime] = []
    facts: list[Fact] = []
    missing: list[str] = []
    reposted = False
    for element in context.pack.required_elements:
        found = standing_since(_saying(context, session, element), context.until_start)
        if found is None:
            missing.append(ELEMENT_NAMES.get(element, element.value))
            continue
        since.append(found.since)
        facts.extend(found.facts)
        reposted = reposted or found.reposted
    if not facts:
        return NOTHING
    if missing:
        return Evidence(facts=_distinct(facts), remark=f"公告缺少{'、'.join(missing)}")
    evidence = Evidence(done_at=max(since), facts=_distinct(facts), reposted=reposted)
    return _corrected(context, session, evidence)


def _notice(context: Context) -> Find:
    def find(channel: Channel) -> Standing | None:
        session = context.session
        if session is None:
            return None
        texts = on_channel(context.history.publications, channel)
        in_force = naming(texts, session.id, session.starts_on, context.until_start)
        return standing_since(in_force, context.until_start)

    return find


def _on_any(context: Context, find: Find) -> Evidence:
    found = [standing for channel in context.pack.required_channels if (standing := find(channel))]
    if not found:
        return NOTHING
    first = min(found, key=lambda standing: standing.since)
    return Evidence(first.since, _distinct(first.facts), reposted=first.reposted)


def _on_every(context: Context, find: Find) -> Evidence:
    found = {channel: find(channel) for channel in context.pack.required_channels}
    present = [standing for standing in found.values() if standing is not None]
    facts = _distinct(fact for standing in present for fact in standing.facts)
    missing = [CHANNEL_NAMES[channel] for channel, standing in found.items() if standing is None]
    if missing:
        return Evidence(facts=facts, remark=f"{'、'.join(missing)}没有发布" if present else "")
    last = max(present, key=lambda standing: standing.since)
    return Evidence(last.since, facts, reposted=last.reposted)


def _about(
    context: Context, session: SessionHistory, kinds: tuple[NoticeKind, ...], channel: Channel
) -> list[Publication]:
    return [
        text
        for text in on_channel(context.history.publications, channel)
        if text.is_of(kinds) and text.date_of(session.id) is not None
    ]


def _saying(
    context: Context, session: SessionHistory, element: NoticeElement
) -> tuple[Publication, ...]:
    wanted = {element}
    if element is NoticeElement.DURATION:
        wanted.add(NoticeElement.END_AT)
    texts: list[Publication] = []
    for channel in context.pack.required_channels:
        on_this = on_channel(context.history.publications, channel)
        if element is NoticeElement.START_AT:
            texts.extend(naming(on_this, session.id, session.starts_on, context.until_start))
        else:
            texts.extend(_about(context, session, tuple(NAMING_KINDS), channel))
    return tuple(text for text in texts if not wanted.isdisjoint(_elements(text)))


def _elements(text: Publication) -> set[NoticeElement]:
    event = text.event
    return set(event.elements) if isinstance(event, AnnouncementPublished) else set()


def _corrected(context: Context, session: SessionHistory, evidence: Evidence) -> Evidence:
    """Venue, agenda, host or clock time changed after the notice: a correction on every channel."""
    uncorrected = [
        fact
        for fact in _changes_after_notice(context, session)
        if not _told(context, session, fact)
    ]
    if not uncorrected:
        return evidence
    facts = (*evidence.facts, *uncorrected)
    if context.now < session.start:
        return Evidence(
            evidence.done_at, facts, wait=until(session.start), remark="公告后有变更，尚未发布更正"
        )
    return Evidence(facts=facts, review="公告后有变更，活动开始前没有在各渠道发布更正")


def _changes_after_notice(context: Context, session: SessionHistory) -> list[Fact]:
    notices = [
        text.at
        for text in context.history.publications
        if text.is_of(NAMING_KINDS) and text.date_of(session.id) is not None
    ]
    if not notices:
        return []
    changed = _changes_of_elements(context, session)
    return [fact for fact in changed if min(notices) < fact.occurred_at < session.start]


def _changes_of_elements(context: Context, session: SessionHistory) -> Iterable[Fact]:
    agenda: tuple[str, ...] | None = None
    clock = None
    for fact in context.history.facts:
        match fact.event:
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
    corrections = (NoticeKind.CORRECTION, NoticeKind.CHANGE)
    return all(
        any(
            change.occurred_at <= text.at < session.start
            for text in _about(context, session, corrections, channel)
        )
        for channel in context.pack.required_channels
    )


def _distinct(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple({fact.id: fact for fact in facts}.values())

"""Evidence of telling the public: notices on the required channels, and what they say."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from contracts.events.announcer import AnnouncementPublished
from contracts.values import Channel, NoticeElement, NoticeKind
from services.compliance.judging.facts import Fact
from services.compliance.judging.history import SessionHistory
from services.compliance.judging.publications import (
    NAMING_KINDS,
    Publication,
    Standing,
    naming,
    on_channel,
    standing_since,
)
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.evidence.corrections import corrected
from services.compliance.rules.evidence.found import NOTHING, Evidence

CHANNEL_NAMES = {
    Channel.DISTRICT_WEBSITE: "区政府网站",
    Channel.NEW_MEDIA: "政务新媒体",
    Channel.OTHER: "其他渠道",
}
ELEMENT_NAMES = {
    NoticeElement.START_AT: "活动时间",
    NoticeElement.DURATION: "活动时长",
    NoticeElement.END_AT: "结束时间",
    NoticeElement.AGENDA: "流程安排",
    NoticeElement.NETIZEN_PARTICIPATION: "网民参与方式",
    NoticeElement.HOST: "主办单位",
    NoticeElement.PLACE: "活动地点",
    NoticeElement.SIGN_UP: "报名方式",
    NoticeElement.CONTACT: "联系方式",
}
_SELECTION = frozenset({NoticeKind.SELECTION})
_CANCELLATION = frozenset({NoticeKind.CANCELLATION})
Find = Callable[[Channel], Standing | None]


def announced_first(context: Context, _limit: Deadline | None) -> Evidence:
    """The notice naming the date in force is out on the first required channel."""
    return _on_any(context, _notice(context))


def announced_everywhere(context: Context, limit: Deadline | None) -> Evidence:
    """The notice naming the date in force is out on every required channel."""
    if not context.pack.switches.every_channel:
        return _on_any(context, _notice(context))
    return _on_every(context, _notice(context), limit)


def selection_notice(context: Context, limit: Deadline | None) -> Evidence:
    """A selection notice is out on every required channel; it need not stay after sign-up."""
    until_closed = context.until_sign_up_closed

    def find(channel: Channel) -> Standing | None:
        texts = _about(context, _SELECTION, channel)
        return standing_since(texts, until_closed) or standing_since(texts, context.until_start)

    every = context.pack.switches.every_channel
    return _on_every(context, find, limit) if every else _on_any(context, find)


def cancellation_notice(context: Context, limit: Deadline | None) -> Evidence:
    """A cancellation notice is out on every required channel."""

    def find(channel: Channel) -> Standing | None:
        texts = _about(context, _CANCELLATION, channel)
        return standing_since(texts, context.until_start)

    every = context.pack.switches.every_channel
    return _on_every(context, find, limit) if every else _on_any(context, find)


def notice_elements(context: Context, limit: Deadline | None) -> Evidence:
    """All required elements stand in the texts in force, taken over all required channels.

    An end time gives the duration; elements that did not change carry over from earlier texts,
    the time does not.
    """
    session = context.session
    if session is None:
        return NOTHING
    said = {
        element: _said(context, session, element) for element in context.values.required_elements
    }
    found = [standing for standing in said.values() if standing is not None]
    facts = _distinct(fact for standing in found for fact in standing.facts)
    missing = [ELEMENT_NAMES.get(name, name.value) for name in said if said[name] is None]
    if not found:
        return NOTHING
    if missing:
        return Evidence(facts=facts, remark=f"公告缺少{'、'.join(missing)}")
    evidence = _all_done(found, facts, limit)
    return corrected(context, session, evidence)


def _notice(context: Context) -> Find:
    def find(channel: Channel) -> Standing | None:
        return standing_since(_in_force(context, channel), context.until_start)

    return find


def _on_any(context: Context, find: Find) -> Evidence:
    found = [
        standing for channel in context.values.required_channels if (standing := find(channel))
    ]
    if not found:
        return NOTHING
    first = min(found, key=lambda standing: standing.since)
    return Evidence(first.since, _distinct(first.facts), reposted=first.reposted)


def _on_every(context: Context, find: Find, limit: Deadline | None) -> Evidence:
    found = {channel: find(channel) for channel in context.values.required_channels}
    present = [standing for standing in found.values() if standing is not None]
    facts = _distinct(fact for standing in present for fact in standing.facts)
    missing = [CHANNEL_NAMES[channel] for channel, standing in found.items() if standing is None]
    if missing:
        return Evidence(facts=facts, remark=f"{'、'.join(missing)}没有发布" if present else "")
    return _all_done(present, facts, limit)


def _all_done(found: list[Standing], facts: tuple[Fact, ...], limit: Deadline | None) -> Evidence:
    """Done when the last was; doubtful where something that had been taken down came back late."""
    late = [each for each in found if limit is not None and not limit.covers(each.since)]
    reposted = any(each.reposted for each in late)
    return Evidence(max(each.since for each in found), facts, reposted=reposted)


@lru_cache(maxsize=64)
def _in_force(context: Context, channel: Channel) -> tuple[Publication, ...]:
    """The notices on a channel that name the date in force."""
    session = context.session
    if session is None:
        return ()
    texts = on_channel(context.history.publications, channel)
    return naming(texts, session.id, session.starts_on, session.dated_at, context.until_start)


@lru_cache(maxsize=64)
def _about(
    context: Context, kinds: frozenset[NoticeKind], channel: Channel
) -> tuple[Publication, ...]:
    """The texts on a channel that name the session."""
    session = context.session
    if session is None:
        return ()
    return tuple(
        text
        for text in on_channel(context.history.publications, channel)
        if text.is_of(kinds) and text.date_of(session.id) is not None
    )


def _said(context: Context, session: SessionHistory, element: NoticeElement) -> Standing | None:
    """Since when the texts say it. Taking down a text with an old date is no withdrawal."""
    wanted = {element}
    if element is NoticeElement.DURATION:
        wanted.add(NoticeElement.END_AT)
    texts: list[Publication] = []
    for channel in context.values.required_channels:
        if element is NoticeElement.START_AT:
            texts.extend(_in_force(context, channel))
        else:
            texts.extend(_about(context, NAMING_KINDS, channel))
    saying = [text for text in texts if not wanted.isdisjoint(_elements(text))]
    found = standing_since(saying, context.until_start)
    if found is None or not found.reposted:
        return found
    dated = [text for text in saying if text.date_of(session.id) == session.starts_on]
    own = standing_since(dated, context.until_start)
    return replace(found, reposted=own is None or own.reposted)


def _elements(text: Publication) -> set[NoticeElement]:
    event = text.event
    return set(event.elements) if isinstance(event, AnnouncementPublished) else set()


def _distinct(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple({fact.id: fact for fact in facts}.values())

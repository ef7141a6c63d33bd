"""Publications: what was out where, from when until when.

A time of publication that only a person claims is uncertain until a second person confirms it,
and two claims may differ. So every publication has two times, the cautious and the claimed one;
a judgement is made under each, and only where they agree does the machine decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from contracts.event import DomainEvent
from contracts.events.announcer import (
    AnnouncementPublished,
    AnnouncementWithdrawn,
    MaterialsPublished,
    MaterialsWithdrawn,
    OpinionResultsPublished,
    PublicationConfirmed,
    PublicityReported,
)
from contracts.values import Channel, Entry, NoticeKind, beijing_date
from services.compliance.judging.facts import Fact, in_order

Claims = Literal["cautious", "claimed"]
Published = AnnouncementPublished | MaterialsPublished | OpinionResultsPublished | PublicityReported
PUBLISHED = (
    AnnouncementPublished,
    MaterialsPublished,
    OpinionResultsPublished,
    PublicityReported,
)
NAMING_KINDS = frozenset({NoticeKind.ACTIVITY, NoticeKind.CHANGE, NoticeKind.CORRECTION})
"""The notices that tell the public when an activity is."""
DATING_KINDS = NAMING_KINDS | {NoticeKind.SELECTION}
"""The texts that name a date at which people may come."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One text on one channel, from ``at`` until it was replaced or taken down (``until``).

    ``entered``: its claims and their confirmations; ``facts``: its withdrawal, too.
    """

    event: Published
    claims: tuple[Fact, ...]
    at: datetime
    until: datetime | None
    contested: bool
    conflicting: bool
    entered: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    withdrawn_by: Fact | None = None

    def stands_at(self, moment: datetime) -> bool:
        """Whether it was out at a moment."""
        return self.at <= moment and (self.until is None or self.until > moment)

    def reaches(self, moment: datetime) -> bool:
        """Whether it was out until a moment at least."""
        return self.until is None or self.until >= moment

    def date_of(self, session: str) -> date | None:
        """The date that the text names for a session, if it names the session."""
        if not isinstance(self.event, AnnouncementPublished):
            return None
        named = {told.session: told.starts_on for told in self.event.announces}
        return named.get(session)

    def is_of(self, kinds: Iterable[NoticeKind]) -> bool:
        """Whether it is a notice of one of these kinds."""
        event = self.event
        return isinstance(event, AnnouncementPublished) and not set(kinds).isdisjoint(event.kinds)


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when something has been out without a break; ``reposted`` after it was taken down."""

    since: datetime
    reposted: bool
    facts: tuple[Fact, ...]


def _key(event: Published) -> tuple[str, ...]:
    match event:
        case AnnouncementPublished():
            return ("notice", event.notice, event.channel, event.account or "")
        case MaterialsPublished():
            return ("materials", event.bundle, event.channel)
        case OpinionResultsPublished():
            return ("results", event.report, event.channel)
        case PublicityReported():
            return ("report", event.report, event.channel)


def _withdrawn_key(event: AnnouncementWithdrawn | MaterialsWithdrawn) -> tuple[str, ...]:
    if isinstance(event, AnnouncementWithdrawn):
        return ("notice", event.notice, event.channel, event.account or "")
    return ("materials", event.bundle, event.channel)


def _content(event: DomainEvent) -> tuple[object, ...]:
    """What makes one text another: two entries of equal content claim the same publication."""
    match event:
        case AnnouncementPublished():
            return (event.text_sha256, event.announces, event.kinds)
        case MaterialsPublished():
            return (event.content_sha256, event.items, event.column)
        case OpinionResultsPublished():
            return (event.column, event.opinions)
        case _:
            return ()


def publications(facts: Iterable[Fact], claims: Claims) -> tuple[Publication, ...]:
    """All publications of an activity, by time, under one way to take claims."""
    ordered = sorted(facts, key=lambda fact: (fact.envelope.source, fact.envelope.sequence))
    confirmed = _confirmations(ordered)
    standing: dict[tuple[str, ...], list[list[Fact]]] = {}
    found: list[Publication] = []
    for fact in ordered:
        event = fact.event
        if isinstance(event, PUBLISHED):
            versions = standing.setdefault(_key(event), [])
            _enter(fact, event, versions)
        elif isinstance(event, AnnouncementWithdrawn | MaterialsWithdrawn):
            versions = standing.pop(_withdrawn_key(event), [])
            found.extend(_in_turn(versions, fact, confirmed, claims))
    for versions in standing.values():
        found.extend(_in_turn(versions, None, confirmed, claims))
    return tuple(sorted(found, key=lambda publication: (publication.at, publication.facts[0].id)))


def _confirmations(ordered: Iterable[Fact]) -> dict[str, list[tuple[str, Fact]]]:
    """Who confirmed which publication."""
    confirmed: dict[str, list[tuple[str, Fact]]] = {}
    for fact in ordered:
        if isinstance(fact.event, PublicationConfirmed):
            person = fact.event.confirmed_by
            confirmed.setdefault(fact.event.publication, []).append((person, fact))
    return confirmed


def _enter(fact: Fact, event: Published, versions: list[list[Fact]]) -> None:
    """Another claim of a text that is out, or a text that takes the place of the one before."""
    if event.entry is Entry.MANUAL:
        for claims in versions:
            if _content(claims[0].event) == _content(event):
                claims.append(fact)
                return
    versions.append([fact])


def _in_turn(
    versions: Sequence[Sequence[Fact]],
    withdrawal: Fact | None,
    confirmed: dict[str, list[tuple[str, Fact]]],
    claims: Claims,
) -> list[Publication]:
    """The versions of one text, each out until the next took its place."""
    made = [_publication(version, withdrawal, confirmed, claims) for version in versions]
    made.sort(key=lambda publication: publication.at)
    return [*(_until(earlier, later.at) for earlier, later in pairwise(made)), *made[-1:]]


def _until(publication: Publication, replaced_at: datetime) -> Publication:
    if publication.until is not None and publication.until <= replaced_at:
        return publication
    return replace(publication, until=replaced_at, withdrawn_by=None, facts=publication.entered)


def _publication(
    group: Sequence[Fact],
    withdrawal: Fact | None,
    confirmed: dict[str, list[tuple[str, Fact]]],
    claims: Claims,
) -> Publication:
    confirmations = {fact.id: _seconded(fact, confirmed) for fact in group}
    cautious = max(_cautious_time(fact, confirmations[fact.id]) for fact in group)
    claimed = min(fact.occurred_at for fact in group)
    event = in_order(group)[-1].event
    if not isinstance(event, PUBLISHED):
        raise TypeError(type(event).__name__)
    entered = (*group, *(fact for facts in confirmations.values() for fact in facts))
    return Publication(
        event=event,
        claims=tuple(group),
        at=cautious if claims == "cautious" else claimed,
        until=withdrawal.occurred_at if withdrawal else None,
        contested=cautious != claimed,
        conflicting=len({fact.occurred_at for fact in group}) > 1,
        entered=entered,
        facts=(*entered, *([withdrawal] if withdrawal else ())),
        withdrawn_by=withdrawal,
    )


def _seconded(entry: Fact, confirmed: dict[str, list[tuple[str, Fact]]]) -> list[Fact]:
    """The confirmations of an entry by somebody else than the person who made it."""
    entered_by = getattr(entry.event, "entered_by", None)
    return [fact for person, fact in confirmed.get(entry.id, ()) if person != entered_by]


def _cautious_time(fact: Fact, confirmations: Sequence[Fact]) -> datetime:
    event = fact.event
    certain = (
        getattr(event, "entry", None) is Entry.BUILT_IN
        or bool(confirmations)
        or beijing_date(fact.recorded_at) <= beijing_date(fact.occurred_at)
    )
    return fact.occurred_at if certain else fact.recorded_at


def on_channel(found: Iterable[Publication], channel: Channel) -> tuple[Publication, ...]:
    """Those on one channel, any account."""
    return tuple(publication for publication in found if publication.event.channel == channel)


def naming(
    found: Iterable[Publication], session: str, day: date, dated_at: datetime, moment: datetime
) -> tuple[Publication, ...]:
    """The notices on a channel that name ``day`` for a session and that no later text overrules.

    ``dated_at`` is when ``day`` came into force. A text with another date overrules while it is
    out; one that was out when the date came back (A→B→A) has overruled what was before it for
    good. A wrong text that was only out in between has not.
    """
    texts = [
        publication
        for publication in found
        if publication.is_of(DATING_KINDS)
        and publication.date_of(session) is not None
        and publication.at <= moment
    ]
    overruled = max(
        (
            text.at
            for text in texts
            if text.date_of(session) != day and (text.stands_at(moment) or text.stands_at(dated_at))
        ),
        default=None,
    )
    return tuple(
        text
        for text in texts
        if text.is_of(NAMING_KINDS)
        and text.date_of(session) == day
        and (overruled is None or text.at > overruled)
    )


def standing_since(found: Iterable[Publication], moment: datetime) -> Standing | None:
    """The unbroken stretch of time up to ``moment`` in which at least one of them was out."""
    since: datetime | None = None
    last: Publication | None = None  # the one that was out longest so far
    reposted = False
    facts: list[Fact] = []
    for publication in sorted(found, key=lambda entry: entry.at):
        if publication.at > moment:
            break
        if publication.until is not None and publication.until <= publication.at:
            continue  # down before it surely was out
        facts.extend(publication.facts)
        if last is None or not last.reaches(publication.at):
            reposted = reposted or (last is not None and last.withdrawn_by is not None)
            since, last = publication.at, publication
        elif last.until is not None and publication.reaches(last.until):
            last = publication
    if since is None or last is None or (last.until is not None and last.until <= moment):
        return None
    return Standing(since, reposted, tuple(facts))

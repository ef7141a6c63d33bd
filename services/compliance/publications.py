"""Publications: what was out where, from when until when.

A time of publication that only a person claims is uncertain until a second person confirms it,
and two claims may differ. So every publication has two times, the cautious and the claimed one;
a judgement is made under each, and only where they agree does the machine decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from contracts.events.announcer import (
    AnnouncementPublished,
    AnnouncementWithdrawn,
    MaterialsPublished,
    MaterialsWithdrawn,
    PublicationConfirmed,
    PublicityReported,
)
from contracts.values import Channel, Entry, NoticeKind, beijing_date
from services.compliance.facts import Fact, in_order

Claims = Literal["cautious", "claimed"]
Published = AnnouncementPublished | MaterialsPublished | PublicityReported
NAMING_KINDS = frozenset({NoticeKind.ACTIVITY, NoticeKind.CHANGE, NoticeKind.CORRECTION})
"""The notices that tell the public when an activity is."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One text on one channel, from ``at`` until it was taken down (``until``), if it was."""

    event: Published
    claims: tuple[Fact, ...]
    at: datetime
    until: datetime | None
    contested: bool
    conflicting: bool
    facts: tuple[Fact, ...]

    def stands_at(self, moment: datetime) -> bool:
        """Whether it was out at a moment."""
        return self.at <= moment and (self.until is None or self.until > moment)

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
    """Since when something has been out without a break; ``reposted`` after an earlier break."""

    since: datetime
    reposted: bool
    facts: tuple[Fact, ...]


def _key(event: Published) -> tuple[str, ...]:
    match event:
        case AnnouncementPublished():
            return ("notice", event.notice, event.channel, event.account or "")
        case MaterialsPublished():
            return ("materials", event.bundle, event.channel, "")
        case PublicityReported():
            return ("report", event.report, event.channel, "")


def _withdrawn_key(event: AnnouncementWithdrawn | MaterialsWithdrawn) -> tuple[str, ...]:
    if isinstance(event, AnnouncementWithdrawn):
        return ("notice", event.notice, event.channel, event.account or "")
    return ("materials", event.bundle, event.channel, "")


def publications(facts: Iterable[Fact], claims: Claims) -> tuple[Publication, ...]:
    """All publications of an activity, by time, under one way to take claims."""
    ordered = sorted(facts, key=lambda fact: (fact.envelope.source, fact.envelope.sequence))
    confirmed = {
        fact.event.publication: fact
        for fact in ordered
        if isinstance(fact.event, PublicationConfirmed)
    }
    standing: dict[tuple[str, ...], list[Fact]] = {}
    found: list[Publication] = []
    for fact in ordered:
        event = fact.event
        if isinstance(event, AnnouncementPublished | MaterialsPublished | PublicityReported):
            standing.setdefault(_key(event), []).append(fact)
        elif isinstance(event, AnnouncementWithdrawn | MaterialsWithdrawn):
            group = standing.pop(_withdrawn_key(event), None)
            if group:
                found.append(_publication(group, fact, confirmed, claims))
    found.extend(_publication(group, None, confirmed, claims) for group in standing.values())
    return tuple(sorted(found, key=lambda publication: (publication.at, publication.facts[0].id)))


def _publication(
    group: Sequence[Fact], withdrawal: Fact | None, confirmed: dict[str, Fact], claims: Claims
) -> Publication:
    cautious = max(_cautious_time(fact, confirmed) for fact in group)
    claimed = min(fact.occurred_at for fact in group)
    event = in_order(group)[-1].event
    if not isinstance(event, AnnouncementPublished | MaterialsPublished | PublicityReported):
        raise TypeError(type(event).__name__)
    confirmations = [confirmed[fact.id] for fact in group if fact.id in confirmed]
    return Publication(
        event=event,
        claims=tuple(group),
        at=cautious if claims == "cautious" else claimed,
        until=withdrawal.occurred_at if withdrawal else None,
        contested=cautious != claimed,
        conflicting=len({fact.occurred_at for fact in group}) > 1,
        facts=(*group, *confirmations, *([withdrawal] if withdrawal else ())),
    )


def _cautious_time(fact: Fact, confirmed: dict[str, Fact]) -> datetime:
    event = fact.event
    certain = (
        getattr(event, "entry", None) is Entry.BUILT_IN
        or fact.id in confirmed
        or beijing_date(fact.recorded_at) <= beijing_date(fact.occurred_at)
    )
    return fact.occurred_at if certain else fact.recorded_at


def on_channel(found: Iterable[Publication], channel: Channel) -> tuple[Publication, ...]:
    """Those on one channel, any account."""
    return tuple(publication for publication in found if publication.event.channel == channel)


def naming(
    found: Iterable[Publication], session: str, day: date, moment: datetime
) -> tuple[Publication, ...]:
    """The notices on a channel that name ``day`` for a session and that no later text overrules."""
    texts = [
        publication
        for publication in found
        if publication.is_of(NAMING_KINDS)
        and publication.date_of(session) is not None
        and publication.at <= moment
    ]
    overruled = max(
        (text.at for text in texts if text.date_of(session) != day and text.stands_at(moment)),
        default=None,
    )
    return tuple(
        text
        for text in texts
        if text.date_of(session) == day and (overruled is None or text.at > overruled)
    )


def standing_since(found: Iterable[Publication], moment: datetime) -> Standing | None:
    """The unbroken stretch of time up to ``moment`` in which at least one of them was out."""
    since: datetime | None = None
    until: datetime | None = None
    broken = False
    facts: list[Fact] = []
    for publication in sorted(found, key=lambda entry: entry.at):
        if publication.at > moment:
            break
        facts.extend(publication.facts)
        if since is None or (until is not None and publication.at > until):
            broken = since is not None
            since, until = publication.at, publication.until
        elif publication.until is None or (until is not None and publication.until > until):
            until = publication.until
    if since is None or (until is not None and until <= moment):
        return None
    return Standing(since, broken, tuple(facts))

"""The port to what puts a notice before the public: a release goes in, a receipt comes of it.

Minsheng's own site (``releasing.BuiltIn``) publishes at once. A connected channel
(``connected.deliveries.HandOver``) is asked until it answers. What a person published elsewhere
(``publishing.ByHand``) is entered with evidence. Each leaves the same fact, so each has the same
receipt, and its page is looked at (``verifying``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from contracts.values import ActivityKind, AnnouncedSession, Channel, Session
from services.announcer.composing.checklist import elements_out
from services.announcer.composing.meaning import Meaning
from services.announcer.composing.messages import short_message, wechat
from services.announcer.composing.notice import Notice
from services.announcer.composing.saying import said
from services.announcer.domain.notices import NoticeText
from services.announcer.drafting.rows import Draft, Person, Version
from services.announcer.queries import PublicationRow

N = TypeVar("N", bound=NoticeText)


@dataclass(frozen=True, slots=True)
class Package:
    """What an editor needs, or a machine: title, column, body, and the texts of other channels."""

    draft: Draft
    title: str
    column: ActivityKind
    body: str
    article: str
    message: str
    meaning: Meaning

    @property
    def announces(self) -> tuple[AnnouncedSession, ...]:
        """The dates that the text names."""
        return tuple(
            AnnouncedSession(session=it.session, starts_on=it.day)
            for it in self.meaning.sessions
            if it.day is not None
        )

    def told(self, kind: type[N], channel: Channel, **more: object) -> N:
        """The text as a channel's own, or as a command about it."""
        fields = {
            "notice": self.draft.draft,
            "kinds": self.meaning.about.kinds,
            "channel": channel,
            "title": self.title,
            "body": self.body,
            "announces": [it.model_dump() for it in self.announces],
            "elements": said(self.meaning) if elements_out(self.meaning) else {},
        }
        return kind.model_validate(fields | more)


@dataclass(frozen=True, slots=True)
class Release:
    """That exactly this text goes out, as somebody decided who saw these sessions in force."""

    package: Package
    version: Version
    sessions: tuple[Session, ...]
    who: Person
    at: datetime
    remark: str = ""


class Publisher(Protocol):
    """One channel. The same release twice is one publication."""

    async def publish(self, release: Release) -> None:
        """Put it before the public, or on its way there."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a text is out: where, since when, by which hash, and when its page last showed it."""

    channel: str
    account: str | None
    address: str
    published_at: datetime
    content_sha256: str
    verified_at: datetime | None

    @classmethod
    def of(cls, it: PublicationRow) -> "Receipt":
        """The receipt of a notice, however it came to be out."""
        address, sha256 = it.data["address"], it.data["text_sha256"]
        return cls(it.channel, it.account, address, it.published_at, sha256, it.verified_at)


def in_conflict(published: Iterable[PublicationRow]) -> frozenset[UUID]:
    """Those whose text stands on record with another time, too: a person decides which is true."""
    claims: dict[tuple[object, ...], list[PublicationRow]] = {}
    for it in published:
        if it.withdrawn_at is None:
            key = (it.reference, it.channel, it.account, it.data["text_sha256"])
            claims.setdefault(key, []).append(it)
    return frozenset(
        it.id
        for same in claims.values()
        if len({it.published_at for it in same}) > 1 and any(it.entry == "manual" for it in same)
        for it in same
    )


def package(draft: Draft, meaning: Meaning, notice: Notice) -> Package:
    """Everything that is ready to go out."""
    return Package(
        draft=draft,
        title=notice.title,
        column=meaning.about.activity_kind,
        body=notice.plain(),
        article=wechat(notice),
        message=short_message(meaning),
        meaning=meaning,
    )

"""The port to what puts a notice before the public: a package goes in, a receipt comes back.

Three ways exist: Minsheng's own site publishes at once; a connected channel (``connected``) is
handed the package and answers with a receipt; for every other channel a person publishes it and
enters where and when, with evidence. Each leaves a fact, and the page is looked at (``verifying``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.values import ActivityKind, AnnouncedSession, Channel, Entry
from services.announcer.composing.checklist import elements_out
from services.announcer.composing.meaning import Meaning
from services.announcer.composing.messages import short_message, wechat
from services.announcer.composing.notice import Notice
from services.announcer.composing.saying import said
from services.announcer.domain.notices import NoticeText, PublishNotice
from services.announcer.drafting.rows import Draft


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

    def text(self, channel: Channel, account: str | None = None) -> NoticeText:
        """The text as a channel's own."""
        return NoticeText.model_validate(self._fields() | {"channel": channel, "account": account})

    def command(self, entry: Entry, channel: Channel, **entered: object) -> PublishNotice:
        """The package as the command that records it."""
        fields = {**self._fields(), "channel": channel, "entry": entry, **entered}
        return PublishNotice.model_validate(fields)

    def _fields(self) -> dict[str, object]:
        return {
            "notice": self.draft.draft,
            "kinds": self.meaning.about.kinds,
            "title": self.title,
            "body": self.body,
            "announces": [it.model_dump() for it in self.announces],
            "elements": said(self.meaning) if elements_out(self.meaning) else {},
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a text is out: where, since when, by which hash, and when its page last showed it."""

    channel: Channel
    address: str
    published_at: datetime
    content_sha256: str
    verified_at: datetime | None = None


class Publisher(Protocol):
    """One channel. Publishing the same package twice gives one publication."""

    channel: Channel

    async def publish(self, package: Package) -> Receipt:
        """Put it before the public."""


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

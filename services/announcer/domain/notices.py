"""Notices (公告): one text on one channel is one publication.

A notice that goes out too late, without an element or with a date nobody scheduled is still
published and still recorded: this module keeps the facts straight, services/compliance judges.
"""

import hashlib

from pydantic import Field

from contracts.canonical import canonical_json
from contracts.event import DomainEvent
from contracts.events.announcer import AnnouncementPublished, AnnouncementWithdrawn
from contracts.values import (
    AnnouncedSession,
    Channel,
    Entry,
    Identifier,
    Instant,
    Line,
    NoticeElement,
    NoticeKind,
    Session,
    Text,
)
from services._kit.decider import Refused
from services.announcer.domain.order import Command, Given, refuse_future
from services.announcer.domain.publication import Publication, prove_claim, public_address
from services.announcer.domain.state import Activity, notice_key

_DATES = ("starts_on", "start_at", "ends_on", "end_at")


class NoticeText(Command):
    """A notice for one channel: its text, and what the text says."""

    channel: Channel
    notice: Identifier
    kinds: tuple[NoticeKind, ...] = Field(min_length=1, max_length=5)
    account: Line | None = None
    title: Line
    body: Text | None = None
    announces: tuple[AnnouncedSession, ...] = Field(min_length=1, max_length=100)
    elements: dict[NoticeElement, Line] = Field(default_factory=dict)

    def text_sha256(self) -> str:
        """What fixes the text: SHA-256 of the RFC 8785 JSON of title, body and elements."""
        text = self.model_dump(mode="json", include={"title", "body", "elements"})
        return hashlib.sha256(canonical_json(text)).hexdigest()


class PublishNotice(NoticeText, Publication):
    """Publish a notice, or enter one that is out."""


class PublishDraft(PublishNotice):
    """Publish a notice that was made ready while these sessions were in force."""

    sessions: tuple[Session, ...]


class NoticeWithdrawal(Command):
    """Where a notice was taken down; ``occurred_at`` for channels outside Minsheng only."""

    channel: Channel
    account: Line | None = None
    reason: Line
    occurred_at: Instant | None = None


class WithdrawNotice(NoticeWithdrawal):
    """Take one notice down from one channel."""

    notice: Identifier


def publish_notice(command: PublishNotice, state: Activity, given: Given) -> list[DomainEvent]:
    """Publish now, or record the claim of a person; two claims that differ are both kept."""
    prove_claim(command.published_at, command.evidence, given)
    event = announced(
        command, state, entered_by=given.by, entry=command.entry, evidence=command.shown(),
        address=command.address or public_address(state, f"notice-{command.notice}"),
    )  # fmt: skip
    out = state.notices.get(notice_key(event), ())
    if command.entry is Entry.BUILT_IN:  # the text in force is the last one
        out = out[-1:]
    elif command.published_at not in given.on_record:
        return [event]
    same = [it.model_copy(update={"entered_by": given.by}) for it in out]
    return [] if event in same else [event]


def publish_draft(command: PublishDraft, state: Activity, given: Given) -> list[DomainEvent]:
    """Refused where the activity was cancelled or moved since, be it in the same instant."""
    if NoticeKind.CANCELLATION not in command.kinds:
        for read in command.sessions:
            state.refuse_if_cancelled(read.session)
            in_force = state.session(read.session)
            if any(getattr(read, it) != getattr(in_force, it) for it in _DATES):
                raise Refused("moved", "活动已改期，请按新的日期重新起草。")
    return publish_notice(command, state, given)


def announced(text: NoticeText, state: Activity, **out: object) -> AnnouncementPublished:
    """The fact that a text is out; ``out`` says where, how it is known and by whom."""
    subject = state.subject()
    for told in text.announces:
        state.session(told.session)
    return AnnouncementPublished.model_validate(
        {
            **subject,
            **{name: getattr(text, name) for name in NoticeText.model_fields},
            "text_sha256": text.text_sha256(),
            **out,
        }
    )


def withdraw_notice(command: WithdrawNotice, state: Activity, given: Given) -> list[DomainEvent]:
    """Take down what is out; what is already down stays down."""
    subject = state.subject()
    event = AnnouncementWithdrawn(
        **subject,
        notice=command.notice,
        channel=command.channel,
        account=command.account,
        reason=command.reason,
    )
    out = state.notices.get(notice_key(event))
    if out is None:
        raise Refused("not_published", "这篇公告没有在该渠道发布过。", "channel")
    if not out:
        return []
    if command.occurred_at is not None and any(it.entry is Entry.BUILT_IN for it in out):
        message = "平台发布的公告，撤下时间由系统记录。"
        raise Refused("set_by_server", message, "occurred_at")
    refuse_future(command.occurred_at, given.at, "occurred_at")
    return [event]

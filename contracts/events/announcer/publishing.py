"""What the public was told, what was held, and what was published afterwards."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.announcer.planning import ActivityEvent
from contracts.values import (
    ActivityKind,
    AnnouncedSession,
    Channel,
    ChannelReceipt,
    Count,
    Day,
    Entry,
    Evidence,
    Identifier,
    Line,
    NoticeElement,
    NoticeKind,
    OpinionResult,
    Sha256,
    Text,
)


class AnnouncementPublished(ActivityEvent):
    """A notice is out on one channel. ``POST /notices``.

    One text (``notice``) on several channels is several events. ``announces`` holds the dates
    that the text names; ``elements`` what it says of each element. For a manual entry the
    event's ``time`` is the claimed time of publication, which the evidence must show, and
    ``entered_by`` the person whose claim a second person may confirm. For a connected channel it
    is the moment at which its ``receipt`` was here; the channel's own clock dates nothing.
    """

    name: ClassVar[Literal["AnnouncementPublished"]] = "AnnouncementPublished"
    version: ClassVar[Literal[1]] = 1

    notice: Identifier
    kinds: tuple[NoticeKind, ...] = Field(min_length=1)
    channel: Channel
    account: Line | None = None
    title: Line
    body: Text | None = None
    announces: tuple[AnnouncedSession, ...] = Field(min_length=1)
    elements: dict[NoticeElement, Line] = Field(default_factory=dict)
    address: Line
    text_sha256: Sha256
    entry: Entry
    evidence: Evidence | None = None
    receipt: ChannelReceipt | None = None
    entered_by: Identifier


class PublicationConfirmed(ActivityEvent):
    """A second person checked the evidence of a manual entry.

    ``POST /publications/{publication}/confirmation``.
    ``publication`` is the id of the confirmed event, which is an ``AnnouncementPublished``, a
    ``MaterialsPublished``, an ``OpinionResultsPublished`` or a ``PublicityReported``.
    """

    name: ClassVar[Literal["PublicationConfirmed"]] = "PublicationConfirmed"
    version: ClassVar[Literal[1]] = 1

    publication: str
    confirmed_by: Identifier


class AnnouncementWithdrawn(ActivityEvent):
    """A notice was taken down from one channel. ``POST /notices/{notice}/withdrawal``."""

    name: ClassVar[Literal["AnnouncementWithdrawn"]] = "AnnouncementWithdrawn"
    version: ClassVar[Literal[1]] = 1

    notice: Identifier
    channel: Channel
    account: Line | None = None
    reason: Line


class ContentPointsTicked(ActivityEvent):
    """A person states that the activity showed these points of the plan's sentence.

    ``POST /content-points``.
    """

    name: ClassVar[Literal["ContentPointsTicked"]] = "ContentPointsTicked"
    version: ClassVar[Literal[1]] = 1

    points: tuple[Identifier, ...] = Field(min_length=1)
    ticked_by: Identifier


class EventHeld(ActivityEvent):
    """The activity, or one session of it, took place; Beijing dates. ``POST /held``."""

    name: ClassVar[Literal["EventHeld"]] = "EventHeld"
    version: ClassVar[Literal[1]] = 1

    session: Identifier | None = None
    started_on: Day
    ended_on: Day


class MaterialsPublished(ActivityEvent):
    """A bundle of materials (工作材料) is out on one channel. ``POST /materials``.

    ``column`` is where on the district website it stands; ``items`` how many files or texts it
    has; ``shows_introduction`` that it shows the introduction of policy and work.
    """

    name: ClassVar[Literal["MaterialsPublished"]] = "MaterialsPublished"
    version: ClassVar[Literal[1]] = 1

    bundle: Identifier
    channel: Channel
    column: ActivityKind | None = None
    title: Line
    items: Count
    shows_introduction: bool = False
    address: Line
    content_sha256: Sha256
    entry: Entry
    evidence: Evidence | None = None
    entered_by: Identifier


class MaterialsMoved(ActivityEvent):
    """A bundle stands in another column of the website. ``POST /materials/{bundle}/move``."""

    name: ClassVar[Literal["MaterialsMoved"]] = "MaterialsMoved"
    version: ClassVar[Literal[1]] = 1

    bundle: Identifier
    column: ActivityKind
    reason: Line


class MaterialsWithdrawn(ActivityEvent):
    """A bundle was taken down. ``POST /materials/{bundle}/withdrawal``."""

    name: ClassVar[Literal["MaterialsWithdrawn"]] = "MaterialsWithdrawn"
    version: ClassVar[Literal[1]] = 1

    bundle: Identifier
    channel: Channel
    reason: Line


class OpinionResultsPublished(ActivityEvent):
    """What became of opinions is out (采纳情况), in a column that a policy may name.

    ``column`` is the column's name on the website, ``opinions`` those whose results it tells;
    ``results`` holds what Minsheng published itself of them. ``POST /opinion-results``.
    """

    name: ClassVar[Literal["OpinionResultsPublished"]] = "OpinionResultsPublished"
    version: ClassVar[Literal[1]] = 1

    report: Identifier
    channel: Channel
    column: Line
    title: Line
    opinions: tuple[Identifier, ...] = Field(min_length=1)
    results: tuple[OpinionResult, ...] | None = None
    address: Line
    entry: Entry
    evidence: Evidence | None = None
    entered_by: Identifier


class PublicityReported(ActivityEvent):
    """A report (宣传报道) on the activity is out. ``POST /publicity``."""

    name: ClassVar[Literal["PublicityReported"]] = "PublicityReported"
    version: ClassVar[Literal[1]] = 1

    report: Identifier
    channel: Channel
    title: Line
    address: Line
    entry: Entry
    evidence: Evidence | None = None
    entered_by: Identifier


class PressKitProvided(ActivityEvent):
    """Publicity material was given to the media. ``POST /press-kit``."""

    name: ClassVar[Literal["PressKitProvided"]] = "PressKitProvided"
    version: ClassVar[Literal[1]] = 1

    recipients: Count
    content_sha256: Sha256

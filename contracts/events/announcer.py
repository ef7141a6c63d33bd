"""What the announcer says: the plan, its changes, and what the public was told.

Each docstring ends with the command that causes the event, as its path under
``/api/announcer/programmes/{programme}`` (and ``…/activities/{activity}`` where there is one).
"""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import (
    ActivityKind,
    AgendaItem,
    AnnouncedSession,
    ChangeKind,
    Channel,
    ContentPoint,
    Count,
    Entry,
    Evidence,
    Form,
    Identifier,
    Instant,
    Line,
    NoticeElement,
    NoticeKind,
    SelectionMethod,
    Session,
    Sha256,
    Text,
    Unit,
)


class ActivityEvent(DomainEvent):
    """A fact about one activity of a programme."""

    activity: Identifier


class ProgrammeImported(DomainEvent):
    """A plan (总体方案) entered the system; before this fact there is no verdict.

    ``season_start`` and ``season_end`` are the first and last Beijing dates of the window;
    ``effective_from`` is the Beijing date from which activities are judged; ``content_sha256``
    fixes the whole plan as imported, its activities included. ``POST ../`` .
    """

    name: ClassVar[Literal["ProgrammeImported"]] = "ProgrammeImported"
    version: ClassVar[Literal[1]] = 1

    title: Line
    issued_by: Line
    season_start: date
    season_end: date
    effective_from: date
    effective_from_inferred: bool = False
    office_unit: Identifier
    pack: Identifier
    units: tuple[Unit, ...] = Field(min_length=1)
    content_sha256: Sha256 | None = None


class EventPlanned(ActivityEvent):
    """An activity stands in the plan, or a unit outside the plan announced one (``routine``).

    ``in_person``: the plan's own sentence speaks of people on the spot. ``implied_place`` is
    given only where that sentence names one. ``POST ../programmes`` or ``POST /activities``.
    """

    name: ClassVar[Literal["EventPlanned"]] = "EventPlanned"
    version: ClassVar[Literal[1]] = 1

    number: Count
    kind: ActivityKind
    theme: Line | None = None
    topic: Line
    title: Line
    printed_label: Line
    lead_unit: Identifier
    lead_unit_inferred: bool = False
    content_points: tuple[ContentPoint, ...] = ()
    in_person: bool = False
    implied_place: Line | None = None
    routine: bool = False


class EventScheduled(ActivityEvent):
    """Sessions got their dates. ``form`` absent: not yet declared. ``POST /schedule``."""

    name: ClassVar[Literal["EventScheduled"]] = "EventScheduled"
    version: ClassVar[Literal[1]] = 1

    sessions: tuple[Session, ...] = Field(min_length=1)
    form: Form | None = None
    new_media_account: Line | None = None
    host: Line | None = None
    selection_methods: tuple[SelectionMethod, ...] = ()


class EventRescheduled(ActivityEvent):
    """One session moved to another date or clock time. ``POST /reschedule``."""

    name: ClassVar[Literal["EventRescheduled"]] = "EventRescheduled"
    version: ClassVar[Literal[1]] = 1

    moved: Session
    reason: Line


class EventCancelled(ActivityEvent):
    """The activity, or one session of it, will not take place. ``POST /cancel``."""

    name: ClassVar[Literal["EventCancelled"]] = "EventCancelled"
    version: ClassVar[Literal[1]] = 1

    session: Identifier | None = None
    reason: Line


class FormChanged(ActivityEvent):
    """Another form of interaction, or a form declared after the schedule. ``POST /form``."""

    name: ClassVar[Literal["FormChanged"]] = "FormChanged"
    version: ClassVar[Literal[1]] = 1

    form: Form
    new_media_account: Line | None = None
    first_declaration: bool = False


class VenueChanged(ActivityEvent):
    """Another place, for one session or all. ``POST /venue``."""

    name: ClassVar[Literal["VenueChanged"]] = "VenueChanged"
    version: ClassVar[Literal[1]] = 1

    session: Identifier | None = None
    place: Line
    first_declaration: bool = False


class LeadUnitChanged(ActivityEvent):
    """Another unit of the programme takes the lead. ``POST /unit``."""

    name: ClassVar[Literal["LeadUnitChanged"]] = "LeadUnitChanged"
    version: ClassVar[Literal[1]] = 1

    lead_unit: Identifier


class HostChanged(ActivityEvent):
    """Another host (主办单位) than the schedule or the notice said. ``POST /host``."""

    name: ClassVar[Literal["HostChanged"]] = "HostChanged"
    version: ClassVar[Literal[1]] = 1

    host: Line


class ChangeFiled(ActivityEvent):
    """A unit filed (报备) a change with the office; received when it happened. ``POST /filings``.

    ``new_value`` follows the grammar of ``ChangeKind``.
    """

    name: ClassVar[Literal["ChangeFiled"]] = "ChangeFiled"
    version: ClassVar[Literal[1]] = 1

    filing: Identifier
    kind: ChangeKind
    new_value: Line
    session: Identifier | None = None
    reason: Line
    filed_by: Identifier


class FilingReceived(ActivityEvent):
    """The office enters when a filing reached it outside the system, with evidence.

    ``POST /filings/{filing}/receipt``.
    """

    name: ClassVar[Literal["FilingReceived"]] = "FilingReceived"
    version: ClassVar[Literal[1]] = 1

    filing: Identifier
    received_at: Instant
    evidence: Evidence
    entered_by: Identifier


class ImplementationPlanRecorded(ActivityEvent):
    """The unit's own detailed plan (实施方案) is on record. ``POST /implementation-plan``.

    ``emergency_measures``: it has measures for emergencies; ``stream_failure_fallback``: it says
    what happens when the stream fails.
    """

    name: ClassVar[Literal["ImplementationPlanRecorded"]] = "ImplementationPlanRecorded"
    version: ClassVar[Literal[1]] = 1

    document_sha256: Sha256
    emergency_measures: bool
    stream_failure_fallback: bool = False


class AgendaRecorded(ActivityEvent):
    """The agenda (流程) in force. ``POST /agenda``."""

    name: ClassVar[Literal["AgendaRecorded"]] = "AgendaRecorded"
    version: ClassVar[Literal[1]] = 1

    items: tuple[AgendaItem, ...] = Field(min_length=1)


class AnnouncementPublished(ActivityEvent):
    """A notice is out on one channel. ``POST /notices``.

    One text (``notice``) on several channels is several events. ``announces`` holds the dates
    that the text names; ``elements`` what it says of each element. For a manual entry the
    event's ``time`` is the claimed time of publication, which the evidence must show, and
    ``entered_by`` the person whose claim a second person may confirm.
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
    entered_by: Identifier


class PublicationConfirmed(ActivityEvent):
    """A second person checked the evidence of a manual entry.

    ``POST /publications/{publication}/confirmation``.
    ``publication`` is the id of the confirmed event, which is an ``AnnouncementPublished``, a
    ``MaterialsPublished`` or a ``PublicityReported``.
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
    started_on: date
    ended_on: date


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


EVENTS: tuple[type[DomainEvent], ...] = (
    ProgrammeImported,
    EventPlanned,
    EventScheduled,
    EventRescheduled,
    EventCancelled,
    FormChanged,
    VenueChanged,
    LeadUnitChanged,
    HostChanged,
    ChangeFiled,
    FilingReceived,
    ImplementationPlanRecorded,
    AgendaRecorded,
    AnnouncementPublished,
    PublicationConfirmed,
    AnnouncementWithdrawn,
    ContentPointsTicked,
    EventHeld,
    MaterialsPublished,
    MaterialsMoved,
    MaterialsWithdrawn,
    PublicityReported,
    PressKitProvided,
)

"""The plan and its changes: what is to be held, when, where, by whom, and what was filed."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import (
    ActivityKind,
    AgendaItem,
    ChangeKind,
    ContentPoint,
    Count,
    Day,
    Evidence,
    Form,
    Identifier,
    Instant,
    Line,
    SelectionMethod,
    Session,
    Sha256,
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
    season_start: Day
    season_end: Day
    effective_from: Day
    effective_from_inferred: bool = False
    office_unit: Identifier
    pack: Identifier
    units: tuple[Unit, ...] = Field(min_length=1)
    content_sha256: Sha256 | None = None


class ProgrammeAmended(DomainEvent):
    """An amended plan was adopted by decision: what it says of the programme from now on.

    What it changes in activities is said by facts of their own. ``content_sha256`` fixes the whole
    plan as it was adopted; ``decided_by`` is the account. ``POST ../plans/{draft}/adoption``.
    """

    name: ClassVar[Literal["ProgrammeAmended"]] = "ProgrammeAmended"
    version: ClassVar[Literal[1]] = 1

    title: Line
    issued_by: Line
    season_start: Day
    season_end: Day
    office_unit: Identifier
    units: tuple[Unit, ...] = Field(min_length=1)
    content_sha256: Sha256
    decided_by: Identifier

    def applied_to(self, imported: ProgrammeImported) -> ProgrammeImported:
        """The programme as amended; a unit that leads nothing any more keeps its name."""
        names = {it.unit: it for it in imported.units} | {it.unit: it for it in self.units}
        fields = ("title", "issued_by", "season_start", "season_end", "office_unit")
        changed = {field: getattr(self, field) for field in fields}
        changed |= {"units": tuple(names.values()), "content_sha256": self.content_sha256}
        return imported.model_copy(update=changed)


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


class EventReworded(ActivityEvent):
    """An amended plan prints the activity in other words; what it is called in public stays.

    ``POST ../plans/{draft}/adoption``.
    """

    name: ClassVar[Literal["EventReworded"]] = "EventReworded"
    version: ClassVar[Literal[1]] = 1

    theme: Line | None = None
    topic: Line
    printed_label: Line
    content_points: tuple[ContentPoint, ...] = ()
    in_person: bool = False
    implied_place: Line | None = None

    def applied_to(self, planned: EventPlanned) -> EventPlanned:
        """The plan's words for the activity as amended."""
        fields = (
            "theme", "topic", "printed_label", "content_points", "in_person", "implied_place",
        )  # fmt: skip
        return planned.model_copy(update={field: getattr(self, field) for field in fields})


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


class FilingDecided(ActivityEvent):
    """The office approved a change that was put to it (报批), or refused; at most once a filing.

    Only where the policy asks for approval; where it asks for notice alone (报备), nobody decides.
    ``POST /filings/{filing}/decision``.
    """

    name: ClassVar[Literal["FilingDecided"]] = "FilingDecided"
    version: ClassVar[Literal[1]] = 1

    filing: Identifier
    approved: bool
    reason: Line
    decided_by: Identifier


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

"""What the announcer says: the plan, its changes, and what the public was told.

Each docstring ends with the command that causes the event, as its path under
``/api/announcer/programmes/{programme}`` (and ``…/activities/{activity}`` where there is one).
"""

from contracts.event import DomainEvent
from contracts.events.announcer.planning import (
    ActivityEvent,
    AgendaRecorded,
    ChangeFiled,
    EventCancelled,
    EventPlanned,
    EventRescheduled,
    EventScheduled,
    FilingReceived,
    FormChanged,
    HostChanged,
    ImplementationPlanRecorded,
    LeadUnitChanged,
    ProgrammeImported,
    VenueChanged,
)
from contracts.events.announcer.publishing import (
    AnnouncementPublished,
    AnnouncementWithdrawn,
    ContentPointsTicked,
    EventHeld,
    MaterialsMoved,
    MaterialsPublished,
    MaterialsWithdrawn,
    PressKitProvided,
    PublicationConfirmed,
    PublicityReported,
)

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

__all__ = [
    "EVENTS",
    "ActivityEvent",
    "AgendaRecorded",
    "AnnouncementPublished",
    "AnnouncementWithdrawn",
    "ChangeFiled",
    "ContentPointsTicked",
    "EventCancelled",
    "EventHeld",
    "EventPlanned",
    "EventRescheduled",
    "EventScheduled",
    "FilingReceived",
    "FormChanged",
    "HostChanged",
    "ImplementationPlanRecorded",
    "LeadUnitChanged",
    "MaterialsMoved",
    "MaterialsPublished",
    "MaterialsWithdrawn",
    "PressKitProvided",
    "ProgrammeImported",
    "PublicationConfirmed",
    "PublicityReported",
    "VenueChanged",
]

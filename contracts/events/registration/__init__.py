"""What registration says: who may come, who came (as opaque ids and counts), what they said.

Citizens' names, contacts and words never stand here. Each docstring ends with the command, as its
path under ``/api/registration/programmes/{programme}/activities/{activity}``. ``session`` absent
means the activity as a whole; with one session the two are the same.
"""

from contracts.event import DomainEvent
from contracts.events.registration.choosing import (
    AttendanceRecorded,
    CheckedIn,
    InvitationAnswered,
    RepresentativeInvited,
    RepresentativeSelected,
    ReserveListed,
    SeatConfirmed,
    SeatReleased,
    SelectionDecided,
    SizeReasonRecorded,
    WalkedIn,
)
from contracts.events.registration.hearing import (
    NoOpinionsDeclared,
    OpinionDecided,
    OpinionDispatched,
    OpinionFedBack,
    OpinionRecorded,
    OpinionReplied,
)
from contracts.events.registration.people import (
    PeopleEvent,
    PersonalDataPurged,
    PersonCorrected,
    PersonErased,
)
from contracts.events.registration.signing_up import (
    SignedUp,
    SignUpClosed,
    SignUpOpened,
    SignUpOpeningSet,
    SignUpSheetCancelled,
    SignUpSheetMoved,
    SignUpSheetPrepared,
    SignUpWithdrawn,
)

EVENTS: tuple[type[DomainEvent], ...] = (
    SignUpSheetPrepared,
    SignUpSheetMoved,
    SignUpSheetCancelled,
    SignUpOpeningSet,
    SignUpOpened,
    SignUpClosed,
    SignedUp,
    SignUpWithdrawn,
    RepresentativeInvited,
    InvitationAnswered,
    SelectionDecided,
    RepresentativeSelected,
    ReserveListed,
    SeatConfirmed,
    SeatReleased,
    SizeReasonRecorded,
    CheckedIn,
    WalkedIn,
    AttendanceRecorded,
    OpinionRecorded,
    OpinionDispatched,
    OpinionReplied,
    OpinionDecided,
    OpinionFedBack,
    NoOpinionsDeclared,
    PersonErased,
    PersonCorrected,
    PersonalDataPurged,
)

__all__ = [
    "EVENTS",
    "AttendanceRecorded",
    "CheckedIn",
    "InvitationAnswered",
    "NoOpinionsDeclared",
    "OpinionDecided",
    "OpinionDispatched",
    "OpinionFedBack",
    "OpinionRecorded",
    "OpinionReplied",
    "PeopleEvent",
    "PersonCorrected",
    "PersonErased",
    "PersonalDataPurged",
    "RepresentativeInvited",
    "RepresentativeSelected",
    "ReserveListed",
    "SeatConfirmed",
    "SeatReleased",
    "SelectionDecided",
    "SignUpClosed",
    "SignUpOpened",
    "SignUpOpeningSet",
    "SignUpSheetCancelled",
    "SignUpSheetMoved",
    "SignUpSheetPrepared",
    "SignUpWithdrawn",
    "SignedUp",
    "SizeReasonRecorded",
    "WalkedIn",
]

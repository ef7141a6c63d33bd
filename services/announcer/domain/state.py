"""What the facts so far say about one activity, as far as a later command depends on it."""

from dataclasses import dataclass, replace
from typing import Any

from immutables import Map

from contracts.event import DomainEvent
from contracts.events.announcer import (
    AgendaRecorded,
    AnnouncementPublished,
    AnnouncementWithdrawn,
    ChangeFiled,
    ContentPointsTicked,
    EventCancelled,
    EventHeld,
    EventPlanned,
    EventRescheduled,
    EventReworded,
    EventScheduled,
    FilingDecided,
    FilingReceived,
    FormChanged,
    HostChanged,
    ImplementationPlanRecorded,
    LeadUnitChanged,
    MaterialsMoved,
    MaterialsPublished,
    MaterialsWithdrawn,
    OpinionResultsPublished,
    PressKitProvided,
    PublicationConfirmed,
    PublicationFoundChanged,
    PublicationFoundMissing,
    PublicationVerified,
    PublicityReported,
    VenueChanged,
)
from contracts.values import Channel, Form, SelectionMethod, Session
from services._kit.decider import Refused

NoticeKey = tuple[str, Channel, str | None]
BundleKey = tuple[str, Channel]
_NONE: Map[Any, Any] = Map()


Seen = PublicationVerified | PublicationFoundChanged | PublicationFoundMissing


@dataclass(frozen=True, slots=True)
class Look:
    """What was last found on a publication's page; ``text`` is its hash when it first was right."""

    last: Seen
    text: str | None


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. What is taken down stays as an empty tuple: it was once out."""

    planned: EventPlanned | None = None
    lead_unit: str | None = None
    sessions: Map[str, Session] = _NONE
    cancelled_sessions: frozenset[str] = frozenset()
    cancelled: bool = False
    form: Form | None = None
    new_media_account: str | None = None
    host: str | None = None
    place: str | None = None
    selection_methods: frozenset[SelectionMethod] = frozenset()
    filings: Map[str, ChangeFiled] = _NONE
    receipts: tuple[FilingReceived, ...] = ()
    filing_decisions: Map[str, FilingDecided] = _NONE
    implementation_plan: ImplementationPlanRecorded | None = None
    agenda: AgendaRecorded | None = None
    notices: Map[NoticeKey, tuple[AnnouncementPublished, ...]] = _NONE
    bundles: Map[BundleKey, tuple[MaterialsPublished, ...]] = _NONE
    reports: tuple[PublicityReported, ...] = ()
    results: tuple[OpinionResultsPublished, ...] = ()
    press_kits: tuple[PressKitProvided, ...] = ()
    confirmations: frozenset[tuple[str, str]] = frozenset()
    looks: Map[str, Look] = _NONE
    ticked: frozenset[str] = frozenset()
    held: tuple[EventHeld, ...] = ()

    def subject(self) -> dict[str, Any]:
        """The programme and activity that every event names; refuses what was never planned."""
        if self.planned is None:
            raise Refused("unknown_activity", "没有这个活动。")
        return {"programme": self.planned.programme, "activity": self.planned.activity}

    def session(self, session: str) -> Session:
        """The session in force; refuses one that was never scheduled."""
        if session not in self.sessions:
            raise Refused("unknown_session", f"没有场次{session}，请先安排日期。", "session")
        return self.sessions[session]

    def refuse_if_cancelled(self, session: str | None = None) -> None:
        """Refuse to change what will not take place."""
        if self.cancelled or session in self.cancelled_sessions:
            raise Refused("cancelled", "活动或场次已经取消，不能再改。")


def notice_key(event: AnnouncementPublished | AnnouncementWithdrawn) -> NoticeKey:
    """Where a text stands: which notice, on which channel and account."""
    return (event.notice, event.channel, event.account)


def evolve(state: Activity, event: DomainEvent) -> Activity:  # noqa: C901, PLR0911, PLR0912 - a list of facts
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case EventPlanned():
            return replace(state, planned=event, lead_unit=event.lead_unit)
        case EventReworded() if state.planned is not None:
            return replace(state, planned=event.applied_to(state.planned))
        case EventScheduled():
            return _scheduled(state, event)
        case EventRescheduled():
            return _with_session(state, event.moved)
        case EventCancelled(session=None):
            return replace(state, cancelled=True)
        case EventCancelled(session=str(session)):
            return replace(state, cancelled_sessions=state.cancelled_sessions | {session})
        case FormChanged():
            account = event.new_media_account or state.new_media_account
            return replace(state, form=event.form, new_media_account=account)
        case VenueChanged():
            return _moved_to(state, event)
        case LeadUnitChanged():
            return replace(state, lead_unit=event.lead_unit)
        case HostChanged():
            return replace(state, host=event.host)
        case ChangeFiled():
            return replace(state, filings=state.filings.set(event.filing, event))
        case FilingReceived():
            return replace(state, receipts=(*state.receipts, event))
        case FilingDecided():
            decisions = state.filing_decisions.set(event.filing, event)
            return replace(state, filing_decisions=decisions)
        case ImplementationPlanRecorded():
            return replace(state, implementation_plan=event)
        case AgendaRecorded():
            return replace(state, agenda=event)
        case AnnouncementPublished():
            out = (*state.notices.get(notice_key(event), ()), event)
            return replace(state, notices=state.notices.set(notice_key(event), out))
        case AnnouncementWithdrawn():
            return replace(state, notices=state.notices.set(notice_key(event), ()))
        case PublicationConfirmed():
            confirmed = (event.publication, event.confirmed_by)
            return replace(state, confirmations=state.confirmations | {confirmed})
        case PublicationVerified() | PublicationFoundChanged() | PublicationFoundMissing():
            return _looked(state, event)
        case ContentPointsTicked():
            return replace(state, ticked=state.ticked | set(event.points))
        case EventHeld():
            return replace(state, held=(*state.held, event))
        case MaterialsPublished():
            key = (event.bundle, event.channel)
            return _with_bundle(state, key, (*state.bundles.get(key, ()), event))
        case MaterialsMoved():
            key = (event.bundle, Channel.DISTRICT_WEBSITE)
            moved = [it.model_copy(update={"column": event.column}) for it in state.bundles[key]]
            return _with_bundle(state, key, tuple(moved))
        case MaterialsWithdrawn():
            return _with_bundle(state, (event.bundle, event.channel), ())
        case OpinionResultsPublished():
            return replace(state, results=(*state.results, event))
        case PublicityReported():
            return replace(state, reports=(*state.reports, event))
        case PressKitProvided():
            return replace(state, press_kits=(*state.press_kits, event))
        case _:
            return state


def _scheduled(state: Activity, event: EventScheduled) -> Activity:
    sessions = [
        it if it.place else it.model_copy(update={"place": state.place}) for it in event.sessions
    ]
    changes: dict[str, Any] = {
        "sessions": state.sessions.update({it.session: it for it in sessions}),
        "selection_methods": state.selection_methods | set(event.selection_methods),
    }
    for field in ("form", "new_media_account", "host"):
        if (value := getattr(event, field)) is not None:
            changes[field] = value
    return replace(state, **changes)


def _with_session(state: Activity, session: Session) -> Activity:
    return replace(state, sessions=state.sessions.set(session.session, session))


def _moved_to(state: Activity, event: VenueChanged) -> Activity:
    """The new place, for one session, or for all that there are and will be."""
    changed = state.sessions if event.session is None else (event.session,)
    places = {it: state.sessions[it].model_copy(update={"place": event.place}) for it in changed}
    place = event.place if event.session is None else state.place
    return replace(state, sessions=state.sessions.update(places), place=place)


def _looked(state: Activity, event: Seen) -> Activity:
    before = state.looks.get(event.publication)
    text = None if before is None else before.text
    if text is None and isinstance(event, PublicationVerified):
        text = event.text_sha256
    return replace(state, looks=state.looks.set(event.publication, Look(event, text)))


def _with_bundle(state: Activity, key: BundleKey, out: tuple[MaterialsPublished, ...]) -> Activity:
    return replace(state, bundles=state.bundles.set(key, out))

"""When, where, in which form and by whom: the schedule and its changes.

A date that breaks the policy is recorded like any other; services/compliance judges it.
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventCancelled,
    EventPlanned,
    EventRescheduled,
    EventScheduled,
    FormChanged,
    HostChanged,
    LeadUnitChanged,
    VenueChanged,
)
from contracts.values import ActivityKind, Count, Form, Identifier, Line, SelectionMethod, Session
from services._kit.decider import Refused
from services.announcer.domain.order import Command, GivenSession
from services.announcer.domain.state import Activity


def _one_each(sessions: tuple[GivenSession, ...]) -> tuple[GivenSession, ...]:
    if len({session.session for session in sessions}) < len(sessions):
        raise ValueError("each session may stand only once")
    return sessions


class RoutineActivity(Command):
    """What a unit outside the plan says of an activity that it runs of its own accord (常态化)."""

    activity: Identifier
    number: Count = 0
    kind: ActivityKind
    topic: Line
    title: Line
    printed_label: Line | None = None
    lead_unit: Identifier


class PlanRoutineActivity(RoutineActivity):
    """Announce such an activity within a programme."""

    programme: Identifier


class ScheduleActivity(Command):
    """Give sessions their dates, and declare what is known of the form."""

    sessions: Annotated[tuple[GivenSession, ...], Field(min_length=1), AfterValidator(_one_each)]
    form: Form | None = None
    new_media_account: Line | None = None
    host: Line | None = None
    selection_methods: tuple[SelectionMethod, ...] = ()


class RescheduleSession(Command):
    """Move one session; a place given here that is another than before changes the venue too."""

    moved: GivenSession
    reason: Line


class CancelActivity(Command):
    """Cancel the activity, or one of its sessions."""

    session: Identifier | None = None
    reason: Line


class ChangeForm(Command):
    """Declare or change the form, with the government new-media account of a stream."""

    form: Form
    new_media_account: Line | None = None


class ChangeVenue(Command):
    """Declare or change the place, of one session or of all."""

    session: Identifier | None = None
    place: Line


class ChangeLeadUnit(Command):
    """Give the lead to another unit that takes part in the programme."""

    lead_unit: Identifier


class ChangeHost(Command):
    """Declare or change the host."""

    host: Line


def plan_routine(command: PlanRoutineActivity, state: Activity) -> list[DomainEvent]:
    """A routine activity is planned once; another under the same id is refused."""
    content = command.model_dump(exclude={"printed_label"})
    label = command.printed_label or command.title
    event = EventPlanned(**content, printed_label=label, routine=True)
    if state.planned is None:
        return [event]
    if state.planned == event:
        return []
    raise Refused("other_content", "同一编号已有另一个活动，请换一个编号。", "activity")


def schedule(command: ScheduleActivity, state: Activity) -> list[DomainEvent]:
    """Add sessions, or declare what was open; dates once given change by rescheduling only."""
    subject = state.subject()
    state.refuse_if_cancelled()
    if command.form and state.form and command.form is not state.form:
        raise Refused("already_declared", "活动形式已经确定，请用变更形式。", "form")
    new = False
    for session in command.sessions:
        known = state.sessions.get(session.session)
        if known is None:
            new = True
        elif not _same(session, known):
            message = f"场次{session.session}已有日期，请用改期。"
            raise Refused("already_scheduled", message, "sessions")
    if not new and not _declares_more(command, state):
        return []
    return [
        EventScheduled(
            **subject,
            sessions=tuple(_plain(session) for session in command.sessions),
            form=command.form,
            new_media_account=command.new_media_account,
            host=command.host,
            selection_methods=command.selection_methods,
        )
    ]


def reschedule(command: RescheduleSession, state: Activity) -> list[DomainEvent]:
    """Move a session. The fact repeats its place, so that a reader need not remember it."""
    subject = state.subject()
    known = state.session(command.moved.session)
    state.refuse_if_cancelled(known.session)
    moved = _plain(command.moved)
    if moved.place is None:
        moved = moved.model_copy(update={"place": known.place})
    events: list[DomainEvent] = []
    if moved.model_copy(update={"place": known.place}) != known:
        events.append(EventRescheduled(**subject, moved=moved, reason=command.reason))
    if moved.place is not None and moved.place != known.place:
        events.append(
            VenueChanged(
                **subject,
                session=known.session,
                place=moved.place,
                first_declaration=known.place is None,
            )
        )
    return events


def cancel(command: CancelActivity, state: Activity) -> list[DomainEvent]:
    """Cancel once; what is cancelled stays so."""
    subject = state.subject()
    if command.session is not None:
        state.session(command.session)
    if state.cancelled or command.session in state.cancelled_sessions:
        return []
    return [EventCancelled(**subject, session=command.session, reason=command.reason)]


def change_form(command: ChangeForm, state: Activity) -> list[DomainEvent]:
    """Another form or account; the first declaration is marked as no change."""
    subject = state.subject()
    state.refuse_if_cancelled()
    account = command.new_media_account or state.new_media_account
    if (command.form, account) == (state.form, state.new_media_account):
        return []
    return [
        FormChanged(
            **subject,
            form=command.form,
            new_media_account=command.new_media_account,
            first_declaration=state.form is None,
        )
    ]


def change_venue(command: ChangeVenue, state: Activity) -> list[DomainEvent]:
    """Another place; the first declaration is marked as no change."""
    subject = state.subject()
    if command.session is None:
        before = {session.place for session in state.sessions.values()} or {state.place}
    else:
        before = {state.session(command.session).place}
    state.refuse_if_cancelled(command.session)
    if before == {command.place}:
        return []
    return [
        VenueChanged(
            **subject,
            session=command.session,
            place=command.place,
            first_declaration=before == {None},
        )
    ]


def change_lead_unit(command: ChangeLeadUnit, state: Activity) -> list[DomainEvent]:
    """Another lead unit; that it takes part in the programme was checked at the edge."""
    subject = state.subject()
    if state.lead_unit == command.lead_unit:
        return []
    return [LeadUnitChanged(**subject, lead_unit=command.lead_unit)]


def change_host(command: ChangeHost, state: Activity) -> list[DomainEvent]:
    """Another host."""
    subject = state.subject()
    state.refuse_if_cancelled()
    if state.host == command.host:
        return []
    return [HostChanged(**subject, host=command.host)]


def _plain(session: GivenSession) -> Session:
    return Session(**dict(session))


def _same(given: GivenSession, known: Session) -> bool:
    """Whether a session says nothing new; a place left out is not another place."""
    place = given.place or known.place
    return _plain(given).model_copy(update={"place": place}) == known


def _declares_more(command: ScheduleActivity, state: Activity) -> bool:
    given = (command.form, command.new_media_account, command.host)
    known = (state.form, state.new_media_account, state.host)
    return (
        any(value is not None and value != was for value, was in zip(given, known, strict=True))
        or not set(command.selection_methods) <= state.selection_methods
    )

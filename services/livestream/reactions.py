"""Facts from elsewhere that make livestream act. Pure.

A reaction that follows the announcer goes by what is known of the activity by now, not by its fact
alone: reactions run beside one another, and one that is late must not undo what a later fact did.
"""

from collections.abc import Iterable, Sequence

from contracts.envelope import Envelope
from contracts.events.announcer import (
    EventCancelled,
    EventRescheduled,
    EventScheduled,
    FormChanged,
)
from contracts.events.registration import PersonalDataPurged, PersonErased
from services._kit.reactions import Reaction
from services.livestream import known
from services.livestream.domain.order import Order
from services.livestream.domain.person import ForgetPerson
from services.livestream.domain.questions import PurgeQuestions
from services.livestream.domain.streaming import (
    CancelComingStreams,
    MoveStream,
    Planned,
    PrepareStreams,
    StopCancelledStreams,
    StreamCommand,
)
from services.livestream.known import KnownActivity

Commands = Sequence[tuple[str, object]]


def prepare_stream(_: Envelope, event: EventScheduled, by_now: KnownActivity | None) -> Commands:
    """Every session of an online or hybrid activity gets a stream."""
    return _prepare(by_now, [it.session for it in event.sessions])


def follow_form(envelope: Envelope, _: FormChanged, by_now: KnownActivity | None) -> Commands:
    """Streams come and go with the form."""
    if by_now is None or by_now.cancelled:
        return []
    if by_now.streamed:
        return _prepare(by_now, by_now.sessions)
    return _order(by_now, CancelComingStreams(cause=str(envelope.id)))


def move_stream(_: Envelope, event: EventRescheduled, by_now: KnownActivity | None) -> Commands:
    """A stream moves with its session."""
    if by_now is None:
        return []
    plans = _planned(by_now, [event.moved.session])
    return [order for plan in plans for order in _order(by_now, MoveStream(moved=plan))]


def end_stream(envelope: Envelope, event: EventCancelled, _known: None) -> Commands:
    """A cancelled activity is not streamed."""
    command = StopCancelledStreams(session=event.session, cause=str(envelope.id))
    order = Order(event.programme, event.activity, command)
    return [(f"stream:{event.programme}:{event.activity}", order)]


def forget_person(_: Envelope, event: PersonErased, _known: None) -> Commands:
    """Whom registration forgets, we forget."""
    command = ForgetPerson(programme=event.programme, person=event.person)
    return [(f"person:{event.programme}:{event.person}", command)]


def purge_questions(envelope: Envelope, event: PersonalDataPurged, _known: None) -> Commands:
    """What registration has kept long enough, so have we."""
    if event.kinds != "all":
        return []
    order = Order(event.programme, event.activity, PurgeQuestions(cause=str(envelope.id)))
    return [(f"questions:{event.programme}:{event.activity}", order)]


def _prepare(by_now: KnownActivity | None, sessions: Iterable[str]) -> Commands:
    if by_now is None:
        return []
    plans = _planned(by_now, sessions)
    return _order(by_now, PrepareStreams(sessions=plans)) if plans else []


def _planned(by_now: KnownActivity, sessions: Iterable[str]) -> tuple[Planned, ...]:
    if not by_now.streamed:
        return ()
    return tuple(
        Planned(
            session=each.session,
            starts_on=each.starts_on,
            starts_at=each.start_at,
            account=by_now.account,
        )
        for name in sessions
        if (each := by_now.sessions.get(name)) is not None and not each.cancelled
    )


def _order(by_now: KnownActivity, command: StreamCommand) -> Commands:
    name = f"stream:{by_now.programme}:{by_now.activity}"
    return [(name, Order(by_now.programme, by_now.activity, command))]


REACTIONS = (
    Reaction(name="prepare-stream", event=EventScheduled, react=prepare_stream, look=known.look),
    Reaction(name="follow-form", event=FormChanged, react=follow_form, look=known.look),
    Reaction(name="move-stream", event=EventRescheduled, react=move_stream, look=known.look),
    Reaction(name="end-stream", event=EventCancelled, react=end_stream),
    Reaction(name="forget-person", event=PersonErased, react=forget_person),
    Reaction(name="purge-questions", event=PersonalDataPurged, react=purge_questions),
)

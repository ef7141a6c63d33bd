"""The streams (直播) of one activity, one a session, from the first date to the end.

A stream that starts late or on another account is recorded; services/compliance judges.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, assert_never

from immutables import Map

from contracts.event import DomainEvent
from contracts.events.livestream import (
    StreamCancelled,
    StreamEnded,
    StreamEvent,
    StreamInterrupted,
    StreamPrepared,
    StreamResumed,
    StreamScheduled,
    StreamStarted,
    StreamWatched,
)
from contracts.values import beijing_date
from services._kit.decider import Decider, Refused
from services.livestream.domain.order import Order
from services.livestream.domain.streaming import (
    CancelComingStreams,
    Command,
    EndStream,
    InterruptStream,
    MoveStream,
    Planned,
    PrepareStreams,
    ResumeStream,
    ScheduleStream,
    StartStream,
    StopCancelledStreams,
    StreamCommand,
    TellViewers,
)

_NONE: Map[Any, Any] = Map()


class Phase(Enum):
    """How far a stream has come."""

    PREPARED = "prepared"
    SCHEDULED = "scheduled"
    LIVE = "live"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    CANCELLED = "cancelled"


COMING = {Phase.PREPARED, Phase.SCHEDULED}
RUNNING = {Phase.LIVE, Phase.INTERRUPTED}


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its phase, its Beijing date and the schedule in force."""

    phase: Phase
    starts_on: date
    scheduled: StreamScheduled | None = None
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of an activity by session."""

    by_session: Map[str, Stream] = _NONE


def decide(  # noqa: PLR0911 - a list of commands
    order: Order[StreamCommand], state: Streams
) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command = order.command
    match command:
        case ScheduleStream():
            return _schedule(command, order, state)
        case StartStream():
            return _start(command, order, state)
        case InterruptStream():
            interrupted = StreamInterrupted(**order.subject, session=command.session)
            return _turn(command, state, Phase.INTERRUPTED, interrupted)
        case ResumeStream():
            resumed = StreamResumed(**order.subject, **dict(command))
            return _turn(command, state, Phase.LIVE, resumed)
        case EndStream():
            return _end(command, order, state)
        case TellViewers():
            return _tell_viewers(command, order, state)
        case PrepareStreams():
            return [
                event
                for it in command.sessions
                for event in _prepare(it, order, state, moved=False)
            ]
        case MoveStream():
            return _prepare(command.moved, order, state, moved=True)
        case StopCancelledStreams():
            return _stop(command.cause, command.session, order, state, running=True)
        case CancelComingStreams():
            return _stop(command.cause, None, order, state, running=False)
        case _:
            assert_never(command)  # a new command cannot be forgotten


def _schedule(
    command: ScheduleStream, order: Order[StreamCommand], state: Streams
) -> list[DomainEvent]:
    """A schedule may change until the stream is live."""
    event = StreamScheduled(**order.subject, **dict(command))
    stream = state.by_session.get(command.session)
    if stream is not None:
        if stream.phase not in COMING | {Phase.CANCELLED}:
            raise Refused("already_started", "直播已经开始，不能再安排。", "session")
        if (stream.phase, stream.scheduled) == (Phase.SCHEDULED, event):
            return []
    return [event]


def _start(command: StartStream, order: Order[StreamCommand], state: Streams) -> list[DomainEvent]:
    stream = state.by_session.get(command.session)
    if stream is None or stream.phase is Phase.PREPARED:
        raise Refused("not_scheduled", "这个场次没有安排直播。", "session")
    if stream.phase in RUNNING:
        return []
    if stream.phase is not Phase.SCHEDULED:
        raise Refused("over", "直播已经结束或取消，不能再开始。", "session")
    return [StreamStarted(**order.subject, session=command.session)]


def _turn(command: Command, state: Streams, into: Phase, fact: StreamEvent) -> list[DomainEvent]:
    return [] if _running(command, state).phase is into else [fact]


def _end(command: EndStream, order: Order[StreamCommand], state: Streams) -> list[DomainEvent]:
    stream = state.by_session.get(command.session)
    if stream is not None and stream.phase is Phase.ENDED:
        return []
    _running(command, state)
    return [StreamEnded(**order.subject, session=command.session)]


def _tell_viewers(
    command: TellViewers, order: Order[StreamCommand], state: Streams
) -> list[DomainEvent]:
    stream = state.by_session.get(command.session)
    if stream is None or stream.phase is not Phase.ENDED or stream.watched or not command.most:
        return []
    return [StreamWatched(**order.subject, **dict(command))]


def _running(command: Command, state: Streams) -> Stream:
    stream = state.by_session.get(command.session)
    if stream is not None and stream.phase is Phase.ENDED:
        raise Refused("over", "直播已经结束。", "session")
    if stream is None or stream.phase not in RUNNING:
        raise Refused("not_started", "直播没有开始。", "session")
    return stream


def _prepare(
    plan: Planned, order: Order[StreamCommand], state: Streams, *, moved: bool
) -> list[DomainEvent]:
    """What the announcer's words change. ``moved``: its clock time counts more than our own."""
    stream = state.by_session.get(plan.session)
    if stream is not None and stream.phase not in COMING | {Phase.CANCELLED}:
        return []
    coming = stream if stream is not None and stream.phase in COMING else None
    subject = {**order.subject, "session": plan.session}
    before = coming.scheduled if coming is not None else None
    if before is not None and beijing_date(before.starts_at) != plan.starts_on:
        before_at = None  # what a person scheduled was for the day that is left
    else:
        before_at = before.starts_at if before is not None else None
    starts_at = (plan.starts_at or before_at) if moved else (before_at or plan.starts_at)
    account = plan.account or (before.account if before is not None else None)
    events: list[DomainEvent] = []
    if coming is None or coming.starts_on != plan.starts_on:
        events.append(StreamPrepared(**subject, starts_on=plan.starts_on))
    if starts_at is not None and account is not None:
        scheduled = StreamScheduled(**subject, starts_at=starts_at, account=account)
        if events or scheduled != before:
            events.append(scheduled)
    return events


def _stop(
    cause: str, only: str | None, order: Order[StreamCommand], state: Streams, *, running: bool
) -> list[DomainEvent]:
    """What was to come is cancelled and, if ``running``, what runs ends; the rest stays."""
    events: list[DomainEvent] = []
    for session, stream in sorted(state.by_session.items(), key=lambda item: item[0]):
        if only not in {None, session}:
            continue
        if running and stream.phase in RUNNING:
            events.append(StreamEnded(**order.subject, session=session))
        elif stream.phase in COMING:
            events.append(StreamCancelled(**order.subject, session=session, cause=cause))
    return events


def evolve(state: Streams, event: DomainEvent) -> Streams:  # noqa: PLR0911 - a list of facts
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case StreamPrepared():
            return _with(state, event, Stream(Phase.PREPARED, event.starts_on))
        case StreamScheduled():
            day = beijing_date(event.starts_at)
            return _with(state, event, Stream(Phase.SCHEDULED, day, event))
        case StreamStarted() | StreamResumed():
            return _in_phase(state, event, Phase.LIVE)
        case StreamInterrupted():
            return _in_phase(state, event, Phase.INTERRUPTED)
        case StreamEnded():
            return _in_phase(state, event, Phase.ENDED)
        case StreamCancelled():
            return _in_phase(state, event, Phase.CANCELLED)
        case StreamWatched():
            return _with(state, event, replace(state.by_session[event.session], watched=True))
        case _:
            return state


def _in_phase(state: Streams, event: StreamEvent, phase: Phase) -> Streams:
    return _with(state, event, replace(state.by_session[event.session], phase=phase))


def _with(state: Streams, event: StreamEvent, stream: Stream) -> Streams:
    return Streams(state.by_session.set(event.session, stream))


STREAM = Decider(name="stream", initial=Streams(), decide=decide, evolve=evolve)

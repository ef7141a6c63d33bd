"""The streams (直播) of one activity, one a session: scheduled, started, ended or cancelled.

A stream that starts late or on another account is recorded; services/compliance judges.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Generic, TypeVar, assert_never

from immutables import Map
from pydantic import BaseModel, ConfigDict

from contracts.event import DomainEvent
from contracts.events.livestream import (
    StreamCancelled,
    StreamEnded,
    StreamEvent,
    StreamScheduled,
    StreamStarted,
)
from contracts.values import Identifier, Instant, Line
from services._kit.decider import Decider, Refused

C_co = TypeVar("C_co", covariant=True)
_NONE: Map[Any, Any] = Map()


class Command(BaseModel):
    """One wish about the stream of a session; also the body of its HTTP request."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: Identifier


class ScheduleStream(Command):
    """Announce when a stream begins, and on which new-media account."""

    starts_at: Instant
    account: Line


class StartStream(Command):
    """The stream is live."""


class EndStream(Command):
    """The stream is over."""


class StopCancelledStreams(BaseModel):
    """End or cancel the streams of a cancelled activity (``session`` absent) or session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: Identifier | None
    cause: str


StreamCommand = ScheduleStream | StartStream | EndStream | StopCancelledStreams


@dataclass(frozen=True, slots=True)
class Order(Generic[C_co]):
    """A command as it was given, and about which activity."""

    programme: str
    activity: str
    command: C_co

    @property
    def subject(self) -> dict[str, Any]:
        """The programme and activity that every event names."""
        return {"programme": self.programme, "activity": self.activity}


class Phase(Enum):
    """How far a stream has come."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: its phase and the schedule in force."""

    phase: Phase
    scheduled: StreamScheduled


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of an activity by session."""

    by_session: Map[str, Stream] = _NONE


def decide(order: Order[StreamCommand], state: Streams) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command = order.command
    match command:
        case ScheduleStream():
            return _schedule(command, order, state)
        case StartStream():
            return _start(command, order, state)
        case EndStream():
            return _end(command, order, state)
        case StopCancelledStreams():
            return _stop(command, order, state)
        case _:
            assert_never(command)  # a new command cannot be forgotten


def _schedule(
    command: ScheduleStream, order: Order[StreamCommand], state: Streams
) -> list[DomainEvent]:
    """A schedule may change until the stream is live."""
    event = StreamScheduled(**order.subject, **dict(command))
    stream = state.by_session.get(command.session)
    if stream is not None:
        if stream.phase in {Phase.LIVE, Phase.ENDED}:
            raise Refused("already_started", "直播已经开始，不能再安排。", "session")
        if stream == Stream(Phase.SCHEDULED, event):
            return []
    return [event]


def _start(command: StartStream, order: Order[StreamCommand], state: Streams) -> list[DomainEvent]:
    stream = state.by_session.get(command.session)
    if stream is None:
        raise Refused("not_scheduled", "这个场次没有安排直播。", "session")
    match stream.phase:
        case Phase.SCHEDULED:
            return [StreamStarted(**order.subject, session=command.session)]
        case Phase.LIVE:
            return []
        case Phase.ENDED | Phase.CANCELLED:
            raise Refused("over", "直播已经结束或取消，不能再开始。", "session")
        case _:
            assert_never(stream.phase)


def _end(command: EndStream, order: Order[StreamCommand], state: Streams) -> list[DomainEvent]:
    stream = state.by_session.get(command.session)
    if stream is None or stream.phase in {Phase.SCHEDULED, Phase.CANCELLED}:
        raise Refused("not_started", "直播没有开始。", "session")
    if stream.phase is Phase.ENDED:
        return []
    return [StreamEnded(**order.subject, session=command.session)]


def _stop(
    command: StopCancelledStreams, order: Order[StreamCommand], state: Streams
) -> list[DomainEvent]:
    """What is live ends, what was to come is cancelled, the rest stays as it is."""
    events: list[DomainEvent] = []
    for session, stream in sorted(state.by_session.items(), key=lambda item: item[0]):
        if command.session not in {None, session}:
            continue
        if stream.phase is Phase.LIVE:
            events.append(StreamEnded(**order.subject, session=session))
        elif stream.phase is Phase.SCHEDULED:
            events.append(StreamCancelled(**order.subject, session=session, cause=command.cause))
    return events


def evolve(state: Streams, event: DomainEvent) -> Streams:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case StreamScheduled():
            return _with(state, event, Stream(Phase.SCHEDULED, event))
        case StreamStarted():
            return _with(state, event, replace(state.by_session[event.session], phase=Phase.LIVE))
        case StreamEnded():
            return _with(state, event, replace(state.by_session[event.session], phase=Phase.ENDED))
        case StreamCancelled():
            cancelled = replace(state.by_session[event.session], phase=Phase.CANCELLED)
            return _with(state, event, cancelled)
        case _:
            return state


def _with(state: Streams, event: StreamEvent, stream: Stream) -> Streams:
    return Streams(state.by_session.set(event.session, stream))


STREAM = Decider(name="stream", initial=Streams(), decide=decide, evolve=evolve)

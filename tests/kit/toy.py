"""A small service on the real contracts: activities that are planned and cancelled."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from contracts.event import DomainEvent
from contracts.events.announcer import EventCancelled, EventPlanned
from contracts.events.livestream import StreamEnded
from contracts.values import ActivityKind
from services._kit.clock import FixedClock
from services._kit.decider import Decider, Refused
from services._kit.recording import Origin
from services._kit.writer import Aggregates, Request

NOON = datetime(2023, 8, 15, 4, 0, tzinfo=UTC)
PROGRAMME = "daxing-2023"


@dataclass(frozen=True)
class Plan:
    activity: str
    title: str = "走进区博物馆"
    follow: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cancel:
    activity: str
    session: str | None = None
    reason: str = "场馆临时闭馆"


@dataclass(frozen=True)
class Break:
    """A command that the domain does not survive."""


@dataclass(frozen=True)
class State:
    planned: bool = False
    cancelled: tuple[str | None, ...] = ()


def planned(activity: str, title: str = "走进区博物馆") -> EventPlanned:
    return EventPlanned.model_construct(  # unchecked, so that tests can reach the inner walls
        programme=PROGRAMME,
        activity=activity,
        number=1,
        kind=ActivityKind.OPEN_DAY,
        topic=title,
        title=title,
        printed_label="1",
        lead_unit="museum",
        content_points=(),
    )


def decide(command: object, state: State) -> list[DomainEvent]:
    match command:
        case Plan():
            if state.planned:
                return []
            return [planned(name, command.title) for name in (command.activity, *command.follow)]
        case Cancel():
            if not state.planned:
                raise Refused("not_planned", "该活动不在计划中。", "activity")
            if command.session in state.cancelled:
                return []
            return [
                EventCancelled.model_construct(
                    programme=PROGRAMME,
                    activity=command.activity,
                    session=command.session,
                    reason=command.reason,
                )
            ]
        case _:
            raise RuntimeError("the domain broke")


def evolve(state: State, event: DomainEvent) -> State:
    match event:
        case EventPlanned():
            return State(planned=True)
        case EventCancelled():
            return State(planned=state.planned, cancelled=(*state.cancelled, event.session))
        case _:
            return state


def stream_of(event: DomainEvent) -> str:
    activity: str = getattr(event, "activity", "_")
    return f"activity:{event.programme}:{activity}"


AGGREGATES = Aggregates({"activity": Decider("activity", State(), decide, evolve)}, stream_of)


@dataclass(frozen=True)
class End:
    activity: str


def end(command: End, state: tuple[str, ...]) -> list[DomainEvent]:
    if command.activity in state:
        return []
    if command.activity == "unwilling":
        raise Refused("unwilling", "不办理。")
    return [
        StreamEnded(programme=PROGRAMME, activity=command.activity, session="s1", ended_at=NOON)
    ]


STREAMING = Aggregates(
    {
        "live": Decider(
            "live",
            (),
            end,
            lambda state, event: (
                (*state, event.activity) if isinstance(event, StreamEnded) else state
            ),
        )
    },
    lambda event: f"live:{event.programme}:all",
)


def request(command: object, *, id: UUID | None = None, body: bytes = b"") -> Request:  # noqa: A002
    activity = getattr(command, "activity", "none")
    return Request(
        id=id or uuid4(),
        stream=f"activity:{PROGRAMME}:{activity}",
        command=command,
        occurred_at=NOON,
        actor="test",
        request_hash=body,
    )


@dataclass
class Bench:
    """A writer's surroundings in a test."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    origin: Origin = field(default_factory=lambda: Origin("announcer", epoch=1, simulated=False))

"""A small service on the real contracts: activities that are planned and cancelled."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from fastapi import APIRouter

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.announcer import EventCancelled, EventPlanned
from contracts.events.livestream import StreamEnded
from contracts.values import ActivityKind
from services._kit.decider import Decider, Refused
from services._kit.projector import Projector
from services._kit.quarantine import Delivery
from services._kit.reactions import Reaction
from services._kit.recording import Origin
from services._kit.writer import Aggregates, Request
from services._web.service import Running, Service

NOON = datetime(2023, 8, 15, 4, 0, tzinfo=UTC)
PROGRAMME = "daxing-2023"


@dataclass
class FixedClock:
    """A time that a test sets."""

    time: datetime
    simulated: bool = False

    def now(self) -> datetime:
        return self.time.astimezone(UTC)


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
    return [StreamEnded(programme=PROGRAMME, activity=command.activity, session="s1")]


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


class Pages:
    """A read model: one row per fact, in table ``page``."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        await connection.executemany(
            "insert into page (event, service, position) values ($1, $2, $3)",
            [(d.envelope.id, d.envelope.service, d.envelope.sequence) for d in batch],
        )


def end_stream(envelope: Envelope, event: DomainEvent, _known: None) -> list[tuple[str, object]]:
    activity: str = getattr(event, "activity", "_")
    return [(f"live:{envelope.programme}:all", End(activity))]


def announcer(*routers: APIRouter, **more: Any) -> Service:
    return Service("announcer", AGGREGATES, routers=routers, **more)


def livestream(**more: Any) -> Service:
    return Service(
        "livestream",
        STREAMING,
        reactions=[Reaction("end-stream", EventCancelled, end_stream)],
        projectors=[Projector("pages", ["announcer"], Pages(), ["page"])],
        **more,
    )


@dataclass
class Bench:
    """A writer's surroundings in a test."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    origin: Origin = field(default_factory=lambda: Origin("announcer", epoch=1, simulated=False))


async def close_bus(running: Running) -> None:
    """Close the connection for good, as no setting should ever do."""
    while not running.bus.connected:  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    await running.bus.client.close()


async def fail(_: Running) -> None:
    await asyncio.sleep(1)
    raise RuntimeError("a background task broke")

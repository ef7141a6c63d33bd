"""Streams: what is decided, refused, and that a repeat is no fact."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.event import DomainEvent
from contracts.events.announcer import EventCancelled
from contracts.events.livestream import StreamCancelled, StreamEnded
from contracts.examples import EXAMPLES
from services._kit.decider import Refused
from services.livestream.domain.stream import (
    STREAM,
    EndStream,
    Order,
    ScheduleStream,
    StartStream,
    StopCancelledStreams,
    StreamCommand,
)
from services.livestream.reactions import end_stream
from tests.contracts.test_examples import wrapped

OPEN_11 = {"programme": "daxing-2023", "activity": "open-11"}
SCHEDULE = ScheduleStream(
    session="s1", starts_at=datetime(2023, 9, 14, 1, tzinfo=UTC), account="旧宫发布"
)
LATER = SCHEDULE.model_copy(update={"starts_at": SCHEDULE.starts_at + timedelta(hours=1)})
SECOND = SCHEDULE.model_copy(update={"session": "s2"})
START, END = StartStream(session="s1"), EndStream(session="s1")
STOP = StopCancelledStreams(session=None, cause="e1")


def decided(command: StreamCommand, *before: StreamCommand) -> list[DomainEvent]:
    state = STREAM.initial
    for one in before:
        for event in STREAM.decide(Order("daxing-2023", "open-11", one), state):
            state = STREAM.evolve(state, event)
    return STREAM.decide(Order("daxing-2023", "open-11", command), state)


@pytest.mark.parametrize(
    ("command", "before"),
    [
        (SCHEDULE, ()),
        (LATER, (SCHEDULE,)),
        (SCHEDULE, (SCHEDULE, STOP)),
        (START, (SCHEDULE,)),
        (END, (SCHEDULE, START)),
        (STOP, (SCHEDULE,)),
        (STOP, (SCHEDULE, START)),
    ],
)
def test_a_repeat_decides_nothing(
    command: StreamCommand, before: tuple[StreamCommand, ...]
) -> None:
    assert len(decided(command, *before)) == 1
    assert decided(command, *before, command) == []


@pytest.mark.parametrize(
    ("command", "before", "reason"),
    [
        (LATER, (SCHEDULE, START), "already_started"),
        (LATER, (SCHEDULE, START, END), "already_started"),
        (START, (), "not_scheduled"),
        (START, (SCHEDULE, START, END), "over"),
        (START, (SCHEDULE, STOP), "over"),
        (END, (), "not_started"),
        (END, (SCHEDULE,), "not_started"),
        (END, (SCHEDULE, STOP), "not_started"),
    ],
)
def test_the_impossible_is_refused(
    command: StreamCommand, before: tuple[StreamCommand, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        decided(command, *before)


def test_a_cancellation_ends_what_is_live_and_cancels_what_was_to_come() -> None:
    assert decided(STOP, SCHEDULE, START, SECOND) == [
        StreamEnded(**OPEN_11, session="s1"),
        StreamCancelled(**OPEN_11, session="s2", cause="e1"),
    ]
    only = StopCancelledStreams(session="s2", cause="e1")
    assert len(decided(only, SCHEDULE, START, SECOND)) == 1
    assert decided(STOP) == []
    assert decided(STOP, SCHEDULE, START, END) == []


def test_a_cancellation_stops_streams() -> None:
    cancelled = EXAMPLES["EventCancelled.v1"]
    assert isinstance(cancelled, EventCancelled)

    [(stream, order)] = end_stream(wrapped(cancelled), cancelled, None)

    assert stream == "stream:daxing-2023:open-11"
    assert isinstance(order, Order)
    assert order.command == StopCancelledStreams(session=None, cause=str(UUID(int=7)))

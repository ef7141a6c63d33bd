"""Streams: what is decided, refused, and that a repeat is no fact."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from contracts.event import DomainEvent
from contracts.events.announcer import EventCancelled
from contracts.events.livestream import (
    StreamCancelled,
    StreamEnded,
    StreamPrepared,
    StreamScheduled,
    StreamWatched,
)
from contracts.examples import EXAMPLES
from services._kit.decider import Refused
from services.livestream.domain.order import Order
from services.livestream.domain.stream import STREAM
from services.livestream.domain.streaming import (
    CancelComingStreams,
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
from services.livestream.reactions import end_stream
from tests.contracts.test_examples import wrapped

OPEN_11 = {"programme": "daxing-2023", "activity": "open-11"}
SCHEDULE = ScheduleStream(
    session="s1", starts_at=datetime(2023, 9, 14, 1, tzinfo=UTC), account="旧宫发布"
)
LATER = SCHEDULE.model_copy(update={"starts_at": SCHEDULE.starts_at + timedelta(hours=1)})
SECOND = SCHEDULE.model_copy(update={"session": "s2"})
START, END = StartStream(session="s1"), EndStream(session="s1")
WATCHED = TellViewers(session="s1", most=9, minutes=11)
NOBODY = TellViewers(session="s1", most=0, minutes=0)
INTERRUPT, RESUME = InterruptStream(session="s1"), ResumeStream(session="s1")
STOP = StopCancelledStreams(session=None, cause="e1")
OFFLINE = CancelComingStreams(cause="e1")
DAY, NEXT_WEEK = date(2023, 9, 14), date(2023, 9, 21)
PLAN = Planned(session="s1", starts_on=DAY)
TIMED = PLAN.model_copy(update={"starts_at": SCHEDULE.starts_at, "account": "旧宫发布"})
PREPARE = PrepareStreams(sessions=(PLAN,))
PREPARE_TIMED = PrepareStreams(sessions=(TIMED,))
MOVED = PLAN.model_copy(update={"starts_on": NEXT_WEEK})
MOVED_TIMED = MOVED.model_copy(update={"starts_at": SCHEDULE.starts_at + timedelta(days=7)})
MOVE, MOVE_TIMED = MoveStream(moved=MOVED), MoveStream(moved=MOVED_TIMED)


def decided(command: StreamCommand, *before: StreamCommand) -> list[DomainEvent]:
    state = STREAM.initial
    for one in before:
        for event in STREAM.decide(Order("daxing-2023", "open-11", one), state):
            state = STREAM.evolve(state, event)
    return STREAM.decide(Order("daxing-2023", "open-11", command), state)


def scheduled(command: ScheduleStream) -> StreamScheduled:
    given = command.model_dump()
    return StreamScheduled.model_validate({**OPEN_11, **given})


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
        (PREPARE, ()),
        (PREPARE, (SCHEDULE, STOP)),
        (SCHEDULE, (PREPARE,)),
        (START, (PREPARE, SCHEDULE)),
        (INTERRUPT, (SCHEDULE, START)),
        (RESUME, (SCHEDULE, START, INTERRUPT)),
        (INTERRUPT, (SCHEDULE, START, INTERRUPT, RESUME)),
        (END, (SCHEDULE, START, INTERRUPT)),
        (STOP, (SCHEDULE, START, INTERRUPT)),
        (STOP, (PREPARE,)),
        (MOVE, (PREPARE,)),
        (MOVE, (SCHEDULE,)),
        (OFFLINE, (PREPARE,)),
        (OFFLINE, (SCHEDULE,)),
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
        (START, (PREPARE,), "not_scheduled"),
        (LATER, (SCHEDULE, START, INTERRUPT), "already_started"),
        (INTERRUPT, (SCHEDULE,), "not_started"),
        (RESUME, (PREPARE,), "not_started"),
        (INTERRUPT, (SCHEDULE, START, END), "over"),
        (RESUME, (SCHEDULE, START, END), "over"),
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


def test_several_sessions_are_prepared_at_once_and_scheduled_where_all_is_known() -> None:
    second = PLAN.model_copy(update={"session": "s2"})
    both = PrepareStreams(sessions=(TIMED, second))
    assert decided(both) == [
        StreamPrepared(**OPEN_11, session="s1", starts_on=DAY),
        scheduled(SCHEDULE),
        StreamPrepared(**OPEN_11, session="s2", starts_on=DAY),
    ]
    assert decided(both, both) == []


def test_what_a_person_scheduled_by_hand_stays_and_equals_are_no_facts() -> None:
    assert decided(SCHEDULE, PREPARE_TIMED) == []
    assert decided(PREPARE_TIMED, SCHEDULE) == []
    assert decided(PREPARE_TIMED, PREPARE, LATER) == []
    other = TIMED.model_copy(update={"account": "大兴发布"})
    assert decided(PrepareStreams(sessions=(other,)), LATER) == [
        scheduled(LATER.model_copy(update={"account": "大兴发布"}))
    ]


def test_a_stream_moves_with_its_session_until_it_is_live() -> None:
    prepared = StreamPrepared(**OPEN_11, session="s1", starts_on=NEXT_WEEK)
    later = scheduled(SCHEDULE.model_copy(update={"starts_at": MOVED_TIMED.starts_at}))
    assert decided(MOVE, SCHEDULE) == [prepared]
    assert decided(MOVE_TIMED, SCHEDULE) == [prepared, later]
    assert decided(MOVE_TIMED, SCHEDULE, MOVE_TIMED) == []
    same_day = MoveStream(moved=TIMED.model_copy(update={"starts_at": LATER.starts_at}))
    assert decided(same_day, SCHEDULE) == [scheduled(LATER)]
    for before in ((SCHEDULE, START), (SCHEDULE, START, INTERRUPT), (SCHEDULE, START, END)):
        assert decided(MOVE_TIMED, *before) == []
        assert decided(PREPARE_TIMED, *before) == []


def test_meeting_offline_cancels_what_was_to_come_and_lets_run_what_runs() -> None:
    assert decided(OFFLINE, SCHEDULE, START, SECOND) == [
        StreamCancelled(**OPEN_11, session="s2", cause="e1")
    ]
    assert [event.name for event in decided(PREPARE_TIMED, SCHEDULE, OFFLINE)] == [
        "StreamPrepared",
        "StreamScheduled",
    ]


def test_a_cancellation_stops_streams() -> None:
    cancelled = EXAMPLES["EventCancelled.v1"]
    assert isinstance(cancelled, EventCancelled)

    [(stream, order)] = end_stream(wrapped(cancelled), cancelled, None)

    assert stream == "stream:daxing-2023:open-11"
    assert isinstance(order, Order)
    assert order.command == StopCancelledStreams(session=None, cause=str(UUID(int=7)))


def test_how_many_watched_is_told_once_of_a_stream_that_is_over() -> None:
    told = StreamWatched(**OPEN_11, session="s1", most=9, minutes=11)
    assert decided(WATCHED, SCHEDULE, START, END) == [told]
    assert decided(WATCHED, SCHEDULE, START, END, WATCHED) == []
    assert decided(NOBODY, SCHEDULE, START, END) == []
    assert decided(WATCHED, SCHEDULE, START) == []
    assert decided(WATCHED) == []

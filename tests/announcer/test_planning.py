"""When, where and in which form: what is decided, what refused, and that a repeat is no fact."""

from datetime import date
from typing import Any

import pytest

from contracts.events.announcer import EventRescheduled, EventScheduled, VenueChanged
from contracts.values import ActivityKind, Form, Session
from services._kit.decider import Refused
from services.announcer.domain.activity import ActivityCommand
from services.announcer.domain.planning import (
    CancelActivity,
    ChangeForm,
    ChangeHost,
    ChangeLeadUnit,
    ChangeVenue,
    PlanRoutineActivity,
    RescheduleSession,
    ScheduleActivity,
)
from services.announcer.domain.state import Activity
from tests.announcer.story import OPEN_11, decided, planned, refused, repeated, scheduled

DAY: dict[str, Any] = {"session": "s1", "starts_on": "2023-09-14", "place": "工地"}
LATER = {**DAY, "starts_on": "2023-09-21"}
MOVE = RescheduleSession.model_validate({"moved": LATER, "reason": "大雨"})

COMMANDS: list[ActivityCommand] = [
    ScheduleActivity.model_validate({"sessions": [DAY | {"session": "s2"}], "form": "offline"}),
    MOVE,
    CancelActivity(reason="封闭施工"),
    CancelActivity(session="s1", reason="封闭施工"),
    ChangeForm(form=Form.HYBRID, new_media_account="旧宫发布"),
    ChangeVenue(place="会议室"),
    ChangeVenue(session="s1", place="会议室"),
    ChangeLeadUnit(lead_unit="yinghai"),
    ChangeHost(host="旧宫镇人民政府"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda it: type(it).__name__)
def test_a_repeat_decides_nothing(command: ActivityCommand) -> None:
    assert repeated(command, scheduled()) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda it: type(it).__name__)
def test_nothing_happens_to_what_was_never_planned(command: ActivityCommand) -> None:
    assert refused(command, Activity()) == "unknown_activity"


def test_a_schedule_is_recorded_whatever_its_date() -> None:
    outside = ScheduleActivity.model_validate({"sessions": [DAY | {"starts_on": "2024-02-01"}]})

    [event] = decided(outside, planned())

    assert isinstance(event, EventScheduled)
    assert event.sessions[0].ends_on == date(2024, 2, 1)


def test_a_session_that_has_a_date_is_moved_not_scheduled_again() -> None:
    again = ScheduleActivity.model_validate({"sessions": [LATER]})

    assert refused(again, scheduled()) == "already_scheduled"


def test_a_form_once_declared_is_changed_not_scheduled_again() -> None:
    again = ScheduleActivity.model_validate({"sessions": [DAY], "form": "online"})

    assert refused(again, scheduled()) == "already_declared"


def test_a_schedule_may_declare_what_was_open() -> None:
    more = ScheduleActivity.model_validate({"sessions": [DAY], "host": "旧宫镇"})

    assert len(decided(more, scheduled())) == 1


def test_a_session_moves_and_its_place_goes_with_it() -> None:
    move = RescheduleSession.model_validate(
        {"moved": {"session": "s1", "starts_on": "2023-09-21"}, "reason": "大雨"}
    )

    [event] = decided(move, scheduled())

    assert event == EventRescheduled(
        **OPEN_11,
        moved=Session(
            session="s1", starts_on=date(2023, 9, 21), ends_on=date(2023, 9, 21), place="工地"
        ),
        reason="大雨",
    )


def test_moving_to_another_place_is_two_changes() -> None:
    moved = LATER | {"place": "会议室"}
    move = RescheduleSession.model_validate({"moved": moved, "reason": "大雨"})

    _, venue = decided(move, scheduled())

    assert venue == VenueChanged(**OPEN_11, session="s1", place="会议室")
    assert repeated(move, scheduled()) == []


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (RescheduleSession.model_validate(
            {"moved": LATER | {"session": "s9"}, "reason": "雨"}), "unknown_session"),
        (CancelActivity(session="s9", reason="雨"), "unknown_session"),
        (ChangeVenue(session="s9", place="会议室"), "unknown_session"),
    ],
)  # fmt: skip
def test_a_session_that_was_never_scheduled_cannot_change(
    command: ActivityCommand, reason: str
) -> None:
    assert refused(command, scheduled()) == reason


@pytest.mark.parametrize(
    "command",
    [
        MOVE,
        ScheduleActivity.model_validate({"sessions": [DAY | {"session": "s2"}]}),
        ChangeForm(form=Form.ONLINE),
        ChangeVenue(place="会议室"),
        ChangeHost(host="旧宫镇"),
    ],
    ids=lambda it: type(it).__name__,
)
def test_what_is_cancelled_does_not_change(command: ActivityCommand) -> None:
    cancelled = scheduled(CancelActivity(reason="封闭施工"))

    assert refused(command, cancelled) == "cancelled"


def test_a_cancelled_session_does_not_move_but_another_does() -> None:
    second = ScheduleActivity.model_validate({"sessions": [DAY | {"session": "s2"}]})
    state = scheduled(second, CancelActivity(session="s1", reason="雨"))
    other = RescheduleSession.model_validate({"moved": LATER | {"session": "s2"}, "reason": "雨"})

    assert refused(MOVE, state) == "cancelled"
    assert len(decided(other, state)) == 1


def test_the_first_form_and_the_first_place_are_declarations_not_changes() -> None:
    bare = ScheduleActivity.model_validate({"sessions": [{k: DAY[k] for k in DAY if k != "place"}]})
    state = planned(bare)

    [form] = decided(ChangeForm(form=Form.OFFLINE), state)
    [place] = decided(ChangeVenue(place="工地"), state)
    [again] = decided(ChangeVenue(place="会议室"), planned(bare, ChangeVenue(place="工地")))

    assert getattr(form, "first_declaration") is True  # noqa: B009 - mypy knows only the base
    assert getattr(place, "first_declaration") is True  # noqa: B009
    assert getattr(again, "first_declaration") is False  # noqa: B009


def test_a_place_declared_before_the_schedule_holds_for_its_sessions() -> None:
    bare = ScheduleActivity.model_validate(
        {"sessions": [{"session": "s1", "starts_on": "2023-09-14"}]}
    )

    state = planned(ChangeVenue(place="工地"), bare)

    assert state.sessions["s1"].place == "工地"


def test_a_routine_activity_is_planned_once_under_its_id() -> None:
    command = PlanRoutineActivity(
        programme="daxing-2023",
        activity="water-1",
        kind=ActivityKind.OPEN_DAY,
        topic="供水",
        title="走进水厂",
        lead_unit="shuiwuju",
    )

    [event] = decided(command, Activity())

    assert getattr(event, "routine") is True  # noqa: B009
    assert getattr(event, "printed_label") == "走进水厂"  # noqa: B009
    assert repeated(command, Activity()) == []
    with pytest.raises(Refused, match="other_content"):
        decided(command, planned())

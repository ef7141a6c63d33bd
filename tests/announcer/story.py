"""Given these commands, decide that one: the activity without any IO."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.event import DomainEvent
from contracts.events.announcer import EventPlanned
from contracts.values import ActivityKind, ContentPoint
from services._kit.decider import Refused
from services.announcer.domain.activity import ACTIVITY, ActivityCommand
from services.announcer.domain.order import Given, Order
from services.announcer.domain.planning import ScheduleActivity
from services.announcer.domain.state import Activity

NOW = datetime(2023, 10, 1, 1, 0, tzinfo=UTC)
CLERK, OTHER = "handler-jiugong", "reviewer-jiugong"
OPEN_11: dict[str, Any] = {"programme": "daxing-2023", "activity": "open-11"}
PLANNED = EventPlanned(
    **OPEN_11,
    number=11,
    kind=ActivityKind.OPEN_DAY,
    topic="民生实事",
    title="走进南街回迁房项目工地",
    printed_label="开放点11（民生实事）",
    lead_unit="jiugong",
    content_points=(
        ContentPoint(point="p1", title="实体参观工程"),
        ContentPoint(point="p2", title="感受施工进度及质量"),
    ),
)


def decided(
    command: ActivityCommand,
    state: Activity,
    by: str = CLERK,
    on_record: frozenset[datetime] = frozenset(),
) -> list[DomainEvent]:
    """What a command causes in a state."""
    return ACTIVITY.decide(Order(command, Given(by, NOW, on_record)), state)


def after(state: Activity, events: list[DomainEvent]) -> Activity:
    """The state after more facts."""
    for event in events:
        state = ACTIVITY.evolve(state, event)
    return state


def planned(*commands: ActivityCommand) -> Activity:
    """open-11 as planned, and what was done since."""
    state = ACTIVITY.evolve(Activity(), PLANNED)
    for command in commands:
        state = after(state, decided(command, state))
    return state


def scheduled(*commands: ActivityCommand) -> Activity:
    """open-11 with one session on 14 September, offline, and what was done since."""
    sessions = [{"session": "s1", "starts_on": "2023-09-14", "place": "工地"}]
    schedule = ScheduleActivity.model_validate({"sessions": sessions, "form": "offline"})
    return planned(schedule, *commands)


def repeated(
    command: ActivityCommand, state: Activity, on_record: frozenset[datetime] = frozenset()
) -> list[DomainEvent]:
    """What the same command causes the second time, after causing something the first."""
    first = decided(command, state)
    assert first, "the first time must be a fact"
    return decided(command, after(state, first), on_record=on_record)


def refused(command: ActivityCommand, state: Activity, by: str = CLERK) -> str:
    """The reason for which a command is refused."""
    with pytest.raises(Refused) as refusal:
        decided(command, state, by)
    return refusal.value.reason

"""At the door, decided: who is here, who came without a seat, and which word on it counts."""

from datetime import timedelta

import pytest

from contracts.events.registration import AttendanceRecorded
from contracts.values import LeaderAttendance, PersonCategory
from services._kit.decider import Refused
from services.registration.domain.door import (
    CheckIn,
    RecordAttendance,
    RecordAttendanceFromCheckIns,
    TakeWalkIn,
)
from services.registration.domain.order import Command
from tests.registration.people import (
    ACCEPTED,
    CAME,
    COUNTED,
    INVITED,
    NOW,
    PREPARED,
    START,
    WALKED_IN,
    decided,
    told,
)

DEPUTY = (INVITED, ACCEPTED)
BY_HAND = RecordAttendance(
    session="s1",
    attendance={PersonCategory.PARENT: 8},
    leader=LeaderAttendance.DEPUTY,
    leader_office="副镇长",
)


@pytest.mark.parametrize(
    ("command", "before", "facts"),
    [
        (WALKED_IN, (), ["WalkedIn guest"]),
        (WALKED_IN.model_copy(update={"person": "deputy"}), DEPUTY, ["CheckedIn deputy"]),
        (WALKED_IN.model_copy(update={"person": "deputy"}), (*DEPUTY, CAME), []),
        (CAME.model_copy(update={"person": "guest"}), (WALKED_IN,), []),
        (BY_HAND, (), ["AttendanceRecorded s1"]),
        (BY_HAND, (BY_HAND,), []),
    ],
)
def test_everybody_comes_once(
    command: Command, before: tuple[Command, ...], facts: list[str]
) -> None:
    assert told(decided(command, *before)) == facts
    assert decided(command, *before, command) == []


@pytest.mark.parametrize(
    ("command", "before", "reason"),
    [
        (CAME, (), "no_seat"),
        (CAME, (PREPARED, *DEPUTY), "too_early"),
        (WALKED_IN, (PREPARED,), "too_early"),
        (BY_HAND, (COUNTED,), "reason_missing"),
        (
            BY_HAND.model_copy(update={"leader": LeaderAttendance.ABSENT}),
            (),
            "nobody_came",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    command: Command, before: tuple[Command, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        decided(command, *before)


@pytest.mark.parametrize("command", [CAME, WALKED_IN])
def test_an_arrival_counts_from_the_first_minute_of_the_day(command: CheckIn | TakeWalkIn) -> None:
    midnight = START.replace(hour=16, minute=0) - timedelta(days=1)
    late = START + timedelta(days=1)
    came = command.model_copy(update={"occurred_at": midnight})
    before = command.model_copy(update={"occurred_at": midnight - timedelta(seconds=1)})

    assert len(decided(came, PREPARED, *DEPUTY, at=late)) == 1
    with pytest.raises(Refused, match="too_early"):
        decided(before, PREPARED, *DEPUTY, at=late)
    with pytest.raises(Refused, match="in_future"):
        decided(came, PREPARED, *DEPUTY, at=NOW)


def test_attendance_counts_walk_ins_with_those_who_had_a_seat() -> None:
    [event] = decided(COUNTED, *DEPUTY, CAME, WALKED_IN)

    assert isinstance(event, AttendanceRecorded)
    assert event.attendance == {PersonCategory.NPC_DEPUTY: 1, PersonCategory.PARENT: 1}


def test_another_word_on_attendance_needs_its_reason_and_carries_it() -> None:
    corrected = BY_HAND.model_copy(update={"reason": "签到表漏登"})
    [event] = decided(corrected, COUNTED)

    assert isinstance(event, AttendanceRecorded)
    assert (event.reason, event.leader_office) == ("签到表漏登", "副镇长")
    assert decided(corrected, COUNTED, corrected) == []
    again = RecordAttendanceFromCheckIns(
        session="s1", leader=LeaderAttendance.PRINCIPAL, reason="核对后按签到计"
    )
    assert len(decided(again, COUNTED, corrected)) == 1

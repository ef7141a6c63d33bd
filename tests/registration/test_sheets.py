"""Sheets of sessions: prepared, moved, cancelled, opened by the notice, left again."""

from datetime import date, timedelta

import pytest

from contracts.values import PersonCategory, SelectionRule
from services._kit.decider import Refused
from services.registration.domain.order import Command
from services.registration.domain.sheet import (
    CancelSheets,
    CloseDueSignUp,
    KeepSheets,
    OpenOnNotice,
    OpenSignUp,
    SetOpening,
    SignUpPerson,
)
from tests.registration.people import (
    CLOSED,
    DECIDED,
    END,
    FIVE,
    INVITED,
    NOW,
    OPENED,
    PREPARED,
    S1,
    S2,
    SIGNED_UP,
    START,
    decided,
    person,
    told,
    withdrawn,
)

MOVED = KeepSheets(sheets=(S1.model_copy(update={"start_at": START + timedelta(hours=1)}),))
EARLIER = KeepSheets(sheets=(S1.model_copy(update={"start_at": END - timedelta(days=1)}),))
CANCELLED = CancelSheets(reason="cancelled")
ONLINE = CancelSheets(reason="online")
SET = SetOpening(session="s1", closes_at=END, seats=30, rule=SelectionRule.FIRST_COME)
NOTICED = OpenOnNotice(noticed=(None, "s1", "s2"))


@pytest.mark.parametrize(
    ("command", "before", "facts"),
    [
        (PREPARED, (), ["SignUpSheetPrepared s1", "SignUpSheetPrepared s2"]),
        (PREPARED, (PREPARED, ONLINE), ["SignUpSheetPrepared s1", "SignUpSheetPrepared s2"]),
        (MOVED, (PREPARED,), ["SignUpSheetMoved s1"]),
        (MOVED, (PREPARED, INVITED), ["SignUpSheetMoved s1"]),
        (MOVED, (), ["SignUpSheetPrepared s1"]),
        (CANCELLED, (PREPARED, OPENED),
         ["SignUpClosed s1", "SignUpSheetCancelled s1", "SignUpSheetCancelled s2"]),
        (CancelSheets(session="s2", reason="cancelled"), (PREPARED, OPENED),
         ["SignUpSheetCancelled s2"]),
        (CANCELLED, (PREPARED, ONLINE), ["SignUpSheetCancelled s1", "SignUpSheetCancelled s2"]),
        (SET, (PREPARED,), ["SignUpOpeningSet s1"]),
        (NOTICED, (PREPARED, SET), ["SignUpOpened s1"]),
        (withdrawn("a"), SIGNED_UP, ["SignUpWithdrawn a"]),
        (withdrawn("a"), (*SIGNED_UP, CLOSED), ["SignUpWithdrawn a"]),
        (withdrawn("a"), DECIDED, ["SignUpWithdrawn a", "SeatReleased a"]),
        (withdrawn("d"), DECIDED, ["SignUpWithdrawn d"]),
    ],
)  # fmt: skip
def test_it_happens_once(command: Command, before: tuple[Command, ...], facts: list[str]) -> None:
    assert told(decided(command, *before)) == facts
    assert decided(command, *before, command) == []


@pytest.mark.parametrize(
    ("command", "before"),
    [
        (PREPARED, (PREPARED, CANCELLED)),
        (ONLINE, (PREPARED, CANCELLED)),
        (MOVED, (PREPARED, CANCELLED)),
        (CANCELLED, ()),
        (NOTICED, (PREPARED,)),
        (NOTICED, (PREPARED, SET, CANCELLED)),
        (NOTICED, (PREPARED, SET, OPENED)),
        (OpenOnNotice(noticed=("s2",)), (PREPARED, SET)),
    ],
)
def test_there_is_nothing_to_do(command: Command, before: tuple[Command, ...]) -> None:
    assert decided(command, *before) == []


@pytest.mark.parametrize(
    ("command", "before", "reason"),
    [
        (OPENED, (PREPARED, CANCELLED), "cancelled"),
        (OpenSignUp(), (PREPARED, CANCELLED), "cancelled"),
        (SET, (PREPARED, ONLINE), "cancelled"),
        (person("f"), (*SIGNED_UP, CANCELLED), "cancelled"),
        (OpenSignUp(session="s1", closes_at=START + timedelta(seconds=1)), (PREPARED,),
         "after_start"),
        (SET.model_copy(update={"closes_at": NOW}), (PREPARED,), "in_past"),
        (SET, (PREPARED, OPENED), "already_opened"),
        (withdrawn("f"), SIGNED_UP, "not_signed_up"),
        (person("f"), (*SIGNED_UP, CLOSED), "not_open"),
    ],
)  # fmt: skip
def test_the_impossible_is_refused(
    command: Command, before: tuple[Command, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        decided(command, *before)


def test_who_withdrew_may_sign_up_again_and_is_then_the_last() -> None:
    assert told(decided(person("a"), *SIGNED_UP, withdrawn("a"))) == ["SignedUp a"]


def test_people_may_withdraw_until_the_session_begins() -> None:
    assert decided(withdrawn("a"), *SIGNED_UP, at=START - timedelta(seconds=1))
    with pytest.raises(Refused, match="started"):
        decided(withdrawn("a"), *SIGNED_UP, at=START)


def test_a_sheet_without_a_clock_time_ends_with_its_day() -> None:
    opened, late = OpenSignUp(session="s2"), START.replace(day=15, hour=15, minute=59)
    signing_up = SignUpPerson(session="s2", person="a", category=PersonCategory.MEDIA)

    assert decided(signing_up, PREPARED, opened, at=late)
    with pytest.raises(Refused, match="not_open"):
        decided(signing_up, PREPARED, opened, at=late + timedelta(minutes=1))


def test_a_move_keeps_who_is_on_the_sheet() -> None:
    assert decided(person("a"), *SIGNED_UP, MOVED) == []


def test_a_move_to_an_earlier_start_ends_sign_up_at_the_start() -> None:
    start = END - timedelta(days=1)

    with pytest.raises(Refused, match="not_open"):
        decided(person("f"), *SIGNED_UP, EARLIER, at=start)
    due = CloseDueSignUp(session="s1", closes_at=start)
    assert told(decided(due, *SIGNED_UP, EARLIER)) == ["SignUpClosed s1"]
    assert decided(due, *SIGNED_UP, EARLIER, due) == []
    assert decided(due, *SIGNED_UP) == []


def test_an_opening_that_comes_too_late_does_not_happen() -> None:
    assert decided(NOTICED, PREPARED, SET, at=END) == []


def test_a_session_without_a_sheet_is_not_held_up() -> None:
    assert S2.starts_on > date(2023, 9, 14)
    assert told(decided(OpenSignUp(session="s3"), PREPARED, *FIVE[:0])) == ["SignUpOpened s3"]

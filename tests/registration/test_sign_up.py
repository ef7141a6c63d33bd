"""Sign-up: when it is open, who is in, and that a repeat is no fact."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.event import DomainEvent
from contracts.events.registration import SignedUp, SignUpClosed, SignUpOpened
from contracts.values import PersonCategory
from services._kit.decider import Refused
from services.registration.domain.order import Command, Order
from services.registration.domain.representatives import REPRESENTATIVES
from services.registration.domain.sheet import (
    CancelSheets,
    CloseDueSignUp,
    CloseSignUp,
    OpenSignUp,
    SignUpPerson,
)
from services.registration.domain.state import Representatives

NOW = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
END = NOW + timedelta(days=7)
OPEN_11: dict[str, Any] = {"programme": "daxing-2023", "activity": "open-11"}
PARENT = SignUpPerson(person="p1", category=PersonCategory.PARENT)
CANCELLED = CancelSheets(reason="cancelled")


def decided(command: Command, state: Representatives, at: datetime = NOW) -> list[DomainEvent]:
    return REPRESENTATIVES.decide(Order("daxing-2023", "open-11", command, "handler-1", at), state)


def after(*commands: Command) -> Representatives:
    state = REPRESENTATIVES.initial
    for command in commands:
        for event in decided(command, state):
            state = REPRESENTATIVES.evolve(state, event)
    return state


@pytest.mark.parametrize(
    ("command", "before"),
    [
        (OpenSignUp(), ()),
        (OpenSignUp(closes_at=END), ()),
        (CloseSignUp(), (OpenSignUp(),)),
        (CloseDueSignUp(closes_at=END), (OpenSignUp(closes_at=END),)),
        (CANCELLED, (OpenSignUp(),)),
        (PARENT, (OpenSignUp(),)),
    ],
)
def test_a_repeat_decides_nothing(command: Command, before: tuple[Command, ...]) -> None:
    assert decided(command, after(*before))
    assert decided(command, after(*before, command)) == []


@pytest.mark.parametrize(
    ("command", "before", "reason"),
    [
        (OpenSignUp(closes_at=NOW), (), "in_past"),
        (CloseSignUp(), (), "not_opened"),
        (PARENT, (), "not_open"),
        (PARENT, (OpenSignUp(), CloseSignUp()), "not_open"),
        (PARENT, (OpenSignUp(session="s1"), OpenSignUp(session="s2")), "not_open"),
        (PARENT.model_copy(update={"category": PersonCategory.MEDIA}),
         (OpenSignUp(), PARENT), "already_signed_up"),
    ],
)  # fmt: skip
def test_the_impossible_is_refused(
    command: Command, before: tuple[Command, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        decided(command, after(*before))


def test_sign_up_opens_moves_its_end_and_opens_again() -> None:
    later = OpenSignUp(closes_at=END + timedelta(days=1))

    assert decided(later, after(OpenSignUp(closes_at=END))) == [
        SignUpOpened(**OPEN_11, closes_at=later.closes_at)
    ]
    assert len(decided(OpenSignUp(), after(OpenSignUp(), CloseSignUp()))) == 1


def test_the_end_counts_even_when_the_timer_is_late() -> None:
    state = after(OpenSignUp(closes_at=END))

    assert decided(PARENT, state, END - timedelta(microseconds=1))
    with pytest.raises(Refused, match="not_open"):
        decided(PARENT, state, END)


def test_a_timer_that_was_overtaken_closes_nothing() -> None:
    moved = after(OpenSignUp(closes_at=END), OpenSignUp(closes_at=END + timedelta(days=1)))

    assert decided(CloseDueSignUp(closes_at=END), moved) == []


def test_a_person_uses_the_sessions_window_or_the_activitys_or_the_only_one() -> None:
    for_session = PARENT.model_copy(update={"session": "s1"})

    assert decided(for_session, after(OpenSignUp()))
    assert decided(for_session, after(OpenSignUp(session="s1")))
    assert decided(PARENT, after(OpenSignUp(session="s1")))


def test_a_cancellation_closes_what_it_makes_pointless() -> None:
    state = after(OpenSignUp(), OpenSignUp(session="s1"), OpenSignUp(session="s2"))

    assert decided(CancelSheets(session="s1", reason="cancelled"), state) == [
        SignUpClosed(**OPEN_11, session="s1")
    ]
    assert len(decided(CANCELLED, state)) == 3
    assert decided(CANCELLED, REPRESENTATIVES.initial) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["parent", "media"]))))
def test_however_often_people_try_each_is_in_once(tries: list[tuple[str, str]]) -> None:
    state, facts = after(OpenSignUp()), []
    for person, category in tries:
        command = SignUpPerson(person=person, category=PersonCategory(category))
        try:
            events = decided(command, state)
        except Refused:
            continue
        for event in events:
            assert isinstance(event, SignedUp)
            state = REPRESENTATIVES.evolve(state, event)
            facts.append(event.person)

    assert sorted(facts) == sorted({person for person, _ in tries})

"""Choosing, replacing, inviting and counting people; a repeat is no fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.registration import AttendanceRecorded
from contracts.values import PersonCategory, SelectionRule
from services._kit.decider import Refused
from services.registration.domain.choosing import first_come
from services.registration.domain.order import Command
from services.registration.domain.person import PERSON, ErasePerson
from tests.registration.people import (
    ACCEPTED,
    CAME,
    CHOSEN,
    CLOSED,
    COUNTED,
    DECIDED,
    DECLINED,
    INVITED,
    PREPARED,
    SIGNED_UP,
    START,
    decided,
    released,
    replaced,
    told,
    withdrawn,
)

NAMED = CHOSEN.model_copy(update={"rule": SelectionRule.UNIT_DECISION, "persons": ("e", "c", "a")})
DRAWN = CHOSEN.model_copy(update={"rule": SelectionRule.DRAW})
FREE = (*DECIDED, withdrawn("a"))
MOVED_UP = ["RepresentativeSelected c", "SeatConfirmed c"]
POOLS = st.lists(st.text("abcdef0123456789", min_size=4, max_size=8), unique=True, max_size=40)


@pytest.mark.parametrize(
    ("command", "before", "facts"),
    [
        (CHOSEN, (*SIGNED_UP, CLOSED), [
            "SelectionDecided s1", "RepresentativeSelected a", "RepresentativeSelected b",
            "ReserveListed c", "ReserveListed d",
        ]),
        (CHOSEN, (*SIGNED_UP, withdrawn("a"), CLOSED), [
            "SelectionDecided s1", "RepresentativeSelected b", "RepresentativeSelected c",
            "ReserveListed d", "ReserveListed e",
        ]),
        (NAMED, (*SIGNED_UP, CLOSED), [
            "SelectionDecided s1", "RepresentativeSelected e", "RepresentativeSelected c",
            "ReserveListed a",
        ]),
        (released("a"), DECIDED, ["SeatReleased a"]),
        (replaced("a"), DECIDED, ["SeatReleased a", *MOVED_UP]),
        (replaced("a", "d"), DECIDED,
         ["SeatReleased a", "RepresentativeSelected d", "SeatConfirmed d"]),
        (replaced("a", "c"), FREE, MOVED_UP),
        (replaced("a"), (*DECIDED, withdrawn("c")),
         ["SeatReleased a", "RepresentativeSelected d", "SeatConfirmed d"]),
        (INVITED, (), ["RepresentativeInvited deputy"]),
        (ACCEPTED, (INVITED,), ["InvitationAnswered deputy", "SeatConfirmed deputy"]),
        (DECLINED, (INVITED,), ["InvitationAnswered deputy"]),
        (DECLINED, (INVITED, ACCEPTED), ["InvitationAnswered deputy", "SeatReleased deputy"]),
        (CAME, (INVITED, ACCEPTED), ["CheckedIn deputy"]),
        (COUNTED, (INVITED, ACCEPTED, CAME), ["AttendanceRecorded s1"]),
    ],
)  # fmt: skip
def test_it_happens_once(command: Command, before: tuple[Command, ...], facts: list[str]) -> None:
    assert told(decided(command, *before)) == facts
    assert decided(command, *before, command) == []


@pytest.mark.parametrize(
    ("command", "before", "reason"),
    [
        (CHOSEN, SIGNED_UP, "still_open"),
        (CHOSEN, (), "not_opened"),
        (DRAWN, DECIDED, "already_decided"),
        (NAMED.model_copy(update={"persons": ("x",)}), (*SIGNED_UP, CLOSED), "not_on_sheet"),
        (NAMED.model_copy(update={"persons": ()}), (*SIGNED_UP, CLOSED), "nobody_named"),
        (DRAWN, (*SIGNED_UP, CLOSED), "drawn_openly"),
        (released("x"), DECIDED, "no_seat"),
        (replaced("a", "e"), DECIDED, "not_in_reserve"),
        (replaced("a", "d"), (*FREE, replaced("a", "c")), "no_free_seat"),
        (replaced("b"), (*DECIDED, withdrawn("c"), withdrawn("d")), "no_reserve"),
        (ACCEPTED, (), "not_invited"),
        (CAME, (INVITED,), "no_seat"),
        (CAME, (INVITED, ACCEPTED, DECLINED), "no_seat"),
    ],
)
def test_the_impossible_is_refused(
    command: Command, before: tuple[Command, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        decided(command, *before)


def test_an_invitation_cannot_be_answered_once_it_has_begun() -> None:
    with pytest.raises(Refused, match="started"):
        decided(ACCEPTED, PREPARED, INVITED, at=START)


def test_attendance_counts_each_category_that_checked_in() -> None:
    [event] = decided(COUNTED, INVITED, ACCEPTED, CAME)

    assert isinstance(event, AttendanceRecorded)
    assert event.attendance == {PersonCategory.NPC_DEPUTY: 1}


def test_a_person_is_erased_once() -> None:
    command = ErasePerson("daxing-2023", "a", "person")
    [event] = PERSON.decide(command, PERSON.initial)

    assert PERSON.decide(command, PERSON.evolve(PERSON.initial, event)) == []


@given(POOLS, st.integers(0, 50), st.integers(0, 50))
def test_every_seat_is_filled_while_there_are_people(
    pool: list[str], seats: int, reserve: int
) -> None:
    chosen = first_come(pool, seats, reserve)
    everyone = [*chosen.selected, *chosen.reserve]

    assert len(chosen.selected) == min(seats, len(pool))
    assert len(chosen.reserve) == min(reserve, len(pool) - len(chosen.selected))
    assert len(set(everyone)) == len(everyone)
    assert set(everyone) <= set(pool)

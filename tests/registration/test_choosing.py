"""Choosing, replacing, inviting and counting people; a repeat is no fact, and a draw is fair."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.registration import AttendanceRecorded, SelectionDecided
from contracts.values import PersonCategory, SelectionRule
from services._kit.decider import Refused
from services.registration.domain.choosing import Choose, draw, first_come, pool_hash
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
DRAWN = CHOSEN.model_copy(update={"rule": SelectionRule.DRAW, "seed": "5f0c2a91e7d34b68"})
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
        (DRAWN.model_copy(update={"seed": None}), (*SIGNED_UP, CLOSED), "no_seed"),
        (released("x"), DECIDED, "no_seat"),
        (replaced("a", "e"), DECIDED, "not_in_reserve"),
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


def test_the_fact_of_a_draw_lets_anyone_draw_again() -> None:
    decision, *chosen = decided(DRAWN, *SIGNED_UP, CLOSED)

    assert isinstance(decision, SelectionDecided)
    assert (decision.pool, decision.pool_sha256) == (5, pool_hash("abcde"))
    again = draw("abcde", 2, 2, str(decision.seed))
    assert [getattr(it, "person", "") for it in chosen] == [*again.selected, *again.reserve]


def test_a_person_is_erased_once() -> None:
    command = ErasePerson("daxing-2023", "a", "person")
    [event] = PERSON.decide(command, PERSON.initial)

    assert PERSON.decide(command, PERSON.evolve(PERSON.initial, event)) == []


@given(POOLS, st.integers(0, 50), st.integers(0, 50), st.randoms())
def test_a_draw_does_not_depend_on_the_order_of_sign_up(
    pool: list[str], seats: int, reserve: int, dice: Random
) -> None:
    shuffled = list(pool)
    dice.shuffle(shuffled)

    assert draw(pool, seats, reserve, "s") == draw(shuffled, seats, reserve, "s")


@given(POOLS, st.integers(0, 50), st.integers(0, 50), st.sampled_from([draw, first_come]))
def test_every_seat_is_filled_while_there_are_people(
    pool: list[str], seats: int, reserve: int, rule: Choose
) -> None:
    chosen = rule(pool, seats, reserve, "s")
    everyone = [*chosen.selected, *chosen.reserve]

    assert len(chosen.selected) == min(seats, len(pool))
    assert len(chosen.reserve) == min(reserve, len(pool) - len(chosen.selected))
    assert len(set(everyone)) == len(everyone)
    assert set(everyone) <= set(pool)


def test_over_many_draws_everybody_is_chosen_about_as_often() -> None:
    pool, draws = "abcdefghij", 2_000
    chosen = [person for seed in range(draws) for person in draw(pool, 3, 0, str(seed)).selected]
    expected = draws * 3 / len(pool)

    spread = math.sqrt(draws * 0.3 * 0.7)
    assert all(abs(chosen.count(person) - expected) < 4 * spread for person in pool)

"""The fairest lottery, against every feasible panel of small pools."""

import random
from fractions import Fraction

import highspy
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from services.registration.drawing.checker import check
from services.registration.drawing.feasible import add_columns, add_row, pool_of, solved, solver
from services.registration.drawing.leximin import leximin
from services.registration.drawing.lottery import BOUND, Infeasible, Lottery, prepare, told_never
from services.registration.drawing.terms import Applicant, Terms
from tests.registration.drawing.pools import (
    AGE,
    CATEGORY,
    FIRST,
    SEX,
    draws,
    every_panel,
    leximin_the_long_way,
    meeting_floors,
    people,
    terms,
)

Draw = tuple[Terms, tuple[Applicant, ...]]


def prepared(draw: Draw) -> Lottery:
    assume(every_panel(*draw)[2])
    return prepare(*draw)


@settings(max_examples=60, deadline=None)
@given(draws())
@example(meeting_floors(men=3))
def test_no_chance_can_be_raised_without_lowering_one_that_is_no_larger(draw: Draw) -> None:
    lottery = prepared(draw)
    types, sizes, panels = every_panel(*draw)
    chances = zip(lottery.applicants, lottery.fairest, strict=True)
    found = {it.values: chance for it, chance in chances}
    fairest = leximin_the_long_way(sizes, panels)
    assert [found[it] for it in types] == pytest.approx(fairest, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(draws())
@example(meeting_floors(men=3))
def test_the_distribution_gives_every_chance_it_names(draw: Draw) -> None:
    """To the last digits of a float, not to the solver's tolerance: floors rest on it."""
    pool = pool_of(*draw)
    distribution = leximin(pool)
    assume(distribution)
    assert distribution
    for number, (size, chance) in enumerate(zip(pool.sizes, distribution.chances, strict=True)):
        seats = sum(share * panel[number] for panel, share in distribution.panels)
        assert seats / size >= chance - 1e-14


@settings(max_examples=60, deadline=None)
@given(st.one_of(draws(), draws(attributes=(CATEGORY, SEX, FIRST))))
def test_panels_keep_the_quotas_and_chances_the_bound_and_the_sum(draw: Draw) -> None:
    lottery = prepared(draw)
    check(*draw, lottery.panels)
    for chance, fairest in zip(lottery.chances, lottery.fairest, strict=True):
        assert abs(chance - fairest * lottery.many) < BOUND
    assert sum(lottery.chance(it.leaf) for it in draw[1]) == draw[0].seats


@settings(max_examples=15, deadline=None)
@given(draws(), st.randoms(use_true_random=False))
def test_the_order_of_sign_up_changes_nothing(draw: Draw, shuffler: random.Random) -> None:
    lottery = prepared(draw)
    shuffled = list(draw[1])
    shuffler.shuffle(shuffled)
    assert prepare(draw[0], shuffled) == lottery


@settings(max_examples=40, deadline=None)
@given(draws())
def test_a_lottery_is_prepared_exactly_when_some_panel_is_feasible(draw: Draw) -> None:
    try:
        prepare(*draw)
    except Infeasible:
        assert not every_panel(*draw)[2]
    else:
        assert every_panel(*draw)[2]


def test_who_fits_no_panel_is_told_and_not_lost() -> None:
    """Two enterprises are wanted and only the two young ones are left after the age quota."""
    rules = terms(2, [("enterprise", 2, 2), ("60", 0, 0)])
    pool = people(
        [("enterprise", "18_35"), ("enterprise", "18_35"), ("enterprise", "60"), ("other", "60")]
    )
    lottery = prepare(rules, pool)
    assert lottery.never == {pool[2].values: 1, pool[3].values: 1}
    assert told_never(rules, lottery) == (
        "按现在的名额范围，以下报名人抽不到：企业代表、60岁及以上1人；其他群众、60岁及以上1人。"
    )
    assert [lottery.chance(it.leaf) for it in pool] == [1, 1, 0, 0]


def test_people_of_one_kind_have_one_chance_to_within_one_panel() -> None:
    pool = people([("other", "60")] * 7)
    lottery = prepare(terms(3, []), pool)
    assert sorted(lottery.chances) == [428] * 3 + [429] * 4
    assert list(lottery.chances) == sorted(lottery.chances, reverse=True)


def test_as_many_applicants_as_seats_are_all_seated() -> None:
    pool = people([("other", "60"), ("parent", "60"), ("enterprise", "18_35")])
    lottery = prepare(terms(3, [("parent", 1, 1)]), pool)
    assert set(lottery.panels) == {(1, 2, 3)}
    assert not told_never(terms(3, []), lottery)


def test_quotas_that_force_every_seat_leave_no_chance_to_others() -> None:
    pool = people([("parent", "60"), ("enterprise", "60"), ("other", "60"), ("other", "18_35")])
    lottery = prepare(terms(2, [("parent", 1, 1), ("enterprise", 1, 1)]), pool)
    assert [lottery.chance(it.leaf) for it in pool] == [1, 1, 0, 0]


def test_a_pool_of_hundreds_is_as_fair_as_all_its_panels_allow() -> None:
    kinds = [(category, age) for category, _ in CATEGORY.values for age, _ in AGE.values]
    pool = people([kind for size, kind in enumerate(kinds, 1) for _ in range(size**2)])
    values = [key for it in (CATEGORY, AGE) for key, _ in it.values]
    rules = terms(5, [(value, 1, 2) for value in values])
    lottery = prepare(rules, pool)
    types, sizes, panels = every_panel(rules, pool)
    found = {it.values: fair for it, fair in zip(lottery.applicants, lottery.fairest, strict=True)}
    fairest = leximin_the_long_way(sizes, panels)
    assert [found[it] for it in types] == pytest.approx(fairest, abs=1e-6)


def test_scarce_people_gain_by_a_quota_and_the_rest_share_evenly() -> None:
    pool = people([("enterprise", "60")] * 4 + [("other", "60")] * 30)
    lottery = prepare(terms(5, [("enterprise", 2, 5)]), pool)
    assert {lottery.chance(it.leaf) for it in pool[:4]} == {Fraction(1, 2)}
    assert {lottery.chance(it.leaf) for it in pool[4:]} == {Fraction(1, 10)}


def test_a_large_pool_gets_more_panels_so_that_small_chances_stay_exact() -> None:
    pool = people([("other", "60")] * 400)
    lottery = prepare(terms(2, []), pool)
    assert lottery.many == 10_000
    assert set(lottery.chances) == {50}


def test_a_lowest_chance_of_exactly_one_percent_takes_few_panels() -> None:
    kinds = [("enterprise", "60"), ("other", "60"), ("parent", "60")]
    lottery = prepare(terms(6, []), people(kinds * 200))
    assert lottery.many == 1_000
    assert set(lottery.chances) == {10}


@pytest.mark.parametrize("age", [key for key, _ in AGE.values])
def test_a_pool_of_one_kind_shares_the_seats(age: str) -> None:
    pool = people([("parent", age)] * 4)
    lottery = prepare(terms(1, [("parent", 1, 1)]), pool)
    assert lottery.chances == (250,) * 4


def test_only_what_the_solver_calls_infeasible_is() -> None:
    assert solved(seating(3))
    assert not solved(seating(4))


@pytest.mark.parametrize("seats", [3, 4])
def test_a_solver_that_gives_up_is_not_taken_for_an_answer(seats: int) -> None:
    with pytest.raises(ArithmeticError, match="gave up: kTimeLimit"):
        solved(seating(seats, time_limit=0.0))


def seating(seats: int, **options: float) -> highspy.Highs:
    """Seats for three people of two types."""
    problem = solver(**options)
    columns = add_columns(problem, [1, 2], price=1.0)
    add_row(problem, seats, seats, columns, [1.0, 1.0])
    return problem

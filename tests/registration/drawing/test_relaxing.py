"""Quotas that cannot be met: the smallest change, confirmed the long way, and its plain words."""

from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings

from services.registration.drawing.lottery import Infeasible, Relaxation, prepare
from services.registration.drawing.relaxing import relaxed
from services.registration.drawing.terms import Applicant, Terms
from tests.registration.drawing.pools import (
    draws,
    every_panel,
    meeting_floors,
    people,
    terms,
)

Draw = tuple[Terms, tuple[Applicant, ...]]


def refusal(rules: Terms, applicants: tuple[Applicant, ...]) -> Infeasible:
    with pytest.raises(Infeasible) as caught:
        prepare(rules, applicants)
    return caught.value


def smallest_change(rules: Terms, applicants: tuple[Applicant, ...]) -> int:
    """How far the bounds are from the panel that is nearest to them."""
    free = replace(rules, quotas=())
    types, _, panels = every_panel(free, applicants)
    return min(
        sum(
            max(0, quota.at_least - seated, seated - quota.at_most)
            for quota in rules.quotas
            for seated in [
                sum(
                    count
                    for values, count in zip(types, panel, strict=True)
                    if (quota.attribute, quota.value) in values
                )
            ]
        )
        for panel in panels
    )


def cost(changes: tuple[Relaxation, ...]) -> int:
    return sum(abs(it.after - it.before) for it in changes if it.side != "seats")


@settings(max_examples=60, deadline=None)
@given(draws())
@example(meeting_floors(men=0))
def test_the_change_is_the_smallest_there_is_and_it_helps(draw: Draw) -> None:
    rules, pool = draw
    assume(not every_panel(rules, pool)[2])
    refused = refusal(rules, pool)
    seated = replace(rules, seats=min(rules.seats, len(pool)))
    assert cost(refused.relaxations) == smallest_change(seated, pool)
    helped = relaxed(rules, refused.relaxations)
    assert helped.seats == seated.seats
    prepare(helped, pool)


def test_too_few_of_a_category_are_told_with_the_number_that_would_do() -> None:
    pool = people([("enterprise", "60")] * 3 + [("other", "60")] * 9)
    refused = refusal(terms(6, [("enterprise", 5, 6)]), pool)
    assert refused.told == "企业代表至少5人，但只有3人报名；把下限改为3人就能抽签。"
    assert refused.relaxations == (Relaxation("at_least", 5, 3, "category", "enterprise"),)


def test_minima_above_the_seats_are_told_as_a_contradiction() -> None:
    pool = people([("enterprise", "60")] * 5 + [("other", "60")] * 5)
    refused = refusal(terms(4, [("enterprise", 3, 4), ("other", 3, 4)]), pool)
    assert refused.told == ("其他群众至少3人，与其他名额范围不能同时满足；把下限改为1人就能抽签。")


def test_maxima_below_the_seats_are_told_with_the_number_that_would_do() -> None:
    pool = people([("enterprise", "60")] * 5 + [("other", "60")] * 5)
    refused = refusal(terms(6, [("enterprise", 0, 2), ("other", 0, 3)]), pool)
    assert refused.told == "其他群众至多3人，名额坐不满；把上限改为4人就能抽签。"


def test_several_changes_are_told_in_one_list() -> None:
    pool = people([("enterprise", "18_35")] + [("other", "60")] * 9)
    refused = refusal(terms(6, [("enterprise", 2, 6), ("18_35", 3, 6)]), pool)
    assert refused.told == (
        "企业代表至少2人，但只有1人报名，把下限改为1人；"
        "18—35岁至少3人，但只有1人报名，把下限改为1人。改好这2处就能抽签。"
    )


def test_fewer_applicants_than_seats_are_all_seated() -> None:
    refused = refusal(terms(6, []), people([("other", "60")] * 4))
    assert refused.told == "名额6人，只有4人报名，不用抽签；把名额改为4人，报名的人就全部入选。"
    assert refused.relaxations == (Relaxation("seats", 6, 4),)


def test_fewer_applicants_than_seats_and_a_quota_are_told_together() -> None:
    refused = refusal(terms(6, [("enterprise", 1, 2)]), people([("other", "60")] * 4))
    assert refused.told == (
        "名额6人，只有4人报名，不用抽签；把名额改为4人，报名的人就全部入选；"
        "企业代表至少1人，但没有人报名，把下限改为0人。"
    )


def test_nobody_signed_up_is_told_as_that() -> None:
    refused = refusal(terms(6, []), ())
    assert refused.told == "还没有人报名，无法抽签。"
    assert refused.relaxations == ()


@pytest.mark.parametrize(("first", "last"), [("enterprise", "60"), ("60", "enterprise")])
def test_of_equal_changes_the_quota_named_last_gives_way(first: str, last: str) -> None:
    """Only one seat: an enterprise or somebody of 60, and nobody is both."""
    pool = people([("enterprise", "18_35"), ("other", "60")])
    refused = refusal(terms(1, [(first, 1, 1), (last, 1, 1)]), pool)
    assert [it.value for it in refused.relaxations] == [last]

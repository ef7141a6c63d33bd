"""The checker's own eyes: what a broken solver or a broken draw would hand over is not recorded."""

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.registration.drawing import checker
from services.registration.drawing.checker import Unsound, check, check_draw
from tests.registration.drawing.pools import people, terms

RULES = terms(3, [("enterprise", 1, 1), ("60", 2, 3)])
POOL = people([("enterprise", "60")] * 2 + [("other", "60")] * 4)
ORDERED = sorted(POOL, key=lambda it: it.leaf)
ENTERPRISES = [number for number, it in enumerate(ORDERED, 1) if it in POOL[:2]]
OTHERS = [number for number, it in enumerate(ORDERED, 1) if it in POOL[2:]]
GOOD = [[ENTERPRISES[0], *OTHERS[:2]], [ENTERPRISES[1], *OTHERS[2:]]]


def test_sound_panels_and_a_sound_draw_pass() -> None:
    check(RULES, POOL, GOOD)
    check_draw(RULES, POOL, GOOD, GOOD[1], [OTHERS[0], ENTERPRISES[0]])


@pytest.mark.parametrize(
    ("panels", "what"),
    [
        ([], "no panel"),
        ([*GOOD, GOOD[0][:2]], "panel 3 has 2 people for 3 seats"),
        ([*GOOD, [*GOOD[0], OTHERS[3]]], "panel 3 has 4 people for 3 seats"),
        ([*GOOD, [GOOD[0][0], GOOD[0][0], GOOD[0][1]]], "panel 3 seats somebody twice"),
        ([*GOOD, [*GOOD[0][:2], 7]], "panel 3 seats somebody who is no applicant"),
        ([*GOOD, [*GOOD[0][:2], 0]], "panel 3 seats somebody who is no applicant"),
        ([*GOOD, OTHERS[:3]], "panel 3 has 0 of category=enterprise, the quota is 1 to 1"),
        ([*GOOD, [*ENTERPRISES, OTHERS[0]]], "panel 3 has 2 of category=enterprise"),
        ([GOOD[0], GOOD[0]], "equals have unequal chances"),
    ],
)
def test_panels_that_break_the_terms_are_named(panels: list[list[int]], what: str) -> None:
    with pytest.raises(Unsound, match=what):
        check(RULES, POOL, panels)


def test_a_quota_on_another_attribute_is_counted_too() -> None:
    pool = people([("enterprise", "60"), ("other", "18_35"), ("other", "18_35")])
    with pytest.raises(Unsound, match="1 of age=60, the quota is 2 to 3"):
        check(RULES, pool, [[1, 2, 3]])


@pytest.mark.parametrize(
    ("drawn", "reserve", "what"),
    [
        (GOOD[1][:2], OTHERS[:2], "has 2 people"),
        ([ENTERPRISES[0], *OTHERS[1:3]], [OTHERS[0], ENTERPRISES[1]], "was never sealed"),
        (GOOD[1], [OTHERS[0], OTHERS[0]], "in reserve twice"),
        (GOOD[1], [OTHERS[0], GOOD[1][0]], "drawn and in reserve"),
        (GOOD[1], [OTHERS[0], 7], "in reserve is no applicant"),
        (GOOD[1], [OTHERS[0]], "1 are in reserve instead of 2"),
        (GOOD[1], [*OTHERS[:2], ENTERPRISES[0]], "3 are in reserve instead of 2"),
    ],
)
def test_a_draw_that_is_not_what_was_sealed_is_named(
    drawn: Sequence[int], reserve: Sequence[int], what: str
) -> None:
    with pytest.raises(Unsound, match=what):
        check_draw(RULES, POOL, GOOD, drawn, reserve)


def test_a_short_pool_has_fewer_reserves_than_wished() -> None:
    rules = terms(3, [], reserve=6)
    check_draw(rules, POOL, [[1, 2, 3]], [1, 2, 3], [6, 4, 5])


def test_it_shares_nothing_with_what_it_checks() -> None:
    tree = ast.parse(Path(checker.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"collections", "collections.abc", "terms"}

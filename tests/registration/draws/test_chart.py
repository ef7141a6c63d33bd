"""The drawing of chances and quotas: everybody is a dot, nothing lies outside or on one another."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.draws.chart import MOST, bar, chart

PEOPLE = st.lists(st.tuples(st.integers(0, 1000), st.booleans()), min_size=1, max_size=300)


@given(PEOPLE, st.integers(1, 30), st.sampled_from([340, 720]))
def test_everybody_is_one_dot_within_the_drawing(
    people: list[tuple[int, bool]], seats: int, width: int
) -> None:
    made = chart(people, 1000, min(seats, len(people)), width)
    dots = [dot for group in made.groups for dot in group.dots]
    assert len(dots) == len(people)
    assert sum(dot.drawn for dot in dots) == sum(drawn for _, drawn in people)
    assert all(0 <= dot.x <= width and 0 < dot.y < made.height for dot in dots)
    assert len({(dot.x, dot.y) for dot in dots}) == len(dots)
    assert all(0 <= x <= width for x, _ in (*made.ticks, made.even))


def test_a_crowd_is_shown_by_dots_for_several_people() -> None:
    made = chart([(300, False)] * 4000, 1000, 30, 720)
    assert made.each == 10
    assert sum(len(group.dots) for group in made.groups) <= MOST
    [group] = made.groups
    assert (group.chance, group.people) == ("30.0%", "4000人")


def test_the_even_chance_is_that_of_all_being_equal() -> None:
    made = chart([(217, True)] * 66 + [(333, False)] * 20, 1000, 20, 720)
    assert made.even[1] == f"{float(Fraction(2000, 86)):.1f}%"
    assert [group.chance for group in made.groups] == ["21.7%", "33.3%"]


@pytest.mark.parametrize(
    ("low", "high", "drawn"), [(None, None, None), (0, 20, 0), (4, 6, 5), (20, 20, 20)]
)
def test_a_bar_stays_on_its_line(low: int | None, high: int | None, drawn: int | None) -> None:
    made = bar(low, high, 20, drawn, 240)
    assert made.left >= 0
    assert made.left + made.width <= 240
    assert made.dot is None or made.left <= made.dot <= made.left + made.width

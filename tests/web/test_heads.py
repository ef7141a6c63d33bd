"""The daily heads of a log: one for each day that is over, from the rows of days with facts."""

from datetime import date, timedelta

from services._web.heads import by_day

FIRST = date(2023, 8, 1)
KEPT = [(date(2023, 8, 4), 9, b"c"), (date(2023, 8, 2), 7, b"b"), (FIRST, 3, b"a")]


def test_a_day_without_facts_ends_where_it_began() -> None:
    assert by_day(KEPT, date(2023, 8, 6), 31) == {
        date(2023, 8, 5): (9, b"c"),
        date(2023, 8, 4): (9, b"c"),
        date(2023, 8, 3): (7, b"b"),
        date(2023, 8, 2): (7, b"b"),
        FIRST: (3, b"a"),
    }


def test_only_so_many_days_are_told_and_none_before_the_first_fact() -> None:
    assert list(by_day(KEPT, date(2023, 8, 6), 2)) == [date(2023, 8, 5), date(2023, 8, 4)]
    assert by_day(KEPT[2:], FIRST, 31) == {}
    assert by_day([], date(2023, 8, 6), 31) == {}
    assert by_day([], date.min, 31) == {}


def test_one_more_row_than_days_is_enough_for_them() -> None:
    busy = [(FIRST + timedelta(days=at), at, b"x") for at in range(40, -1, -1)]
    end = FIRST + timedelta(days=41)
    assert by_day(busy[:32], end, 31) == by_day(busy, end, 31)

"""The calendar of working days: against a second source, and beyond what is published."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from services.compliance.rules.calendar import DayKind, load_calendar
from services.compliance.rules.deadlines import working_days_after, working_days_before
from tests.compliance.story import Story

CALENDAR = load_calendar()
ONE_DAY = timedelta(days=1)


PUBLISHED = range(2004, 2027)
CHINA = holidays.country_holidays("CN", years=range(2003, 2028))
AROUND = [
    date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2004, 1, 1)).days)
]
SOURCES: dict[str, dict[date, bool]] = {
    "holidays": {day: CHINA.is_working_day(day) for day in AROUND},
    "chinesecalendar": {day: chinese_calendar.is_workday(day) for day in AROUND},
}
KNOWN = {("chinesecalendar", date(2005, 12, 31))}
"""Worked for the New Year of 2006 by its notice; the package leaves it out, see the calendar."""


@pytest.mark.parametrize("source", SOURCES)
def test_every_day_of_23_years_agrees_with_two_independent_sources(source: str) -> None:
    works = SOURCES[source]
    wrong = {(source, day) for day in AROUND if CALENDAR.works(day) != works[day]}
    assert wrong <= KNOWN


@pytest.mark.parametrize("count", [1, 3, 5, 7, 10, 15])
def test_every_count_from_every_day_agrees_with_counting_by_hand(count: int) -> None:
    works, other = (days | {day: True for _, day in KNOWN} for days in SOURCES.values())
    assert works == other  # so what is counted by hand is counted by both sources
    working = [day for day in AROUND if works[day]]
    ahead, wrong = 0, []  # how many working days lie before the day at hand
    for day in AROUND:
        after = ahead + works[day]
        if ahead >= count:
            limit = working_days_before(CALENDAR, day, count, clear=False)
            if (limit.due, limit.clear) != (
                working[ahead - count],
                working[ahead - count] - ONE_DAY,
            ):
                wrong.append(day)
        rest = working[after + count - 1 :][:1]
        if rest and working_days_after(CALENDAR, day, count).due != rest[0]:
            wrong.append(day)
        ahead = after
    assert wrong == []


@pytest.mark.parametrize("year", PUBLISHED)
def test_published_years_are_not_provisional(year: int) -> None:
    assert not CALENDAR.day(date(year, 6, 15)).provisional


def test_the_autumn_of_2023() -> None:
    kinds = {
        "2023-09-28": DayKind.WORKING,
        "2023-09-29": DayKind.HOLIDAY,
        "2023-10-06": DayKind.HOLIDAY,
        "2023-10-07": DayKind.MAKE_UP,
        "2023-10-08": DayKind.MAKE_UP,
        "2023-10-09": DayKind.WORKING,
        "2023-10-14": DayKind.WEEKEND,
        "2023-12-30": DayKind.WEEKEND,
        "2024-01-01": DayKind.HOLIDAY,
    }
    assert kinds == {day: CALENDAR.day(date.fromisoformat(day)).kind for day in kinds}
    assert CALENDAR.notices[2023] == "国办发明电〔2022〕16号"


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2027-01-01", False),
        ("2027-05-01", False),
        ("2027-05-02", False),
        ("2027-05-03", True),
        ("2030-10-01", False),
        ("2030-10-02", False),
        ("2030-10-03", False),
        ("2030-10-04", True),
        ("2030-10-05", False),  # a Saturday
        ("2003-05-02", True),  # the second day of May came with 2025
    ],
)
def test_beyond_the_notices_only_fixed_dates_are_known(day: str, works: bool) -> None:  # noqa: FBT001
    known = CALENDAR.day(date.fromisoformat(day))
    assert (known.works, known.provisional) == (works, True)


def test_the_calendar_never_fails() -> None:
    for year in (1990, 2003, 2027, 2099):
        working_days_before(CALENDAR, date(year, 1, 4), 5, clear=False)
        assert working_days_after(CALENDAR, date(year, 12, 28), 10).provisional


def test_a_count_into_an_unpublished_year_is_provisional_until_it_is_known() -> None:
    then = CALENDAR.known_through(2023)
    day = date(2023, 12, 28)
    assert working_days_after(then, date(2023, 12, 15), 5).provisional is False
    guess, known = working_days_after(then, day, 5), working_days_after(CALENDAR, day, 5)
    assert (guess.provisional, str(guess.due)) == (True, "2024-01-05")
    assert (known.provisional, str(known.due)) == (False, "2024-01-05")
    spring = date(2024, 2, 9)
    assert str(working_days_after(then, spring, 5).due) == "2024-02-16"
    assert (
        str(working_days_after(CALENDAR, spring, 5).due) == "2024-02-22"
    )  # Sunday the 18th is worked


def test_a_verdict_says_that_it_is_provisional_until_the_calendar_is_adopted() -> None:
    story = Story(calendar=CALENDAR.known_through(2023)).planned().scheduled("2023-12-28")
    assert "provisional" in story.flags("MAT-TIME", "2023-12-01")
    assert "provisional" not in story.flags("ANN-TIME", "2023-12-01")
    assert "尚未公布" in story.wall("2023-12-01")["MAT-TIME"].working.counting
    story = Story().planned().scheduled("2023-12-28")
    assert "provisional" not in story.flags("MAT-TIME", "2023-12-01")
    assert "provisional" in Story().planned().scheduled("2027-03-01").flags(
        "ANN-TIME", "2026-12-01"
    )


def test_an_adoption_decides_from_when_a_year_is_known() -> None:
    story = Story().planned().scheduled("2023-12-28")
    story.calendar_adopted("2023-08-01 10:00", 2023).calendar_adopted("2023-10-26 10:00", 2024)
    assert "provisional" in story.flags("MAT-TIME", "2023-10-26 09:59")
    assert "provisional" not in story.flags("MAT-TIME", "2023-10-26 10:00")

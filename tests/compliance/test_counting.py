"""Counting days: before and after, standard and clear, due soon, and the start."""

from datetime import date, timedelta

import pytest

from services.compliance.detail import working_json
from services.compliance.presentation.verdict import counts_of
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.deadlines import (
    at_end_of,
    end_of,
    until,
    working_days_after,
    working_days_before,
)
from tests.compliance.story import Story, at, clockless, just_before

CALENDAR = load_calendar()
SEASON = [date(2023, 8, 1) + timedelta(days=n) for n in range(122)]


def naive_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day


def naive_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def test_a_clock_with_weekends_off_is_wrong_for_22_of_the_122_dates() -> None:
    wrong = [
        day
        for day in SEASON
        if working_days_before(CALENDAR, day, 3, clear=False).due != naive_before(day, 3)
        or working_days_before(CALENDAR, day, 5, clear=False).due != naive_before(day, 5)
        or working_days_after(CALENDAR, day, 5).due != naive_after(day, 5)
    ]
    assert len(wrong) == 22


@pytest.mark.parametrize("day", SEASON)
def test_the_nth_working_day_has_n_working_days_up_to_the_activity(day: date) -> None:
    for count in (3, 5):
        limit = working_days_before(CALENDAR, day, count, clear=False)
        assert CALENDAR.works(limit.due)
        assert limit.clear == limit.due - timedelta(days=1)
        eve = day - timedelta(days=1)
        before = limit.due - timedelta(days=1)
        assert CALENDAR.working_days_between(before, eve) == count
    after = working_days_after(CALENDAR, day, 5).due
    assert CALENDAR.works(after)
    assert CALENDAR.working_days_between(day, after) == 5


def test_the_working_shows_each_day_counted_and_skipped() -> None:
    limit = working_days_before(CALENDAR, date(2023, 10, 10), 3, clear=False)
    assert [(str(d.day), d.kind.value, d.number) for d in limit.days] == [
        ("2023-10-07", "make_up", 3),
        ("2023-10-08", "make_up", 2),
        ("2023-10-09", "working", 1),
        ("2023-10-10", "working", None),
    ]
    limit = working_days_after(CALENDAR, date(2023, 9, 28), 5)
    off = [str(d.day) for d in limit.days if d.number is None and not d.anchor]
    assert off == [f"2023-{day}" for day in ("09-29", "09-30", "10-01", "10-02")] + [
        f"2023-10-0{n}" for n in (3, 4, 5, 6)
    ]


def test_twenty_four_hours_is_the_next_midnight_exclusive() -> None:
    limit = at_end_of(date(2023, 9, 7))
    assert limit.due_at == end_of(date(2023, 9, 7)) == at("2023-09-08 00:00")
    assert limit.covers(at("2023-09-07 23:59:59.999999"))
    assert not limit.covers(at("2023-09-08 00:00"))


def test_an_instant_may_be_in_time_itself() -> None:
    noon = at("2023-09-07 12:00")
    assert not until(noon).covers(noon)
    assert until(noon, inclusive=True).covers(noon)
    assert str(until(at("2023-09-07 00:00")).due) == "2023-09-06"


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2023-09-06 23:59:59", "met"), ("2023-09-07 00:00", "met_late")],
)
def test_a_pack_may_let_the_clear_count_decide(published: str, expected: str) -> None:
    story = Story().planned().scheduled("2023-09-14").noticed(published, "2023-09-14")
    story.reading(deciding_count="clear")
    verdict = story.wall("2023-09-15")["ANN-TIME"]
    assert (verdict.status, str(verdict.due), verdict.flags) == (
        expected,
        "2023-09-06",
        frozenset(),
    )
    assert str(verdict.working.standard) == "2023-09-07"


# Due soon: at most one working day after today, up to and including the deadline


@pytest.mark.parametrize(
    ("on", "soon"),
    [
        ("2023-09-14", "2023-09-06"),  # limit Thursday the 7th
        ("2023-09-18", "2023-09-08"),  # limit Monday the 11th: from Friday on
        ("2023-10-10", "2023-09-26"),  # limit Wednesday the 27th
        ("2023-10-16", "2023-10-08"),  # limit Monday the 9th, the make-up Sunday before
    ],
)
def test_due_soon_begins_when_one_working_day_is_left(on: str, soon: str) -> None:
    story = Story().planned().scheduled(on)
    assert story.status("ANN-TIME", just_before(f"{soon} 00:00")) == "pending"
    assert story.status("ANN-TIME", f"{soon} 00:00") == "due_soon"


def test_days_left_are_told_while_they_count() -> None:
    story = Story().planned().scheduled("2023-10-10")
    assert story.wall("2023-09-22")["ANN-TIME"].days_left == 3
    assert story.wall("2023-09-27")["ANN-TIME"].days_left == 0
    assert story.wall("2023-09-28")["ANN-TIME"].days_left is None


def test_today_is_named_only_when_it_is_the_last_day() -> None:
    saturday = Story().planned().scheduled("2023-09-16")
    friday, day = saturday.wall("2023-09-15"), saturday.wall("2023-09-16 08:00")
    assert "9月16日到期" in friday["DETAIL"].working.conclusion
    assert "今天到期" in day["DETAIL"].working.conclusion


# The start


def test_without_a_clock_time_the_start_is_the_end_of_the_day_and_says_so() -> None:
    story = Story().planned().scheduled("2023-09-14", sessions=[clockless("2023-09-14")])
    verdict = story.wall("2023-09-10")["DETAIL"]
    assert verdict.due_at == at("2023-09-15 00:00")
    assert {flag.value for flag in verdict.flags} == {"inferred"}
    assert story.detailed("2023-09-14 23:59:59").status("DETAIL", "2023-09-15") == "met"


def test_with_a_clock_time_the_start_is_exact() -> None:
    story = Story().planned().scheduled("2023-09-14")
    verdict = story.wall("2023-09-10")["DETAIL"]
    assert (verdict.due_at, verdict.flags) == (at("2023-09-14 09:00"), frozenset())


def test_the_last_safe_moment_says_why_it_is_where_it_is() -> None:
    working = Story().planned().scheduled("2023-10-10").wall("2023-09-01")["ANN-TIME"].working
    assert working.deadline == (
        "最晚9月27日（周三）24:00前，因9月29日至10月6日放假、10月7日和8日补班。"
    )
    plain = Story().planned().scheduled("2023-09-14").wall("2023-09-01")["ANN-TIME"].working
    assert plain.deadline == "最晚9月7日（周四）24:00前。"


@pytest.mark.parametrize(
    ("deciding", "first"),
    [("standard", "标准算法 · 以此为准"), ("clear", "净日算法 · 以此为准")],
)
def test_the_count_that_decides_is_shown_first(deciding: str, first: str) -> None:
    story = Story().planned().scheduled("2023-09-14").reading(deciding_count=deciding)
    verdict = story.wall("2023-09-01")["ANN-TIME"]
    shown = counts_of(working_json(verdict.working), str(verdict.due))
    assert shown[0][0] == first
    assert len(shown) == 2

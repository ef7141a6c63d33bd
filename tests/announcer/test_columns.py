"""What a column shows on a day, without any IO."""

from datetime import date, datetime
from typing import Any

import pytest

from contracts.values import BEIJING
from services.announcer import wording
from services.announcer.public import search
from services.announcer.public.listing import (
    ended_in,
    goes_on,
    listing,
    months,
    paged,
    season_of,
)
from services.announcer.queries import ActivityRow
from services.announcer.sessions import KnownSession

TODAY = date(2023, 9, 14)
SEASON: dict[str, Any] = {"season_start": "2023-08-01", "season_end": "2023-11-30"}
NEXT: dict[str, Any] = {"season_start": "2024-07-15", "season_end": "2024-11-30"}


def activity(name: str, *days: date, cancelled: bool = False) -> ActivityRow:
    sessions = [
        KnownSession(f"s{at}", day, None, day, None, None, cancelled=False)
        for at, day in enumerate(days)
    ]
    return ActivityRow(
        programme="p", programme_title="方案", activity=name, kind="open_day", number=1,
        planned={"title": name}, lead_unit="u", unit_name="单位", routine=False,
        cancelled=cancelled, form=None, account=None, host=None, agenda=[], held_on=None,
        sessions=sessions,
    )  # fmt: skip


def names(rows: Any) -> list[str]:
    return [it.activity for it in rows]


def test_each_activity_stands_where_its_days_put_it() -> None:
    rows = [
        activity("later", date(2023, 10, 9)),
        activity("undated"),
        activity("on", TODAY),
        activity("before", date(2023, 9, 1)),
        activity("soon", date(2023, 9, 15)),
        activity("long-ago", date(2022, 9, 1)),
        activity("twice", date(2023, 9, 1), date(2023, 9, 20)),
        activity("called-off", TODAY, cancelled=True),
    ]

    shown = listing("open-days", rows, TODAY)

    assert names(shown.today) == ["on"]
    assert names(shown.coming) == ["called-off", "soon", "twice", "later"]
    assert names(shown.undated) == ["undated"]
    assert names(shown.past) == ["before", "long-ago"]


def test_the_archive_is_by_year_and_month() -> None:
    past = [
        activity("c", date(2023, 9, 5)),
        activity("b", date(2023, 9, 1)),
        activity("a", date(2022, 10, 1)),
    ]

    assert months(past) == {2023: {9: 2}, 2022: {10: 1}}
    assert names(ended_in(past, 2023, None)) == ["c", "b"]
    assert names(ended_in(past, 2022, 10)) == ["a"]
    assert ended_in(past, 2022, 9) == []


@pytest.mark.parametrize(("asked", "page", "first"), [(1, 1, "a0"), (3, 3, "a40"), (99, 3, "a40")])
def test_a_page_beyond_the_last_is_the_last(asked: int, page: int, first: str) -> None:
    shown = paged([activity(f"a{at}") for at in range(41)], asked)

    assert (shown.page, shown.pages, shown.total) == (page, 3, 41)
    assert shown.items[0].activity == first


def test_nothing_at_all_is_one_empty_page() -> None:
    shown = paged([], 1)
    assert (shown.items, shown.page, shown.pages) == ([], 1, 1)


@pytest.mark.parametrize(
    ("plans", "day", "sentence"),
    [
        ([], TODAY, "年度方案印发后，在这里公布活动安排。"),
        ([("a", SEASON)], TODAY, "本季活动到2023年11月30日。"),
        ([("a", SEASON)], date(2023, 7, 1), "下一季活动从2023年8月1日开始。"),
        (
            [("a", SEASON)],
            date(2024, 1, 10),
            (
                "本季活动已于2023年11月30日结束。下一季预计8月开始，以新印发的方案为准，"
                "方案印发后在这里公布。"
            ),
        ),
        ([("a", SEASON), ("b", NEXT)], date(2024, 1, 10), "下一季活动从2024年7月15日开始。"),
    ],
)
def test_a_column_says_when_it_goes_on(
    plans: list[tuple[str, dict[str, Any]]], day: date, sentence: str
) -> None:
    assert goes_on(plans, day) == sentence


def test_the_season_shown_is_the_one_that_began_last() -> None:
    plans = [("a", SEASON), ("b", NEXT)]

    assert season_of([], TODAY) is None
    assert season_of(plans, date(2023, 1, 1)) == "a"
    assert season_of(plans, date(2024, 7, 14)) == "a"
    assert season_of(plans, date(2024, 7, 15)) == "b"


def test_days_left_are_counted_to_the_day_that_the_deadline_names() -> None:
    now = datetime(2023, 10, 16, 23, 59, tzinfo=BEIJING)
    at_18 = datetime(2023, 10, 24, 18, tzinfo=BEIJING)
    midnight = datetime(2023, 10, 25, tzinfo=BEIJING)

    assert wording.remaining(at_18, now) == "还有8天"
    assert wording.remaining(midnight, now) == "还有8天"
    assert wording.remaining(midnight, at_18) == "今天截止"


def test_what_is_asked_of_a_search_is_cut_into_a_few_printable_terms() -> None:
    assert search.terms("  旧宫 \x00工地\u3000座谈 ") == ["旧宫", "工地", "座谈"]
    assert search.terms("a b c d e f g") == ["a", "b", "c", "d", "e"]
    assert search.terms("长" * 99) == ["长" * 50]
    assert search.terms(" \n") == []


def test_a_change_says_which_of_several_sessions_it_is_about() -> None:
    days = (date(2023, 9, 14), date(2023, 9, 21))
    two = [
        KnownSession(f"s{number}", day, None, day, None, None, cancelled=False)
        for number, day in enumerate(days, 1)
    ]
    moved: dict[str, Any] = {
        "moved": {"session": "s2", "starts_on": "2023-09-22"},
        "reason": "大雨",
    }
    off: dict[str, Any] = {"session": "s2", "reason": "停电"}
    for sessions, named, cancelled in ((two, "第2场", "第2场"), (two[1:], "", "活动")):
        said = wording.change("EventRescheduled.v1", moved, sessions)
        assert said == f"{named}改期至2023年9月22日（周五）。原因：大雨。"
        assert (
            wording.change("EventCancelled.v1", off, sessions) == f"{cancelled}取消。原因：停电。"
        )
    assert wording.change("EventCancelled.v1", off | {"session": None}, two).startswith("活动取消")
    venue: dict[str, Any] = {"session": "s1", "place": "文化广场"}
    assert wording.change("VenueChanged.v1", venue, two) == "第1场地点改为文化广场。"

"""Filters, search, the next deadlines and the season, as plain functions of the wall's JSON."""

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

import pytest

from contracts.values import BEIJING
from services.compliance.presentation.catalogue import entry_of
from services.compliance.presentation.filtering import (
    Filter,
    found_in,
    query_of,
    shown_columns,
    shown_rows,
    unit_choices,
)
from services.compliance.presentation.gantt import window
from services.compliance.presentation.next_deadlines import next_deadlines
from services.compliance.presentation.requirement import ways_of
from services.compliance.presentation.slider import Scale, months, rests, slider_of
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack

Json = dict[str, Any]

NOON = datetime(2023, 10, 16, 12, tzinfo=BEIJING)
SEASON: Json = {
    "first": "2023-09-28",
    "last": "2023-10-20",
    "season_end": "2023-10-18",
    "today": "2023-10-16",
    "days": [
        {"day": str(day.day), "kind": day.kind.value, "label": day.label, "due": day.day.day % 3}
        for number in range(23)
        for day in [load_calendar().day(date.fromordinal(date(2023, 9, 28).toordinal() + number))]
    ],
}


def verdict(code: str, status: str, due_at: str | None = None, **more: Any) -> Json:
    blank: Json = {"due": due_at[:10] if due_at else None, "days_left": None, "strength": "M"}
    return {"code": code, "status": status, "due_at": due_at, "flags": [], **blank, **more}


def row(activity: str, unit: str, *verdicts: Json, **more: Any) -> Json:
    return {
        "activity": activity, "label": activity[-2:], "unit": unit, "unit_name": f"{unit}局",
        "topic": "养老驿站", "title": "走进驿站", "theme": "文明", "kind": "open_day",
        "routine": False, "date": "2023-10-23", "verdicts": list(verdicts), **more,
    }  # fmt: skip


WALL: Json = {
    "programme": "p",
    "as_of": NOON.isoformat(),
    "columns": [
        {"code": "ANN-TIME", "title": "公告时间", "group": "事前公告", "action": "发布活动公告"},
        {"code": "MAT-TIME", "title": "材料时限", "group": "事后公开", "action": "公开工作材料"},
    ],
    "rows": [
        row("open-01", "甲", verdict("ANN-TIME", "due_soon", "2023-10-17T00:00:00+08:00")),
        row("open-02", "乙", verdict("ANN-TIME", "met"), topic="司法服务", kind="policy_talk"),
        row("open-03", "丙", verdict("ANN-TIME", "missed"), verdict("MAT-TIME", "gap")),
    ],
    "other_rows": [],
}


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Filter(), {"open-01", "open-02", "open-03"}),
        (Filter(units=("甲", "丙")), {"open-01", "open-03"}),
        (Filter(problems=True), {"open-01", "open-03"}),
        (Filter(kind="policy_talk"), {"open-02"}),
        (Filter(theme="别的"), set()),
        (Filter(sought="司法"), {"open-02"}),
        (Filter(sought="3"), {"open-03"}),
        (Filter(sought="开放点1"), {"open-01"}),
        (Filter(sought="公告时间"), {"open-01", "open-02", "open-03"}),
        (Filter(sought="没有的"), set()),
        (Filter(units=("甲",), sought="司法"), set()),
        (Filter(statuses=("missed",)), {"open-01", "open-02", "open-03"}),
    ],
)
def test_rows_that_are_not_asked_for_are_dimmed(wanted: Filter, rows: set[str]) -> None:
    assert shown_rows(WALL, wanted) == rows


def test_a_requirements_name_or_code_leaves_its_column() -> None:
    assert shown_columns(WALL, Filter(sought="公告")) == {"ANN-TIME"}
    assert shown_columns(WALL, Filter(sought="mat-time")) == {"MAT-TIME"}
    assert shown_columns(WALL, Filter()) == set()


def test_a_search_names_the_pages_of_what_it_found() -> None:
    assert [place.href for place in found_in(WALL, "局")][:3] == [
        "/wall/p/units/甲", "/wall/p/units/乙", "/wall/p/units/丙",
    ]  # fmt: skip
    assert found_in(WALL, "材料")[0].href == "/wall/p/requirements/MAT-TIME"
    assert found_in(WALL, "  ") == []


def test_a_filter_is_an_address_and_a_status_is_put_in_and_taken_out() -> None:
    wanted = Filter(("missed",), ("甲",), sought="a&b")
    assert query_of(wanted.pairs(), "2023-10-16T09:00:00+08:00") == (
        "?status=missed&unit=%E7%94%B2&q=a%26b&as_of=2023-10-16T09%3A00%3A00%2B08%3A00"
    )
    assert query_of(Filter().pairs(), None) == ""
    assert wanted.toggled("gap").statuses == ("missed", "gap")
    assert wanted.toggled("missed") == replace(wanted, statuses=())


def test_a_unit_is_shown_with_its_worst_status_and_a_good_one_with_none() -> None:
    choices = unit_choices(WALL["rows"], Filter(units=("乙",)))
    assert [(each.name, each.worst and each.worst.status) for each in choices] == [
        ("甲局", "due_soon"), ("乙局", None), ("丙局", "missed"),
    ]  # fmt: skip
    assert [each.chosen for each in choices] == [False, True, False]


def test_the_next_deadlines_are_those_that_can_turn_red_the_nearest_first() -> None:
    def due(moment: str, **more: Any) -> Json:
        return verdict("MAT-TIME", "pending", moment, days_left=3, **more)

    rows = [
        row("open-01", "甲", due("2023-10-24T09:00:00+08:00")),
        row("open-02", "乙", due("2023-10-20T00:00:00+08:00", strength="A")),
        row("open-03", "丙", *[due("2023-10-17T00:00:00+08:00", due="2023-10-16")] * 3),
        *[row(f"open-1{n}", "丁", due(f"2023-11-1{n}T00:00:00+08:00")) for n in range(5)],
    ]
    cards = next_deadlines({**WALL, "rows": rows})
    assert [(card.when, card.unit, card.what, card.today) for card in cards[:2]] == [
        ("今天24:00前", "丙局", "公开工作材料等3项", True),
        ("10月24日（周二）9:00前", "甲局", "公开工作材料", False),
    ]
    assert len(cards) == 4
    assert cards[0].left == "剩3个工作日"
    assert cards[0].activity_day == "10-23活动"


def test_a_long_holiday_is_named_once_and_its_make_up_days_are_no_rest() -> None:
    scale = Scale(date(2023, 9, 28), date(2023, 10, 20))
    found = list(rests(SEASON["days"], scale))
    assert [band.label for band in found] == ["放假8天", ""]
    assert round(found[0].width / scale.day(1)) == 8


def test_years_are_named_where_months_would_touch() -> None:
    short = [name for _, name in months(Scale(date(2023, 8, 1), date(2024, 1, 1)))]
    long = [name for _, name in months(Scale(date(2023, 8, 1), date(2024, 12, 31)))]
    assert short == ["8月", "9月", "10月", "11月", "12月", "1月"]
    assert long == ["10月", "2024年", "4月", "7月", "10月"]


def test_the_slider_knows_where_now_is_and_where_the_shown_moment_is() -> None:
    now = slider_of(SEASON, NOON, live=True)
    assert now is not None
    assert (now.value, now.today, now.today_x, now.last) == (18, 18, None, 22)
    assert now.label == "现在10月16日（周一）12:00"
    long_ago = slider_of(SEASON, NOON.replace(year=2022), live=False)
    assert long_ago is not None
    assert (long_ago.value, long_ago.anchor) == (0, "start")
    assert long_ago.today_x is not None
    assert all(bar.ahead for bar in long_ago.bars)
    assert slider_of(None, NOON, live=True) is None


def test_the_season_may_be_seen_whole_by_month_or_by_two_weeks() -> None:
    day = date(2023, 12, 31)
    assert window(SEASON, day, "season") == (date(2023, 9, 28), date(2023, 10, 20))
    assert window(SEASON, day, "month") == (date(2023, 12, 1), day)
    assert window(SEASON, day, "fortnight") == (date(2023, 12, 25), date(2024, 1, 7))


@pytest.mark.parametrize("code", [each.code for each in load_pack("daxing-2023").requirements])
def test_every_requirement_says_in_words_until_when_and_how_it_is_judged(code: str) -> None:
    pack = load_pack("daxing-2023")
    requirement = pack.by_code[code]
    said = asdict(entry_of(pack, requirement))
    ways = ways_of({"said": said, "requirement": requirement.model_dump(mode="json")})
    assert all(words and name for name, words in ways)

"""The season's time line: a row for every activity, from its notice's limit to its materials'.

Places are percentages, for one small SVG in every row of a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from services.compliance.presentation import dates
from services.compliance.presentation.cell import address
from services.compliance.presentation.filtering import query_of
from services.compliance.presentation.slider import Band, Scale, months, rests
from services.compliance.presentation.wall import short_topic
from services.compliance.presentation.words import status_word

Json = Mapping[str, Any]

ONE_DAY = timedelta(days=1)
SPANS: Mapping[str, str] = {"season": "全季", "month": "本月", "fortnight": "两周"}
LOAD_TALLEST = 36
ROOM = 94
"""Per cent from which on there is no room for a date."""

NEARLY_ALL = 97
"""Per cent from which on there is no room for another month's name."""

PLAIN = {"met", "pending", "unscheduled"}
"""Statuses that are only a stroke at their limit; all others show their sign."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit: a stroke, or the sign of what needs to be seen."""

    x: float
    status: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One activity: strokes, the box of the activity itself, the dates it once had."""

    href: str
    label: str
    unit: str
    topic: str
    box: Band | None
    held: bool
    marks: tuple[Mark, ...]
    line: Band | None
    earlier: tuple[float, ...]
    date: str
    date_x: float | None
    spoken: str


@dataclass(frozen=True, slots=True)
class Week:
    """How many limits and activities a week has."""

    x: float
    width: float
    height: int
    count: int
    this: bool


def window(season: Json, moment: date, span: str) -> tuple[date, date]:
    """The first and the last day that are shown: whole weeks, or the whole season."""
    first, last = date.fromisoformat(season["first"]), date.fromisoformat(season["last"])
    monday = moment - moment.weekday() * ONE_DAY
    if span == "fortnight":
        return monday, monday + 13 * ONE_DAY
    if span == "month":
        start = moment.replace(day=1)
        return start, (start + 31 * ONE_DAY).replace(day=1) - ONE_DAY
    return first, last


def days_between(season: Json, first: date, last: date) -> list[Json]:
    """The season's days that are shown."""
    return [day for day in season["days"] if first <= date.fromisoformat(day["day"]) <= last]


def line_of(row: Json, programme: str, scale: Scale, moment: date) -> Line:
    """One activity's row."""
    day, end = dates.parse_day(row["date"]), dates.parse_day(row["ends_on"])
    if day and end and end < day:
        end = day
    box = Band(scale.at(day), scale.day(((end or day) - day).days + 1)) if day else None
    limits = [(name, row[name]) for name in ("notice", "materials") if row[name]]
    marks = [mark_of(name, limit, scale) for name, limit in limits]
    xs = [mark.x for mark in marks] + ([box.x, box.x + box.width] if box else [])
    ends = f"—{dates.short_day(end)}" if day and end and end != day else ""
    return Line(
        href=address(programme, row["activity"]),
        label=row["label"],
        unit=row["unit_name"],
        topic=short_topic(row["topic"]),
        box=box,
        held=day is not None and (end or day) < moment,
        marks=tuple(marks),
        line=Band(min(xs), round(max(xs) - min(xs), 2)) if xs else None,
        earlier=tuple(scale.at(date.fromisoformat(each)) for each in row["earlier"]),
        date=f"{dates.short_day(day)}{ends}" if day else "未排期",
        date_x=date_place(xs, box, scale.at(moment)),
        spoken=spoken(row, day),
    )


def date_place(xs: Sequence[float], box: Band | None, now: float) -> float | None:
    """Behind the last mark; else behind the activity; nowhere when that is not shown either."""
    places = [max(xs, default=now), *([box.x + box.width] if box else [])]
    return next((x for x in places if 0 <= x <= ROOM), None)


def mark_of(name: str, limit: Json, scale: Scale) -> Mark:
    """A limit stands at the end of its last day, a notice's at its beginning."""
    shift = 1 if name == "materials" else 0
    status = limit["status"]
    return Mark(scale.at(date.fromisoformat(limit["due"]), shift), status, status in PLAIN)


def spoken(row: Json, day: date | None) -> str:
    """The row in words, for those who do not see the picture."""
    parts = [f"活动日{dates.day_words(day)}" if day else "未排期"]
    parts += [
        f"{words}{dates.day_words(date.fromisoformat(row[name]['due']))}，"
        f"{status_word(row[name]['status'])}"
        for name, words in (("notice", "公告限期"), ("materials", "材料限期"))
        if row[name]
    ]
    parts += [f"原定{dates.day_words(date.fromisoformat(each))}" for each in row["earlier"]]
    return "；".join(parts)


def nodes(rows: Sequence[Json]) -> Iterator[date]:
    """Every notice's limit, activity's day and materials' limit."""
    for row in rows:
        found = [row[name]["due"] for name in ("notice", "materials") if row[name]]
        for text in filter(None, [row["date"], *found]):
            yield date.fromisoformat(text)


def weeks_of(rows: Sequence[Json], scale: Scale, moment: date) -> list[Week]:
    """Each shown week with its number of nodes."""
    points = list(nodes(rows))
    monday = scale.first - scale.first.weekday() * ONE_DAY
    counted = []
    while monday <= scale.last:
        number = sum(monday <= point < monday + 7 * ONE_DAY for point in points)
        counted.append((monday, number))
        monday += 7 * ONE_DAY
    most = max([number for _, number in counted] + [1])
    return [
        Week(
            x=max(scale.at(start), 0),
            width=round(min(scale.at(start, 7), 100) - max(scale.at(start), 0), 2),
            height=round(LOAD_TALLEST * number / most),
            count=number,
            this=start <= moment < start + 7 * ONE_DAY,
        )
        for start, number in counted
    ]


def sentence_of(rows: Sequence[Json], moment: date) -> str:
    """本周8个节点，全季最忙."""
    weeks: dict[date, int] = {}
    for point in nodes(rows):
        monday = point - point.weekday() * ONE_DAY
        weeks[monday] = weeks.get(monday, 0) + 1
    here = weeks.get(moment - moment.weekday() * ONE_DAY, 0)
    if not here:
        return "本周没有节点"
    return f"本周{here}个节点" + ("，全季最忙" if here == max(weeks.values()) else "")


def detail_of(season: Json, rows: Sequence[Json]) -> str:
    """From when to when, how many activities, and which weekend days are worked."""
    first, end = date.fromisoformat(season["first"]), date.fromisoformat(season["season_end"])
    made_up = [date.fromisoformat(day["day"]) for day in season["days"] if day["kind"] == "make_up"]
    worked = "、".join(f"{day.month}月{day.day}日" for day in made_up)
    said = f"，{worked}补班照常计" if worked else ""
    return (
        f"{first.year}年{first.month}月{first.day}日至{end.month}月{end.day}日，"
        f"{len(rows)}项活动。灰底为周末和放假{said}。"
    )


def season_context(made: Json, span: str, as_of: str | None) -> dict[str, Any]:
    """Everything that ``season.html`` shows; ``as_of`` where it is not the present."""
    season, rows = made["season"], made["rows"]
    moment = dates.parse_moment(made["as_of"]).date()
    first, last = window(season, moment, span)
    scale = Scale(first, last + ONE_DAY)
    days = days_between(season, first, last)

    def theme(row: Json) -> tuple[str, str]:
        name = row["theme"] or row["topic"]
        return name, row["theme_short"] or name[:2]

    return {
        "sentence": sentence_of(rows, moment),
        "detail": detail_of(season, rows),
        "span": span,
        "spans": [
            (words, name == span, query_of([("span", name)] if name != "season" else [], as_of))
            for name, words in SPANS.items()
        ],
        "rests": list(rests(days, scale, shift=0)),
        "made_up": [
            scale.at(date.fromisoformat(day["day"])) for day in days if day["kind"] == "make_up"
        ],
        "day_width": scale.day(1),
        "month_marks": [
            (
                x,
                name
                if x < scale.at(date.fromisoformat(season["season_end"]))
                else f"{name}（窗口外）",
            )
            for x, name in months(scale)
            if x < NEARLY_ALL
        ],
        "ticks": [
            (scale.at(day, 0.5), str(day.day))
            for each in days
            for day in [date.fromisoformat(each["day"])]
            if span != "season" or (day.weekday() == 0 and day.day > 2)
        ],
        "today_x": scale.at(moment, 0.5) if first <= moment <= last else None,
        "today_words": f"{moment.month}月{moment.day}日",
        "end_x": scale.at(date.fromisoformat(season["season_end"]), 1),
        "bands": [
            (name, short, [line_of(row, made["programme"], scale, moment) for row in members])
            for (name, short), members in groupby(rows, key=theme)
        ],
        "weeks": weeks_of(rows, scale, moment),
    }

"""The geometry of the time line: where days, flags above and facts below stand, in pixels.

Everything is a number for SVG attributes, because the pages allow no inline styles.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.compliance.presentation import dates

Json = Mapping[str, Any]

DAY_WIDTHS = (26, 34)
"""A day is as wide as fits the page, between these; beyond that the picture scrolls."""

PAGE = 886
LANE = 38
FACT_LANE = 20
STRIP = 40
CHARACTER = 12
GAP = 12
MONTHS = 16
OFFSETS = 22


@dataclass(frozen=True, slots=True)
class DayBox:
    """One day of the strip; ``x`` is its middle."""

    x: int
    number: str
    weekday: str
    month: str
    rest: bool
    make_up: bool
    activity: bool
    now: bool
    offset: str


@dataclass(frozen=True, slots=True)
class Label:
    """A point with its text; ``end``: the text stands left of its line."""

    x: int
    y: int
    text_x: int
    end: bool
    title: str
    note: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture; ``strip_y`` is the top of the row of days."""

    width: int
    day_width: int
    height: int
    strip_y: int
    days: tuple[DayBox, ...]
    above: tuple[Label, ...]
    below: tuple[Label, ...]


def text_width(text: str) -> int:
    """A guess from above: Chinese characters are as wide as they are high, others half."""
    return sum(CHARACTER if ord(character) > 0x2E7F else CHARACTER * 3 // 5 for character in text)


def labels(
    points: Sequence[Json], xs: Mapping[str, int], width: int, *, nearest_y: int, step: int
) -> tuple[Label, ...]:
    """The labels on one side of the strip, each in the nearest lane where it fits.

    Taken from the right, because a label stands right of its line: so lines rarely cross texts.
    """
    lanes: list[int] = []  # the left edge of what each lane holds so far
    made = []
    for point in sorted(points, key=lambda point: point["day"], reverse=True):
        x = xs[point["day"]]
        wide = max(text_width(point["title"]), text_width(point["note"])) + GAP
        end = x + wide > width
        left, right = (x - wide, x + GAP) if end else (x, x + wide)
        lane = next((n for n, edge in enumerate(lanes) if right <= edge), len(lanes))
        lanes[lane : lane + 1] = [left]
        made.append(
            Label(
                x=x,
                y=nearest_y + lane * step,
                text_x=x - GAP // 2 if end else x + GAP // 2,
                end=end,
                title=point["title"],
                note=point["note"],
                kind=point["kind"],
                status=point["status"] or "",
            )
        )
    return tuple(made)


def draw(line: Json) -> Drawing | None:
    """The picture of a time line; None while the activity has no date."""
    days = line.get("days") or ()
    if not days:
        return None
    day_width = min(max(PAGE // len(days), DAY_WIDTHS[0]), DAY_WIDTHS[1])
    width = day_width * len(days)
    xs = {day["day"]: day_width * index + day_width // 2 for index, day in enumerate(days)}
    kinds = {"above": {"deadline", "activity"}, "below": {"fact", "now"}}
    side = {
        name: [point for point in line["points"] if point["kind"] in members]
        for name, members in kinds.items()
    }
    above = labels(side["above"], xs, width, nearest_y=0, step=-LANE)
    highest = min((label.y for label in above), default=0)
    top = LANE - highest + MONTHS
    above = tuple(replace(label, y=label.y - highest) for label in above)
    below_y = top + STRIP + OFFSETS
    below = labels(side["below"], xs, width, nearest_y=below_y, step=FACT_LANE)
    lowest = max((label.y for label in below), default=below_y)
    today = next((point["day"] for point in side["below"] if point["kind"] == "now"), None)
    return Drawing(
        width=width,
        day_width=day_width,
        height=lowest + FACT_LANE,
        strip_y=top,
        days=tuple(day_box(day, xs[day["day"]], days[0]["day"], today) for day in days),
        above=above,
        below=below,
    )


def day_box(day: Json, x: int, first: str, today: str | None) -> DayBox:
    """One day; the month is named on its first day and at the left edge."""
    when = date.fromisoformat(day["day"])
    offset = day.get("offset")
    return DayBox(
        x=x,
        number=str(when.day),
        weekday=dates.weekday(when),
        month=f"{when.month}月" if day["day"] == first or when.day == 1 else "",
        rest=day["kind"] in {"weekend", "holiday"},
        make_up=day["kind"] == "make_up",
        activity=bool(day.get("activity")),
        now=day["day"] == today,
        offset=f"{offset:+d}".replace("-", "−") if offset is not None else "",
    )

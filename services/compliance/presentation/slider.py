"""The as-of slider: the season's days as bars of what is due, and where the shown moment lies.

Places are percentages for SVG, so that the picture is as wide as its page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from services.compliance.presentation import dates

Json = Mapping[str, Any]

TALLEST = 18
"""Pixels of the highest bar."""

NAMED = 5
"""A holiday of so many days is wide enough to be named."""

_WIDE = 2.0  # per cent, below which no name fits
_LONG = 500  # days, with which twelve names of months would touch

LEFT, RIGHT = 12, 88


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of days: from ``x``, ``width`` wide, in per cent; ``label`` where it is named."""

    x: float
    width: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """What is due on one day; ``ahead`` when the day is not over at the shown moment."""

    x: float
    width: float
    height: int
    ahead: bool


@dataclass(frozen=True, slots=True)
class Slider:
    """The whole slider; ``value`` and ``today`` are numbers of days since ``first``."""

    first: str
    last: int
    value: int
    today: int
    today_x: float | None
    clock: str
    field: str
    x: float
    anchor: str
    label: str
    rests: tuple[Band, ...]
    bars: tuple[Bar, ...]
    months: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """From a date to its place between the first and the last day, in per cent."""

    first: date
    last: date

    def day(self, days: float) -> float:
        """How wide so many days are."""
        return round(100 * days / max((self.last - self.first).days, 1), 2)

    def at(self, day: date, shift: float = 0) -> float:
        """Where a day lies, moved by a part of a day."""
        return self.day((day - self.first).days + shift)

    def number(self, day: date) -> int:
        """The day's number, at the nearer end when it lies outside."""
        return min(max((day - self.first).days, 0), (self.last - self.first).days)


def rests(days: Sequence[Json], scale: Scale, *, shift: float = -0.5) -> Iterator[Band]:
    """Weekends and holidays, each stretch once; a long holiday is named."""
    for rest, members in groupby(days, key=lambda day: day["kind"] in {"weekend", "holiday"}):
        if not rest:
            continue
        run = list(members)
        holiday = any(day["kind"] == "holiday" for day in run)
        wide = scale.day(len(run)) > _WIDE
        label = f"放假{len(run)}天" if holiday and wide and len(run) >= NAMED else ""
        start = date.fromisoformat(run[0]["day"])
        yield Band(scale.at(start, shift), scale.day(len(run)), label)


def months(scale: Scale) -> Iterator[tuple[float, str]]:
    """Where each month begins; of more than a year only each quarter, and January as its year."""
    long = (scale.last - scale.first).days > _LONG
    day = scale.first
    while day <= scale.last:
        if not long or day.month % 3 == 1:
            yield scale.at(day), f"{day.year}年" if long and day.month == 1 else f"{day.month}月"
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def slider_of(season: Json | None, moment: datetime, *, live: bool) -> Slider | None:
    """The slider of a page; None before the import."""
    if season is None:
        return None
    scale = Scale(date.fromisoformat(season["first"]), date.fromisoformat(season["last"]))
    days, shown = season["days"], scale.number(moment.date())
    today = scale.number(date.fromisoformat(season["today"]))
    most = max([day["due"] for day in days] + [1])
    x = scale.day(shown)
    words = dates.moment_words(moment)
    return Slider(
        first=season["first"],
        last=len(days) - 1,
        value=shown,
        today=today,
        today_x=None if live else scale.day(today),
        clock=f"{moment:%H:%M}",
        field=f"{moment:%Y-%m-%dT%H:%M}",
        x=x,
        anchor="start" if x < LEFT else "end" if x > RIGHT else "middle",
        label=f"现在{words}" if live else words,
        rests=tuple(rests(days, scale)),
        bars=tuple(
            Bar(
                x=scale.day(number - 0.3),
                width=scale.day(0.6),
                height=max(round(TALLEST * day["due"] / most), 3),
                ahead=number >= shown,
            )
            for number, day in enumerate(days)
            if day["due"]
        ),
        months=tuple(months(scale)),
    )

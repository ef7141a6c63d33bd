"""Reads dates: 2025年11月8日(星期五), 10月23日 without a year, and what cannot be one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.announcer.composing.questions import Remark, note, question, stop
from services.announcer.composing.reading.plain import ranged

WEEKDAYS = "一二三四五六日"
FIRST, LAST = 2000, 2100
_DAY = re.compile(
    r"(?:(?P<year>\d{1,5})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"
    r"|(?P<year2>\d{3,5})[-./](?P<month2>\d{1,2})[-./](?P<day2>\d{1,2})(?!\d)"
)
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_NEAR = 6  # characters between a date and its weekday


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A date in a text, where it stands, and what is to be asked about it."""

    day: date | None
    span: tuple[int, int]
    remarks: tuple[Remark, ...] = ()


def days(text: str, year: int) -> list[FoundDay]:
    """Every date of a text; ``year`` is meant where none is written."""
    shown = ranged(text)
    return [_found(shown, match, year) for match in _DAY.finditer(shown)]


def without_days(text: str) -> str:
    """The text without its dates and weekdays, in which hours are looked for."""
    return _WEEKDAY.sub(" ", _DAY.sub(" ", ranged(text)))


def day_words(day: date, *, year: bool = True) -> str:
    """2023年10月23日（星期一）, as notices write it."""
    written = f"{day.year}年" if year else ""
    return f"{written}{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _found(text: str, match: re.Match[str], year: int) -> FoundDay:
    written = match["year"] or match["year2"]
    month, number = (int(match[it] or match[f"{it}2"]) for it in ("month", "day"))
    if written is not None and not FIRST <= int(written) <= LAST:
        few = "，像少了数字" if len(written) < 4 else ""
        wrong = stop("year", f"年份写的是“{written}”{few}。请写全四位年份。")
        return FoundDay(None, match.span(), (wrong,))
    try:
        day = date(int(written or year), month, number)
    except ValueError:
        wrong = stop("no_such_day", f"没有{month}月{number}日这一天。请改正日期。")
        return FoundDay(None, match.span(), (wrong,))
    remarks = [] if written else [note("year_meant", f"没有写年份，按{year}年理解。")]
    remarks += _weekday(text[match.end() :], day)
    return FoundDay(day, match.span(), tuple(remarks))


def _weekday(after: str, day: date) -> Iterator[Remark]:
    said = _WEEKDAY.search(after[: _NEAR + 4])
    if said is None or _DAY.search(after[: said.start()]):
        return
    named = "日" if said[1] == "天" else said[1]
    if named != WEEKDAYS[day.weekday()]:
        right = f"{day.year}年{day.month}月{day.day}日是星期{WEEKDAYS[day.weekday()]}"
        yield stop("weekday", f"{right}，不是星期{named}。请确认日期。")


def refuse_past(day: date, today: date) -> Iterator[Remark]:
    """A date that is over is asked about: it may be meant."""
    if day < today:
        yield question("past", f"{day_words(day)}已经过去。请确认日期。")

"""Reads until when one may sign up: 8月24日前 includes the 24th; 10月19日18:00截止."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contracts.values import BEIJING
from services.announcer.composing.questions import Remark, note
from services.announcer.composing.reading.days import FoundDay, day_words, days
from services.announcer.composing.reading.hours import hours
from services.announcer.composing.reading.plain import ranged

_ENDS = re.compile(r"截止|截至|前|止|为止")
_CLAUSE = re.compile(r"[;。\n]|,(?=[^\d])")


@dataclass(frozen=True, slots=True)
class Closing:
    """When sign-up closes, exclusive: 24:00 is the next day's beginning; None: not said."""

    at: datetime | None = None
    remarks: tuple[Remark, ...] = ()


def closing(text: str, year: int) -> Closing:
    """The closing of sign-up in a text: the date of the clause that says until."""
    remarks: list[Remark] = []
    for clause in _CLAUSE.split(ranged(text)):
        found = days(clause, year)
        for each in found:
            remarks += each.remarks
        if not found or not (_ENDS.search(clause) or _until(clause, found[-1])):
            continue
        return _closing(clause, found[-1], remarks)
    return Closing(None, tuple(remarks))


def _until(clause: str, last: FoundDay) -> bool:
    """报名时间：10月9日9:00至10月19日18:00, or 即日起至10月19日."""
    span = clause[: last.span[0]].rstrip().endswith("-")
    return span and ("报名" in clause or "即日" in clause)


def _closing(clause: str, last: FoundDay, remarks: list[Remark]) -> Closing:
    told = hours(clause[last.span[0] :])
    remarks += told.remarks
    if last.day is None:
        return Closing(None, tuple(remarks))
    if told.at:
        return Closing(_moment(last.day, told.at[-1]), tuple(remarks))
    if "前" in clause:
        words = f"“{last.day.month}月{last.day.day}日前”含{last.day.month}月{last.day.day}日当天，"
        remarks.append(note("day_included", f"{words}到当天24:00截止。"))
    else:
        remarks.append(note("whole_day", f"没有写时刻，按{day_words(last.day, year=False)}24:00。"))
    return Closing(_moment(last.day, 24 * 60), tuple(remarks))


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(), BEIJING) + timedelta(minutes=minutes)

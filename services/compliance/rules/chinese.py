"""Dates and spans as official Chinese writes them; all in Beijing time, 24:00 as the day's end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from contracts.values import BEIJING
from services.compliance.rules.calendar import DayKind
from services.compliance.rules.deadlines import CountedDay, Deadline

WEEKDAYS = "一二三四五六日"
SECOND = timedelta(seconds=1)


def day(when: date) -> str:
    """9月27日."""
    return f"{when.month}月{when.day}日"


def day_with_weekday(when: date) -> str:
    """9月27日（周三）."""
    return f"{day(when)}（周{WEEKDAYS[when.weekday()]}）"


def clock(moment: datetime) -> str:
    """9:05, in Beijing."""
    local = moment.astimezone(BEIJING)
    return f"{local.hour}:{local.minute:02d}"


def moment_of(moment: datetime) -> str:
    """9月28日（周四）10:12, in Beijing."""
    return f"{day_with_weekday(moment.astimezone(BEIJING).date())}{clock(moment)}"


def limit(deadline: Deadline) -> str:
    """The limit as a point in time: 9月27日（周三）24:00前, or the clock time of a start."""
    local = deadline.due_at.astimezone(BEIJING)
    if (local.hour, local.minute, local.second) == (0, 0, 0) and not deadline.inclusive:
        return f"{day_with_weekday(deadline.due)}24:00前"
    word = "及以前" if deadline.inclusive else "前"
    return f"{moment_of(deadline.due_at)}{word}"


def counting(deadline: Deadline) -> str:
    """The count in words: the anchor, the direction, holidays skipped and make-up days counted."""
    if deadline.anchor is None or not deadline.count:
        return ""
    direction = "往前" if deadline.count < 0 else "往后"
    sentences = [
        f"活动日{day_with_weekday(deadline.anchor)}不计，{direction}数{abs(deadline.count)}个工作日。"
        if deadline.count < 0
        else f"活动结束日{day_with_weekday(deadline.anchor)}不计，"
        f"{direction}数{deadline.count}个工作日。"
    ]
    off = [counted for counted in deadline.days if counted.kind is DayKind.HOLIDAY]
    made_up = [
        counted
        for counted in deadline.days
        if counted.kind is DayKind.MAKE_UP and not counted.anchor
    ]
    if off:
        sentences.append(f"{_spans(off)}放假，不计。")
    if made_up:
        sentences.append(f"{'、'.join(day_with_weekday(d.day) for d in made_up)}补班，计入。")
    if deadline.provisional:
        year = max(counted.day.year for counted in deadline.days)
        sentences.append(f"{year}年放假安排尚未公布，限期暂定，公布后重算。")
    return "".join(sentences)


def _spans(days: Iterable[CountedDay]) -> str:
    spans: list[list[date]] = []
    for counted in days:
        if spans and counted.day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(counted.day)
        else:
            spans.append([counted.day])
    return "、".join(
        day(span[0]) if len(span) == 1 else f"{day(span[0])}至{day(span[-1])}" for span in spans
    )

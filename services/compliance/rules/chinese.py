"""Dates and spans as official Chinese writes them; all in Beijing time, 24:00 as the day's end."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from contracts.values import BEIJING
from services.compliance.rules.calendar import DayKind
from services.compliance.rules.deadlines import CountedDay, Deadline
from services.compliance.rules.pack import Amendment, Span, Unit

WEEKDAYS = "一二三四五六日"
SECOND = timedelta(seconds=1)
UNITS: dict[Unit, str] = {"working": "工作日", "calendar": "自然日"}


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


@lru_cache(maxsize=1024)  # every verdict names two
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


def span(length: Span) -> str:
    """5个工作日, 10个自然日."""
    return f"{length.days}个{UNITS[length.unit]}"


def year_and_day(when: date) -> str:
    """2023年10月1日."""
    return f"{when.year}年{day(when)}"


def amended(amendment: Amendment) -> str:
    """Since when and by which document a number of days is another."""
    return f"天数按{year_and_day(amendment.begins)}起施行的《{amendment.by}》。"


def because(deadline: Deadline) -> str:
    """Why a limit is not where a desk calendar has it: 因9月29日至10月6日放假、10月7日和8日补班."""
    if deadline.unit == "calendar":
        return "，因末日逢休息日而顺延" if deadline.moved_on else ""
    off, made_up = _off(deadline), _made_up(deadline)
    grounds = [f"{_spans(off)}放假"] if off else []
    if made_up:
        grounds.append(f"{_short_list([counted.day for counted in made_up])}补班")
    return f"，因{'、'.join(grounds)}" if grounds else ""


def counting(deadline: Deadline, anchor: str | None = None, *, named: bool = True) -> str:
    """The count in words: the anchor, the direction, holidays skipped and make-up days counted.

    ``anchor`` names the day from which is counted, where it is not the activity's; the days are not
    ``named`` again where ``because`` has done so.
    """
    if deadline.anchor is None or not deadline.count:
        return ""
    length = f"{abs(deadline.count)}个{UNITS[deadline.unit]}"
    name, direction = ("活动日", "往前") if deadline.count < 0 else ("活动结束日", "往后")
    name = anchor or deadline.since or name
    sentences = [f"{name}{day_with_weekday(deadline.anchor)}不计，{direction}数{length}。"]
    if deadline.unit == "calendar":
        sentences.append("自然日每日都计，周末和节假日照算。")
    elif named:
        sentences.extend(_skipped(deadline))
    if deadline.provisional:
        year = max(counted.day.year for counted in deadline.days)
        sentences.append(f"{year}年放假安排尚未公布，限期暂定，公布后重算。")
    return "".join((*sentences, deadline.by, deadline.counted))


def _skipped(deadline: Deadline) -> Iterator[str]:
    off, made_up = _off(deadline), _made_up(deadline)
    if off:
        yield f"{_spans(off)}放假，不计。"
    if made_up:
        yield f"{'、'.join(day_with_weekday(counted.day) for counted in made_up)}补班，计入。"


def _off(deadline: Deadline) -> list[CountedDay]:
    return [counted for counted in deadline.days if counted.kind is DayKind.HOLIDAY]


def _made_up(deadline: Deadline) -> list[CountedDay]:
    return [
        counted
        for counted in deadline.days
        if counted.kind is DayKind.MAKE_UP and not counted.anchor
    ]


def _short_list(days: list[date]) -> str:
    """10月7日和8日: the month once, as long as it stays the same."""
    words = [
        day(when) if place == 0 or when.month != days[place - 1].month else f"{when.day}日"
        for place, when in enumerate(days)
    ]
    return "和".join(filter(None, ("、".join(words[:-1]), words[-1])))


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

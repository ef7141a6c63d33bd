"""Reads hours and durations: 9:00-11:00, 上午9点半, 2小时, 一个半小时, 11:00结束（2小时）."""

import re
from dataclasses import dataclass
from datetime import time

from services.announcer.composing.questions import Remark, stop
from services.announcer.composing.reading.days import without_days

_HOUR = re.compile(
    r"(?P<half>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s*"
    r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?!\d)"
    r"|(?P<hour2>\d{1,2})(?:点(?!钟)|点钟|时)(?P<rest>半|[1-3]刻|\d{1,2}分?)?)"
)
_LASTS = re.compile(
    r"(?<!\d)(?P<hours>\d{1,4}(?:\.\d{1,4})?)\s*个?(?P<half>半)?(?:小时|钟头)(?P<more>半)?(?:\s*(?P<minutes>\d{1,4})\s*分钟?)?"
    r"|半个?(?:小时|钟头)|(?<!\d)(?P<only>\d{1,4})\s*分钟"
)
_LATER = ("下午", "傍晚", "晚上", "晚")


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a text in minutes since midnight, in their order, and its duration."""

    at: tuple[int, ...] = ()
    minutes: int | None = None
    remarks: tuple[Remark, ...] = ()


def hours(text: str) -> Hours:
    """What a text says of hours; dates in it are passed over."""
    shown = without_days(text)
    lasts = _LASTS.search(shown)
    rest = _LASTS.sub(" ", shown)
    found: list[int] = []
    wrong: list[Remark] = []
    half = ""
    for match in _HOUR.finditer(rest):
        half = match["half"] or half
        hour, minute = _clock(match)
        if half in _LATER and hour < 12:
            hour += 12
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            wrong.append(stop("no_such_hour", f"没有{match[0].strip()}这个时刻。请改正。"))
        else:
            found.append(hour * 60 + minute)
    return Hours(tuple(found), _minutes(lasts) if lasts else None, tuple(wrong))


def clock(minutes: int) -> str:
    """9:05; the end of a day is 24:00."""
    return f"{minutes // 60}:{minutes % 60:02}"


def at(minutes: int) -> time | None:
    """The time of day; None for 24:00, which belongs to no day's clock."""
    return None if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)


def lasting(minutes: int) -> str:
    """2小时, 2个半小时, 1小时20分钟, 45分钟."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest}分钟"
    if rest == 30:
        return f"{whole}个半小时"
    return f"{whole}小时{f'{rest}分钟' if rest else ''}"


def _clock(match: re.Match[str]) -> tuple[int, int]:
    if match["hour"]:
        return int(match["hour"]), int(match["minute"])
    rest = match["rest"] or ""
    if rest == "半":
        minute = 30
    elif rest.endswith("刻"):
        minute = int(rest[0]) * 15
    else:
        minute = int(rest.rstrip("分") or 0)
    return int(match["hour2"]), minute


def _minutes(match: re.Match[str]) -> int:
    if match["only"]:
        return int(match["only"])
    if match["hours"] is None:
        return 30
    half = 30 if match["half"] or match["more"] else 0
    return round(float(match["hours"]) * 60) + half + int(match["minutes"] or 0)

"""Dates as officials write them: 10月16日（周一）24:00前. Every moment is shown in Beijing time.

Years appear only where asked for, because a programme is about one year.
"""

import re
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from contracts.values import BEIJING, beijing_date
from services.compliance.rules.chinese import WEEKDAYS, clock, day_with_weekday

_UNBREAKABLE = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:（周[一二三四五六日]）)?(?:\d{1,2}:\d{2}(?::\d{2})?(?:—\d{1,2}:\d{2})?前?)?"
    r"|\d{1,2}:\d{2}—\d{1,2}:\d{2}|(?:今天|明天)?\d+(?:家|项|条|人|个工作日)"
)


def parse_day(given: date | str | None) -> date | None:
    """A date from JSON (``YYYY-MM-DD``); None stays None."""
    return date.fromisoformat(given) if isinstance(given, str) else given


def parse_moment(given: datetime | str) -> datetime:
    """An aware moment from JSON; raises ``ValueError`` for a naive one."""
    moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {given}")
    return moment.astimezone(BEIJING)


def weekday(day: date) -> str:
    """One character: 一 … 日."""
    return WEEKDAYS[day.weekday()]


def day_words(day: date, *, year: bool = False) -> str:
    """10月16日（周一）, with the year where asked."""
    words = day_with_weekday(day)
    return f"{day.year}年{words}" if year else words


def short_day(day: date) -> str:
    """10-16, as in the wall's row heads."""
    return f"{day.month:02d}-{day.day:02d}"


def moment_words(moment: datetime, *, year: bool = False, seconds: bool = False) -> str:
    """9月28日（周四）10:12, Beijing time."""
    there = moment.astimezone(BEIJING)
    tail = f":{there.second:02d}" if seconds else ""
    return f"{day_words(there.date(), year=year)}{clock(there)}{tail}"


def deadline_words(due: date | None, due_at: datetime | None) -> str:
    """The last moment: 10月16日（周一）24:00, or the clock time when it is not midnight.

    ``due_at`` is exclusive: 24:00 of a day is the next day's 00:00.
    """
    if due_at is not None:
        there = due_at.astimezone(BEIJING)
        if (there.hour, there.minute) != (0, 0):
            return f"{day_words(there.date())}{clock(there)}"
        return f"{day_words(beijing_date(there - timedelta(microseconds=1)))}24:00"
    return f"{day_words(due)}24:00" if due is not None else ""


def unbroken(text: object) -> Markup:
    """Text for HTML in which no date and no number with its unit is broken over a line."""
    return Markup(  # noqa: S704 - the text is escaped first, the pattern adds only the span
        _UNBREAKABLE.sub(lambda found: f'<span class="nb">{found.group()}</span>', escape(text))
    )

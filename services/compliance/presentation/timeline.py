"""One activity's time line: days around it, working days counted from it, deadlines and facts.

``timeline`` gives plain JSON; ``drawing.py`` turns it into a picture. Dates are Beijing dates.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from contracts.values import BEIJING, VerdictStatus
from services.compliance.presentation import dates
from services.compliance.rules import chinese
from services.compliance.rules.calendar import Calendar

Json = Mapping[str, Any]

ONE_DAY = timedelta(days=1)
MARGIN = 2
"""Days shown before the first and after the last point."""

NEARBY_BEFORE = timedelta(days=30)
NEARBY_AFTER = timedelta(days=35)
"""Points further from the activity (the season's end, the year's) are left to the list."""

_ORDER = [status.value for status in VerdictStatus]


def timeline(  # noqa: PLR0913, PLR0917 - one value for each thing that the line shows
    calendar: Calendar,
    verdicts: Sequence[Json],
    facts: Sequence[Json],
    as_of: datetime,
    starts_on: date | None,
    ends_on: date | None,
) -> dict[str, Any]:
    """Days and points of an activity; both empty while it has no date.

    ``verdicts`` need code, title, status and due; ``facts`` need title_zh and occurred_at.
    """
    if starts_on is None:
        return {"days": [], "points": []}
    last = ends_on or starts_on
    first_shown, last_shown = starts_on - NEARBY_BEFORE, last + NEARBY_AFTER
    points: list[dict[str, Any]] = [
        {"kind": "activity", "day": day.isoformat(), "title": title, "note": "", "status": None}
        for day, title in activity_days(starts_on, last)
    ]
    points += deadline_points(verdicts, first_shown, last_shown)
    points += fact_points(facts, first_shown, last_shown)
    now = as_of.astimezone(BEIJING)
    if starts_on - NEARBY_BEFORE / 2 <= now.date() <= last + NEARBY_AFTER / 2:
        title = f"现在{chinese.clock(now)}"
        day = now.date().isoformat()
        points.append({"kind": "now", "day": day, "title": title, "note": "", "status": None})
    shown = [date.fromisoformat(point["day"]) for point in points]
    start, end = min(shown) - MARGIN * ONE_DAY, max(shown) + MARGIN * ONE_DAY
    return {"days": list(day_rows(calendar, start, end, starts_on, last)), "points": points}


def activity_days(starts_on: date, ends_on: date) -> list[tuple[date, str]]:
    """活动日, or the first and the last of several."""
    if starts_on == ends_on:
        return [(starts_on, "活动日")]
    return [(starts_on, "活动开始"), (ends_on, "活动结束")]


def deadline_points(verdicts: Sequence[Json], first: date, last: date) -> list[dict[str, Any]]:
    """One point for each day on which something is due, with the worst status of it."""
    due: dict[date, list[Json]] = {}
    for verdict in verdicts:
        day = dates.parse_day(verdict.get("due"))
        if day is not None and first <= day <= last and verdict["status"] != "not_applicable":
            due.setdefault(day, []).append(verdict)
    return [
        {
            "kind": "deadline",
            "day": day.isoformat(),
            "title": due_title([verdict["title"] for verdict in group]),
            "note": f"{dates.day_words(day)}限期",
            "status": min((verdict["status"] for verdict in group), key=_ORDER.index),
        }
        for day, group in sorted(due.items())
    ]


def due_title(titles: Sequence[str]) -> str:
    """The first two titles by name, the rest by number."""
    shown = "、".join(titles[:2])
    return f"{shown}等{len(titles)}项" if len(titles) > 2 else shown


def fact_points(facts: Sequence[Json], first: date, last: date) -> list[dict[str, Any]]:
    """One point for each day on which something happened."""
    happened: dict[date, dict[str, None]] = {}
    for fact in facts:
        day = dates.parse_moment(fact["occurred_at"]).date()
        if first <= day <= last:
            happened.setdefault(day, {})[fact["title_zh"]] = None
    return [
        {
            "kind": "fact",
            "day": day.isoformat(),
            "title": due_title(list(titles)),
            "note": "",
            "status": None,
        }
        for day, titles in sorted(happened.items())
    ]


def day_rows(
    calendar: Calendar, start: date, end: date, starts_on: date, ends_on: date
) -> Iterator[dict[str, Any]]:
    """Every day from ``start`` to ``end``; ``offset`` is its distance in working days (±wd)."""
    day = start
    while day <= end:
        kind = calendar.day(day)
        offset = None
        if kind.works and day < starts_on:
            offset = -(calendar.working_days_between(day - ONE_DAY, starts_on - ONE_DAY))
        elif kind.works and day > ends_on:
            offset = calendar.working_days_between(ends_on, day)
        yield {
            "day": day.isoformat(),
            "kind": kind.kind.value,
            "label": kind.label,
            "offset": offset,
            "activity": starts_on <= day <= ends_on,
        }
        day += ONE_DAY

"""Which calendar counts a limit when another one is adopted: only what is still open is recounted.

A limit that had passed when a calendar was adopted stays as it was counted then, even where a
holiday notice published since would have moved it: nobody is late by a rule that came afterwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.values import beijing_date
from services.compliance.rules import chinese
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.deadlines import Deadline


@dataclass(frozen=True, slots=True)
class Replaced:
    """A calendar that was in force until another was adopted."""

    calendar: Calendar
    until: datetime


def counted(
    current: Calendar, replaced: Iterable[Replaced], count: Callable[[Calendar], Deadline]
) -> Deadline:
    """A limit by the calendar that was in force when it passed, else by the current one.

    Where it matters, the limit says so.
    """
    limit = count(current)
    moved_by: tuple[Replaced, Deadline] | None = None
    for old in replaced:
        earlier = count(old.calendar)
        if earlier.due == limit.due:
            continue
        if earlier.passed(old.until):
            return replace(earlier, provisional=False, counted=_kept(old))
        moved_by = (old, earlier)
    if moved_by is None:
        return limit
    return replace(limit, counted=_recounted(*moved_by))


def _kept(old: Replaced) -> str:
    day = chinese.day(beijing_date(old.until))
    return (
        f"{day}启用新的工作日历时，本限期已过，"
        f"仍按放假安排公布到{old.calendar.through_year}年的原日历计算，不重算。"
    )


def _recounted(old: Replaced, earlier: Deadline) -> str:
    day = chinese.day(beijing_date(old.until))
    was = chinese.day_with_weekday(earlier.due)
    return f"{day}启用新的工作日历，本限期当时未到，已重算，原为{was}。"

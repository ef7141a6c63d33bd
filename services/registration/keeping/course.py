"""How far an activity has come, and when what is kept of its people ends. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from services._vault.retention import Periods

Stage = Literal["of_the_day", "all"]
Reason = Literal["held", "assessed", "latest"]


@dataclass(frozen=True, slots=True)
class Course:
    """What the end of keeping follows from.

    ``year``: of the last session, or of the first thing that was kept where nothing has a date.
    ``ends_on``: the last session's date. ``told_at``: when the last opinion was fed back; nothing
    while one is open. ``assessed_at``: when the year's assessment was closed.
    """

    year: int
    ends_on: date | None
    open_opinions: int
    told_at: datetime | None
    assessed_at: datetime | None


@dataclass(frozen=True, slots=True)
class End:
    """The moment from which something is no longer kept, and why then."""

    at: datetime
    reason: Reason


def end(course: Course, stage: Stage, periods: Periods) -> End:
    """When keeping ends: the ordinary end if it is known by now, and the last day in any case."""
    latest = End(periods.latest(course.year), "latest")
    ordinary = _held(course, periods) if stage == "of_the_day" else _assessed(course, periods)
    return ordinary if ordinary is not None and ordinary.at < latest.at else latest


def _held(course: Course, periods: Periods) -> End | None:
    if course.ends_on is None:
        return None
    return End(periods.after_event(course.ends_on), "held")


def _assessed(course: Course, periods: Periods) -> End | None:
    """Only once the activity itself is over, too: an assessment may be closed before."""
    if course.assessed_at is None or course.open_opinions or course.ends_on is None:
        return None
    closed = max(course.assessed_at, course.told_at or course.assessed_at)
    counted = max(periods.after_assessment(closed), periods.after_event(course.ends_on))
    return End(counted, "assessed")

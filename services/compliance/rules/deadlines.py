"""Counting days: where a limit falls, and the working that shows it.

Before: publication on the Nth working day before ``T`` is in time until 24:00; ``T`` is not
counted, the day of publication is (the standard count). The clear count wants N full working days
between, so its last day is the calendar day before. After: due at 24:00 of the Nth working day
after ``E``, which is not counted. 24:00 is kept as 00:00 of the next day, exclusive. Calendar days
(自然日) are counted the same way, only that every day counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from contracts.values import BEIJING
from services.compliance.rules.calendar import Calendar, DayKind
from services.compliance.rules.pack import Span, Unit

ONE_DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a count; ``number`` is its place when it was counted."""

    day: date
    kind: DayKind
    label: str
    number: int | None
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something is in time.

    ``due`` is the Beijing date, ``due_at`` the first instant that is too late; with ``inclusive``
    that instant itself is still in time. ``hard_end``: undone after ``due_at`` but before it is a
    gap only. ``clear_due_at`` is the limit by the other count, for comparison. ``by``: the
    amendment that fixed the number of days. ``counted``: which calendar counted, and why that one.
    ``since``: what the anchor is called, where it is not a day of the activity.
    """

    due: date
    due_at: datetime
    inclusive: bool = False
    hard_end: datetime | None = None
    standard: date | None = None
    clear: date | None = None
    clear_due_at: datetime | None = None
    days: tuple[CountedDay, ...] = ()
    anchor: date | None = None
    count: int = 0
    unit: Unit = "working"
    moved_on: bool = False
    provisional: bool = False
    inferred: bool = False
    by: str = ""
    counted: str = ""
    since: str = ""

    def covers(self, moment: datetime) -> bool:
        """Whether something done at ``moment`` is in time."""
        return moment < self.due_at or (self.inclusive and moment == self.due_at)

    @property
    def turns_at(self) -> datetime:
        """The first instant that is too late."""
        return self.due_at + INSTANT if self.inclusive else self.due_at

    def passed(self, moment: datetime) -> bool:
        """Whether it is too late at ``moment``."""
        return not self.covers(moment)


def midnight(day: date) -> datetime:
    """00:00 in Beijing on a date."""
    return datetime.combine(day, time(), BEIJING)


def end_of(day: date) -> datetime:
    """24:00 in Beijing on a date: 00:00 of the next."""
    return midnight(day + ONE_DAY)


def at_end_of(day: date, *, inferred: bool = False) -> Deadline:
    """Due by 24:00 of a Beijing date."""
    return Deadline(due=day, due_at=end_of(day), inferred=inferred)


def until(moment: datetime, *, inclusive: bool = False, inferred: bool = False) -> Deadline:
    """Due before a moment, or at it when ``inclusive``."""
    due = (moment.astimezone(BEIJING) - INSTANT).date() if not inclusive else None
    return Deadline(
        due=due or moment.astimezone(BEIJING).date(),
        due_at=moment.astimezone(BEIJING),
        inclusive=inclusive,
        inferred=inferred,
    )


def days_before(calendar: Calendar, anchor: date, span: Span, *, clear: bool = False) -> Deadline:
    """Due by the last day of ``span`` before ``anchor``; ``clear`` lets that count decide."""
    return _before(calendar, anchor, span.days, span.unit, clear)


def days_after(
    calendar: Calendar, anchor: date, span: Span, *, end_on_a_working_day: bool = False
) -> Deadline:
    """Due by the last day of ``span`` after ``anchor``.

    ``end_on_a_working_day``: calendar days whose last is a day off end on the next working day.
    """
    return _after(calendar, anchor, span.days, span.unit, end_on_a_working_day)


def working_days_before(calendar: Calendar, anchor: date, count: int, *, clear: bool) -> Deadline:
    """Due by the ``count``-th working day before ``anchor``."""
    return _before(calendar, anchor, count, "working", clear)


def working_days_after(calendar: Calendar, anchor: date, count: int) -> Deadline:
    """Due by the ``count``-th working day after ``anchor``."""
    return _after(calendar, anchor, count, "working", False)  # noqa: FBT003


@lru_cache(maxsize=1024)
def _before(
    calendar: Calendar,
    anchor: date,
    count: int,
    unit: Unit,
    clear: bool,  # noqa: FBT001 - cached by place
) -> Deadline:
    days = _counted(calendar, anchor, count, unit, -ONE_DAY)
    standard, clear_day = days[-1].day, days[-1].day - ONE_DAY
    due = clear_day if clear else standard
    return Deadline(
        due=due,
        due_at=end_of(due),
        standard=standard,
        clear=clear_day,
        clear_due_at=end_of(clear_day),
        days=tuple(reversed(days)),
        anchor=anchor,
        count=-count,
        unit=unit,
        provisional=_guessed(calendar, days, unit),
    )


@lru_cache(maxsize=1024)
def _after(
    calendar: Calendar,
    anchor: date,
    count: int,
    unit: Unit,
    end_on_a_working_day: bool,  # noqa: FBT001 - cached by place
) -> Deadline:
    days = _counted(calendar, anchor, count, unit, ONE_DAY)
    moved_on = unit == "calendar" and end_on_a_working_day and not calendar.works(days[-1].day)
    while moved_on and not calendar.works(days[-1].day):
        known = calendar.day(days[-1].day + ONE_DAY)
        days.append(CountedDay(known.day, known.kind, known.label, None))
    due = days[-1].day
    return Deadline(
        due=due,
        due_at=end_of(due),
        standard=due,
        days=tuple(days),
        anchor=anchor,
        count=count,
        unit=unit,
        moved_on=moved_on,
        provisional=_guessed(calendar, days, "working" if end_on_a_working_day else unit),
    )


def _counted(
    calendar: Calendar, anchor: date, count: int, unit: Unit, step: timedelta
) -> list[CountedDay]:
    """The anchor and every day up to the ``count``-th that counts, in the order of counting."""
    known = calendar.day(anchor)
    days = [CountedDay(anchor, known.kind, known.label, None, anchor=True)]
    day, number = anchor, 0
    while number < count:
        day += step
        known = calendar.day(day)
        counts = known.works or unit == "calendar"
        number += counts
        days.append(CountedDay(day, known.kind, known.label, number if counts else None))
    return days


def _guessed(calendar: Calendar, days: list[CountedDay], unit: Unit) -> bool:
    """Whether a holiday notice that is not out yet may change the count."""
    return unit == "working" and any(calendar.day(counted.day).provisional for counted in days)

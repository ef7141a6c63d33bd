"""Working days by the State Council's calendar, as Beijing dates.

The base is the ``chinesecalendar`` package (2004 through 2026); years typed from the official
notices lie over it and name the notice. Beyond the last published year only the fixed-date
statutory holidays are known: every day counted there is ``provisional``.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from chinese_calendar.constants import Holiday as PackageHoliday
from chinese_calendar.constants import holidays as package_holidays
from chinese_calendar.constants import workdays as package_make_up_days

FIRST_YEAR = 2004
SATURDAY = 5
ONE_DAY = timedelta(days=1)

# 1 January, 1 May (2 May too from 2025) and 1-3 October: 全国年节及纪念日放假办法.
FIXED_HOLIDAYS = {(1, 1): "元旦", (5, 1): "劳动节"} | {(10, day): "国庆节" for day in (1, 2, 3)}
SECOND_OF_MAY_SINCE = 2025


# Saturday 31 December 2005 was worked for the New Year's days of 2006; the package leaves it out.
LEFT_OUT = (date(2005, 12, 31),)


class DayKind(StrEnum):
    """Why a day counts or does not."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class Day:
    """One Beijing date: ``label`` names the holiday it belongs to, if any."""

    day: date
    kind: DayKind
    label: str = ""
    provisional: bool = False

    @property
    def works(self) -> bool:
        """Whether it counts as a working day; make-up weekend days do."""
        return self.kind in (DayKind.WORKING, DayKind.MAKE_UP)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """What is known of working days, through ``through_year``.

    Calendars compare by identity, so that a count of days can be remembered for one.
    """

    id: str
    version: str
    sha256: str
    through_year: int
    special_days: Mapping[date, Day]
    notices: Mapping[int, str]

    def day(self, day: date) -> Day:
        """The kind of one Beijing date; never raises, marks what is not published."""
        if not FIRST_YEAR <= day.year <= self.through_year:
            return self._unpublished(day)
        return self.special_days.get(day) or _ordinary(day)

    def works(self, day: date) -> bool:
        """Whether a Beijing date is a working day."""
        return self.day(day).works

    def working_days_between(self, after: date, through: date) -> int:
        """How many working days lie after ``after`` up to and including ``through``."""
        return _working_days_between(self, after, through)

    def known_through(self, year: int) -> "Calendar":
        """The same calendar as it was when notices were published only through ``year``."""
        return self if year >= self.through_year else _known_through(self, year)

    def _unpublished(self, day: date) -> Day:
        name = FIXED_HOLIDAYS.get((day.month, day.day))
        if (day.month, day.day) == (5, 2) and day.year >= SECOND_OF_MAY_SINCE:
            name = "劳动节"
        if name is not None:
            return Day(day, DayKind.HOLIDAY, name, provisional=True)
        return replace(_ordinary(day), provisional=True)


@lru_cache(maxsize=4096)  # most verdicts say how many are left, and few days are asked about
def _working_days_between(calendar: Calendar, after: date, through: date) -> int:
    days = (through - after).days
    return sum(calendar.works(after + timedelta(days=n)) for n in range(1, days + 1))


@lru_cache(maxsize=64)
def _known_through(calendar: Calendar, year: int) -> Calendar:
    return replace(calendar, through_year=year)


@lru_cache(maxsize=4096)
def _ordinary(day: date) -> Day:
    return Day(day, DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKING)


def _from_package() -> dict[date, Day]:
    names = {holiday.value: str(holiday.chinese) for holiday in PackageHoliday}
    days = {day: Day(day, DayKind.HOLIDAY, names[name]) for day, name in package_holidays.items()}
    for day, name in package_make_up_days.items():
        days[day] = Day(day, DayKind.MAKE_UP, names[name])
    return days | {day: Day(day, DayKind.MAKE_UP, "元旦") for day in LEFT_OUT}


def _from_notice(text: str) -> tuple[int, str, dict[date, Day]]:
    notice = tomllib.loads(text)
    days: dict[date, Day] = {}
    for holiday in notice["holiday"]:
        length = (holiday["to"] - holiday["from"]).days + 1
        for offset in range(length):
            day = holiday["from"] + offset * ONE_DAY
            days[day] = Day(day, DayKind.HOLIDAY, holiday["name"])
        for day in holiday.get("make_up", ()):
            days[day] = Day(day, DayKind.MAKE_UP, holiday["name"])
    return notice["year"], notice["notice"], days


@cache
def load_calendar() -> Calendar:
    """The calendar of this release."""
    days = _from_package()
    through_year = max(day.year for day in days)
    notices: dict[int, str] = {}
    folder = resources.files("services.compliance").joinpath("rules", "calendars")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            year, notice, typed = _from_notice(file.read_text(encoding="utf-8"))
            notices[year] = notice
            days = {day: kept for day, kept in days.items() if day.year != year or day in typed}
            days |= typed
            through_year = max(through_year, year)
    listing = "\n".join(f"{day} {days[day].kind} {days[day].label}" for day in sorted(days))
    return Calendar(
        id="cn",
        version=f"cn-{FIRST_YEAR}-{through_year}",
        sha256=hashlib.sha256(listing.encode()).hexdigest(),
        through_year=through_year,
        special_days=days,
        notices=notices,
    )

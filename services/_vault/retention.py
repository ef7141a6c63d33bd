"""Until when personal data is kept: the rules, as data, and the sentences that tell them. Pure.

What the forms promise, what the notice says and what the purge does are all read from here.
"""

from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from pydantic import BaseModel, Field

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


class Until(StrEnum):
    """What ends the keeping of a field."""

    HELD = "held"
    """The activity is over."""
    ASSESSED = "assessed"
    """Every opinion of the activity is fed back and the year's assessment is closed."""


class Periods(BaseModel):
    """Mixed into a service's settings: how long after that."""

    retention_days_after_event: int = Field(default=30, ge=0, le=366)
    retention_days_after_assessment: int = Field(default=30, ge=0, le=366)
    retention_years_at_most: int = Field(default=1, ge=0, le=10)
    """The last day is 31 December, so many years after the activity's own."""
    retention_look_years: int = Field(default=3, ge=1, le=30)
    """Records of looks and requests: three years (个人信息保护法 第五十六条)."""

    def last_day(self, year: int) -> date:
        """The last day on which anything of an activity of that year is kept."""
        return date(year + self.retention_years_at_most, 12, 31)

    def latest(self, year: int) -> datetime:
        """The end of that day."""
        return midnight(self.last_day(year) + timedelta(days=1))

    def after_event(self, ends_on: date) -> datetime:
        """When what only the day itself needed is purged."""
        return midnight(ends_on + timedelta(days=self.retention_days_after_event + 1))

    def after_assessment(self, closed_at: datetime) -> datetime:
        """When everything else is."""
        return closed_at + timedelta(days=self.retention_days_after_assessment)

    def looks_since(self, now: datetime) -> datetime:
        """From when on looks and requests are still on record."""
        return now.replace(year=now.year - self.retention_look_years, day=min(now.day, 28))

    def says(self, until: Until, year: int | None = None) -> str:
        """The rule in a sentence's half, with the last day where the year is known."""
        if until is Until.HELD:
            return f"活动结束满{self.retention_days_after_event}天后删除"
        years = self.retention_years_at_most
        of_year = {0: "活动当年", 1: "活动次年"}.get(years, f"活动后第{years}年")
        last = f"{self.last_day(year).year}年" if year else of_year
        return (
            f"意见全部办结反馈、年度考核结束满{self.retention_days_after_assessment}天后删除，"
            f"最晚保存到{last}12月31日"
        )

    def says_in_english(self, until: Until) -> str:
        """The same for the documents."""
        if until is Until.HELD:
            return f"{self.retention_days_after_event} days after the activity"
        return (
            f"{self.retention_days_after_assessment} days after the last feedback and the year's"
            f" assessment, at most {self.retention_years_at_most} year(s) after the activity's own"
        )


def midnight(day: date) -> datetime:
    """When a day begins in Beijing."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)

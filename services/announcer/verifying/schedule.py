"""When a page is looked at next, and when what was seen is sure enough to be a fact."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.values import beijing_date

GOOD, UNREACHABLE = "as_published", "unreachable"
SURE = 2  # looks in a row: one may fall into the minute in which a site is renewed
SOON = timedelta(minutes=10)
UNTIL_OVER = timedelta(hours=6)
AFTERWARDS = timedelta(days=7)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look came to, and the how manieth look in a row came to the same."""

    state: str
    in_a_row: int = 1

    def after(self, before: str, in_a_row: int) -> "Seen":
        """The same, counted on from what the row said before."""
        return Seen(self.state, in_a_row + 1 if before == self.state else 1)

    @property
    def sure(self) -> bool:
        """Whether it may be recorded: what is as published at once, what is not when seen again."""
        return self.state == GOOD or (self.state != UNREACHABLE and self.in_a_row >= SURE)

    def next_look(
        self, now: datetime, published_at: datetime, last_day: date | None
    ) -> datetime | None:
        """Often until the activity is over, then weekly for a year; sooner while it is unsure."""
        if now - published_at > LONGEST:
            return None
        if self.state == UNREACHABLE:
            return now + min(UNTIL_OVER, SOON * (1 << min(self.in_a_row - 1, 10)))
        if not self.sure:
            return now + SOON
        over = last_day is not None and last_day < beijing_date(now)
        return now + (AFTERWARDS if over else UNTIL_OVER)

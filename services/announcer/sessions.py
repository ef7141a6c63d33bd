"""A session as it is scheduled, and its sign-up: what rows, pages and the composer share."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class KnownSession:
    """One session in force; dates are Beijing dates, instants in UTC."""

    session: str
    starts_on: date
    start_at: datetime | None
    ends_on: date
    end_at: datetime | None
    place: str | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class SignUp:
    """The sign-up of one session, or of the whole activity where ``session`` is ''."""

    session: str
    state: str
    closes_at: datetime | None
    seats: int | None
    rule: str | None
    signed_up: int

    def open_at(self, now: datetime) -> bool:
        """Whether anyone may sign up at a moment of business time."""
        return self.state == "open" and (self.closes_at is None or now < self.closes_at)

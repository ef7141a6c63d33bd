"""A session as it is scheduled: what rows, pages and the composer share."""

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

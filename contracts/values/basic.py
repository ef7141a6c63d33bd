"""Dates, instants, identifiers and texts.

Dates are Beijing dates (Asia/Shanghai); instants are aware and kept in UTC with microseconds.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer, StringConstraints

BEIJING = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1900, 2200
_UNPUBLISHABLE = re.compile("[\x00\ud800-\udfff]")


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with exactly six digits of fraction and a final Z.

    Raises ``ValueError`` for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def beijing_date(moment: datetime) -> date:
    """The calendar day in Beijing on which an instant falls."""
    return moment.astimezone(BEIJING).date()


def _in_our_time(when: date) -> date:
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        msg = f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}"
        raise ValueError(msg)
    return when


def _to_utc(moment: datetime) -> datetime:
    _in_our_time(moment)
    return moment.astimezone(UTC)


def _publishable(text: str) -> str:
    if _UNPUBLISHABLE.search(text):
        msg = "must not contain NUL or lone surrogates"
        raise ValueError(msg)
    return text


Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""An opaque name that is safe as a subject token. Never a citizen's name or contact."""

Instant = Annotated[
    AwareDatetime,
    AfterValidator(_to_utc),
    PlainSerializer(timestamp, return_type=str, when_used="json"),
]
"""A moment with a time zone, kept in UTC."""

Day = Annotated[date, AfterValidator(_in_our_time)]
"""A Beijing date between 1900 and 2200, so that counting days from it cannot overflow."""

Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_publishable),
]
"""One line of official text, 1 to 200 characters."""

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_publishable)
]
"""A longer official text, 1 to 20,000 characters."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Milliseconds = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""A length of time, up to eleven days."""

ViewerMinutes = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""For how many minutes something was watched, of all who watched together."""

Year = Annotated[int, Field(ge=1990, le=2100)]

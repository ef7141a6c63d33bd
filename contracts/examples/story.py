"""What the examples share: open-11, moved by rain from 14 to 21 September 2023."""

from datetime import date, datetime
from typing import Any

from contracts.values import BEIJING, Evidence, Session

OPEN_11: dict[str, Any] = {"programme": "daxing-2023", "activity": "open-11"}
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NOTICE_ID = "6f1ed002-ab5e-5b5b-8a9d-0c2ad3a4b1c7"
CANCELLATION_ID = "0d9a8c1e-5b7f-5f0e-9b7b-2f9f0b6f1a11"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of September 2023 in Beijing."""
    return datetime(2023, 9, day, hour, minute, tzinfo=BEIJING)


MOVED = Session(
    session="s1",
    starts_on=date(2023, 9, 21),
    start_at=at(21, 9),
    ends_on=date(2023, 9, 21),
    end_at=at(21, 11, 30),
    place="南街回迁房项目工地",
)
PLANNED = Session(
    session="s1",
    starts_on=date(2023, 9, 14),
    start_at=at(14, 9),
    ends_on=date(2023, 9, 14),
    end_at=at(14, 11, 30),
    place="南街回迁房项目工地",
)
EVIDENCE = Evidence(address="https://example.org/notices/11", sha256=SHA256, note="页面截图")

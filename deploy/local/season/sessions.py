"""Sessions as the acts write them: a date, and Beijing clock times where they are known."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from contracts.values import BEIJING
from deploy.local.season.acts import Setting

ONLY_SESSION = "s1"


def api_session(given: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """``{session, on, until, from, to, place}`` as the API's session; only ``on`` is required."""
    starts_on: date = given["on"]
    ends_on: date = given.get("until", starts_on)
    made: dict[str, Any] = {
        "session": given.get("session", ONLY_SESSION),
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "place": given.get("place", setting.place),
    }
    if "from" in given:
        made["start_at"] = beijing(starts_on, given["from"])
    if "to" in given:
        made["end_at"] = beijing(ends_on, given["to"])
    return made


def beijing(day: date, clock: str) -> str:
    """A Beijing date and ``HH:MM`` as RFC 3339 with the offset."""
    return datetime.combine(day, time.fromisoformat(clock), BEIJING).isoformat()

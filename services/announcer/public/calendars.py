"""Activities as calendar entries (RFC 5545), one a session; the same facts give the same bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Event

from contracts.values import BEIJING
from services._web.icalendar import new_calendar
from services.announcer.queries import ActivityRow
from services.announcer.sessions import KnownSession


@dataclass(frozen=True, slots=True)
class Dated:
    """An activity, how many facts it has and when the last was recorded, and its page."""

    row: ActivityRow
    facts: int
    changed_at: datetime
    address: str


def calendar(name: str, activities: Iterable[Dated]) -> bytes:
    """A calendar file of every session that has a date."""
    made = new_calendar(name, "Activities")
    for it in activities:
        for session in it.row.sessions:
            made.add_component(_entry(it, session))
    return bytes(made.to_ical())


def _entry(it: Dated, session: KnownSession) -> Event:
    row, cancelled = it.row, it.row.cancelled or session.cancelled
    title = row.planned["title"]
    event = Event()
    event.add("uid", f"{row.programme}.{row.activity}.{session.session}.activity@minsheng")
    event.add("sequence", it.facts)
    event.add("dtstamp", it.changed_at.astimezone(UTC))
    event.add("last-modified", it.changed_at.astimezone(UTC))
    event.add("summary", f"已取消：{title}" if cancelled else title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("description", f"{row.host or row.unit_name}主办。\n{it.address}")
    event.add("url", it.address)
    if session.place:
        event.add("location", session.place)
    if session.start_at is None:  # a day, or days, whose hours are not yet said
        event.add("dtstart", session.starts_on)
        event.add("dtend", session.ends_on + timedelta(days=1))
        return event
    event.add("dtstart", session.start_at.astimezone(BEIJING))
    if session.end_at is not None:
        event.add("dtend", session.end_at.astimezone(BEIJING))
    return event

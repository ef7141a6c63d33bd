"""Entries as an iCalendar feed (RFC 5545): deadlines with alarms, and the activities themselves.

A limit at 24:00 is an all-day entry of its day, so that every calendar shows it on that day; a
limit at a clock time is an entry of that moment in Asia/Shanghai. The same facts give the same
bytes: DTSTAMP is when the last fact was recorded, as RFC 5545 has it for what has no method.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, time, timedelta

from icalendar import Alarm, Event

from contracts.values import BEIJING
from services._web.icalendar import new_calendar
from services.compliance.judging.history import SessionHistory
from services.compliance.planning.diary import Duty, Entry
from services.compliance.rules import chinese
from services.compliance.rules.deadlines import ONE_DAY, Deadline

DAY_BEFORE, ON_THE_DAY = timedelta(hours=-15), timedelta(hours=9)
"""Alarms of an all-day entry, from its 0:00: at 9:00 the day before, and at 9:00."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose entry it is, in words, and where to read more."""

    title: str
    unit: str
    unit_name: str
    address: str
    policy: str


def feed(
    name: str, programme: str, found: Iterable[Entry], subjects: Mapping[str, Subject]
) -> bytes:
    """The whole calendar; ``subjects`` by the entries' rows."""
    calendar = new_calendar(name, "Deadlines")
    for entry in sorted(found, key=lambda each: (each.row, each.key)):
        calendar.add_component(_event(programme, entry, subjects[entry.row]))
    return bytes(calendar.to_ical())


def _event(programme: str, entry: Entry, subject: Subject) -> Event:
    event = Event()
    event.add("uid", f"{programme}.{entry.row}.{entry.key}@minsheng")
    event.add("sequence", entry.revision)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("url", subject.address)
    if entry.session is not None:
        _hold(event, entry.session, entry, subject)
    else:
        _remind(event, entry, subject)
    return event


def _hold(event: Event, session: SessionHistory, entry: Entry, subject: Subject) -> None:
    """The activity itself."""
    event.add(
        "summary", f"{'已取消：' if entry.cancelled else ''}{subject.title}（{subject.unit_name}）"
    )
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("description", f"{subject.unit_name}主责。\n{subject.address}")
    schedule = session.schedule
    if schedule.place:
        event.add("location", schedule.place)
    if schedule.start_at is None:
        event.add("dtstart", session.starts_on)
        event.add("dtend", session.ended_on + ONE_DAY)
        return
    event.add("dtstart", schedule.start_at.astimezone(BEIJING))
    if schedule.end_at is not None:
        event.add("dtend", schedule.end_at.astimezone(BEIJING))


def _remind(event: Event, entry: Entry, subject: Subject) -> None:
    """A limit, which takes up nobody's time."""
    limit, what = entry.limit, _what(entry)
    mark = "已取消" if entry.cancelled else "已办结" if entry.done else "限期"
    event.add("summary", f"{mark}：{what}（{subject.unit_name} {subject.title}）")
    event.add("status", _status(entry, limit))
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["限期"])
    event.add("description", _description(entry, limit, subject))
    local = limit.due_at.astimezone(BEIJING)
    all_day = local.timetz().replace(tzinfo=None) == time() and not limit.inclusive
    event.add("dtstart", limit.due if all_day else local)
    if all_day:
        event.add("dtend", limit.due + ONE_DAY)
    if not entry.cancelled and not entry.done:
        for trigger in (DAY_BEFORE, ON_THE_DAY) if all_day else (-ONE_DAY, timedelta(hours=-2)):
            event.add_component(_alarm(trigger, what))


def _what(entry: Entry) -> str:
    """What is still to be done; what was, when all is done."""
    left = [duty for duty in entry.duties if not duty.done] or list(entry.duties)
    actions = "、".join(duty.requirement.action for duty in left[:2])
    return f"{actions}等{len(left)}项" if len(left) > 2 else actions


def _status(entry: Entry, limit: Deadline) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if limit.provisional else "CONFIRMED"


def _description(entry: Entry, limit: Deadline, subject: Subject) -> str:
    first = f"最晚{chinese.limit(limit)}。{chinese.counting(limit)}"
    clauses = [_clause(duty) for duty in entry.duties]
    return "\n".join([first, *clauses, f"依据：《{subject.policy}》", subject.address])


def _clause(duty: Duty) -> str:
    asked, done = duty.requirement, "（已办）" if duty.done else ""
    return f"{asked.action}{done}：{asked.clause.section}“{asked.clause.quote}”"


def _alarm(trigger: timedelta, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", trigger)
    alarm.add("description", f"限期将到：{text}")
    return alarm

"""The season as JSON: its days with what is due on each, and a row of dates for every activity."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from contracts.events.announcer import EventRescheduled, EventScheduled
from contracts.values import beijing_date
from services.compliance.board import Snapshot
from services.compliance.judging.facts import in_order
from services.compliance.matrix import Json, about, activity_head
from services.compliance.rules.verdict import Verdict

ONE_DAY = timedelta(days=1)
OF_THE_WHOLE = frozenset({"season_window", "season_end", "year_end"})
"""Deadlines that every activity shares: they say nothing about a day's load."""


def season(snapshot: Snapshot, now: datetime) -> Json | None:
    """Every day of the season and how many rows have something due on it; None before the import.

    It lasts until the last deadline of any activity, so that what is filed to be late is seen.
    """
    if snapshot.rules is None:
        return None
    pack, calendar = snapshot.rules.pack, snapshot.rules.calendar
    own = {each.code for each in pack.requirements if each.deadline not in OF_THE_WHOLE}
    due = {(each.row, each.due) for each in snapshot.verdicts if each.due and each.code in own}
    load = Counter(day for _, day in due)
    last = max([pack.season_end, *load])
    length = (last - pack.season_start).days + 1
    days = [calendar.day(pack.season_start + n * ONE_DAY) for n in range(length)]
    return {
        "first": pack.season_start.isoformat(),
        "last": last.isoformat(),
        "season_end": pack.season_end.isoformat(),
        "today": beijing_date(now).isoformat(),
        "days": [
            {
                "day": each.day.isoformat(),
                "kind": each.kind.value,
                "label": each.label,
                "due": load[each.day],
            }
            for each in days
        ],
    }


def season_json(snapshot: Snapshot, as_of: datetime, now: datetime) -> Json:
    """The season with its activities in plan order."""
    plans = [plan for plan in snapshot.programme.planned if not plan.routine]
    verdicts = {(each.row, each.code): each for each in snapshot.verdicts}
    limits = {"notice": _code(snapshot, "announced_first"),
              "materials": _code(snapshot, "materials_published")}  # fmt: skip
    return {
        **about(snapshot, as_of),
        "season": season(snapshot, now),
        "rows": [
            {
                **activity_head(snapshot, plan),
                **{
                    name: limit(verdicts.get((plan.activity, code)))
                    for name, code in limits.items()
                },
                "earlier": [day.isoformat() for day in earlier(snapshot, plan.activity)],
            }
            for plan in plans
            if any(row == plan.activity for row, _ in verdicts)
        ],
    }


def limit(verdict: Verdict | None) -> Mapping[str, str] | None:
    """When something is due and how it stands; None where it does not apply or has no date."""
    if verdict is None or verdict.due is None:
        return None
    return {"due": verdict.due.isoformat(), "status": verdict.status.value, "code": verdict.code}


def earlier(snapshot: Snapshot, activity: str) -> list[date]:
    """The dates on which an activity once was to begin, and no longer is."""
    facts = snapshot.programme.activities[activity].values()
    known = in_order(fact for fact in facts if fact.recorded_at <= snapshot.as_of)
    now: dict[str, date] = {}
    said: dict[date, None] = {}
    for fact in known:
        for session, day in _dated(fact.event):
            now[session] = day
            said[day] = None
    return [day for day in said if day not in now.values()]


def _dated(event: object) -> Iterator[tuple[str, date]]:
    match event:
        case EventScheduled():
            for each in event.sessions:
                yield each.session, each.starts_on
        case EventRescheduled():
            yield event.moved.session, event.moved.starts_on
        case _:
            pass


def _code(snapshot: Snapshot, evidence: str) -> str:
    requirements = snapshot.rules.pack.requirements if snapshot.rules else ()
    return next((each.code for each in requirements if each.evidence == evidence), "")

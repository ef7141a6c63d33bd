"""The wall as JSON: every row of a programme with its verdicts, columns and counts."""

from collections import Counter
from datetime import datetime
from typing import Any

from contracts.events.announcer import EventPlanned, EventRescheduled, EventScheduled
from contracts.values import BEIJING, ActivityKind
from services.compliance.board import Snapshot
from services.compliance.judging.facts import Fact, in_order
from services.compliance.judging.history import History, Reading
from services.compliance.presentation import dates
from services.compliance.presentation.headline import headline
from services.compliance.presentation.sentences import Names
from services.compliance.rules.pack import Requirement
from services.compliance.rules.verdict import PROGRAMME_ROW, Verdict

Json = dict[str, Any]

UNIT_PREFIX = "unit:"
TALKS = "政策公开讲"
SHORT = 4
"""So many characters stand beside two rows of the wall."""
_QUOTES = dict.fromkeys(map(ord, "“”‘’《》"))


def matrix(snapshot: Snapshot, as_of: datetime, reading: Json) -> Json:
    """A snapshot as the wall shows it at ``as_of``.

    ``reading`` is what is known of the readers: ``recorded_through``, ``quarantined``,
    ``readers`` and ``changes_from``.
    """
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in snapshot.verdicts:
        verdicts.setdefault(verdict.row, []).append(verdict)
    plans = {plan.activity: plan for plan in snapshot.programme.planned}
    requirements = snapshot.rules.pack.of_scope("activity") if snapshot.rules else ()
    columns = [column(each) for each in requirements]
    rows: list[Json] = []
    others: list[Json] = []
    for row, judged in verdicts.items():
        plan = plans.get(row)
        head = activity_head(snapshot, plan) if plan else other_head(snapshot, row)
        kin = others if plan is None or plan.routine else rows
        kin.append({**head, "verdicts": [cell(verdict) for verdict in judged]})
    made = {
        **about(snapshot, as_of),
        **reading,
        "columns": columns,
        "rows": rows,
        "other_rows": others,
        "counts": Counter(each["status"] for row in rows for each in row["verdicts"]),
    }
    return {**made, "headline": headline(made)}


def about(snapshot: Snapshot, as_of: datetime) -> Json:
    """Which programme, when, and by which rules."""
    imported, rules = snapshot.programme.imported, snapshot.rules
    made: Json = {
        "programme": snapshot.programme.id,
        "title": imported.title if imported else snapshot.programme.id,
        "as_of": as_of.astimezone(BEIJING).isoformat(),
        "simulated": any(fact.envelope.simulated for fact in snapshot.programme.facts.values()),
        "pack": None,
        "calendar": None,
    }
    if rules is not None:
        pack, calendar = rules.pack, rules.calendar
        made["pack"] = {
            "id": pack.id,
            "version": pack.version,
            "sha256": pack.sha256,
            "title": pack.title,
            "adopted_sha256": rules.adopted_sha256,
        }
        made["calendar"] = {
            "id": calendar.id,
            "version": calendar.version,
            "sha256": calendar.sha256,
            "through_year": calendar.through_year,
            "notice": calendar.notices.get(pack.season_end.year, ""),
        }
    return made


def column(requirement: Requirement) -> Json:
    """The head of a column."""
    return {
        "code": requirement.code,
        "title": requirement.title,
        "action": requirement.action,
        "short": list(requirement.short),
        "group": requirement.group,
        "strength": requirement.strength,
    }


def cell(verdict: Verdict) -> Json:
    """One verdict without its working."""
    return {
        "code": verdict.code,
        "strength": verdict.strength,
        "status": verdict.status.value,
        "flags": sorted(flag.value for flag in verdict.flags),
        "due": verdict.due.isoformat() if verdict.due else None,
        "due_at": verdict.due_at.astimezone(BEIJING).isoformat() if verdict.due_at else None,
        "days_left": verdict.days_left,
    }


def activity_head(snapshot: Snapshot, plan: EventPlanned) -> Json:
    """One activity as it stands at the snapshot's moment; ``date`` is the first session's."""
    known = snapshot.programme.activities[plan.activity].values()
    facts = in_order(fact for fact in known if fact.recorded_at <= snapshot.as_of)
    history = History(facts, Reading())
    sessions, unit = history.sessions, history.lead_unit
    form, _ = history.form_at(snapshot.as_of)
    starts_on = sessions[0].starts_on if sessions else None
    ends_on = max((session.ended_on for session in sessions), default=None)
    theme = plan.theme or (TALKS if plan.kind is ActivityKind.POLICY_TALK else None)
    return {
        "activity": plan.activity,
        "label": label(plan),
        "kind": plan.kind.value,
        "routine": plan.routine,
        "theme": theme,
        "theme_short": short_theme(snapshot, theme),
        "unit": unit,
        "unit_name": unit_names(snapshot).get(unit, unit),
        "unit_inferred": plan.lead_unit_inferred and unit == plan.lead_unit,
        "topic": plan.topic,
        "title": plan.title,
        "form": form.value if form else None,
        "date": starts_on.isoformat() if starts_on else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
        "weekday": f"周{dates.weekday(starts_on)}" if starts_on else None,
        "cancelled": history.cancelled_by is not None,
        "sessions": [
            {
                "session": each.id,
                "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ended_on.isoformat(),
                "start_at": _moment(each.schedule.start_at),
                "end_at": _moment(each.schedule.end_at),
                "place": each.schedule.place,
                "cancelled": each.cancelled_by is not None,
            }
            for each in history.all_sessions
        ],
    }


def other_head(snapshot: Snapshot, row: str) -> Json:
    """The head of a row that is no activity: a unit outside the plan, or the programme."""
    imported = snapshot.programme.imported
    unit = imported.office_unit if imported else PROGRAMME_ROW
    label, topic, title = "全区", "全区", "纳入政务公开绩效考核"
    if row.startswith(UNIT_PREFIX):
        unit = row.removeprefix(UNIT_PREFIX)
        label, topic, title = "常态", "方案外单位", "方案外单位的常态化开展"
    return {
        "activity": row,
        "label": label,
        "kind": None,
        "routine": row.startswith(UNIT_PREFIX),
        "theme": None,
        "theme_short": None,
        "unit": unit,
        "unit_name": unit_names(snapshot).get(unit, unit),
        "unit_inferred": False,
        "topic": topic,
        "title": title,
        "form": None,
        "date": None,
        "ends_on": None,
        "weekday": None,
        "cancelled": False,
        "sessions": [],
    }


def unit_names(snapshot: Snapshot) -> dict[str, str]:
    """The public names of the plan's units and of those registered outside it."""
    imported = snapshot.programme.imported
    names = {unit.unit: unit.name for unit in (imported.units if imported else ())}
    return names | {unit.unit: unit.unit_name for unit in snapshot.programme.routine_units()}


def names_of(snapshot: Snapshot) -> Names:
    """What the facts of a snapshot call by an id: its units, and sessions of several."""
    dated: dict[str | None, list[Fact]] = {}
    for fact in snapshot.known_facts():
        if isinstance(fact.event, EventScheduled | EventRescheduled):
            dated.setdefault(fact.envelope.activity, []).append(fact)
    numbers: dict[tuple[str, str], int] = {}
    for activity, facts in dated.items():
        sessions = History(in_order(facts), Reading()).all_sessions
        if len(sessions) > 1:
            numbers |= {(activity or "", it.id): number for number, it in enumerate(sessions, 1)}
    return Names(unit_names(snapshot), numbers)


def label(plan: EventPlanned) -> str:
    """01 for an open day, 讲1 for a policy talk."""
    if plan.routine:
        return "常态"
    return f"讲{plan.number}" if plan.kind is ActivityKind.POLICY_TALK else f"{plan.number:02d}"


def short_theme(snapshot: Snapshot, theme: str | None) -> str | None:
    """A theme in two or three characters, by its pack; else how it begins."""
    if theme is None or snapshot.rules is None:
        return theme
    known = snapshot.rules.pack.short_themes.get(theme)
    return known or theme.translate(_QUOTES)[:SHORT]


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(BEIJING).isoformat() if moment else None

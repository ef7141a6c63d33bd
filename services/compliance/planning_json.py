"""What-if and plan-ahead as JSON; the pages are made of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.values import BEIJING, ActivityKind, Form
from services._web.faults import BadField
from services._web.forms import FormModel
from services.compliance.asking import PlanAhead, WhatIf
from services.compliance.board import Snapshot
from services.compliance.detail import counted_day, line_of
from services.compliance.matrix import Json, about, activity_head, cell, label, unit_names
from services.compliance.planning.ahead import (
    NEW,
    ActivityPlan,
    House,
    Rules,
    Step,
    Task,
    earliest,
    lawful,
    planned_anew,
    steps,
)
from services.compliance.planning.supposing import Supposition
from services.compliance.planning.what_if import Difference, Outcome, what_if
from services.compliance.presentation.ahead import plan_headline
from services.compliance.presentation.what_if import what_if_headline
from services.compliance.rules import chinese
from services.compliance.rules.pack import Pack
from services.compliance.rules.verdict import Verdict


def what_if_json(snapshot: Snapshot, now: datetime, asked: WhatIf) -> Json:
    """The difference that a supposition makes, verdict by verdict. Raises ``BadField``."""
    rules = snapshot.rules
    assert rules is not None  # noqa: S101 - refused before the import
    if asked.activity is None and (asked.starts_on or asked.form or asked.cancelled):
        raise BadField("activity", "an activity of this programme", "请先选定一项活动。")
    row = head_of(snapshot, asked.activity)
    outcome = (
        what_if(
            rules.pack,
            rules.calendar,
            snapshot.programme,
            now,
            activity=asked.activity,
            wish=asked.wish,
            rules=asked.rules,
        )
        if asked.asks
        else Outcome((), ())
    )
    found = outcome.differences
    made: Json = {
        **about(snapshot, now),
        "row": row,
        "supposed": _supposed(asked),
        "written": False,
        "differences": [_difference(snapshot, each) for each in found],
        "unchanged": len(outcome.before) - len(found),
    }
    return {**made, "headline": what_if_headline(made)}


def plan_json(snapshot: Snapshot, now: datetime, asked: PlanAhead) -> Json:
    """Every last moment for a date and form, and the earliest lawful date of every form.

    Raises ``BadField``.
    """
    adopted = snapshot.rules
    assert adopted is not None  # noqa: S101 - refused before the import
    rules = Rules(adopted.pack, adopted.calendar, now)
    row = head_of(snapshot, asked.activity)
    plan = (
        ActivityPlan(ActivityKind(row["kind"]), row["routine"]) if row else ActivityPlan(asked.kind)
    )
    first = {each: earliest(rules, snapshot.programme, plan, _wish(asked, each)) for each in Form}
    form = asked.form or Form((row or {}).get("form") or Form.OFFLINE)
    made: Json = {
        **about(snapshot, now),
        "row": row,
        "supposed": {**_supposed(asked), "kind": plan.kind.value, "form": form.value},
        "written": False,
        "window": [rules.pack.season_start.isoformat(), rules.pack.season_end.isoformat()],
        "changes": how_changes_are_told(rules.pack),
        "steps": [],
        "lawful": None,
        "earliest": [
            {
                "form": each.value,
                "date": day.isoformat() if day else None,
                "working_day": day is not None and rules.calendar.works(day),
            }
            for each, day in first.items()
        ],
    }
    if asked.starts_on is not None:
        made |= _planned(rules, snapshot, plan, asked, form)
    return {**made, "headline": plan_headline(made)}


def choices(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Every activity with the words by which it is found in a list."""
    names = unit_names(snapshot)
    return [
        (plan.activity, f"{label(plan)} {names.get(plan.lead_unit, plan.lead_unit)} {plan.topic}")
        for plan in snapshot.programme.planned
    ]


def _planned(
    rules: Rules, snapshot: Snapshot, plan: ActivityPlan, asked: PlanAhead, form: Form
) -> Json:
    if asked.starts_on is not None and asked.starts_on < rules.pack.effective_from:
        expected = f"a date from {rules.pack.effective_from}"
        raise BadField("starts_on", expected, "这一天早于规则生效的日期，不作判定。")
    wish = replace(
        _wish(asked, form),
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        session=asked.session,
    )
    anew = planned_anew(snapshot.programme, plan, rules.now)
    about_it = (snapshot.programme, asked.activity) if asked.activity else (anew, NEW)
    found = steps(rules, *about_it, wish, House(review_days=asked.review_days))
    judged = [task.judgement for step in found for task in step.tasks if task.judgement]
    several = len({each.session for each in judged} - {None}) > 1
    return {
        "steps": [_step(step, rules.now, several=several) for step in found],
        "lawful": lawful(rules, *about_it, wish),
    }


def _wish(asked: PlanAhead, form: Form) -> Supposition:
    """What is planned, in a form; nobody is chosen where nobody comes."""
    methods = () if form is Form.ONLINE or asked.method is None else (asked.method,)
    return Supposition(form=form, start_time=asked.start_time, methods=methods)


def how_changes_are_told(pack: Pack) -> str | None:
    """Whether the rules have changes approved beforehand, filed at once, or ask for neither."""
    if pack.needs_approval:
        return "approval"
    return "filing" if any(each.per == "change" for each in pack.requirements) else None


def head_of(snapshot: Snapshot, activity: str | None) -> Json | None:
    """The activity that is asked about; raises ``BadField`` when there is none of that id."""
    if activity is None:
        return None
    for plan in snapshot.programme.planned:
        if plan.activity == activity and line_of(snapshot, activity) is not None:
            return activity_head(snapshot, plan)
    raise BadField("activity", "an activity of this programme", "本方案没有这项活动。")


def _supposed(asked: FormModel) -> Json:
    return asked.model_dump(mode="json", exclude_none=True, exclude={"activity"})


def _difference(snapshot: Snapshot, found: Difference) -> Json:
    line = line_of(snapshot, found.after.row)
    requirement = snapshot.rules.pack.by_code[found.after.code] if snapshot.rules else None
    return {
        "row": found.after.row,
        "row_name": f"{line.head['label']} {line.head['unit_name']}" if line else found.after.row,
        "code": found.after.code,
        "title": requirement.title if requirement else found.after.code,
        "effect": found.effect,
        "before": _state(found.before),
        "after": _state(found.after),
    }


def _state(verdict: Verdict) -> Json:
    return {
        **cell(verdict),
        "conclusion": verdict.working.conclusion,
        "deadline": verdict.working.deadline,
        "counting": verdict.working.counting,
    }


def _step(step: Step, now: datetime, *, several: bool) -> Json:
    limit = step.deadline
    return {
        "due": limit.due.isoformat(),
        "due_at": limit.due_at.astimezone(BEIJING).isoformat(),
        "last_moment": chinese.limit(limit),
        "passed": limit.passed(now),
        "house": step.house,
        "provisional": limit.provisional,
        "counting": chinese.counting(limit, step.anchor),
        "days": [counted_day(day) for day in limit.days] if step.anchor is None else [],
        "count": limit.count,
        "unit": limit.unit,
        "standard": limit.standard.isoformat() if limit.standard else None,
        "clear": limit.clear.isoformat() if limit.clear else None,
        "hard_end": limit.hard_end.astimezone(BEIJING).isoformat() if limit.hard_end else None,
        "tasks": [_task(task, several=several) for task in step.tasks],
    }


def _task(task: Task, *, several: bool) -> Mapping[str, Any]:
    if task.requirement is None or task.judgement is None:
        return {"action": task.action, "code": None, "label": "", "clause": None}
    asked, judged = task.requirement, task.judgement
    return {
        "action": task.action,
        "code": asked.code,
        "title": asked.title,
        "strength": judged.strength,
        "status": judged.status.value,
        "label": judged.label if several or asked.per == "change" else "",
        "clause": asked.clause.section,
        "quote": asked.clause.quote,
    }

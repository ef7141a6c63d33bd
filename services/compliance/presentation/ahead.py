"""A plan in words: the headline, every last moment with its counting, and the earliest dates."""

from collections.abc import Mapping
from typing import Any

from contracts.values import Form
from services.compliance.presentation import dates
from services.compliance.presentation.cell import chip_of
from services.compliance.presentation.verdict import legend_of, strip_of
from services.compliance.presentation.what_if import sessions_of
from services.compliance.presentation.words import FORMS, METHODS

Json = Mapping[str, Any]

HOUSE = "项目自拟"
BINDING = "M"
CHANGES = {
    "filing": "在活动窗口内第一次排期不需报备；以后改期、改形式、换场地须在当天报备。",
    "approval": "在活动窗口内第一次排期不需报批；以后改期、改形式、换场地须事先报批。",
}
"""What a plan must know of changes, by how the rules have them told."""


def plan_headline(made: Json) -> str:
    """What decides the date, in one sentence."""
    asked, form = made["supposed"], Form(made["supposed"]["form"])
    first = next(dates.parse_day(each["date"]) for each in made["earliest"] if each["form"] == form)
    there = f"{FORMS[form]}举办"
    today = f"今天发布公告，{there}最早可定在{dates.day_words(first, year=True)}" if first else ""
    none = f"今天发布公告，{there}在活动窗口内已经没有来得及的日期"
    day = dates.parse_day(asked.get("starts_on"))
    if day is None:
        return today or none
    words = f"{dates.day_words(day, year=True)}{there}"
    notice = next((step for step in made["steps"] if _binds(step)), None)
    if day < dates.parse_moment(made["as_of"]).date():
        return f"{words}，这一天已经过去"
    if made["lawful"]:
        return f"{words}，最晚{notice['last_moment']}发布公告" if notice else f"{words}，来得及"
    if notice is not None and notice["passed"]:
        return f"{words}，公告已经来不及。{today or none}"
    return f"{words}，不在活动窗口内，须先报备"


def plan_context(made: Json) -> dict[str, Any]:
    """Everything that ``plan_ahead.html`` shows beside its form."""
    return {
        "headline": made["headline"],
        "row": made["row"],
        "steps": [_step(step) for step in made["steps"]],
        "earliest": [
            (
                FORMS[Form(each["form"])],
                _first(each["date"]),
                each["date"] and not each["working_day"],
            )
            for each in made["earliest"]
        ],
        "window": "至".join(dates.day_words(day, year=True) for day in _days(made["window"])),
        "house": HOUSE,
        "changes": CHANGES.get(made["changes"], ""),
        "forms": [(form.value, word) for form, word in FORMS.items()],
        "sessions": sessions_of(made["row"]),
        "methods": [(method.value, word) for method, word in METHODS.items()],
    }


def _binds(step: Json) -> bool:
    """Whether the step is the one by which the public must be told."""
    return any(task["code"] and step["count"] < 0 for task in step["tasks"]) and not step["house"]


def _step(step: Json) -> dict[str, Any]:
    strip = strip_of({**step, "done_at": None})
    hard_end = dates.parse_moment(step["hard_end"]) if step["hard_end"] else None
    return {
        **step,
        "strip": strip,
        "strip_legend": legend_of(strip, step),
        "until": dates.deadline_words(None, hard_end) if hard_end else "",
        "tasks": [
            {
                **task,
                "chip": chip_of(task) if task["code"] else None,
                "advice": task["code"] is not None and task["strength"] != BINDING,
            }
            for task in step["tasks"]
        ],
    }


def _first(day: str | None) -> str:
    parsed = dates.parse_day(day)
    return dates.day_words(parsed, year=True) if parsed else "活动窗口内已经来不及"


def _days(given: list[str]) -> list[Any]:
    return [dates.parse_day(each) for each in given]

"""The one sentence that could be read aloud: who turns red today, tomorrow, next working day.

Only requirements that can turn red are counted; what already is red stands in the detail.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from services.compliance.presentation import dates

Json = Mapping[str, Any]

_NAMED_UNITS = 5


def headline(matrix: Json) -> dict[str, str]:
    """``sentence`` and ``detail`` of a matrix (its ``columns``, ``rows`` and ``as_of``)."""
    today = dates.parse_moment(matrix["as_of"]).date()
    strengths = {column["code"]: column["strength"] for column in matrix["columns"]}
    endangered: dict[date, set[str]] = {}
    missed: list[str] = []
    reviews = 0
    for row in matrix["rows"]:
        for verdict in row["verdicts"]:
            strength = verdict.get("strength") or strengths[verdict["code"]]
            due = dates.parse_day(verdict["due"])
            if verdict["status"] == "due_soon" and strength == "M" and due is not None:
                endangered.setdefault(due, set()).add(row["unit"])
            elif verdict["status"] == "missed":
                missed.append(row["unit_name"])
            elif verdict["status"] == "needs_review":
                reviews += 1
    parts = [missed_words(missed), f"{reviews}项待人工核定" if reviews else ""]
    detail = "；".join(filter(None, parts))
    return {
        "sentence": endangered_words(endangered, today),
        "detail": f"{dates.day_words(today, year=True)}。{detail}。",
    }


def endangered_words(endangered: Mapping[date, Iterable[str]], today: date) -> str:
    """今天1家、明天3家，不处理就会变红."""
    counted = [
        f"{near_day(day, today)}{len(set(units))}家" for day, units in sorted(endangered.items())
    ]
    if not counted:
        return "今天和下一个工作日都没有会变红的事项"
    return f"{'、'.join(counted)}，不处理就会变红"


def near_day(day: date, today: date) -> str:
    """今天, 明天, or the date itself."""
    if day == today:
        return "今天"
    return "明天" if day == today + timedelta(days=1) else dates.day_words(day)


def missed_words(units: list[str]) -> str:
    """已有5项未达标，涉及…; each unit once, in the wall's order."""
    if not units:
        return "没有未达标的事项"
    named = list(dict.fromkeys(units))
    shown = "、".join(named[:_NAMED_UNITS])
    more = f"等{len(named)}家" if len(named) > _NAMED_UNITS else ""
    return f"已有{len(units)}项未达标，涉及{shown}{more}"

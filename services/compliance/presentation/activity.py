"""The view model of one activity's page: what is next, its time line, requirements and facts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from contracts.values import Form
from services.compliance.presentation import dates
from services.compliance.presentation.cell import Chip, address, chip_of, deadline_of, flag_words
from services.compliance.presentation.drawing import draw
from services.compliance.presentation.evidence import fact_groups
from services.compliance.presentation.headline import near_day
from services.compliance.presentation.words import FORMS, SIGNS
from services.compliance.rules import chinese

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the list of requirements."""

    href: str
    title: str
    chip: Chip
    conclusion: str
    deadline: str
    flags: tuple[str, ...]


def printed_place(row: Json) -> str:
    """Where the plan prints it: 开放点13, 公开讲3; another row keeps its label."""
    number = row["label"].lstrip("讲0")
    match row.get("kind"):
        case "open_day" if not row.get("routine"):
            return f"开放点{number}"
        case "policy_talk" if not row.get("routine"):
            return f"公开讲{number}"
        case _:
            return str(row["label"])


def session_words(session: Json) -> str:
    """2023年10月23日（周一）9:00—11:00; a cancelled session says so."""
    start, end = dates.parse_day(session["starts_on"]), dates.parse_day(session.get("ends_on"))
    if start is None:
        return "未排期"
    words = dates.day_words(start, year=True)
    if end is not None and end != start:
        words += f"—{dates.day_words(end)}"
    elif session.get("start_at"):
        words += chinese.clock(dates.parse_moment(session["start_at"]))
        if session.get("end_at"):
            words += f"—{chinese.clock(dates.parse_moment(session['end_at']))}"
    return f"{words}{'（已取消）' if session.get('cancelled') else ''}"


def description_of(activity: Json) -> str:
    """Who leads it, when, where and in which form: 长子营镇主责。2023年10月23日（周一）….

    What is not known yet is said so.
    """
    row = activity["row"]
    if row.get("kind") is None:  # a unit outside the plan, or the programme as a whole
        return f"{row['unit_name']}。"
    unit = f"{row['unit_name']}主责{'（推定）' if row.get('unit_inferred') else ''}。"
    sessions = activity.get("sessions") or ()
    when = "；".join(session_words(each) for each in sessions) or "未排期"
    form = FORMS[Form(row["form"])] if row.get("form") else "形式未定"
    places = [each["place"] for each in sessions if each.get("place")]
    # A place may be 线上 itself, and several sessions mostly share one.
    return f"{unit}{'，'.join(dict.fromkeys([when, *places, form]))}。"


def conclusion_of(verdicts: Sequence[Json], as_of: str) -> str:
    """What this activity needs next, in one sentence."""
    today = dates.parse_moment(as_of).date()
    soon = [verdict for verdict in verdicts if verdict["status"] == "due_soon"]
    days = sorted(filter(None, (dates.parse_day(verdict["due"]) for verdict in soon)))
    if days:
        first = days[0]
        titles = [each["title"] for each in soon if dates.parse_day(each["due"]) == first]
        return f"{near_day(first, today)}24:00前须完成：{'、'.join(titles)}"
    counts = Counter(verdict["status"] for verdict in verdicts)
    told = [
        f"{counts[status]}项{SIGNS[status].word}"
        for status in SIGNS
        if status.value in {"missed", "needs_review", "gap"} and counts[status]
    ]
    if told:
        return f"有{'、'.join(told)}"
    ahead = [verdict for verdict in verdicts if verdict["status"] == "pending"]
    dues = sorted(filter(None, (dates.parse_day(verdict["due"]) for verdict in ahead)))
    if dues:
        return f"目前没有问题，下一个限期是{dates.day_words(dues[0])}24:00"
    if counts["unscheduled"]:
        return "还没有排期，定下日期后逐项计算限期"
    late = counts["met_late"]
    done = f"适用的{len(verdicts)}项要求都已办结"
    return f"{done}，其中{late}项逾期补做" if late else done


def activity_context(activity: Json) -> dict[str, Any]:
    """Everything that ``activity.html`` shows; ``groups`` keeps the life cycle's order."""
    verdicts = activity["verdicts"]
    applicable = [each for each in verdicts if each["status"] != "not_applicable"]
    row = activity["row"]

    def line(verdict: Json) -> Requirement:
        return Requirement(
            href=address(activity["programme"], row["activity"], verdict["code"]),
            title=verdict["title"],
            chip=chip_of(verdict),
            conclusion=verdict.get("conclusion") or "",
            deadline=deadline_of(verdict),
            flags=tuple(flag_words(verdict)),
        )

    groups = {column["code"]: column["group"] for column in activity["columns"]}

    def group(verdict: Json) -> str:
        return str(groups[verdict["code"]])

    counts = Counter(verdict["status"] for verdict in verdicts)
    return {
        "row": row,
        "name": row.get("title") or row.get("topic") or row["unit_name"],
        "description": description_of(activity),
        "conclusion": conclusion_of(applicable, activity["as_of"]),
        "drawing": draw(activity.get("timeline") or {}),
        "groups": [
            (name, [line(verdict) for verdict in members])
            for name, members in groupby(applicable, key=group)
        ],
        "not_applicable": [line(each) for each in verdicts if each["status"] == "not_applicable"],
        "counts": "，".join(f"{SIGNS[s].word}{counts[s]}项" for s in SIGNS if counts[s]),
        "facts": len(activity["facts"]),
        "fact_groups": fact_groups(activity["facts"]),
        "place": printed_place(row),
        "plannable": row.get("kind") is not None,
    }

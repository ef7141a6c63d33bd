"""The view model of one verdict's working: conclusion, days counted, two counts, evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.values import Form
from services.compliance.presentation import dates
from services.compliance.presentation.cell import Chip, chip_of, deadline_of
from services.compliance.presentation.evidence import fact_groups
from services.compliance.presentation.words import (
    FLAG_MEANINGS,
    FLAGS,
    FORMS,
    STRENGTHS,
)
from services.compliance.rules import chinese

Json = Mapping[str, Any]

DAY_LEGEND: dict[str, str] = {
    "counted": "计入的工作日",
    "holiday": "放假，不计",
    "weekend": "周末，不计",
    "working": "工作日，不在计数内",
    "make_up": "调休补班，计入",
    "anchor": "活动日，不计",
    "outside": "计数以外",
}


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the calendar strip; ``mark`` stands in its box.

    ``edge`` is the last safe day, ``done`` the clock time at which it was done.
    """

    weekday: str
    date: str
    kind: str
    mark: str
    make_up: bool
    edge: bool
    clear_edge: bool
    done: str
    spoken: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What the verdict was from a moment on."""

    at: str
    chip: Chip
    text: str


def strip_of(working: Json) -> tuple[StripDay, ...]:
    """The days between anchor and deadline, oldest first.

    The day by the clear count lies one day outside the count, so it is put before it.
    """
    clear = working.get("clear")
    counted = {entry["day"]: entry for entry in working["days"]}
    if counted and clear is not None and clear not in counted:
        counted[clear] = {"day": clear, "kind": "outside", "label": "", "number": None}
    return tuple(strip_day(counted[day], working) for day in sorted(counted))


def strip_day(entry: Json, working: Json) -> StripDay:
    """One day of the strip: its number when counted, else why it is not."""
    day = date.fromisoformat(entry["day"])
    kind, number = str(entry["kind"]), entry["number"]
    shown = "counted" if number is not None else kind
    marks = {"counted": str(number), "anchor": "T", "holiday": "休", "weekend": "休"}
    said = f"第{number}个{unit_of(working)}" if number is not None else DAY_LEGEND[kind]
    done_at = dates.parse_moment(working["done_at"]) if working.get("done_at") else None
    done = chinese.clock(done_at) if done_at and done_at.date() == day else ""
    return StripDay(
        weekday=dates.weekday(day),
        date=f"{day.month}.{day.day}",
        kind=shown,
        mark=marks.get(shown, ""),
        make_up=kind == "make_up",
        edge=entry["day"] == working.get("standard"),
        clear_edge=entry["day"] == working.get("clear"),
        done=done,
        spoken="，".join(filter(None, [dates.day_words(day), entry["label"], said])),
    )


def legend_of(strip: tuple[StripDay, ...], working: Json) -> list[tuple[str, str]]:
    """The kinds of days that this strip really has."""
    kinds = {day.kind for day in strip} | {"make_up" for day in strip if day.make_up}
    words = DAY_LEGEND | {"counted": f"计入的{unit_of(working)}"}
    return [(kind, words[kind]) for kind in words if kind in kinds]


def unit_of(working: Json) -> str:
    """工作日 or 自然日: what the count counts."""
    return chinese.UNITS[working["unit"]]


def subject_of(row: Json) -> str:
    """城管委 · 门前三包 · 线上线下结合: whose verdict it is."""
    form = FORMS[Form(row["form"])] if row.get("form") else ""
    parts = [row["unit_name"], row.get("title") or row.get("topic"), form]
    return " · ".join(part for part in parts if part)


def counts_of(working: Json, due: str | None) -> list[tuple[str, str, str]]:
    """The two ways to count, the deciding one first; empty where there is only one."""
    standard, clear = (
        dates.parse_day(working.get("standard")),
        dates.parse_day(working.get("clear")),
    )
    if standard is None or clear is None:
        return []
    clearly = f"发布日与活动日之间须有足数的完整{unit_of(working)}。"
    counts = [
        ("标准算法", dates.day_words(standard), "发布当日计入，活动日不计。"),
        ("净日算法", dates.day_words(clear), clearly),
    ]
    if due == working["clear"]:
        counts.reverse()
    (first, first_day, how), (other, other_day, otherwise) = counts
    return [
        (f"{first} · 以此为准", first_day, how),
        (f"{other} · 仅供对照", other_day, otherwise),
    ]


def several_of(working: Json) -> list[tuple[str, Chip, str]]:
    """What each session or each change came to, where there are several."""
    return [
        (each["session"] or "另一场次", chip_of(each), deadline_of(each))
        for each in working.get("per_session") or ()
    ]


def rules_of(verdict: Json) -> list[tuple[str, str, str]]:
    """The pack and the calendar that judged, with their checksums."""
    pack, calendar = verdict.get("pack"), verdict.get("calendar")
    if pack is None or calendar is None:
        return []
    rules = [("规则", f"{pack['id']}第{pack['version']}版", pack["sha256"])]
    if pack["adopted_sha256"] not in (None, pack["sha256"]):
        rules.append(("启用时", "与现装文件不同，以现装文件判定", pack["adopted_sha256"]))
    through = f"{calendar['version']}，放假安排公布到{calendar['through_year']}年"
    return [*rules, ("日历", through, calendar["sha256"])]


def history_row(told: Json) -> HistoryRow:
    """What the verdict became, and which fact or passing of time caused it."""
    at = dates.parse_moment(told["at"])
    return HistoryRow(dates.moment_words(at), chip_of(told), told["text"])


def verdict_context(verdict: Json) -> dict[str, Any]:
    """Everything that ``_verdict.html`` shows."""
    working, facts = verdict["working"], verdict["facts"]
    done = dates.moment_words(dates.parse_moment(at)) if (at := working.get("done_at")) else ""
    strip = strip_of(working)
    return {
        "subject": subject_of(verdict["row"]),
        "name": verdict["column"]["title"],
        "code": verdict["code"],
        "chip": chip_of(verdict),
        "strength": STRENGTHS[verdict["strength"]],
        "flags": [(FLAGS[flag], FLAG_MEANINGS[flag]) for flag in FLAGS if flag in verdict["flags"]],
        "working": working,
        "reviewed_by": f"{verdict['reviewer_unit']}（{working['reviewed_by']}）",
        "done": "" if done in working["conclusion"] else done,
        "strip": strip,
        "strip_legend": legend_of(strip, working),
        "counts": counts_of(working, verdict["due"]),
        "several": several_of(working),
        "clause": verdict["clause"],
        "quote": verdict["quote"],
        "rules": rules_of(verdict),
        "facts": len(facts),
        "fact_groups": fact_groups(facts),
        "history": [history_row(each) for each in verdict["history"]],
    }

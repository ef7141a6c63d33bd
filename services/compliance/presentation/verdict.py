"""The view model of one verdict's working: conclusion, days counted, two counts, evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.values import Form
from services.compliance.presentation import dates
from services.compliance.presentation.cell import Chip, chip_of, deadline_of
from services.compliance.presentation.words import (
    FLAG_MEANINGS,
    FLAGS,
    FORMS,
    SERVICES,
    STRENGTHS,
)

Json = Mapping[str, Any]

DAY_LEGEND: Mapping[str, str] = {
    "counted": "计入的工作日",
    "holiday": "放假，不计",
    "weekend": "周末，不计",
    "working": "工作日，未用到",
    "make_up": "调休补班，计入",
    "anchor": "活动日，不计",
    "outside": "计数以外",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """A piece of evidence on a day of the strip."""

    title: str
    clock: str


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the calendar strip; ``mark`` stands in its box, ``edge`` is the last safe day."""

    weekday: str
    date: str
    kind: str
    mark: str
    make_up: bool
    edge: bool
    clear_edge: bool
    happened: tuple["Happening", ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """One piece of evidence with its two times and its place in the hash chain."""

    id: str
    title: str
    sentence: str
    occurred: str
    recorded: str
    place: str
    hash: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What the verdict was from a moment on."""

    at: str
    chip: Chip
    text: str


def fact_row(fact: Json) -> FactRow:
    """A fact's JSON as a row; the hash is shortened in the middle, the full one is its title."""
    occurred = dates.parse_moment(fact["occurred_at"])
    recorded = dates.parse_moment(fact["recorded_at"])
    same_day = occurred.date() == recorded.date()
    return FactRow(
        id=str(fact["id"]),
        title=fact["title_zh"],
        sentence=fact["sentence"],
        occurred=dates.moment_words(occurred),
        recorded=dates.clock_words(recorded) if same_day else dates.moment_words(recorded),
        place=f"{SERVICES.get(fact['service'], fact['service'])}第{fact['sequence']}条",
        hash=fact["hash"],
    )


def strip_of(working: Json, facts: Sequence[Json]) -> tuple[StripDay, ...]:
    """The days between anchor and deadline, oldest first, with what happened on each.

    The day by the clear count lies one day outside the count, so it is put before it.
    """
    standard, clear = (
        dates.parse_day(working.get("standard")),
        dates.parse_day(working.get("clear")),
    )
    happened: dict[str, list[Happening]] = {}
    for fact in facts:
        moment = dates.parse_moment(fact["occurred_at"])
        what = Happening(fact["title_zh"], dates.clock_words(moment))
        happened.setdefault(moment.date().isoformat(), []).append(what)
    counted = {entry["day"]: entry for entry in working["days"]}
    if counted and clear is not None and clear.isoformat() not in counted:
        counted[clear.isoformat()] = {"kind": "outside", "label": "", "number": None}
    return tuple(
        strip_day(
            date.fromisoformat(day), counted[day], standard, clear, tuple(happened.get(day, ()))
        )
        for day in sorted(counted)
    )


def strip_day(
    day: date,
    entry: Json,
    standard: date | None,
    clear: date | None,
    happened: tuple[Happening, ...],
) -> StripDay:
    """One day of the strip: its number when counted, else why it is not."""
    kind, number = str(entry["kind"]), entry["number"]
    shown = "counted" if number is not None else kind
    marks = {"counted": str(number), "anchor": "T", "holiday": "休", "weekend": "休"}
    said = f"第{number}个工作日" if number is not None else DAY_LEGEND[kind]
    return StripDay(
        weekday=dates.weekday(day),
        date=f"{day.month}.{day.day}",
        kind=shown,
        mark=marks.get(shown, ""),
        make_up=kind == "make_up",
        edge=day == standard,
        clear_edge=day == clear,
        happened=happened,
        spoken="，".join(filter(None, [dates.day_words(day), entry["label"], said])),
    )


def legend_of(strip: tuple[StripDay, ...]) -> list[tuple[str, str]]:
    """The kinds of days that this strip really has."""
    kinds = {day.kind for day in strip} | {"make_up" for day in strip if day.make_up}
    return [(kind, words) for kind, words in DAY_LEGEND.items() if kind in kinds]


def subject_of(row: Json) -> str:
    """城管委 · 门前三包 · 线上线下结合: whose verdict it is."""
    form = FORMS[Form(row["form"])] if row.get("form") else ""
    parts = [row["unit_name"], row.get("title") or row.get("topic"), form]
    return " · ".join(part for part in parts if part)


def counts_of(working: Json) -> list[tuple[str, str, str]]:
    """The two ways to count, the deciding one first; empty where there is only one."""
    standard, clear = (
        dates.parse_day(working.get("standard")),
        dates.parse_day(working.get("clear")),
    )
    if standard is None or clear is None:
        return []
    return [
        ("标准算法 · 以此为准", dates.day_words(standard), "发布当日计入，活动日不计。"),
        ("净日算法 · 仅供对照", dates.day_words(clear), "发布日与活动日之间须有足数的完整工作日。"),
    ]


def several_of(working: Json) -> list[tuple[str, Chip, str]]:
    """What each session or each change came to, where there are several."""
    return [
        (each["session"], chip_of(each), deadline_of(each))
        for each in working.get("per_session") or ()
    ]


def history_row(told: Json) -> HistoryRow:
    """What the verdict became, and which fact or passing of time caused it."""
    at = dates.parse_moment(told["at"])
    return HistoryRow(dates.moment_words(at), chip_of(told), told["text"])


def verdict_context(verdict: Json) -> dict[str, Any]:
    """Everything that ``_verdict.html`` shows."""
    working, facts = verdict["working"], verdict["facts"]
    done = working.get("done_at")
    strip = strip_of(working, facts)
    return {
        "subject": subject_of(verdict["row"]),
        "name": verdict["column"]["title"],
        "code": verdict["code"],
        "chip": chip_of(verdict),
        "strength": STRENGTHS[verdict["strength"]],
        "flags": [(FLAGS[flag], FLAG_MEANINGS[flag]) for flag in FLAGS if flag in verdict["flags"]],
        "working": working,
        "done": dates.moment_words(dates.parse_moment(done)) if done else "",
        "strip": strip,
        "strip_legend": legend_of(strip),
        "counts": counts_of(working),
        "several": several_of(working),
        "clause": verdict["clause"],
        "quote": verdict["quote"],
        "facts": [fact_row(fact) for fact in facts],
        "history": [history_row(each) for each in verdict["history"]],
    }

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
}

ANCHOR = "T"


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the calendar strip; ``mark`` stands in its box, ``edge`` is a deadline's name."""

    weekday: str
    date: str
    kind: str
    mark: str
    make_up: bool
    edge: str
    clear_edge: bool
    happened: tuple[str, ...]
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
    """The days between anchor and deadline, oldest first, with what happened on each."""
    standard, clear = dates.parse_day(working.get("standard")), dates.parse_day(working.get("clear"))
    happened: dict[date, list[str]] = {}
    for fact in facts:
        moment = dates.parse_moment(fact["occurred_at"])
        happened.setdefault(moment.date(), []).append(
            f"{fact['title_zh']}{dates.clock_words(moment)}"
        )
    days = sorted(working.get("days") or (), key=lambda day: str(day["day"]))
    strip = []
    for entry in days:
        day = dates.parse_day(entry["day"])
        if day is None:
            continue
        number = entry.get("number")
        kind = "anchor" if entry.get("anchor") else str(entry["kind"])
        counted = "counted" if number is not None else kind
        rest = "休" if kind in {"holiday", "weekend"} else ""
        mark = str(number) if number is not None else ANCHOR if kind == "anchor" else rest
        spoken = f"第{number}个工作日" if number is not None else DAY_LEGEND[counted]
        strip.append(
            StripDay(
                weekday=dates.weekday(day),
                date=f"{day.month}.{day.day}",
                kind=counted,
                mark=mark,
                make_up=kind == "make_up",
                edge="限期" if day == standard else "",
                clear_edge=day == clear,
                happened=tuple(happened.get(day, ())),
                spoken="，".join(filter(None, [dates.day_words(day), entry.get("label"), spoken])),
            )
        )
    return tuple(strip)


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
    standard, clear = dates.parse_day(working.get("standard")), dates.parse_day(working.get("clear"))
    if standard is None or clear is None:
        return []
    return [
        ("标准算法 · 以此为准", dates.day_words(standard), "发布当日计入，活动日不计。"),
        ("净日算法 · 仅供对照", dates.day_words(clear), "发布日与活动日之间须有足数的完整工作日。"),
    ]


def several_of(working: Json) -> list[tuple[str, Chip, str]]:
    """What each session or each change came to, where there are several."""
    return [
        (each["label"], chip_of(each), deadline_of(each)) for each in working.get("several") or ()
    ]


def history_row(told: Json) -> HistoryRow:
    """One change of the verdict: the fact behind it, or the passing of time."""
    at = dates.parse_moment(told["at"])
    text = told.get("fact") or "到时自动转变，没有新的事实"
    return HistoryRow(dates.moment_words(at), chip_of(told), text)


def verdict_context(answer: Json) -> dict[str, Any]:
    """Everything that ``_verdict.html`` shows."""
    verdict, working = answer["verdict"], answer["working"]
    facts = answer["facts"]
    strip = strip_of(working, facts)
    return {
        "subject": subject_of(answer["row"]),
        "name": verdict["title"],
        "code": verdict["code"],
        "chip": chip_of(verdict),
        "strength": STRENGTHS[verdict["strength"]],
        "flags": [
            (FLAGS[flag], FLAG_MEANINGS[flag]) for flag in FLAGS if flag in verdict["flags"]
        ],
        "deadline": deadline_of(verdict),
        "working": working,
        "strip": strip,
        "strip_legend": legend_of(strip),
        "counts": counts_of(working),
        "several": several_of(working),
        "clause": verdict["clause"],
        "facts": [fact_row(fact) for fact in facts],
        "history": [history_row(each) for each in answer["history"]],
    }

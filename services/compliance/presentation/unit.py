"""The view model of one unit's page: what it must do next, how it stands, how that came about."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.compliance.presentation import dates
from services.compliance.presentation.activity import conclusion_of, printed_place
from services.compliance.presentation.cell import Chip, address, chip_of, deadline_of
from services.compliance.presentation.verdict import HistoryRow, history_row
from services.compliance.presentation.words import PROBLEMS, SIGNS

Json = Mapping[str, Any]

AHEAD = {"due_soon", "pending"}


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the unit's activities, or the unit as one outside the plan."""

    href: str
    place: str
    name: str
    when: str
    conclusion: str
    counts: tuple[tuple[Chip, int], ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One verdict that needs something: whose, by which requirement, until when."""

    href: str
    title: str
    name: str
    chip: Chip
    deadline: str


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict of the unit that became another one."""

    href: str
    title: str
    name: str
    row: HistoryRow


def name_of(row: Json) -> str:
    """What a row is called."""
    return str(row["title"] or row["topic"])


def subject_of(made: Json, row: Json) -> Subject:
    """One row of the unit in a sentence and in counts."""
    titled = [{**each, "title": made["titles"][each["code"]]} for each in row["verdicts"]]
    applicable = [each for each in titled if each["status"] != "not_applicable"]
    counts = Counter(each["status"] for each in applicable)
    day = dates.parse_day(row["date"])
    return Subject(
        href=address(made["programme"], row["activity"]),
        place=printed_place(row),
        name=name_of(row),
        when=dates.day_words(day) if day else "",
        conclusion=conclusion_of(applicable, made["as_of"]),
        counts=tuple((chip_of({"status": s.value}), counts[s.value]) for s in SIGNS if counts[s]),
    )


def tasks_of(made: Json, statuses: set[str]) -> list[Task]:
    """The verdicts of some statuses, the nearest deadline first."""
    found = [
        (each["due_at"] or "9999", row, each)
        for row in made["rows"]
        for each in row["verdicts"]
        if each["status"] in statuses
    ]
    return [
        Task(
            href=address(made["programme"], row["activity"], each["code"]),
            title=made["titles"][each["code"]],
            name=name_of(row),
            chip=chip_of(each),
            deadline=deadline_of(each),
        )
        for _, row, each in sorted(found, key=lambda entry: entry[0])
    ]


def changes_of(made: Json) -> list[Change]:
    """What became of the unit's verdicts, the newest first."""
    rows = {row["activity"]: row for row in made["rows"]}
    return [
        Change(
            href=address(made["programme"], told["row"], told["code"]),
            title=made["titles"].get(told["code"], told["code"]),
            name=name_of(rows[told["row"]]),
            row=history_row(told),
        )
        for told in made["history"]
        if told["row"] in rows
    ]


def sentence_of(made: Json) -> str:
    """长子营镇有4项临期、1项未达标, or that nothing needs it."""
    counts = Counter(each["status"] for row in made["rows"] for each in row["verdicts"])
    told = [f"{counts[s]}项{SIGNS[s].word}" for s in SIGNS if s in PROBLEMS and counts[s]]
    return f"{made['unit_name']}有{'、'.join(told)}" if told else f"{made['unit_name']}没有问题"


def unit_context(made: Json) -> dict[str, Any]:
    """Everything that ``unit.html`` shows."""
    ahead = tasks_of(made, AHEAD)
    near = len([task for task in ahead if task.chip.status == "due_soon"])
    return {
        "unit": made["unit"],
        "unit_name": made["unit_name"],
        "sentence": sentence_of(made),
        "subjects": [subject_of(made, row) for row in made["rows"]],
        "problems": tasks_of(made, {"missed", "needs_review", "gap"}),
        "ahead": ahead[: max(near, 10)],
        "later": ahead[max(near, 10) :],
        "changes": changes_of(made),
    }

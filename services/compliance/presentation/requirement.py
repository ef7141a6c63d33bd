"""The view model of one requirement's page: the clause, how it is judged, every row by status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from services.compliance.presentation import dates
from services.compliance.presentation.cell import (
    Chip,
    address,
    chip_of,
    deadline_of,
    flag_words,
)
from services.compliance.presentation.words import SIGNS

Json = Mapping[str, Any]

CANCELLED: Mapping[str, str] = {
    "void": "本项不再适用",
    "keep": "保持取消时的判定",
    "judge": "照常判定",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One row that is judged by the requirement."""

    href: str
    row_href: str
    label: str
    unit: str
    unit_href: str
    name: str
    day: str
    chip: Chip
    deadline: str
    flags: tuple[str, ...]


def judged(programme: str, row: Json, code: str) -> Judged:
    """A row with its verdict."""
    verdict, day = row["verdict"], dates.parse_day(row["date"])
    return Judged(
        href=address(programme, row["activity"], code),
        row_href=address(programme, row["activity"]),
        label=row["label"],
        unit=row["unit_name"],
        unit_href=f"/wall/{programme}/units/{row['unit']}",
        name=row["title"] or row["topic"],
        day=dates.day_words(day) if day else "未排期",
        chip=chip_of(verdict),
        deadline=deadline_of(verdict),
        flags=tuple(flag_words(verdict)),
    )


def groups_of(made: Json) -> list[tuple[Chip, list[Judged]]]:
    """The rows by status, what needs a person first; within one in the wall's order."""
    order, code = [status.value for status in SIGNS], made["requirement"]["code"]

    def place(row: Json) -> int:
        return order.index(row["verdict"]["status"])

    return [
        (
            chip_of({"status": order[number]}),
            [judged(made["programme"], row, code) for row in rows],
        )
        for number, rows in groupby(sorted(made["rows"], key=place), key=place)
    ]


def ways_of(made: Json) -> list[tuple[str, str]]:
    """How it is judged, a name and a sentence each."""
    said, requirement = made["said"], made["requirement"]
    return [
        ("适用", said["applies"]),
        ("责任", said["who"]),
        ("限期", said["deadline"]),
        ("达标条件", said["met_by"]),
        ("逾期", said["late"]),
        ("取消", CANCELLED[requirement["when_cancelled"]]),
        ("强度", said["strength"]),
    ]


def sentence_of(title: str, groups: Sequence[tuple[Chip, Sequence[Judged]]]) -> str:
    """公告时间：2项临期，15项达标."""
    told = [f"{len(rows)}项{chip.word}" for chip, rows in groups if chip.status != "not_applicable"]
    return f"{title}：{'，'.join(told) or '没有适用的活动'}"


def requirement_context(made: Json) -> dict[str, Any]:
    """Everything that ``requirement.html`` shows."""
    requirement, groups = made["requirement"], groups_of(made)
    return {
        "code": requirement["code"],
        "name": requirement["title"],
        "group": requirement["group"],
        "strength": made["said"]["strength"],
        "inferred": requirement["inferred"],
        "sentence": sentence_of(requirement["title"], groups),
        "quotes": made["said"]["quotes"],
        "ways": ways_of(made),
        "judged_groups": groups,
    }

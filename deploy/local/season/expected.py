"""What the wall must say, as typed by hand in ``expected.toml``, and the faults that were planted.

One letter a cell keeps a row of 26 codes on one line; here every letter becomes its status.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any

from contracts.values import VerdictStatus

STATUS = {
    "M": VerdictStatus.MET,
    "L": VerdictStatus.MET_LATE,
    "X": VerdictStatus.MISSED,
    "G": VerdictStatus.GAP,
    "S": VerdictStatus.DUE_SOON,
    "P": VerdictStatus.PENDING,
    "U": VerdictStatus.UNSCHEDULED,
    "E": VerdictStatus.EXEMPT,
    "R": VerdictStatus.NEEDS_REVIEW,
    ".": VerdictStatus.NOT_APPLICABLE,
}
ABSENT = "-"
"""The code does not stand on this row at all."""

Cell = tuple[str, str]
"""A row and a code."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A cell's due date (Beijing) and sorted flags."""

    due: date
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What must be on the wall at ``as_of``; ``rows`` are the plan's activities, in its order."""

    as_of: datetime
    rows: tuple[str, ...]
    statuses: Mapping[Cell, VerdictStatus]
    details: Mapping[Cell, Detail]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault put in on purpose, and every cell that must show it at ``as_of``."""

    id: str
    as_of: datetime
    shows: Mapping[Cell, VerdictStatus]
    what: str
    flag: str | None = None


def load_expected() -> list[Moment]:
    """The three moments; raises ``ValueError`` for a row of the wrong length or letter."""
    given = _read("expected.toml")
    columns: list[str] = given["columns"]
    return [_moment(moment, columns) for moment in given["moment"]]


def load_planted() -> list[Planted]:
    """Every planted fault."""
    given = _read("planted.toml")
    return [
        Planted(
            id=fault["id"],
            as_of=given["moments"][fault["at"]],
            shows={
                (fault["row"], code): VerdictStatus(status)
                for code, status in fault["shows"].items()
            },
            what=fault["what"],
            flag=fault.get("flag"),
        )
        for fault in given["fault"]
    ]


def _moment(given: Mapping[str, Any], columns: list[str]) -> Moment:
    rows = dict(_rows(given["rows"], columns))
    others = dict(_rows(given["other_rows"], columns))
    statuses = {
        (row, code): status
        for row, judged in {**rows, **others}.items()
        for code, status in zip(columns, judged, strict=True)
        if status is not None
    }
    for row, cells in given["single"].items():
        statuses.update({(row, code): STATUS[letter] for code, letter in cells.items()})
    details = {
        (cell["row"], cell["code"]): Detail(cell["due"], tuple(cell["flags"]))
        for cell in given["cells"]
    }
    return Moment(given["as_of"], tuple(rows), statuses, details)


def _rows(text: str, columns: list[str]) -> Iterator[tuple[str, list[VerdictStatus | None]]]:
    for line in text.strip().splitlines():
        row, _, letters = line.partition("#")[0].partition(" ")
        statuses = [
            None if letter == ABSENT else STATUS[letter] for letter in letters if letter != " "
        ]
        if len(statuses) != len(columns):
            raise ValueError(f"{row} has {len(statuses)} cells, not {len(columns)}")
        yield row, statuses


def _read(name: str) -> dict[str, Any]:
    file = resources.files(__package__).joinpath(name)
    return tomllib.loads(file.read_text(encoding="utf-8"))

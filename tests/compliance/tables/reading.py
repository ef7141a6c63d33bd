"""Reading the tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
HEAD = re.compile(r"## (\S+) (\S+)")
GIVEN = "前提："
NOTHING = "无"


@dataclass(frozen=True)
class Row:
    """One line: the case, what happened, when it is judged, and what the verdict is."""

    code: str
    case: str
    steps: tuple[str, ...]
    judged: str
    status: str
    due: str
    flags: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.code} {self.case} {self.judged}"


def rows() -> Iterator[Row]:
    """Every row of every table."""
    for file in sorted(FOLDER.glob("*.md")):
        yield from _rows(file.read_text(encoding="utf-8"))


def _rows(text: str) -> Iterator[Row]:
    code, given = "", ""
    for line in text.splitlines():
        if head := HEAD.fullmatch(line):
            code, given = head[1], ""
        elif line.startswith(GIVEN):
            given = line.removeprefix(GIVEN).removesuffix(NOTHING)
        elif code and line.startswith("| ") and not line.startswith("| 情形"):
            case, steps, *verdict = (cell.strip() for cell in line.strip("|").split("|"))
            judged, status, due, flags = verdict
            happened = _split(given) + _split(steps)
            yield Row(code, case, happened, judged, status, due, _split(flags, "、"))


def _split(text: str, mark: str = "；") -> tuple[str, ...]:
    return tuple(part for part in text.split(mark) if part)

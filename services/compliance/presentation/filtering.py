"""What a reader wants to see of the wall: statuses, units, a theme, a kind, words that are sought.

Everything stands in the address. Filters dim and count; they never move a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from services.compliance.presentation.activity import printed_place
from services.compliance.presentation.cell import Chip, address, chip_of
from services.compliance.presentation.words import PROBLEMS, SIGNS

Json = Mapping[str, Any]

FOUND = 12
"""So many places are listed for the words that are sought."""

_GRAVEST = [status.value for status in SIGNS]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; empty: everything."""

    statuses: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    theme: str = ""
    kind: str = ""
    problems: bool = False
    sought: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return self != Filter()

    def pairs(self) -> list[tuple[str, str]]:
        """As the address carries it."""
        made = [("status", each) for each in self.statuses]
        made += [("unit", each) for each in self.units]
        made += [("theme", self.theme), ("kind", self.kind), ("q", self.sought)]
        made += [("problems", "on" if self.problems else "")]
        return [(name, value) for name, value in made if value]

    def toggled(self, status: str) -> "Filter":
        """The same with one status more, or less."""
        without = tuple(each for each in self.statuses if each != status)
        return replace(self, statuses=without if status in self.statuses else (*without, status))

    def takes(self, row: Json) -> bool:
        """Whether a row is asked for, the sought words aside."""
        return (
            (not self.units or row["unit"] in self.units)
            and self.theme in {"", row["theme"]}
            and self.kind in {"", row["kind"]}
            and (not self.problems or any(each["status"] in PROBLEMS for each in row["verdicts"]))
        )


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit of the picker with its worst status, if that is worth a sign."""

    unit: str
    name: str
    chosen: bool
    worst: Chip | None


@dataclass(frozen=True, slots=True)
class Found:
    """One place where the sought words stand."""

    kind: str
    title: str
    detail: str
    href: str


def finds_row(row: Json, sought: str) -> bool:
    """Whether the words stand in a row's number, title, topic or unit."""
    places = {row["label"], row["label"].lstrip("0"), printed_place(row)}
    texts = (row["unit_name"], row["topic"], row["title"] or "")
    return sought in places or any(sought in text.casefold() for text in texts)


def finds_column(column: Json, sought: str) -> bool:
    """Whether the words stand in a requirement's name, or are its code."""
    return sought in column["title"] or sought == column["code"].casefold()


def found_in(matrix: Json, sought: str) -> list[Found]:
    """Units, requirements and activities that the words name, in this order."""
    words, programme = sought.strip().casefold(), matrix["programme"]
    if not words:
        return []
    names = {row["unit"]: row["unit_name"] for row in chain(matrix["rows"], matrix["other_rows"])}
    base = f"/wall/{programme}"
    units = (
        Found("单位", name, "", f"{base}/units/{unit}")
        for unit, name in names.items()
        if words in name.casefold()
    )
    requirements = (
        Found("要求", each["title"], each["group"], f"{base}/requirements/{each['code']}")
        for each in matrix["columns"]
        if finds_column(each, words)
    )
    activities = (
        Found("活动", row["title"] or row["topic"], f"{printed_place(row)}，{row['unit_name']}",
              address(programme, row["activity"]))
        for row in matrix["rows"]
        if finds_row(row, words)
    )  # fmt: skip
    return list(chain(units, requirements, activities))


def shown_rows(matrix: Json, wanted: Filter) -> set[str]:
    """The rows that are not dimmed. Words that name requirements alone dim no row."""
    rows = [row for row in matrix["rows"] if wanted.takes(row)]
    words = wanted.sought.strip().casefold()
    if words and (not shown_columns(matrix, wanted) or any(finds_row(row, words) for row in rows)):
        rows = [row for row in rows if finds_row(row, words)]
    return {row["activity"] for row in rows}


def shown_columns(matrix: Json, wanted: Filter) -> set[str]:
    """The requirements that the words name; empty when they name none."""
    words = wanted.sought.strip().casefold()
    named = [each["code"] for each in matrix["columns"] if finds_column(each, words)]
    return set(named) if words else set()


def unit_choices(rows: Sequence[Json], wanted: Filter) -> list[UnitChoice]:
    """Every unit once, in the wall's order, with its worst status if it is no good one."""
    statuses: dict[str, set[str]] = {}
    names = {}
    for row in rows:
        names[row["unit"]] = row["unit_name"]
        statuses.setdefault(row["unit"], set()).update(each["status"] for each in row["verdicts"])
    signs = {"missed", "needs_review", "due_soon", "gap", "met_late"}
    return [
        UnitChoice(
            unit,
            names[unit],
            unit in wanted.units,
            chip_of({"status": min(worst, key=_GRAVEST.index)}) if worst else None,
        )
        for unit, has in statuses.items()
        for worst in [has & signs]
    ]


def query_of(pairs: Sequence[tuple[str, str]], as_of: str | None) -> str:
    """The end of an address: what is asked for and the moment, if it is not now."""
    made = [*pairs, *([("as_of", as_of)] if as_of else [])]
    return f"?{urlencode(made)}" if made else ""

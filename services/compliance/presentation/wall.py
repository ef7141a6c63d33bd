"""The wall's view model: the matrix (JSON) with words, glyphs and addresses, in its own order."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from contracts.canonical import canonical_json
from contracts.values import Form
from services.compliance.presentation import dates
from services.compliance.presentation.cell import Cell, Chip, address, cell_of, chip_of
from services.compliance.presentation.filtering import (
    Filter,
    found_in,
    query_of,
    shown_columns,
    shown_rows,
    unit_choices,
)
from services.compliance.presentation.headline import headline
from services.compliance.presentation.next_deadlines import next_deadlines
from services.compliance.presentation.words import KINDS, PROBLEMS, SERVICES, SHORT_FORMS, SIGNS

Json = Mapping[str, Any]

PROGRAMME = "programme"
FEW = 3
"""So many requirements of a row under the grid are shown one by one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One requirement; ``short`` stands as two lines of two characters."""

    code: str
    title: str
    short: tuple[str, str]
    first: bool
    amber: bool
    href: str
    dim: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One activity: its head and its cells."""

    id: str
    href: str
    label: str
    unit: str
    unit_inferred: bool
    topic: str
    title: str
    form: str
    day: str
    weekday: str
    near: bool
    dim: bool
    head: str
    cells: tuple[tuple[Column, Cell], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The activities of one theme."""

    theme: str
    short: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A unit outside the plan, one of its own activities, or the programme as a whole."""

    href: str
    name: str
    detail: str
    summary: str
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A status with the number of its cells among the rows that are shown, and how to ask for it.

    ``query`` asks for this status too, or no longer where it is asked for.
    """

    chip: Chip
    count: int
    query: str
    chosen: bool


def columns_of(matrix: Json, wanted: Filter) -> tuple[Column, ...]:
    """The columns; the first of each group carries the gap."""
    columns, named = matrix["columns"], shown_columns(matrix, wanted)
    return tuple(
        Column(
            code=column["code"],
            title=column["title"],
            short=(column["short"][0], column["short"][1]),
            first=index > 0 and columns[index - 1]["group"] != column["group"],
            amber=column["strength"] != "M",
            href=f"/wall/{matrix['programme']}/requirements/{column['code']}",
            dim=bool(named) and column["code"] not in named,
        )
        for index, column in enumerate(columns)
    )


def groups_of(matrix: Json) -> list[tuple[str, int]]:
    """Each group of columns with its width."""
    groups = groupby(matrix["columns"], key=lambda column: column["group"])
    return [(name, len(list(members))) for name, members in groups]


def short_topic(topic: str) -> str:
    """What stands in a topic's brackets says more than what is before them."""
    before, bracket, inside = topic.partition("（")
    return inside.removesuffix("）") if bracket else before


def row_of(matrix: Json, row: Json, columns: Sequence[Column], *, dim: bool) -> Row:
    """One activity of the plan."""
    by_code = {verdict["code"]: verdict for verdict in row["verdicts"]}
    sources = {column["code"]: column for column in matrix["columns"]}
    cells = [
        (column, cell_of(matrix["programme"], row, sources[column.code], by_code[column.code]))
        for column in columns
    ]
    day = dates.parse_day(row.get("date"))
    form = SHORT_FORMS[Form(row["form"])] if row.get("form") else ""
    topic = short_topic(row["topic"])
    spoken = ["推定" if row.get("unit_inferred") else "", form]
    spoken += [f"活动日{dates.day_words(day)}" if day else "未排期"]
    return Row(
        id=row["activity"],
        href=address(matrix["programme"], row["activity"]),
        label=row["label"],
        unit=row["unit_name"],
        unit_inferred=bool(row.get("unit_inferred")),
        topic=topic,
        title=row.get("title") or row["topic"],
        form=form,
        day=dates.short_day(day) if day else "未排期",
        weekday=dates.weekday(day) if day else "",
        near=day is not None
        and day >= dates.parse_moment(matrix["as_of"]).date()
        and any(cell.chip.status in {"due_soon", "missed"} for _, cell in cells),
        dim=dim,
        head="，".join(filter(None, [row["label"], row["unit_name"], topic, *spoken])),
        cells=tuple(cells),
    )


def bands_of(matrix: Json, wanted: Filter) -> tuple[Band, ...]:
    """The rows in plan order, under their themes; a row without theme goes by its kind."""
    columns, shown = columns_of(matrix, wanted), shown_rows(matrix, wanted)

    def theme(row: Json) -> tuple[str, str]:
        name = row.get("theme") or "政策公开讲"
        return name, row.get("theme_short") or name[:2]

    return tuple(
        Band(
            name,
            short,
            tuple(row_of(matrix, row, columns, dim=row["activity"] not in shown) for row in rows),
        )
        for (name, short), rows in groupby(matrix["rows"], key=theme)
    )


def other_rows_of(matrix: Json) -> tuple[OtherRow, ...]:
    """What stands under the grid: each unit with its own activities, the programme last."""
    rows = matrix.get("other_rows", ())
    units = [row["unit"] for row in rows if row["activity"].startswith("unit:")]

    def place(row: Json) -> tuple[bool, int, bool]:
        known = row["unit"] in units and row["activity"] != PROGRAMME
        order = units.index(row["unit"]) if known else len(units)
        return row["activity"] == PROGRAMME, order, not row["activity"].startswith("unit:")

    return tuple(other_row(matrix, row) for row in sorted(rows, key=place))


def other_row(matrix: Json, row: Json) -> OtherRow:
    """One such row; of many requirements only the problems are shown, the rest is counted."""
    titles = {"ROUTINE": "常态化开展", "ASSESS": "年度考核"}
    titles |= {column["code"]: column["title"] for column in matrix["columns"]}
    verdicts = [each for each in row["verdicts"] if each["status"] != "not_applicable"]
    many = len(verdicts) > FEW
    counts = Counter(each["status"] for each in verdicts)
    words = [f"{SIGNS[status].word}{counts[status]}项" for status in SIGNS if counts[status]]
    shown = [each for each in verdicts if not many or each["status"] in PROBLEMS]
    return OtherRow(
        href=address(matrix["programme"], row["activity"]),
        name=row["unit_name"],
        detail=row.get("title") or row.get("topic") or "",
        summary="，".join(words) if many else "",
        cells=tuple(
            (title, cell_of(matrix["programme"], row, {"code": each["code"], "title": title}, each))
            for each in shown
            for title in [titles.get(each["code"], each["code"])]
        ),
    )


def legend_of(matrix: Json, wanted: Filter, as_of: str | None) -> list[LegendItem]:
    """Every status with its count among what is shown, in a fixed order."""
    rows, columns = shown_rows(matrix, wanted), shown_columns(matrix, wanted)
    counts = Counter(
        verdict["status"]
        for row in matrix["rows"]
        for verdict in row["verdicts"]
        if row["activity"] in rows and (not columns or verdict["code"] in columns)
    )
    return [
        LegendItem(
            chip_of({"status": status.value}),
            counts[status.value],
            query_of(wanted.toggled(status.value).pairs(), as_of),
            status.value in wanted.statuses,
        )
        for status in SIGNS
    ]


def lagging_of(matrix: Json) -> list[str]:
    """The services whose facts are not being read at the moment."""
    readers = matrix.get("readers", ())
    return [
        SERVICES.get(service_of_stream(reader["stream"]), reader["stream"])
        for reader in readers
        if reader.get("state", "running") not in {"running", "standby", "live"}
    ]


def service_of_stream(stream: str) -> str:
    """EV_ANNOUNCER_1 belongs to announcer."""
    return stream.removeprefix("EV_").rpartition("_")[0].lower()


def checksum_of(matrix: Json) -> str:
    """A short checksum of the verdicts and what they were judged by, for the paper form.

    Whoever judges the same facts by the same rules for the same moment gets the same one.
    """
    content = {
        "programme": matrix["programme"],
        "pack": (matrix["pack"] or {}).get("sha256"),
        "calendar": (matrix["calendar"] or {}).get("sha256"),
        "verdicts": [
            [row["activity"], each["code"], each["status"], each["due"]]
            for row in (*matrix["rows"], *matrix["other_rows"])
            for each in row["verdicts"]
        ],
    }
    digest = hashlib.sha256(canonical_json(content)).hexdigest()
    return f"{digest[:4]} {digest[4:8]} {digest[8:12]}"


def wall_context(matrix: Json, wanted: Filter, as_of: str | None) -> dict[str, Any]:
    """Everything that ``wall.html`` and ``screen.html`` show."""
    bands = bands_of(matrix, wanted)
    return {
        "headline": matrix.get("headline") or headline(matrix),
        "groups": groups_of(matrix),
        "columns": columns_of(matrix, wanted),
        "bands": bands,
        "others": other_rows_of(matrix),
        "legend": legend_of(matrix, wanted, as_of),
        "cards": next_deadlines(matrix),
        "wanted": wanted,
        "wall_query": query_of(wanted.pairs(), as_of),
        "without_filter": query_of((), as_of),
        "problems_query": query_of(replace(wanted, problems=not wanted.problems).pairs(), as_of),
        "units": unit_choices(matrix["rows"], wanted),
        "themes": list(dict.fromkeys(row["theme"] for row in matrix["rows"] if row["theme"])),
        "kinds": {kind.value: words for kind, words in KINDS.items()},
        "found": found_in(matrix, wanted.sought),
        "nothing": all(row.dim for band in bands for row in band.rows),
        "checksum": checksum_of(matrix),
        "lagging": lagging_of(matrix),
        "quarantined": matrix.get("quarantined", 0),
    }

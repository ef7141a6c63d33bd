"""Plain tables as a workbook (xlsx) or CSV: whatever people typed stays text, never computes."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet takes for the beginning of a formula, the full-width forms too."""

Value = str | int | None
_UNPRINTABLE = re.compile(r"[\000-\010\013\014\016-\037]")  # what no cell can hold


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, its width in characters, and whether it holds marks in hundredths."""

    title: str
    width: int
    marks: bool = False


@dataclass(frozen=True, slots=True)
class SheetOf:
    """One sheet: lines above the table, the table, and columns that hold web addresses."""

    name: str
    above: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    landscape: bool = True


def neutral(text: str) -> str:
    """Text that no spreadsheet computes: an apostrophe before what would begin a formula."""
    printable = _UNPRINTABLE.sub("", text)
    return f"'{printable}" if printable.startswith(tuple(DANGEROUS)) else printable


def workbook(sheets: Sequence[SheetOf], title: str, made_at: datetime) -> bytes:
    """The sheets as one file, ready for A4 paper with the table's head on every page."""
    # Few ask for a workbook; imported above, it would cost every start of the service a second.
    from services._web.xlsx import saved  # noqa: PLC0415

    return saved(sheets, title, made_at)


def comma_separated(content: SheetOf) -> bytes:
    """The table alone as CSV that Excel opens as UTF-8."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(column.title) for column in content.columns])
    for row in content.rows:
        writer.writerow([neutral(it) if isinstance(it, str) else it for it in row])
    return stream.getvalue().encode("utf-8-sig")

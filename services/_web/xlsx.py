"""Writing a workbook's file; apart, because openpyxl takes a second to import."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from services._web.workbook import SheetOf, Value, neutral

_THIN = Side(style="thin", color="8793A0")


def saved(sheets: Sequence[SheetOf], title: str, made_at: datetime) -> bytes:
    """The sheets as one file, ready for A4 paper with the table's head on every page."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = title
    book.properties.creator = "民声"
    book.properties.created = book.properties.modified = made_at.astimezone(UTC).replace(
        tzinfo=None
    )
    for each in sheets:
        _fill(book.create_sheet(each.name), each)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Any, content: SheetOf) -> None:
    last = get_column_letter(len(content.columns))
    for number, line in enumerate(content.above, start=1):
        _write(sheet.cell(number, 1), line)
        sheet.merge_cells(f"A{number}:{last}{number}")
        sheet.cell(number, 1).font = Font(bold=number == 1, size=16 if number == 1 else 10)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="center")
    head = len(content.above) + 1
    for place, column in enumerate(content.columns, start=1):
        cell = sheet.cell(head, place)
        _write(cell, column.title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EDF0F3")
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for number, row in enumerate(content.rows, start=head + 1):
        for place, value in enumerate(row, start=1):
            _write(sheet.cell(number, place), value, marks=content.columns[place - 1].marks)
    for row in sheet.iter_rows(min_row=head, max_row=head + len(content.rows)):
        for cell in row:
            cell.border = Border(_THIN, _THIN, _THIN, _THIN)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if content.landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _write(cell: Any, value: Value, *, marks: bool = False) -> None:
    if isinstance(value, str):
        cell.value = neutral(value)
        cell.data_type = "s"
        if value.startswith(("https://", "http://")):
            cell.hyperlink = value
    elif marks and value is not None:
        cell.value = Decimal(value) / 100
        cell.number_format = "0.00"
    else:
        cell.value = value

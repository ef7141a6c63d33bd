"""The notice as a Word document after GB/T 9704: margins, letters, line spacing, page numbers.

The same notice gives the same bytes: nothing in it says when or by whom the file was made.
"""

import io
import zipfile
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Made
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from services.announcer.composing.notice import Level, Notice

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE = ("方正小标宋简体", 22.0)  # 二号小标宋
BODY = ("仿宋_GB2312", 16.0)  # 三号仿宋
LETTERS = {Level.FIRST: ("黑体", 16.0), Level.SECOND: ("楷体_GB2312", 16.0)}
"""一、in 黑体, （一）in 楷体 where it is a heading of its own; running text stays 仿宋."""
FALLBACKS = {
    "方正小标宋简体": "宋体",
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "微软雅黑",
}
"""What an office takes that lacks the letter; told in the file's own table of fonts."""
PAGE_NUMBER = ("宋体", 14.0)  # 四号
LINE = Pt(28)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def docx(notice: Notice) -> bytes:
    """The file."""
    made = Document()
    _page(made)
    _letters(made.styles["Normal"], BODY)
    _paragraph(made, notice.title, TITLE, WD_ALIGN_PARAGRAPH.CENTER, indent=0)
    _paragraph(made, "", BODY, indent=0)
    for each in notice.paragraphs:
        if each.level is not Level.GAP:
            _paragraph(made, each.text, _letter_of(each.level, each.text))
    _paragraph(made, "", BODY, indent=0)
    for words, spaces in ((notice.signature, 2), (notice.date_words, 4)):
        line = _paragraph(made, words, BODY, WD_ALIGN_PARAGRAPH.RIGHT, indent=0)
        line.paragraph_format.right_indent = Pt(BODY[1] * spaces)
        _characters(line, "rightChars", spaces)
    properties = made.core_properties
    properties.author = properties.last_modified_by = notice.signature
    properties.title = notice.title
    properties.comments = ""
    issued = datetime.combine(notice.dated, time())
    properties.created = properties.modified = issued
    properties.language = "zh-CN"
    _fonts(made)
    _without_what_is_not_ours(made)
    return _repacked(made)


def _letter_of(level: Level, text: str) -> tuple[str, float]:
    """A second level is a heading only where it is short and no sentence."""
    if level is Level.SECOND and text.endswith("。"):
        return BODY
    return LETTERS.get(level, BODY)


def _page(made: Made) -> None:
    """A4 with the printed area of 156 by 225 mm; page numbers as — 1 —."""
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.footer_distance = Mm(28)
    foot = page.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(foot, "— ", PAGE_NUMBER)
    field = _run(foot, "", PAGE_NUMBER)
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("end", "")):
        field._r.append(_field_part(kind, text))  # noqa: SLF001 - the library has no page field
    _run(foot, " —", PAGE_NUMBER)


def _field_part(kind: str, text: str) -> Any:
    if not kind:
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = text
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part


def _paragraph(
    made: Made,
    words: str,
    letters: tuple[str, float],
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    *,
    indent: int = 2,
) -> Line:
    line = made.add_paragraph()
    line.alignment = alignment
    form = line.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    if letters == TITLE:
        form.line_spacing = Pt(36)  # or the large letters of two lines would touch
    if indent:
        form.first_line_indent = Pt(letters[1] * indent)
        _characters(line, "firstLineChars", indent)
    _run(line, words, letters)
    return line


def _characters(line: Line, name: str, count: int) -> None:
    """An indent in characters too, which stays right at any size of letters."""
    indent = line._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 - the library has no such measure
    indent.set(qn(f"w:{name}"), str(count * 100))


def _run(line: Line, words: str, letters: tuple[str, float]) -> Run:
    run = line.add_run(words)
    _letters(run, letters)
    return run


def _letters(of: Any, letters: tuple[str, float]) -> None:
    """Size and letter, for Chinese as for figures."""
    name, size = letters
    of.font.size = Pt(size)
    of.font.name = name
    fonts = of.element.get_or_add_rPr().rFonts
    for kind in ("eastAsia", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), name)
    for kind in ("asciiTheme", "eastAsiaTheme", "hAnsiTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)


def _fonts(made: Made) -> None:
    """Name, in the table of fonts, which letter to take where one is not installed."""
    table = next(
        part for part in made.part.package.iter_parts() if part.partname == "/word/fontTable.xml"
    )
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", f"{entries}</w:fonts>".encode())  # noqa: SLF001


def _without_what_is_not_ours(made: Made) -> None:
    """Drop the picture and the data of whoever made the library's template."""
    for owner in (made.part.package, made.part):
        for id_, relation in list(owner.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/customXml")):
                del owner.rels[id_]


def _repacked(made: Made) -> bytes:
    """The same parts in the same order, dated alike."""
    first, second = io.BytesIO(), io.BytesIO()
    made.save(first)
    with (
        zipfile.ZipFile(first) as given,
        zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in sorted(given.namelist(), key=lambda it: (it != "[Content_Types].xml", it)):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, given.read(name))
    return second.getvalue()

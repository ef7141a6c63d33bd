"""A PDF with text: its pages' lines, joined to paragraphs again; pypdf reads, nothing is run."""

import re
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from services.announcer.importing.files import MOST_CHARACTERS
from services.announcer.importing.radicals import as_characters
from services.announcer.importing.remarks import Remark, Unreadable, Weight
from services.announcer.importing.text import Text, plain

_MOST_PAGES = 200
_ACTIVE = {"/JavaScript", "/EmbeddedFiles", "/XFA", "/JS", "/Launch", "/AA"}
_BEGINS = re.compile(
    r"\s*([一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\(\d+\)|\d+[.、](?!\d)|开放点|附件:|\()"
)
_FULL = 0.85
"""A line shorter than this part of the widest ends its paragraph."""
_BETWEEN_CHINESE = re.compile(r"(?<=[^\x00-\xff]) +(?=[^\x00-\xff])")
_PAGE_NUMBER = re.compile(r"\s*[-—–]?\s*\d{1,3}\s*[-—–]?\s*")
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def read_pdf(data: bytes) -> Text:
    """The text; raises ``Unreadable``."""
    try:
        return _read(PdfReader(BytesIO(data)))
    except RecursionError as error:
        raise Unreadable("hostile", "PDF的结构层层相套，不读取。") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable("damaged", "PDF文件已损坏，无法读取。") from error


def _read(reader: PdfReader) -> Text:
    if reader.is_encrypted:
        raise Unreadable("encrypted", "文件已加密。请去掉密码后再导入。")
    if _is_active(reader):
        raise Unreadable("active_content", "PDF里有脚本、附件或表单程序，不读取。")
    if len(reader.pages) > _MOST_PAGES:
        raise Unreadable("too_large", f"PDF超过{_MOST_PAGES}页，不读取。")
    pages, size, pictures = [], 0, 0
    for number, page in enumerate(reader.pages, 1):
        words = readable(page.extract_text())
        pictures += _pictures(page)
        if not words.strip():
            raise Unreadable("no_text", f"第{number}页没有文字，可能是扫描件。请提供有文字的文件。")
        pages.append(words)
        size += len(words)
        if size > MOST_CHARACTERS:
            raise Unreadable("too_large", f"文字超过{MOST_CHARACTERS}字，不读取。")
    if not pages:
        raise Unreadable("no_text", "PDF没有页面。")
    remarks = [Remark(Weight.REPAIR, "joined_lines", 1, "PDF的换行已按段落合并，行号是合并后的。")]
    if pictures:
        message = f"文件里有{pictures}张图片，图片里的文字没有读取，请对照原文件。"
        remarks.append(Remark(Weight.DOUBT, "picture", 1, message))
    text, radicals = as_characters(_paragraphs(pages))
    if radicals:
        message = f"PDF里{radicals}个部首字形按同形的汉字读（如⼤读作大）。"
        remarks.append(Remark(Weight.REPAIR, "radicals", 1, message))
    return Text(text, "pdf", tuple(remarks))


def readable(words: str) -> str:
    """The words of a page; a font that maps to no character gives control characters and worse."""
    return _NO_CHARACTER.sub("\ufffd", words)


def _is_active(reader: PdfReader) -> bool:
    """Whether the document as a whole would do something when it is opened, or carries files."""
    root = reader.root_object
    named = set(root)
    for part in ("/OpenAction", "/Names", "/AcroForm"):
        value = root.get(part)
        value = value.get_object() if value is not None else None
        if isinstance(value, dict):
            named |= set(value) | {str(value.get("/S"))}
    return bool(named & _ACTIVE)


def _pictures(page: PageObject) -> int:
    resources: Any = page.get("/Resources", {})
    objects: Any = resources.get_object().get("/XObject", {}) if resources else {}
    return sum(
        one.get_object().get("/Subtype") == "/Image" for one in objects.get_object().values()
    ) if objects else 0  # fmt: skip


def _paragraphs(pages: list[str]) -> str:
    """Lines that only the paper's width broke are joined; a page number keeps its own line."""
    printed = [line.rstrip() for page in pages for line in page.splitlines()]
    widest = max(len(line) for line in printed)
    joined: list[str] = []
    open_ = False
    for line in printed:
        line = _BETWEEN_CHINESE.sub("", line)  # noqa: PLW2901 - the same line as it is meant
        alone = _PAGE_NUMBER.fullmatch(line) is not None
        if open_ and line.strip() and not alone and not _BEGINS.match(plain(line)):
            joined[-1] += line.lstrip()
        else:
            joined.append(line)
        open_ = bool(line.strip()) and not alone and len(line) >= _FULL * widest
    return "\n".join(joined) + "\n"

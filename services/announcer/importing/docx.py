"""A Word file: every run of text in document order, also in text boxes, tables and insertions.

Read with expat alone. A document type, where entities would be declared, is refused; sizes are
checked before anything is unpacked.
"""

import lzma
import re
import struct
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from services.announcer.importing.files import MOST_CHARACTERS
from services.announcer.importing.remarks import Remark, Unreadable, Weight
from services.announcer.importing.text import Text

_MOST_FILES = 2_000
_MOST_UNPACKED = 32 * 1024 * 1024
_MOST_XML = 16 * 1024 * 1024
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MACROS = re.compile(r"vbaproject|activex|\.bin$|oleobject", re.IGNORECASE)
_MORE = re.compile(r"word/(footnotes|endnotes|header\d*|footer\d*)\.xml")
# A RuntimeError is also how zipfile refuses a compression that it does not know.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError, EOFError, OSError, KeyError,
    ValueError, RuntimeError, OverflowError,
)  # fmt: skip


def read_docx(data: bytes) -> Text:
    """The text, a paragraph a line; raises ``Unreadable``."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _read(package)
    except _DAMAGED as error:
        raise Unreadable("damaged", "docx文件已损坏，无法打开。") from error
    except expat.ExpatError as error:
        raise Unreadable("damaged", f"docx里的文字不完整（第{error.lineno}行）。") from error


def _read(package: zipfile.ZipFile) -> Text:
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > _MOST_FILES or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise Unreadable("bomb", f"docx解开后超过{_MOST_UNPACKED // 1024 // 1024}MB，不读取。")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("encrypted", "文件已加密。请去掉密码后再导入。")
    if any(_MACROS.search(name) for name in names):
        raise Unreadable("macros", "文件里有宏或嵌入对象，不读取。请另存为不带宏的docx。")
    if len(set(names)) < len(names):
        raise Unreadable("damaged", "docx里有重名的部分，不读取。")
    if "word/document.xml" not in names:
        raise Unreadable("wrong_name", "这个压缩包不是Word文件。")
    body = _Words(package, "word/document.xml")
    remarks = body.remarks()
    more = [_Words(package, name).text() for name in sorted(names) if _MORE.fullmatch(name)]
    if not body.text().strip():
        raise Unreadable("no_text", "文件里没有文字，可能是扫描件。请提供有文字的文件。")
    text = "\n".join([body.text(), *(it for it in more if it.strip())])
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_large", f"文字超过{MOST_CHARACTERS}字，不读取。")
    return Text(text, "docx", tuple(remarks))


class _Words:
    """What one part of the package says."""

    def __init__(self, package: zipfile.ZipFile, name: str) -> None:
        with package.open(name) as file:
            data = file.read(_MOST_XML + 1)  # whatever size it claims to have
        if len(data) > _MOST_XML:
            raise Unreadable("bomb", "docx里的文字部分过大，不读取。")
        self._words: list[str] = []
        self._saying, self._fallback = False, 0
        self._numbered: list[int] = []
        self._pictures = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place

    def text(self) -> str:
        """All words, a paragraph a line."""
        return "".join(self._words)

    def remarks(self) -> list[Remark]:
        """What the words do not say: numbers that Word counts by itself, and pictures."""
        said = [
            Remark(
                Weight.DOUBT, "automatic_number", line,
                "这一段用Word自动编号，编号不在文字里，请对照原文件。",
            )
            for line in self._numbered
        ]  # fmt: skip
        if self._pictures:
            message = f"文件里有{self._pictures}张图片，图片里的文字没有读取，请对照原文件。"
            said.append(Remark(Weight.DOUBT, "picture", 1, message))
        return said

    def _doctype(self, *_: object) -> None:
        raise Unreadable("entities", "docx里有文档类型或实体声明，不读取。")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        space, _, local = name.partition(" ")
        if space == _COMPATIBILITY and local == "Fallback":
            self._fallback += 1  # the same words a second time, for older programs
        if self._fallback:
            return
        if local == "blip":
            self._pictures += 1
        if space != _WORD:
            return
        match local:
            case "t":
                self._saying = True
            case "tab":
                self._words.append("\t")
            case "br" | "cr":
                self._words.append("\n")
            case "noBreakHyphen":
                self._words.append("-")
            case "numId":
                self._numbered.append(self.text().count("\n") + 1)
            case "altChunk":
                raise Unreadable("embedded", "docx里嵌有另一份文件，不读取。请合并为一份。")

    def _end(self, name: str) -> None:
        space, _, local = name.partition(" ")
        if space == _COMPATIBILITY and local == "Fallback":
            self._fallback -= 1
        elif space == _WORD and not self._fallback:
            if local == "t":
                self._saying = False
            elif local == "p":
                self._words.append("\n")

    def _say(self, words: str) -> None:
        if self._saying and not self._fallback:
            self._words.append(words)

"""Documents are looked through: nothing that runs, nothing hidden, and one file alone."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from services.announcer.materials.kinds import MEGABYTE, Kind, RefusedFile

_END = b"PK\x05\x06"
_MOST_PARTS, _MOST_UNPACKED = 5_000, 500 * MEGABYTE
_MAIN = {
    b"wordprocessingml.document.main+xml": Kind.DOCX,
    b"spreadsheetml.sheet.main+xml": Kind.XLSX,
    b"presentationml.presentation.main+xml": Kind.PPTX,
}
_RUNNING = ("vbaproject", "activex", "oleobject")
_PROGRAMS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".hta", ".jar")
_ACTIONS = {"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/RichMedia", "/XFA", "/AA"}
_NAMED = {"/JavaScript", "/Launch", "/RichMedia", "/EmbeddedFile", "/SubmitForm", "/ImportData"}
_BOMB = RefusedFile("bomb", "文件展开后过大，没有保存。请另存后再传。")


def office_kind(data: bytes) -> Kind:
    """Which Office document a file is; raises ``RefusedFile`` for any other archive.

    Raises whatever the library makes of a damaged one, as does ``refuse_active_pdf``.
    """
    if len(data) < 22 or data[-22:-18] != _END:
        raise RefusedFile("polyglot", "文件前后夹有别的内容，没有保存。请另存后再传。")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _looked_through(archive)


def _looked_through(archive: zipfile.ZipFile) -> Kind:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(it.file_size for it in parts) > _MOST_UNPACKED:
        raise _BOMB
    if min((it.header_offset for it in parts), default=1) != 0:
        raise RefusedFile("polyglot", "文件前面夹有别的内容，没有保存。请另存后再传。")
    names = {it.filename for it in parts}
    if "[Content_Types].xml" not in names:
        message = "这是压缩包，不是Office文件。请逐个上传其中的文件。"
        raise RefusedFile("wrong_type", message)
    for name in names:
        if ".." in name.split("/") or name.startswith(("/", "\\")):
            raise RefusedFile("path", "文件里的路径不正常，没有保存。请另存后再传。")
        lowered = name.lower()
        if lowered.endswith(_PROGRAMS) or any(mark in lowered for mark in _RUNNING):
            message = "文件里有宏、控件或者嵌入的程序，没有保存。请另存为不含宏的文件。"
            raise RefusedFile("executable", message)
    with archive.open("[Content_Types].xml") as part:
        types = part.read(MEGABYTE)
    found = [kind for mark, kind in _MAIN.items() if mark in types]
    if len(found) != 1 or b"macroEnabled" in types:
        raise RefusedFile("wrong_type", "不是docx、xlsx、pptx文件，没有保存。")
    return found[0]


def refuse_active_pdf(data: bytes) -> None:
    """Refuse a PDF that runs something, holds other files, or is another file as well."""
    behind = data[data.rfind(b"%%EOF") :] if b"%%EOF" in data else data
    if behind.strip() != b"%%EOF" or _END in data[-70_000:]:
        raise RefusedFile("polyglot", "PDF后面夹有别的内容，没有保存。请另存后再传。")
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise RefusedFile("encrypted", "PDF有密码或者限制，没有保存。请另存为没有密码的PDF。")
    if any(_runs(it) for it in _objects(reader)):
        message = "PDF里有脚本、附件或者会启动的内容，没有保存。请用“打印为PDF”另存。"
        raise RefusedFile("executable", message)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object there is, whether or not a page leads to it."""
    known = {(number, generation) for generation, at in reader.xref.items() for number in at}
    for number, generation in sorted(known | {(number, 0) for number in reader.xref_objStm}):
        yield reader.get_object(IndirectObject(number, generation, reader))


def _runs(thing: Any) -> bool:
    """Whether a dictionary within one object names an action; references are looked at there."""
    if isinstance(thing, DictionaryObject):
        if _ACTIONS & set(thing) or {str(thing.get("/S")), str(thing.get("/Type"))} & _NAMED:
            return True
        return any(_runs(it) for it in dict.values(thing))
    return isinstance(thing, ArrayObject) and any(_runs(it) for it in list.__iter__(thing))

"""Bytes to text, by the kind of file; raises ``Unreadable``."""

from services.announcer.importing.docx import read_docx
from services.announcer.importing.files import MOST_CHARACTERS, kind_of
from services.announcer.importing.plain_text import read_plain
from services.announcer.importing.remarks import Unreadable
from services.announcer.importing.text import Text


def read_pdf(data: bytes) -> Text:
    """The text of a PDF; what reads it would take a tenth of a service's start."""
    from services.announcer.importing import pdf  # noqa: PLC0415

    return pdf.read_pdf(data)


_READERS = {"txt": read_plain, "docx": read_docx, "pdf": read_pdf}


def read_text(name: str, data: bytes) -> Text:
    """The text of a file in one of the three kinds."""
    read = _READERS[kind_of(name, data)](data)
    if len(read.text) > MOST_CHARACTERS:
        raise Unreadable("too_large", f"文字超过{MOST_CHARACTERS}字，不读取。")
    if not read.text.strip():
        raise Unreadable("no_text", "文件里没有文字。")
    return read

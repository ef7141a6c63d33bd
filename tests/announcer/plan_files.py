"""Plans as files for tests: the repository's own sample, and files of every kind made from text."""

import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from pypdf import PdfWriter

from services.announcer.importing.draft import Draft, draft
from services.announcer.importing.reading import read_text
from services.announcer.importing.text import Text

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "wangchuan-2024-plan.txt"
PLAN = SAMPLE.read_text(encoding="utf-8")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def drafted(text: str = PLAN) -> Draft:
    """The draft of a text."""
    return draft(Text(text, "txt"))


def read(name: str, data: bytes) -> Draft:
    """The draft of a file."""
    return draft(read_text(name, data))


def body(text: str) -> str:
    """A Word document's body: a paragraph a line, its words in runs of several."""
    paragraphs = []
    for line in text.splitlines():
        runs = [line[at : at + 7] for at in range(0, len(line), 7)]
        said = "".join(
            "".join(
                f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
                if index == 0
                else f'<w:r><w:tab/><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'
                for index, words in enumerate(run.split("\t"))
            )
            for run in runs
        )
        paragraphs.append(f"<w:p>{said}</w:p>")
    return "".join(paragraphs)


def docx(xml: str, *, head: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A Word file of a body; ``head`` stands before its root."""
    document = f'{head}<w:document xmlns:w="{_WORD}"><w:body>{xml}</w:body></w:document>'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{_TYPES}"/>')
        package.writestr("word/document.xml", document.encode())
        for name, data in (more or {}).items():
            package.writestr(name, data)
    return buffer.getvalue()


def pdf(*, password: str | None = None, attached: bytes | None = None) -> bytes:
    """A PDF of one empty page, as a scanner's program makes it before anybody reads it."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if attached is not None:
        writer.add_attachment("more.txt", attached)
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()

"""Which files are taken, as what they are served, and under which name."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024
LONGEST_SIDE = 2400
"""In pixels, of a picture as it is kept."""
_LONGEST_NAME = 80
_NO_NAME = "材料"
_UNFIT = re.compile(r"[^\w\-（）()《》“”、：，。·+ ]+")


class RefusedFile(Exception):
    """A file is not taken; the message says why, and what to do."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


class Kind(StrEnum):
    """What a file is by its content; the value is its ending."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    MP4 = "mp4"
    TEXT = "txt"


@dataclass(frozen=True, slots=True)
class Traits:
    """What holds of a kind. ``shown``: a browser may show it within a page."""

    name: str
    media_type: str
    most: int
    shown: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
TRAITS = {
    Kind.JPEG: Traits("照片", "image/jpeg", 20 * MEGABYTE, shown=True),
    Kind.PNG: Traits("图片", "image/png", 20 * MEGABYTE, shown=True),
    Kind.WEBP: Traits("图片", "image/webp", 20 * MEGABYTE, shown=True),
    Kind.PDF: Traits("PDF文件", "application/pdf", 50 * MEGABYTE),
    Kind.DOCX: Traits("Word文件", _OFFICE + "wordprocessingml.document", 50 * MEGABYTE),
    Kind.XLSX: Traits("Excel文件", _OFFICE + "spreadsheetml.sheet", 50 * MEGABYTE),
    Kind.PPTX: Traits("PPT文件", _OFFICE + "presentationml.presentation", 50 * MEGABYTE),
    Kind.MP4: Traits("录像", "video/mp4", 500 * MEGABYTE),
    Kind.TEXT: Traits("文本", "text/plain; charset=utf-8", 2 * MEGABYTE),
}
IMAGES = frozenset(kind for kind, it in TRAITS.items() if it.shown)


def safe_name(given: str, kind: Kind) -> str:
    """The name a file is offered under: no path, nothing invisible, the ending of its content."""
    plain = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    stem = plain.rpartition(".")[0] or plain
    kept = _UNFIT.sub(" ", stem.replace(".", " "))
    return f"{' '.join(kept.split())[:_LONGEST_NAME].strip() or _NO_NAME}.{kind}"


def size(count: int) -> str:
    """1.5MB, 12KB, 300字节."""
    if count >= MEGABYTE:
        return f"{count / MEGABYTE:.1f}MB"
    return f"{count // 1024}KB" if count >= 1024 else f"{count}字节"

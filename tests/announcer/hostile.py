"""Files as they come from cameras, offices, and whoever wishes harm."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

CONTENT_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-ZHANG"
    exif[0x8825] = {1: "N", 2: (39.0, 43.0, 12.0), 3: "E", 4: (116.0, 20.0, 1.0)}
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(out, kind, exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 40,000 by 40,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data
            + struct.pack(">I", zlib.crc32(name + data))
        )  # fmt: skip

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )  # fmt: skip


def office(**parts: str) -> bytes:
    """A Word file with whatever else is put into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", "<document/>")
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def damaged() -> bytes:
    """A Word file whose list of types cannot be unpacked."""
    whole = bytearray(office())
    begins = whole.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    whole[begins : begins + 20] = b"\xff" * 20
    return bytes(whole)


def archive(name: str = "a.txt", text: str = "a") -> bytes:
    """A ZIP archive that is no document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, text)
    return out.getvalue()


def pdf(script: str = "") -> bytes:
    """A PDF of one page; with a script that runs when it is opened."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(script)}
        named = {NameObject(name): value for name, value in action.items()}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(named)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def box(name: bytes, data: bytes) -> bytes:
    """One box of an MP4."""
    return struct.pack(">I", len(data) + 8) + name + data


def movie(*more: bytes, inside: bytes = b"\0" * 64) -> bytes:
    """A row of boxes as in an MP4."""
    start = box(b"ftyp", b"isom\0\0\0\0isommp42")
    return b"".join((start, box(b"moov", inside), box(b"mdat", b"\1" * 5000), *more))

"""What files are taken, and what becomes of hostile ones: refused with the reason, or harmless."""

import asyncio
import io
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from services.announcer.materials.keeping import Files, Kept, open_files
from services.announcer.materials.kinds import (
    IMAGES,
    LONGEST_SIDE,
    TRAITS,
    Kind,
    RefusedFile,
    safe_name,
)
from services.announcer.materials.opening import opened
from services.announcer.materials.passing import Passing
from tests.announcer import hostile


def passed(data: bytes, step: int = 700) -> Passing:
    passing = Passing()
    out = b"".join(passing.feed(data[at : at + step]) for at in range(0, len(data), step))
    assert out + passing.finish() == data
    return passing


def taken(data: bytes, step: int = 700) -> tuple[Kind, bytes]:
    """A file as it would be kept, without the process around it."""
    kind = passed(data, step).kind
    assert kind is not None
    if kind in IMAGES:
        return kind, opened(kind, data, LONGEST_SIDE)
    if kind in {Kind.PDF, Kind.DOCX}:
        return Kind(opened(kind, data, LONGEST_SIDE).decode()), data
    return kind, data


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(RefusedFile) as caught:
        taken(data)
    return caught.value.reason, caught.value.message


@pytest.mark.parametrize("step", [1, 700, 1_000_000])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (hostile.photo(), Kind.JPEG),
        (hostile.photo("PNG"), Kind.PNG),
        (hostile.photo("WEBP"), Kind.WEBP),
        (hostile.pdf(), Kind.PDF),
        (hostile.office(), Kind.DOCX),
        (hostile.movie(), Kind.MP4),
        ("问：怎么报名？\r\n答：在活动页面。".encode(), Kind.TEXT),
        ("\ufeff有标记的文本".encode(), Kind.TEXT),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, kind: Kind, step: int) -> None:
    assert taken(data, step)[0] is kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "svg"),
        (b"<!DOCTYPE html><title>x</title>", "html"),
        (b"plain words, and then <ScRiPt>alert(1)</script>", "html"),
        (b"words " * 400 + b"<script>alert(1)</script>", "html"),
        (b"<?php system($_GET['c']); ?>", "script"),
        (b"\xef\xbb\xbf \n<?php system($_GET['c']); ?>", "script"),
        (b"#!/bin/sh\nrm -rf /\n", "executable"),
        (b"MZ\x90\x00" + b"\0" * 100, "executable"),
        (b"\x7fELF" + b"\0" * 100, "executable"),
        (b"GIF89a" + b"\0" * 20, "wrong_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "wrong_type"),
        (b"\0\1\2\3" * 100, "wrong_type"),
        ("乱码".encode("gb18030") * 9, "wrong_type"),
        (hostile.archive(), "wrong_type"),
        (b"GIF8 is no PDF" + hostile.pdf(), "wrong_type"),
        (b"<!-- -->" + hostile.pdf(), "polyglot"),
        (hostile.pdf() + hostile.archive(), "polyglot"),
        (hostile.pdf() + b"<script>alert(1)</script>", "polyglot"),
        (hostile.pdf("app.alert(1)"), "executable"),
        (hostile.office() + b"behind", "polyglot"),
        (hostile.office(word__vbaProject="macro"), "executable"),
        (hostile.office(word__embeddings__oleObject1="MZ"), "executable"),
        (hostile.office(**{"word__a.EXE": "MZ"}), "executable"),
        (hostile.office(**{"..__..__evil": "x"}), "path"),
        (hostile.photo()[:300], "broken"),
        (hostile.damaged(), "broken"),
        (hostile.bomb(), "bomb"),
        (hostile.movie()[:-10], "broken"),
        (hostile.movie(b"PK\x03\x04" + b"\0" * 90), "polyglot"),
        (hostile.movie(inside=b"\0\0\0\x20\xa9xyz+39.7+116.3/"), "location"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "wrong_type"),
    ],
)
def test_what_could_do_harm_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    found, message = refused(data)

    assert found == reason
    assert re.search(r"[\u4e00-\u9fff]", message)
    assert message.endswith("。")


def test_a_picture_is_painted_anew_without_place_camera_or_passengers() -> None:
    data = hostile.photo(size=(3000, 2000)) + hostile.archive() + b"<script>alert(1)</script>"
    _, kept = taken(data)

    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (2400, 1600), {})
    for trace in (b"CAMERA-OF-ZHANG", b"Exif", b"PK\x03\x04", b"script"):
        assert trace in data
        assert trace not in kept


def test_a_picture_stands_upright_and_keeps_what_is_transparent() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held sideways
    sideways, clear = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (60, 40)).save(sideways, "JPEG", exif=exif)
    Image.new("RGBA", (60, 40), (1, 2, 3, 0)).save(clear, "PNG")

    with Image.open(io.BytesIO(taken(sideways.getvalue())[1])) as picture:
        assert picture.size == (40, 60)
    with Image.open(io.BytesIO(taken(clear.getvalue())[1])) as picture:
        assert picture.mode == "RGBA"


def test_each_kind_has_its_size_counted_while_it_passes() -> None:
    assert refused(b"words\n" * (TRAITS[Kind.TEXT].most // 6 + 1))[0] == "too_large"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("现场照片：座谈（1）.jpeg", "现场照片：座谈（1）.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\zhang\\a b.PNG", "a b.jpg"),
        ("..\\..\\", "材料.jpg"),
        ("", "材料.jpg"),
        ("photo.php", "photo.jpg"),
        ("photo.jpg.exe", "photo jpg.jpg"),
        ('a"\r\nSet-Cookie: x=1', "a Set-Cookie x 1.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("名" * 300, "名" * 80 + ".jpg"),
        (".htaccess", "htaccess.jpg"),
    ],
)
def test_a_name_has_no_path_no_tricks_and_the_ending_of_its_content(given: str, name: str) -> None:
    assert safe_name(given, Kind.JPEG) == name


async def arriving(data: bytes, cut: int | None = None) -> AsyncIterator[bytes]:
    for at in range(0, len(data), 1000):
        if cut is not None and at >= cut:
            raise ConnectionError("cut")
        yield data[at : at + 1000]
        await asyncio.sleep(0)


def left(folder: Path) -> list[str]:
    return sorted(it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file())


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return open_files((tmp_path / "files").as_uri())


async def test_what_is_kept_is_what_is_hashed(files: Files, tmp_path: Path) -> None:
    document, photo = hostile.office(), hostile.photo(size=(1280, 800)) + hostile.archive()
    came = await files.take("a", arriving(document))
    painted = await files.take("a", arriving(photo))

    assert came == Kept(came.file, Kind.DOCX, len(document), passed(document).sha256)
    kept = b"".join([piece async for piece in files.read(painted.file)])
    assert painted == Kept(painted.file, Kind.JPEG, len(kept), passed(kept).sha256)
    assert not zipfile.is_zipfile(io.BytesIO(kept))
    small = b"".join([piece async for piece in files.read(painted.file, preview=True)])
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (640, 400)
    for file in (came.file, painted.file):
        assert await files.has(file)
        await files.remove(file)
    assert left(tmp_path / "files") == []


async def test_the_same_from_the_same_form_is_kept_once(files: Files, tmp_path: Path) -> None:
    first = await files.take("a", arriving(b"words"))
    assert await files.take("a", arriving(b"words")) == first
    others = [await files.take("b", arriving(b"words")), await files.take("a", arriving(b"other"))]

    assert left(tmp_path / "files") == sorted(f"kept/{it.file}" for it in (first, *others))


async def test_what_a_library_complains_of_does_not_hide_the_reason(files: Files) -> None:
    wrong = re.sub(rb"startxref\n\d+", b"startxref\n7", hostile.pdf("app.alert(1)"))
    with pytest.raises(RefusedFile) as caught:
        await files.take("a", arriving(wrong))
    assert caught.value.reason == "executable"


async def test_a_cut_connection_and_a_refusal_leave_nothing(files: Files, tmp_path: Path) -> None:
    long = hostile.movie(hostile.box(b"free", b"\0" * 200_000))
    with pytest.raises(ConnectionError):
        await files.take("a", arriving(long, cut=150_000))
    for data in (hostile.bomb(), long + b"x", hostile.pdf("app.alert(1)")):
        with pytest.raises(RefusedFile):
            await files.take("b", arriving(data))

    assert left(tmp_path / "files") == []

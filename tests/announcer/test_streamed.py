"""A form with a file that is read while it arrives, as its bytes come over the connection."""

import os
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import Request
from starlette.types import Message

from services._web.faults import BadField
from services._web.streamed import Arriving
from services.announcer.materials.keeping import LONGEST_ARRIVAL, open_files
from tests.announcer import hostile
from tests.announcer.test_materials_files import left

EDGE = b"----edge"
MEGABYTE = 1024 * 1024


def field(name: str, value: bytes, file: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    head = f'Content-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return b"--" + EDGE + b"\r\n" + head.encode() + value + b"\r\n"


def sent(pieces: Iterable[bytes], *, cut: bool = False) -> Arriving:
    """A request whose body comes in these pieces; a cut one ends as a connection does."""
    messages = ({"type": "http.request", "body": it, "more_body": True} for it in pieces)
    last = "http.disconnect" if cut else "http.request"

    end: dict[str, object] = {"type": last, "body": b"", "more_body": False}

    async def receive() -> Message:
        return next(messages, end)

    kind = b"multipart/form-data; boundary=" + EDGE
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind)]}
    return Arriving(Request(scope, receive))


def in_pieces(body: bytes, step: int) -> Iterable[bytes]:
    return (body[at : at + step] for at in range(0, len(body), step))


END = b"--" + EDGE + b"--\r\n"


@pytest.mark.parametrize("step", [1, 7, 100_000])
async def test_the_fields_come_first_and_then_the_file(step: int) -> None:
    file = b"\r\n--almost an edge\r\n" * 9
    body = field("csrf", b"word") + field("alt", "说明".encode()) + field("file", file, "图.jpg")
    arriving = sent(in_pieces(body + END, step))

    assert await arriving.fields() == [("csrf", "word"), ("alt", "说明")]
    assert arriving.file_name == "图.jpg"
    assert b"".join([it async for it in arriving.pieces()]) == file


async def test_a_form_that_ends_early_or_goes_on_after_its_file_is_none() -> None:
    whole = field("file", b"data", "a.jpg")
    for body in (whole, field("file", b"data" * 9, "a.jpg")[:-20], whole + field("a", b"b") + END):
        arriving = sent(in_pieces(body, 1))
        await arriving.fields()
        with pytest.raises(BadField):
            [it async for it in arriving.pieces()]
    for body in (b"no form at all", field("a", b"b" * 20_000) + END, field("a", b"b") * 60 + END):
        with pytest.raises(BadField):
            await sent([body]).fields()


async def test_a_cut_connection_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    files = open_files((tmp_path / "files").as_uri())
    body = field("file", hostile.movie(), "a.mp4")
    arriving = sent(in_pieces(body[:-1000], 500), cut=True)
    await arriving.fields()

    with pytest.raises(BadField):
        await files.take("a", arriving.pieces())
    assert left(tmp_path) == []


async def test_what_a_killed_process_left_over_is_swept_once_it_is_old(tmp_path: Path) -> None:
    files, aside = open_files(tmp_path.as_uri()), tmp_path / "arriving"
    aside.mkdir()
    for name, age in (("old", timedelta(days=2)), ("new", timedelta())):
        (aside / name).write_bytes(b"half of a file")
        moment = (datetime.now(UTC) - age).timestamp()
        os.utime(aside / name, (moment, moment))

    await files.sweep(datetime.now(UTC) - LONGEST_ARRIVAL)

    assert [it.name for it in aside.iterdir()] == ["new"]


async def test_a_long_recording_never_is_in_memory(tmp_path: Path) -> None:
    files, rest = open_files((tmp_path / "files").as_uri()), 32 * MEGABYTE
    start = hostile.movie()
    long = hostile.box(b"free", b"")[4:]
    body = (
        field("file", start + (rest + 8).to_bytes(4, "big") + long, "a.mp4")[:-2],
        *[b"\0" * (64 * 1024)] * (rest // (64 * 1024)),
        b"\r\n" + END,
    )
    arriving = sent(body)
    tracemalloc.start()
    try:
        await arriving.fields()
        kept = await files.take("a", arriving.pieces())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert kept.size == len(start) + 8 + rest
    assert peak < 8 * MEGABYTE

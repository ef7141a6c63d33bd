"""Segments and recordings in a folder: what is kept, handed out in parts, and deleted."""

from pathlib import Path

from services._web.stores import open_store
from services.livestream.media.files import Recordings, recording_path, segment_path

ADDRESS = "an-address"
FIRST, SECOND = "a" * 64, "b" * 64


async def test_what_was_kept_is_read_whole_in_parts_and_joined(tmp_path: Path) -> None:
    kept = Recordings(open_store(tmp_path.as_uri()))
    await kept.put(segment_path(ADDRESS, FIRST), b"first")
    await kept.put(segment_path(ADDRESS, SECOND), b"second")
    pieces = [it async for it in kept.joined(ADDRESS, [FIRST, "c" * 64, SECOND])]
    assert pieces == [b"first", b"second"]
    whole = tmp_path / "whole"
    whole.write_bytes(b"0123456789" * 60_000)
    await kept.put_file(recording_path(ADDRESS), whole)
    assert await kept.size(recording_path(ADDRESS)) == 600_000
    part = b"".join([it async for it in kept.part(recording_path(ADDRESS), 4, 300_008)])
    assert part == whole.read_bytes()[4:300_008]


async def test_what_is_deleted_or_never_was_is_not_there(tmp_path: Path) -> None:
    kept, path = Recordings(open_store(tmp_path.as_uri())), segment_path(ADDRESS, FIRST)
    await kept.put(path, b"first")
    await kept.delete([path, segment_path(ADDRESS, SECOND)])
    assert await kept.read(path) is None
    assert await kept.size(path) is None

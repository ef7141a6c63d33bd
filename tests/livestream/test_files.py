"""Segments and recordings in a folder: what is kept, handed out in parts, and deleted."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from services._web.stores import open_store
from services.livestream.media.files import (
    Damaged,
    Recordings,
    recording_path,
    segment_path,
    unread_path,
)
from services.livestream.media.segments import Segment

ADDRESS = "an-address"
BYTES = (b"first", b"second")
FIRST, SECOND = (
    Segment(number, 0, datetime(2026, 11, 27, 1, tzinfo=UTC), 2000, sha256(it).hexdigest(), len(it))
    for number, it in enumerate(BYTES)
)


@pytest.fixture
async def kept(tmp_path: Path) -> Recordings:
    """Two segments in a folder."""
    kept = Recordings(open_store((tmp_path / "store").as_uri()))
    for each, data in zip((FIRST, SECOND), BYTES, strict=True):
        await kept.put(segment_path(ADDRESS, each.sha256), data)
    return kept


async def test_what_was_kept_is_joined_and_a_file_is_read_in_parts(
    kept: Recordings, tmp_path: Path
) -> None:
    assert [it async for it in kept.joined(ADDRESS, (FIRST, SECOND))] == list(BYTES)
    whole = tmp_path / "whole"
    whole.write_bytes(b"0123456789" * 1_000_000)
    await kept.put_file(recording_path(ADDRESS), whole)
    assert await kept.size(recording_path(ADDRESS)) == 10_000_000
    part = b"".join([it async for it in kept.part(recording_path(ADDRESS), 4, 9_000_008)])
    assert part == whole.read_bytes()[4:9_000_008]
    opened = await kept.open(recording_path(ADDRESS))
    assert opened
    size, pieces = opened
    assert (size, b"".join([it async for it in pieces])) == (10_000_000, whole.read_bytes())


@pytest.mark.parametrize("now", [None, b"", b"secom"])
async def test_what_is_gone_or_changed_is_not_passed_over(
    kept: Recordings, now: bytes | None
) -> None:
    path = segment_path(ADDRESS, SECOND.sha256)
    await (kept.delete([path]) if now is None else kept.put(path, now))
    assert await kept.holds(ADDRESS, FIRST)
    assert not await kept.holds(ADDRESS, SECOND)
    with pytest.raises(Damaged):
        assert [it async for it in kept.joined(ADDRESS, (FIRST, SECOND))]


async def test_nothing_of_a_session_is_left_and_all_of_another(kept: Recordings) -> None:
    other, aside = segment_path("an-address-2", "a" * 64), unread_path(ADDRESS, "1/000001.ts")
    await kept.put(other, b"other")
    await kept.put(aside, b"unread")
    await kept.delete_all(ADDRESS)
    assert not await kept.holds(ADDRESS, FIRST)
    assert await kept.size(aside) is None
    assert await kept.read(other) == b"other"


async def test_what_never_was_is_not_there(kept: Recordings) -> None:
    await kept.delete([recording_path(ADDRESS)])
    assert await kept.read(recording_path(ADDRESS)) is None
    assert await kept.size(recording_path(ADDRESS)) is None
    assert await kept.open(recording_path(ADDRESS)) is None

"""What lies in the folder of one ffmpeg: what is closed, what is still written, what grows."""

from pathlib import Path

import pytest

from services.livestream.media.commands import LIST
from services.livestream.media.segments import Cut
from services.livestream.media.takes import Take, anything_lies, folders

FIRST, SECOND = Cut("000000.ts", 0.0, 2.0), Cut("000001.ts", 2.0, 4.0)


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Two closed segments, and one that is being written."""
    folder = tmp_path / "0001"
    folder.mkdir()
    listed = "".join(f"{it.file},{it.begins:f},{it.ends:f}\n" for it in (FIRST, SECOND))
    (folder / LIST).write_text(listed)
    for number in range(3):
        (folder / f"{number:06}.ts").write_bytes(b"picture")
    return Take(folder)


def test_what_is_kept_elsewhere_is_closed_but_no_longer_to_be_kept(take: Take) -> None:
    assert take.closed(over=False) == [(FIRST, False), (SECOND, False)]
    take.drop(FIRST.file)
    assert take.listed() == [FIRST, SECOND]
    assert take.closed(over=False) == [(SECOND, False)]
    assert [it.name for it in take.lying()] == [SECOND.file, "000002.ts"]


def test_of_what_nothing_follows_it_is_known_at_the_end_that_it_is_the_last(take: Take) -> None:
    take.drop("000002.ts")
    assert take.closed(over=False) == [(FIRST, False)]
    assert take.closed(over=True) == [(FIRST, False), (SECOND, True)]


def test_when_the_first_picture_was_seen_is_written_down(take: Take) -> None:
    assert take.seen() is None
    take.note_picture()
    assert take.seen() == take.folder / "seen"
    assert [it.name for it in take.lying()][-1] == "000002.ts"


def test_a_take_grows_while_a_segment_is_written_and_when_one_is_closed(take: Take) -> None:
    """So a publisher whose key frames are far apart does not stand still."""
    before = take.grown()
    assert take.grown() == before
    with (take.folder / "000002.ts").open("ab") as file:
        file.write(b" and more")
    after = take.grown()
    assert after != before
    (take.folder / LIST).write_text((take.folder / LIST).read_text() + "000002.ts,4.0,6.0\n")
    assert take.grown() != after


def test_a_folder_is_a_take_and_only_pictures_wait(take: Take, tmp_path: Path) -> None:
    assert folders(tmp_path) == [take.folder]
    assert anything_lies(tmp_path)
    for file in take.lying():
        take.drop(file.name)
    assert not anything_lies(tmp_path)
    assert take.closed(over=True) == []
    assert folders(tmp_path / "nothing") == []

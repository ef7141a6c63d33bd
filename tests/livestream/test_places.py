"""Where pictures lie on the disk, however programmes are called."""

from datetime import timedelta
from pathlib import Path

import pytest

from services._vault.keys import KeyFile, generate
from services._vault.vault import Vault
from services._web.stores import open_store
from services.livestream.keeping.inventory import INVENTORY
from services.livestream.media.files import Recordings
from services.livestream.media.video import Video


@pytest.fixture
def video(tmp_path: Path) -> Video:
    """A disk on which pictures come in."""
    keys = tmp_path / "keys.json"
    keys.write_text(generate())
    vault = Vault(KeyFile(keys), INVENTORY)
    recordings = Recordings(open_store((tmp_path / "recordings").as_uri()))
    return Video(
        tmp_path / "spool", recordings, vault, "127.0.0.1", "127.0.0.1", range(1, 2),
        timedelta(seconds=10), frozenset(),
    )  # fmt: skip


@pytest.mark.parametrize("programme", ["joins", "lock", "takes", "join-2026"])
def test_no_programme_is_called_like_what_lies_beside_its_pictures(
    video: Video, programme: str
) -> None:
    assert video.spool
    taken = video.spool_of((programme, "open-11", "s1"))
    for beside in (video.joins, video.spool / "lock"):
        assert beside not in taken.parents
        assert taken not in beside.parents

"""A stack's folder: kept between starts, locked while used, secret where it must be."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from deploy.local import keys
from deploy.local.home import Home, HomeInUseError


def test_two_stacks_cannot_run_from_one_folder(tmp_path: Path) -> None:
    first, second = Home("run", tmp_path), Home("run", tmp_path)
    first.lock()
    with pytest.raises(HomeInUseError, match="MINSHENG_HOME"):
        second.lock()
    first.unlock()
    second.lock()
    second.unlock()


def test_a_season_and_the_real_clock_share_nothing(tmp_path: Path) -> None:
    season, real = Home("run", tmp_path), Home("up", tmp_path)
    assert season.postgres != real.postgres
    assert season.jetstream != real.jetstream


def test_forgetting_begins_anew(tmp_path: Path) -> None:
    home = Home("run", tmp_path)
    keys.password(home.secrets, "postgres")
    home.postgres.mkdir(parents=True)
    data = home.postgres
    home.forget()
    assert not data.exists()
    assert Home("run", tmp_path).identity != home.identity


@pytest.mark.parametrize("there", [("postgres", "restoring"), ("restoring", "replaced")])
def test_a_restore_that_was_killed_leaves_the_old_data_and_nothing_beside_it(
    tmp_path: Path, there: tuple[str, ...]
) -> None:
    home = Home("up", tmp_path)
    for name in there:
        folder: Path = getattr(home, name)
        folder.mkdir(parents=True)
        (folder / name).touch()
    home.undo_restore()
    old = "postgres" if "postgres" in there else "replaced"
    assert [it.name for it in home.postgres.iterdir()] == [old]
    assert not home.restoring.exists()
    assert not home.replaced.exists()


def test_a_server_that_still_writes_as_it_ends_leaves_nothing_either(tmp_path: Path) -> None:
    home, ended = Home("up", tmp_path), time.monotonic() + 0.5
    home.restoring.mkdir(parents=True)

    def write() -> None:
        for number in count():
            if time.monotonic() > ended:
                return
            with contextlib.suppress(FileNotFoundError):  # once the folder itself is gone
                (home.restoring / str(number)).mkdir()

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write)
        home.undo_restore()
        writing.result()
    assert not home.restoring.exists()


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    seed = keys.nats_seed(tmp_path, "announcer")
    signing = keys.signing_key(tmp_path)
    first = (seed.read_text(), signing.read_text(), keys.password(tmp_path, "role"))
    keys.nats_seed(tmp_path, "announcer")
    keys.signing_key(tmp_path)
    assert first == (seed.read_text(), signing.read_text(), keys.password(tmp_path, "role"))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_services_are_given_no_private_part_of_the_signing_key(tmp_path: Path) -> None:
    assert '"d"' in keys.signing_key(tmp_path).read_text()
    assert '"d"' not in keys.public_key_set(tmp_path).read_text()

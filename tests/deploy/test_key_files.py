"""The keys of a home go elsewhere as one file and come back without one being lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from deploy.backup import key_files
from deploy.local import keys
from deploy.local.home import Home
from services._vault.keys import BadKeys

ONES = {"livestream": "l1", "registration": "r1", "signing": "s1"}


def test_what_was_collected_is_put_back_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    old, new = Home("up", tmp_path / "old"), Home("up", tmp_path / "new")
    file = tmp_path / "elsewhere" / "keys"
    for home in (old, new):
        home.base.mkdir(parents=True, exist_ok=True)
    key_files.put(old, ONES)
    keys.write(file, json.dumps(key_files.present(old)))
    key_files.put(new, key_files.read(file))
    found = key_files.files_of(new)
    assert {name: place.read_text() for name, place in found.items()} == ONES
    assert {place.stat().st_mode & 0o777 for place in found.values()} == {0o600}
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_keys_whose_place_others_take_are_kept(tmp_path: Path) -> None:
    home = Home("up", tmp_path)
    for number in ("1", "2", "3"):
        key_files.put(home, {**ONES, "registration": f"r{number}"})
    place = key_files.files_of(home)["registration"]
    kept = sorted(place.parent.glob(f"{place.name}*"))
    assert [it.read_text() for it in kept] == ["r3", "r1", "r2"]
    assert not [*home.base.glob(f"{keys.SIGNING}.*")], "the same again takes nobody's place"


def test_stacks_that_start_at_once_beside_each_other_sign_with_one_key(tmp_path: Path) -> None:
    at_once = Barrier(8)

    def made(_: int) -> str:
        at_once.wait()
        return keys.signing_key(tmp_path).read_text()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(made, range(8)))) == 1
    assert [it.name for it in tmp_path.iterdir()] == [keys.SIGNING]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"another": "k1"}', '{"signing": 1}'])
def test_what_is_no_file_of_keys_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").write_text(text)
    with pytest.raises(BadKeys, match="minsheng backup --keys"):
        key_files.read(tmp_path / "keys")

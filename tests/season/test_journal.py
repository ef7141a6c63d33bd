from pathlib import Path

import pytest

from deploy.local.season.acts import load_acts
from deploy.local.season.journal import Journal, OtherSeasonError, fingerprint

ACTS = load_acts()


def test_an_interrupted_season_knows_how_far_it_came(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "season.json", ACTS)
    journal.known["open-01.materials"] = "an id"
    journal.note(41)
    again = Journal(tmp_path / "season.json", ACTS)
    assert (again.done, again.known) == (41, {"open-01.materials": "an id"})


def test_a_new_season_begins_with_nothing_done(tmp_path: Path) -> None:
    assert Journal(tmp_path / "season.json", ACTS).done == 0


def test_other_acts_do_not_go_on_over_stored_facts(tmp_path: Path) -> None:
    Journal(tmp_path / "season.json", ACTS).note(3)
    with pytest.raises(OtherSeasonError, match="another season"):
        Journal(tmp_path / "season.json", ACTS[1:])


def test_the_same_acts_have_the_same_fingerprint() -> None:
    assert fingerprint(ACTS) == fingerprint(load_acts())

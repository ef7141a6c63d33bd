"""The export of a rehearsed season: `judge` says the same, and notices what was changed."""

from typing import Any

import pytest

from deploy.local.season.acts import load_acts
from deploy.local.season.check import Checked, compare, told_by_mistake
from deploy.local.season.citizens import citizen
from deploy.local.season.expected import load_expected
from deploy.local.season.offline import judge_offline
from tests.season.rehearsal import Rehearsal

MOMENT = load_expected()[0]


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    played = Rehearsal()
    played.play(load_acts())
    return played


@pytest.fixture
def wall(rehearsal: Rehearsal) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each.row, each.code): each.to_json() for each in rehearsal.verdicts(MOMENT.as_of)}


def checked(wall: dict[tuple[str, str], dict[str, Any]]) -> list[Checked]:
    return [compare(MOMENT, wall, ())]


def exported(rehearsal: Rehearsal) -> list[str]:
    return [fact.to_json_line() for fact in rehearsal.facts]


def test_nothing_private_stands_in_the_export_and_would_be_found(rehearsal: Rehearsal) -> None:
    lines, acts = exported(rehearsal), load_acts()
    assert told_by_mistake(acts, lines) == []
    one = citizen("open-01", "parent", 1)
    assert told_by_mistake(acts, [*lines, f"{one.name} {one.phone}"]) == [one.phone, one.name]


def test_the_export_is_judged_as_the_wall_shows_it(
    rehearsal: Rehearsal, wall: dict[tuple[str, str], dict[str, Any]]
) -> None:
    found = judge_offline(exported(rehearsal), checked(wall))
    assert (found.problem, list(found.differences)) == (None, [])
    assert "0 verdicts differ" in str(found)


def test_a_wall_that_says_otherwise_is_named(
    rehearsal: Rehearsal, wall: dict[tuple[str, str], dict[str, Any]]
) -> None:
    wall["open-12", "ANN-CHANNEL"]["status"] = "met"
    (difference,) = judge_offline(exported(rehearsal), checked(wall)).differences
    assert difference.cell == ("open-12", "ANN-CHANNEL")


def test_a_removed_fact_is_found(
    rehearsal: Rehearsal, wall: dict[tuple[str, str], dict[str, Any]]
) -> None:
    lines = exported(rehearsal)
    found = judge_offline(lines[:100] + lines[101:], checked(wall))
    assert found.problem is not None
    assert "broken chain" in found.problem

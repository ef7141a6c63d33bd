"""Three packs judge one log: every difference is expected, and named with its reason."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.season import PROGRAMME
from deploy.local.season.acts import load_acts
from services.compliance.judging.judge import judge
from services.compliance.judging.projection import Projection, read_fact
from services.compliance.rules.pack import load_pack, packs
from services.compliance.rules.verdict import Verdict
from tests.compliance.story import at
from tests.season.rehearsal import Rehearsal

AS_OF = at("2023-12-31 12:00")
EXPECTED = tomllib.loads(Path(__file__).with_name("three_packs.toml").read_text("utf-8"))

Verdicts = dict[tuple[str, str], Verdict]


@pytest.fixture(scope="module")
def season() -> Rehearsal:
    played = Rehearsal()
    played.play(load_acts())
    return played


@pytest.fixture(scope="module")
def judged(season: Rehearsal) -> dict[str, Verdicts]:
    return {
        name: {
            (each.row, each.code): each
            for each in judge(load_pack(name), season.facts, AS_OF, PROGRAMME).verdicts
        }
        for name in packs()
    }


def listed(entries: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for entry in entries:
        assert entry["why"]
        yield from (((row, entry["code"]), entry) for row in entry["rows"])


def test_the_table_is_about_every_pack_but_the_first() -> None:
    assert set(EXPECTED) == set(packs()) - {PROGRAMME}


@pytest.mark.parametrize("pack", EXPECTED)
def test_what_a_pack_judges_otherwise_is_exactly_what_is_listed(
    pack: str, judged: dict[str, Verdicts]
) -> None:
    daxing, here = judged[PROGRAMME], judged[pack]
    found = {
        cell: (daxing[cell].status.value, verdict.status.value)
        for cell, verdict in here.items()
        if cell in daxing and daxing[cell].status != verdict.status
    }
    assert found == {
        cell: (entry["daxing"], entry["here"]) for cell, entry in listed(EXPECTED[pack]["changed"])
    }


@pytest.mark.parametrize("pack", EXPECTED)
def test_what_only_a_pack_asks_is_exactly_what_is_listed(
    pack: str, judged: dict[str, Verdicts]
) -> None:
    found = {
        cell: verdict.status.value
        for cell, verdict in judged[pack].items()
        if cell not in judged[PROGRAMME]
    }
    assert found == {cell: entry["here"] for cell, entry in listed(EXPECTED[pack]["new"])}


def test_every_pack_judges_the_same_activities(judged: dict[str, Verdicts]) -> None:
    rows = {
        pack: {row for row, _ in verdicts if not row.startswith("unit:") and row != "programme"}
        for pack, verdicts in judged.items()
    }
    assert all(each == rows[PROGRAMME] for each in rows.values())


def test_the_verdicts_of_every_pack_come_out_the_same_again(
    season: Rehearsal, judged: dict[str, Verdicts]
) -> None:
    for name, verdicts in judged.items():
        again = judge(load_pack(name), reversed(season.facts), AS_OF, PROGRAMME).verdicts
        assert list(again) == list(verdicts.values())


def test_every_past_verdict_of_the_season_comes_out_the_same_when_it_is_run_again(
    season: Rehearsal,
) -> None:
    """What was judged each week from the facts there were, against the whole log judged later."""
    pack, known = load_pack(PROGRAMME), Projection()
    waiting = sorted(season.facts, key=lambda envelope: envelope.recordedat)
    for week in range(22):
        moment = at("2023-08-01 12:00") + timedelta(weeks=week)
        arrived = [envelope for envelope in waiting if envelope.recordedat <= moment]
        waiting = waiting[len(arrived) :]
        facts = (read_fact(envelope) for envelope in arrived)
        known.add(fact for fact in facts if fact is not None)
        then = known.assess(PROGRAMME, moment)
        assert list(judge(pack, season.facts, moment, PROGRAMME).verdicts) == then

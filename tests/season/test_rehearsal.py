"""The whole season through the pure deciders and the rules: no server, one second."""

import pytest

from deploy.local.season.acts import load_acts
from deploy.local.season.expected import Moment, load_expected, load_planted
from services.compliance.rules.verdict import Verdict
from tests.season.rehearsal import Rehearsal

MOMENTS = load_expected()


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    played = Rehearsal()
    played.play(load_acts())
    return played


def judged(rehearsal: Rehearsal, moment: Moment) -> dict[tuple[str, str], Verdict]:
    return {(each.row, each.code): each for each in rehearsal.verdicts(moment.as_of)}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment.as_of:%Y-%m-%d}")
def test_every_verdict_is_the_expected_one(rehearsal: Rehearsal, moment: Moment) -> None:
    found = {cell: verdict.status for cell, verdict in judged(rehearsal, moment).items()}
    differing = {
        cell: (moment.statuses.get(cell), found.get(cell))
        for cell in moment.statuses.keys() | found.keys()
        if moment.statuses.get(cell) != found.get(cell)
    }
    assert differing == {}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment.as_of:%Y-%m-%d}")
def test_due_dates_and_flags_are_the_expected_ones(rehearsal: Rehearsal, moment: Moment) -> None:
    found = judged(rehearsal, moment)
    assert moment.details == {
        cell: type(detail)(
            found[cell].due or detail.due.min,
            tuple(sorted(flag.value for flag in found[cell].flags)),
        )
        for cell, detail in moment.details.items()
    }


def test_flags_show_where_they_were_planted(rehearsal: Rehearsal) -> None:
    found = {moment.as_of: judged(rehearsal, moment) for moment in MOMENTS}
    for fault in load_planted():
        if fault.flag:
            flags = [found[fault.as_of][cell].flags for cell in fault.shows]
            assert all(fault.flag in each for each in flags), fault.id


def test_the_order_in_which_facts_arrive_does_not_matter(rehearsal: Rehearsal) -> None:
    moment = MOMENTS[1]
    backwards = Rehearsal(facts=list(reversed(rehearsal.facts)))
    assert judged(backwards, moment) == judged(rehearsal, moment)

"""What is true of every score, whatever the verdicts and the table."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from contracts.values import VerdictStatus
from services.compliance.assessment.score import score
from services.compliance.assessment.standing import DRAFT
from services.compliance.assessment.table import ScoringTable, load_table, parse_table
from services.compliance.rules.verdict import Verdict
from tests.compliance.random_stories import MOMENTS, stories
from tests.compliance.scored import SMALL, verdict
from tests.compliance.story import Story, at
from tests.compliance.test_properties import every

TABLES = st.sampled_from([load_table(DRAFT), parse_table(SMALL, "small.toml")])
CODES = sorted(set(load_table(DRAFT).requirements()))
CASES = st.builds(
    verdict,
    st.sampled_from(CODES),
    st.sampled_from([status.value for status in VerdictStatus]),
    st.sampled_from(["open-01", "open-02", "unit:x"]),
    st.sampled_from([("plan",), ("plan", "notice"), ()]),
)
WALLS = st.lists(CASES, max_size=30, unique_by=lambda case: (case.row, case.code))
BETTER = [VerdictStatus(name) for name in ("missed", "gap", "met_late", "met")]


@given(TABLES, WALLS)
def test_a_total_lies_between_nothing_and_the_full_marks(
    table: ScoringTable, wall: list[Verdict]
) -> None:
    found = score(table, wall)
    assert found.total is None or 0 <= found.total <= table.full_marks
    for item in found.items:
        assert 0 <= item.marks <= item.most
        assert isinstance(item.marks, int)


@given(TABLES, WALLS, st.randoms(use_true_random=False))
def test_the_order_of_verdicts_does_not_matter(
    table: ScoringTable, wall: list[Verdict], chance: Random
) -> None:
    shuffled = list(wall)
    chance.shuffle(shuffled)
    assert score(table, shuffled) == score(table, wall)


@given(TABLES, WALLS, st.data())
def test_a_verdict_that_gets_better_never_lowers_the_score(
    table: ScoringTable, wall: list[Verdict], data: st.DataObject
) -> None:
    settled = [n for n, case in enumerate(wall) if case.status in BETTER]
    if not settled:
        return
    place = data.draw(st.sampled_from(settled))
    later = data.draw(st.sampled_from(BETTER[BETTER.index(wall[place].status) :]))
    better = [*wall[:place], replace(wall[place], status=later), *wall[place + 1 :]]
    before, after = score(table, wall).total, score(table, better).total
    assert (before is None) == (after is None)
    assert (after or 0) >= (before or 0)


@given(TABLES, WALLS)
def test_one_cause_costs_once(table: ScoringTable, wall: list[Verdict]) -> None:
    for item in score(table, wall).items[: len(table.indicators)]:
        entry = next(each for each in table.indicators if each.code == item.code)
        paid = [
            (case.row, entry.group_of(case.code), case.evidence)
            for case in item.cases
            if case.marks < 0
        ]
        assert len(paid) == len(set(paid))
        for case in item.cases:
            assert case.costs == 0 or case.marks == -case.costs or case.counted_with


@every
@given(stories(), MOMENTS)
def test_every_case_opens_to_facts_that_were_known(story: Story, now: str) -> None:
    verdicts = list(story.wall(now).values())
    known = {fact.id for fact in story.facts if fact.recorded_at <= at(now)}
    for item in score(load_table(DRAFT), verdicts).items:
        for case in item.cases:
            assert known.issuperset(case.evidence)

"""What is true of every sequence of facts."""

import json
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.values import VerdictStatus, beijing_date
from services.compliance.judging.assess import assess, assess_activity, next_transition
from services.compliance.judging.case import Programme
from services.compliance.rules.verdict import Flag, Verdict
from tests.compliance.random_stories import MOMENTS, PROGRAMME, stories
from tests.compliance.story import Story, at

every = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
JSON_KEYS = [
    *("activity", "code", "strength", "status", "flags", "due", "due_at", "clause", "evidence"),
]


def judged(story: Story, as_of: str, programme: Programme | None = None) -> list[Verdict]:
    known = programme or story.programme()
    return assess(story.pack, story.calendar, known, at(as_of))


@every
@given(stories(), MOMENTS)
def test_there_is_a_verdict_for_every_requirement_and_it_is_well_formed(
    story: Story, now: str
) -> None:
    verdicts = judged(story, now)
    codes = [entry.code for entry in story.pack.of_scope("activity")]
    rows = [verdict.code for verdict in verdicts if verdict.row == story.activity]
    assert rows == codes
    ids = {fact.id for fact in story.facts if fact.recorded_at <= at(now)}
    for verdict in verdicts:
        assert verdict.status in VerdictStatus
        assert verdict.flags <= set(Flag)
        assert ids.issuperset(verdict.evidence)
        assert list(verdict.evidence) == sorted(set(verdict.evidence))
        assert (verdict.due is None) == (verdict.due_at is None)
        assert verdict.working.conclusion
        told = json.loads(json.dumps(verdict.to_json()))
        assert list(told) == JSON_KEYS
        if verdict.strength != "M":
            assert verdict.status != "missed"
        if verdict.status in ("not_applicable", "unscheduled"):
            assert verdict.due is None
        if verdict.status in ("pending", "due_soon"):
            assert verdict.due_at is not None
            assert verdict.due_at >= at(now)
            assert verdict.days_left is not None


@every
@given(stories(), MOMENTS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_repetition_of_deliveries_matters(
    story: Story, now: str, chance: Random
) -> None:
    expected = judged(story, now)
    shuffled = [*story.facts, *chance.choices(story.facts, k=5)]
    chance.shuffle(shuffled)
    programme = Programme(PROGRAMME)
    for size in (1, 3, len(shuffled)):
        batch, shuffled = shuffled[:size], shuffled[size:]
        programme = programme.add(batch)
    actual = judged(story, now, programme)
    assert [verdict.to_json() for verdict in expected] == [v.to_json() for v in actual]
    assert expected == actual


@every
@given(stories(), MOMENTS)
def test_what_is_recorded_later_changes_nothing_now(story: Story, now: str) -> None:
    known = [fact for fact in story.facts if fact.recorded_at <= at(now)]
    assert judged(story, now) == judged(story, now, Programme(PROGRAMME).add(known))


@every
@given(stories(), MOMENTS)
def test_one_activity_alone_is_judged_as_on_the_wall(story: Story, now: str) -> None:
    alone = assess_activity(story.pack, story.calendar, story.programme(), story.activity, at(now))
    assert alone == [verdict for verdict in judged(story, now) if verdict.row == story.activity]


@every
@given(stories(), MOMENTS, st.lists(st.floats(0.0, 0.999999), min_size=1, max_size=4))
def test_time_alone_changes_nothing_before_the_next_transition(
    story: Story, now: str, fractions: list[float]
) -> None:
    moment = at(now)
    programme = Programme(PROGRAMME).add(fact for fact in story.facts if fact.recorded_at <= moment)
    before = assess(story.pack, story.calendar, programme, moment)
    then = next_transition(programme, before, moment)
    assert moment < then
    assert beijing_date(then - timedelta(microseconds=1)) == beijing_date(moment)
    samples = [moment + (then - moment) * fraction for fraction in fractions]
    last = then - timedelta(microseconds=1)
    for sample in {min(sample, last) for sample in (*samples, last)}:
        later = assess(story.pack, story.calendar, programme, sample)
        assert [verdict.to_json() for verdict in before] == [v.to_json() for v in later]


@every
@given(stories(), MOMENTS)
def test_nothing_is_judged_before_the_import(story: Story, now: str) -> None:
    assert judged(story, "2023-08-01 08:59:59") == []
    del story.facts[0]
    assert judged(story, now) == []

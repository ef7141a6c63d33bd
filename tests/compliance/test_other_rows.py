"""Rows beside the plan: units outside it (常态化) and the programme's assessment (考核)."""

import pytest

from contracts.events.compliance import AssessmentClosed, RoutineUnitRegistered
from contracts.values import AssessmentPoint
from services.compliance.judging.assess import assess
from services.compliance.rules.verdict import Verdict
from tests.compliance.story import PROGRAMME, Story, at

PLANNED_ONLY = {"HELD", "WINDOW", "FILE", "CONTENT"}
STEPS = [
    ("2023-08-02", "pending"),
    ("2023-12-27 23:59:59", "pending"),
    ("2023-12-28 00:00", "due_soon"),
    ("2023-12-31 23:59:59", "due_soon"),
    ("2024-01-01 00:00", "gap"),
]


def registered(unit: str = "qingyundian") -> Story:
    """A unit outside the plan, which announced an activity."""
    story = Story("own-1").planned(unit=unit, routine=True)
    story.tell(
        "2023-08-01 10:00",
        RoutineUnitRegistered(programme=PROGRAMME, unit=unit, unit_name="青云店镇"),
    )
    return story


def rows(story: Story, as_of: str) -> dict[tuple[str, str], Verdict]:
    verdicts = assess(story.pack, story.calendar, story.programme(), at(as_of))
    return {(verdict.row, verdict.code): verdict for verdict in verdicts}


def closed(story: Story, when: str) -> Story:
    point = AssessmentPoint(point="1", title="公告", full_marks=100, marks=90, evidence=("e",))
    event = AssessmentClosed(
        programme=PROGRAMME,
        assessment="a",
        title="考核（项目自拟）",
        points=(point,),
        closed_by="x",
    )
    story.tell(when, event)
    return story


@pytest.mark.parametrize(("now", "expected"), STEPS)
def test_both_wait_for_the_end_of_the_year(now: str, expected: str) -> None:
    found = rows(registered(), now)
    unit, whole = found["unit:qingyundian", "ROUTINE"], found["programme", "ASSESS"]
    assert (unit.status, whole.status) == (expected, expected)
    assert (unit.strength, whole.strength) == ("M-amber", "M-amber")
    assert (str(unit.due), str(whole.due)) == ("2023-12-31", "2023-12-31")


def test_one_activity_held_is_enough() -> None:
    story = registered().scheduled("2023-10-12").held("2023-10-12")
    verdict = rows(story, "2024-01-01")["unit:qingyundian", "ROUTINE"]
    assert (verdict.status, len(verdict.evidence)) == ("met", 1)


def test_an_activity_that_only_was_planned_or_presumed_is_none() -> None:
    story = registered().scheduled("2023-10-12")
    assert rows(story, "2024-01-01")["unit:qingyundian", "ROUTINE"].status == "gap"


def test_another_units_activity_does_not_count() -> None:
    story = registered().scheduled("2023-10-12").unit_changed("2023-10-01", "yinghai")
    story.held("2023-10-12")
    assert rows(story, "2024-01-01")["unit:qingyundian", "ROUTINE"].status == "gap"


def test_an_activity_of_the_plan_does_not_count() -> None:
    story = Story("open-11").planned(unit="jiugong").scheduled("2023-10-12").held("2023-10-12")
    story.tell(
        "2023-08-01 10:00",
        RoutineUnitRegistered(programme=PROGRAMME, unit="jiugong", unit_name="旧宫镇"),
    )
    assert rows(story, "2024-01-01")["unit:jiugong", "ROUTINE"].status == "gap"


def test_an_assessment_closed_is_done() -> None:
    story = closed(registered(), "2023-12-20")
    assert rows(story, "2023-12-19")["programme", "ASSESS"].status == "pending"
    assert rows(story, "2023-12-21")["programme", "ASSESS"].status == "met"
    assert rows(story, "2024-06-01")["programme", "ASSESS"].status == "met"


def test_a_routine_activity_is_judged_by_all_but_four_codes() -> None:
    story = registered().scheduled("2023-10-12")
    codes = {code for row, code in rows(story, "2023-10-20") if row == "own-1"}
    expected = {entry.code for entry in story.pack.of_scope("activity")} - PLANNED_ONLY
    assert codes == expected
    assert story.statuses("2023-10-20", "ANN-TIME", "MAT-TIME") == ["missed", "missed"]


def test_a_pack_may_keep_sections_three_and_four_from_units_outside_the_plan() -> None:
    story = registered().scheduled("2023-10-12").reading(routine_by_analogy=False)
    wall = story.wall("2024-01-01")
    assert {verdict.status.value for verdict in wall.values()} == {"not_applicable"}


def test_the_wall_goes_plan_routine_units_programme() -> None:
    story = registered().scheduled("2023-10-12")
    story.activity = "open-11"
    story.planned()
    verdicts = assess(story.pack, story.calendar, story.programme(), at("2023-10-01"))
    order = list(dict.fromkeys(verdict.row for verdict in verdicts))
    assert order == ["open-11", "own-1", "unit:qingyundian", "programme"]
    codes = [verdict.code for verdict in verdicts if verdict.row == "open-11"]
    assert codes == [entry.code for entry in story.pack.of_scope("activity")]

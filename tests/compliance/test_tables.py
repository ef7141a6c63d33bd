"""Every requirement by tables that a lawyer can read, and no requirement without its rows."""

import pytest

from services.compliance.judging.assess import assess
from services.compliance.presentation.words import FLAGS, SIGNS
from services.compliance.rules.pack import Requirement, load_pack
from services.compliance.rules.verdict import Verdict
from tests.compliance.story import at
from tests.compliance.tables.reading import Row, rows
from tests.compliance.tables.telling import instant, told

PACK = load_pack("daxing-2023")
ROWS = list(rows())
COUNTED_BEFORE = {"notice_limit", "elements_limit", "selection_notice_limit"}
COUNTED = COUNTED_BEFORE | {"materials_limit", "feedback_target"}
ELSEWHERE = {entry.code for entry in PACK.requirements if entry.scope != "activity"}
BADLY = {"未达标", "有差距", "待核"}


def judged(row: Row) -> Verdict:
    story = told(row.code, row.steps)
    verdicts = assess(story.pack, story.calendar, story.programme(), at(instant(row.judged)))
    (verdict,) = (
        each
        for each in verdicts
        if each.code == row.code and (row.code in ELSEWHERE or each.row == story.activity)
    )
    return verdict


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_verdict_is_what_the_table_says(row: Row) -> None:
    verdict = judged(row)
    flags = tuple(FLAGS[flag] for flag in FLAGS if flag in verdict.flags)
    due = f"{verdict.due:%m-%d}" if verdict.due else ""
    assert (SIGNS[verdict.status].word, due, flags) == (row.status, row.due, row.flags)


def wanted(requirement: Requirement) -> set[str]:
    """The cases that a requirement must have a row for."""
    cases = {"达标", "未做到", "限时前一分钟", "限时"}
    if requirement.late_cure != "none" and requirement.code not in ("HELD", "ANN-CANCEL"):
        cases.add("逾期")  # held is held, whenever; a cancellation notice is due by the start
    if requirement.scope == "activity":
        cases |= {"取消", "改期"}
    if requirement.deadline in COUNTED:
        cases.add("跨假期")
    if requirement.deadline in COUNTED_BEFORE:
        cases.add("临界")
    return cases


@pytest.mark.parametrize("requirement", PACK.requirements, ids=lambda each: each.code)
def test_no_requirement_lacks_a_row(requirement: Requirement) -> None:
    mine = [row for row in ROWS if row.code == requirement.code]
    assert wanted(requirement) <= {row.case for row in mine}
    assert "达标" in {row.status for row in mine}
    assert BADLY & {row.status for row in mine}
    if requirement.strength != "M":
        assert "未达标" not in {row.status for row in mine}


@pytest.mark.parametrize("requirement", PACK.requirements, ids=lambda each: each.code)
def test_the_last_minute_and_the_first_too_late_differ(requirement: Requirement) -> None:
    by_case = {row.case: row.status for row in ROWS if row.code == requirement.code}
    assert by_case["限时前一分钟"] != by_case["限时"]


def test_the_tables_are_about_the_requirements_of_the_pack_and_nothing_else() -> None:
    assert {row.code for row in ROWS} == set(PACK.by_code)

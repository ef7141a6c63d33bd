"""A named person's reasoned decision replaces needs_review, and nothing else."""

import pytest

from tests.compliance.story import Story

T = "2023-09-14"
OFFICE = "zhengwufuwuju"
LATER = "2023-12-20"


def cancelled() -> Story:
    return Story().planned().scheduled(T).cancelled("2023-09-12")


@pytest.mark.parametrize("decision", ["met", "met_late", "missed", "not_applicable", "exempt"])
def test_the_decision_is_the_status(decision: str) -> None:
    story = cancelled().reviewed("2023-12-01", "HELD", decision)
    assert story.status("HELD", "2023-11-30") == "needs_review"
    assert story.status("HELD", LATER) == decision


def test_the_working_names_the_reviewer_and_the_reason() -> None:
    verdict = cancelled().reviewed("2023-12-01", "HELD", "met").wall(LATER)["HELD"]
    assert (verdict.working.reviewed_by, verdict.working.review_reason) == ("reviewer-1", "已核对")
    assert len(verdict.evidence) == 3  # the schedule, the cancellation, the decision


def test_a_decision_on_what_is_not_open_changes_nothing() -> None:
    story = Story().planned().scheduled(T).held(T).reviewed("2023-12-01", "HELD", "missed")
    assert story.status("HELD", LATER) == "met"
    story.reviewed("2023-12-01", "MAT-TIME", "met")
    assert story.status("MAT-TIME", LATER) == "missed"


def test_a_decision_is_about_one_requirement() -> None:
    story = Story().planned().scheduled(T).reviewed("2023-12-02", "HELD", "met")
    assert story.statuses(LATER, "HELD", "WINDOW") == ["met", "needs_review"]


def test_the_last_decision_counts() -> None:
    story = (
        cancelled().reviewed("2023-12-01", "HELD", "met").reviewed("2023-12-05", "HELD", "missed")
    )
    assert story.statuses("2023-12-04", "HELD") == ["met"]
    assert story.statuses(LATER, "HELD") == ["missed"]


def test_a_fact_that_the_reviewer_could_not_know_opens_it_again() -> None:
    story = Story().planned().scheduled(T).held(T).materials("2023-09-15")
    story.materials_withdrawn("2023-09-18").reviewed("2023-09-20", "MAT-TIME", "met")
    assert story.status("MAT-TIME", "2023-09-21") == "met"
    story.materials("2023-09-25").materials_withdrawn("2023-09-26")
    assert story.status("MAT-TIME", "2023-09-27") == "needs_review"


def test_the_office_does_not_judge_itself() -> None:
    story = Story("open-04").planned(unit=OFFICE).scheduled(T).cancelled("2023-09-12")
    story.reviewed("2023-12-01", "HELD", "met", unit=OFFICE)
    assert story.status("HELD", LATER) == "needs_review"
    story.reviewed("2023-12-02", "HELD", "met", unit="assessors")
    assert story.status("HELD", LATER) == "met"


def test_the_office_may_judge_others() -> None:
    assert cancelled().reviewed("2023-12-01", "HELD", "met", unit=OFFICE).status("HELD", LATER) == (
        "met"
    )


def test_an_activity_that_the_office_took_over_needs_an_outside_reviewer_too() -> None:
    story = Story().planned().scheduled(T).unit_changed("2023-09-01", OFFICE)
    story.cancelled("2023-09-12").reviewed("2023-12-01", "HELD", "met", unit=OFFICE)
    assert story.status("HELD", LATER) == "needs_review"


def test_what_is_only_advised_is_never_red_whoever_decides() -> None:
    story = Story().planned().scheduled(T).noticed("2023-09-04", T).venue_changed("2023-09-12")
    assert story.reviewed("2023-09-20", "ANN-ELEM", "missed").status("ANN-ELEM", LATER) == "gap"

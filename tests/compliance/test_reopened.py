"""What is said again of an opinion or of who came. T is 2023-09-14, held; feedback by 09-28."""

import pytest

from tests.compliance.story import Story

T = "2023-09-14"


def told(when: str = "2023-09-20") -> Story:
    """An opinion that was decided and fed back."""
    story = Story().planned().scheduled(T).held(T).opinion("2023-09-14 10:00")
    return story.decided("2023-09-18").fed_back(when)


def test_a_reopened_opinion_is_to_be_fed_back_within_ten_working_days_of_its_own() -> None:
    story = told().reopened("2023-10-09 10:00")
    assert story.status("FEEDBACK", "2023-10-08") == "met"
    assert story.status("FEEDBACK", "2023-10-10") == "pending"
    assert story.due("FEEDBACK", "2023-10-10") == "2023-10-23"
    assert "重新办理日10月9日（周一）不计" in story.wall("2023-10-10")["FEEDBACK"].working.counting
    assert story.status("FEEDBACK", "2023-10-23 12:00") == "due_soon"
    assert story.status("FEEDBACK", "2023-10-24") == "gap"
    assert story.status("FEEDBACK", "2023-12-08") == "missed"


@pytest.mark.parametrize(
    ("first", "reopened", "again", "expected"),
    [
        ("2023-09-20", "2023-10-09", "2023-10-23", "met"),
        ("2023-09-20", "2023-10-09", "2023-10-24", "met_late"),
        ("2023-10-08", "2023-10-09", "2023-10-12", "met_late"),  # the first time was late
        ("2023-09-15 09:00", "2023-09-15 10:00", "2023-09-28", "met"),
    ],
)
def test_what_was_reached_before_stands_and_the_second_time_has_its_own_limit(
    first: str, reopened: str, again: str, expected: str
) -> None:
    story = told(first).reopened(reopened).decided(again).fed_back(again)
    assert story.status("FEEDBACK", "2023-12-31") == expected


def test_a_decision_alone_does_not_close_it_again() -> None:
    story = told().reopened("2023-10-09").decided("2023-10-10")
    assert story.status("FEEDBACK", "2023-10-11") == "pending"


def test_one_that_was_never_told_keeps_the_limit_of_all() -> None:
    story = told().opinion("2023-09-14 11:00", "o2").reopened("2023-10-09")
    assert story.status("FEEDBACK", "2023-10-10") == "gap"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("principal", "deputy", "gap"), ("deputy", "principal", "met")],
)
def test_a_corrected_attendance_takes_the_place_of_what_it_corrects(
    before: str, after: str, expected: str
) -> None:
    story = Story().planned().scheduled(T).held(T).attended("2023-09-14 11:00", before)
    story.attendance_corrected("2023-09-14 15:00", after)
    assert (story.status("LEADER", "2023-09-16"), story.flags("LEADER", "2023-09-16")) == (
        expected,
        set(),
    )


def test_a_correction_of_something_else_leaves_since_when_the_leader_is_on_record() -> None:
    story = Story().planned().scheduled(T).held(T).attended("2023-09-14 11:00", parent=8)
    story.attendance_corrected("2023-09-18 09:00", parent=10)
    assert story.status("LEADER", "2023-09-19") == "met"
    late = Story().planned().scheduled(T).held(T).attended("2023-09-14 11:00", "deputy")
    late.attendance_corrected("2023-09-18 09:00")
    assert late.status("LEADER", "2023-09-19") == "gap"

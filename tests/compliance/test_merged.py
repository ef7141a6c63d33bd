"""Opinions handled together. T is 2023-09-14, held; feedback is wanted by 09-28."""

import pytest

from tests.compliance.story import Story

T = "2023-09-14"


def two() -> Story:
    """Two opinions that say the same; the first is merged with nothing yet."""
    story = Story().planned().scheduled(T).held(T)
    return story.opinion("2023-09-14 10:00").opinion("2023-09-14 10:30", "o2")


@pytest.mark.parametrize(
    ("merged", "decided", "told", "expected"),
    [
        ("2023-09-15", "2023-09-18", "2023-09-20", "met"),
        ("2023-09-19", "2023-09-18", "2023-09-20", "met"),
        ("2023-09-15", "2023-09-18", "2023-09-29", "met_late"),
        ("2023-09-21", "2023-09-18", "2023-09-20", "gap"),  # its author has not been told
    ],
)
def test_what_becomes_of_the_main_one_becomes_of_both(
    merged: str, decided: str, told: str, expected: str
) -> None:
    story = two().decided(decided).fed_back(told).merged(merged, "o2")
    assert story.status("FEEDBACK", "2023-10-08") == expected


def test_who_was_merged_afterwards_is_told_anew() -> None:
    story = two().decided("2023-09-15").fed_back("2023-09-16").merged("2023-09-18", "o2")
    assert story.status("FEEDBACK", "2023-09-19") == "pending"
    assert story.fed_back("2023-09-20").status("FEEDBACK", "2023-09-21") == "met"


def test_a_decision_of_its_own_does_not_close_a_merged_opinion() -> None:
    story = two().decided("2023-09-15", "o2").merged("2023-09-16", "o2")
    assert story.status("FEEDBACK", "2023-10-08") == "gap"


def test_an_opinion_that_was_merged_by_mistake_is_open_again() -> None:
    story = two().merged("2023-09-15", "o2").decided("2023-09-18").fed_back("2023-09-20")
    assert story.status("FEEDBACK", "2023-09-20") == "met"
    story.unmerged("2023-09-21", "o2")
    assert story.status("FEEDBACK", "2023-09-20 23:59:59") == "met"
    assert story.status("FEEDBACK", "2023-09-22") == "pending"
    story.decided("2023-09-22", "o2").fed_back("2023-09-25", "o2")
    assert story.status("FEEDBACK", "2023-09-26") == "met"


def test_the_last_merge_counts() -> None:
    story = two().opinion("2023-09-14 11:00", "o3").merged("2023-09-15", "o2", "o3")
    story.merged("2023-09-16", "o2").decided("2023-09-18").fed_back("2023-09-19")
    assert story.status("FEEDBACK", "2023-10-08") == "gap"
    story.decided("2023-10-08", "o3").fed_back("2023-10-09", "o3")
    assert story.status("FEEDBACK", "2023-10-10") == "met_late"


def test_a_merged_opinion_was_heard_and_stays_independent() -> None:
    story = Story("open-15").planned().scheduled(T).held(T)
    story.attended("2023-09-14 11:00", npc_deputy=5, cppcc_member=5)
    story.opinion("2023-09-14 10:00", "o1", "npc_deputy")
    story.opinion("2023-09-14 10:30", "o2", "cppcc_member").merged("2023-09-15", "o2")
    assert story.statuses("2023-09-18", "LISTEN", "ATTEND-15") == ["met", "met"]

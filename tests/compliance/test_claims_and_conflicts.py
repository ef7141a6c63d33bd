"""Entries by hand, and records that contradict one another. T is 2023-09-14, limit 09-07."""

import pytest

from contracts.values import Form
from tests.compliance.story import NEW_MEDIA, WEBSITE, Story, session

T = "2023-09-14"
AFTER = "2023-09-15"
LATER = "2023-10-20"


def offline() -> Story:
    return Story().planned().scheduled(T)


def claimed(when: str, recorded: str) -> Story:
    """A notice on the website that a person entered later."""
    return offline().noticed(when, T, (WEBSITE,), recorded=recorded)


# A claim counts when it was recorded, until a second person confirms it


@pytest.mark.parametrize(
    ("when", "recorded", "expected"),
    [
        ("2023-09-07 10:00", "2023-09-07 23:59", "met"),  # entered on the same day
        ("2023-09-05 10:00", "2023-09-07 10:00", "met"),  # in time either way
        ("2023-09-07 10:00", "2023-09-08 00:00", "needs_review"),
        ("2023-09-08 10:00", "2023-09-12 10:00", "met_late"),  # late either way
        ("2023-09-07 10:00", "2023-09-20 10:00", "needs_review"),  # else missed
        ("2023-09-14 10:00", "2023-09-20 10:00", "missed"),  # missed either way
    ],
)
def test_an_entry_that_would_change_the_verdict_is_for_a_person(
    when: str, recorded: str, expected: str
) -> None:
    assert claimed(when, recorded).status("ANN-TIME", LATER) == expected


def test_until_it_is_entered_nothing_is_known_of_it() -> None:
    story = claimed("2023-09-07 10:00", "2023-09-10")
    assert story.status("ANN-TIME", "2023-09-09") == "missed"


def test_a_second_person_settles_it() -> None:
    story = claimed("2023-09-07 10:00", "2023-09-10")
    entry = story.last()
    assert story.confirmed("2023-09-11", entry, by="editor").status("ANN-TIME", AFTER) == (
        "needs_review"
    )
    story.confirmed("2023-09-12", entry, by="second")
    assert story.status("ANN-TIME", "2023-09-11 13:00") == "needs_review"
    assert story.status("ANN-TIME", AFTER) == "met"


def test_confirming_one_entry_says_nothing_of_another() -> None:
    story = claimed("2023-09-07 10:00", "2023-09-10").noticed(
        "2023-09-07 10:00", T, (NEW_MEDIA,), recorded="2023-09-10"
    )
    story.confirmed("2023-09-12", story.last())
    assert story.statuses(AFTER, "ANN-TIME", "ANN-CHANNEL") == ["met", "needs_review"]


def test_materials_and_reports_are_claimed_alike() -> None:
    story = offline().held(T).materials("2023-09-20 10:00", recorded="2023-09-25")
    assert story.statuses(LATER, "MAT-TIME", "MAT-COLUMN") == ["needs_review"] * 2
    story.confirmed("2023-09-26", story.last())
    assert story.statuses(LATER, "MAT-TIME", "MAT-COLUMN") == ["met", "met"]
    story = offline().held(T).reported("2023-09-20 10:00", recorded="2023-09-25")
    assert story.status("PUBLICITY", LATER) == "needs_review"


def test_a_move_of_materials_entered_late_is_known_in_either_case() -> None:
    story = offline().held(T).materials("2023-09-15", "policy_talk", recorded="2023-09-19")
    story.materials_moved("2023-09-18", "open_day")
    assert story.statuses(LATER, "MAT-TIME", "MAT-COLUMN") == ["met", "met"]


def test_materials_claimed_from_before_the_start_may_count_in_no_reading() -> None:
    story = offline().held(T).materials("2023-09-13", recorded="2023-09-18")
    assert story.status("MAT-TIME", LATER) == "needs_review"


# Two claims of one publication


def test_two_times_that_matter_are_for_a_person() -> None:
    story = offline().noticed("2023-09-07 10:00", T, (NEW_MEDIA,), notice="n")
    story.noticed("2023-09-08 10:00", T, (NEW_MEDIA,), notice="n")
    assert story.status("ANN-TIME", AFTER) == "needs_review"
    assert story.flags("ANN-TIME", AFTER) == {"conflicting_evidence"}
    assert "不一致" in story.wall(AFTER)["ANN-TIME"].working.conclusion


def test_two_times_that_do_not_matter_are_flagged() -> None:
    story = offline().noticed("2023-09-04 10:00", T, (NEW_MEDIA,), notice="n")
    story.noticed("2023-09-05 10:00", T, (NEW_MEDIA,), notice="n")
    assert story.status("ANN-TIME", AFTER) == "met"
    assert story.flags("ANN-TIME", AFTER) == {"conflicting_evidence"}
    assert story.flags("MAT-TIME", "2023-09-14 10:00") == set()


# When it was held


def test_two_ends_that_matter_are_for_a_person() -> None:
    story = offline().held(T).held("2023-09-15").materials("2023-09-22 10:00")
    assert story.status("MAT-TIME", LATER) == "needs_review"
    assert story.status("HELD", LATER) == "met"
    assert story.flags("HELD", LATER) == {"conflicting_evidence"}


def test_two_ends_that_do_not_matter_are_flagged() -> None:
    story = offline().held(T).held("2023-09-15").materials("2023-09-18 10:00")
    assert (story.status("MAT-TIME", LATER), story.flags("MAT-TIME", LATER)) == (
        "met",
        {"conflicting_evidence"},
    )


# Who came


def test_records_that_disagree_on_the_leader() -> None:
    story = offline().held(T).attended("2023-09-14 11:00").attended("2023-09-14 15:00", "deputy")
    assert (story.status("LEADER", AFTER), story.flags("LEADER", AFTER)) == (
        "needs_review",
        {"conflicting_evidence"},
    )


def test_records_that_agree_on_the_leader_contradict_in_nothing_else() -> None:
    story = offline().held(T).attended("2023-09-14 11:00", npc_deputy=5)
    story.attended("2023-09-14 15:00", npc_deputy=6)
    assert (story.status("LEADER", AFTER), story.flags("LEADER", AFTER)) == ("met", set())


def test_records_that_disagree_on_the_media() -> None:
    story = offline().held(T).attended("2023-09-14 11:00", media=2).attended("2023-09-14 15:00")
    assert story.status("MEDIA", LATER) == "needs_review"
    assert story.flags("LEADER", LATER) == set()
    story.press_kit("2023-09-15")
    assert (story.status("MEDIA", LATER), story.flags("MEDIA", LATER)) == (
        "met",
        {"conflicting_evidence"},
    )


def test_records_that_disagree_on_deputies() -> None:
    story = Story("open-15").planned().scheduled(T, Form.ONLINE).held(T)
    story.opinion("2023-09-14 10:00", "o1", "npc_deputy")
    story.opinion("2023-09-14 10:00", "o2", "cppcc_member")
    story.attended("2023-09-14 11:00", npc_deputy=5, cppcc_member=5)
    assert story.status("ATTEND-15", LATER) == "met"
    story.attended("2023-09-14 15:00", cppcc_member=5)
    assert story.status("ATTEND-15", LATER) == "needs_review"


# Held and cancelled


def test_held_and_cancelled_cannot_both_be_true() -> None:
    story = offline().noticed("2023-09-04", T).held(T).cancelled("2023-10-01")
    codes = ("HELD", "WINDOW", "MAT-TIME", "LISTEN", "ANN-CANCEL")
    assert story.statuses(LATER, *codes) == ["needs_review"] * 5
    assert story.flags("MAT-TIME", LATER) == {"conflicting_evidence"}
    assert story.statuses(LATER, "ANN-TIME", "FILE") == ["met", "missed"]


def test_a_session_cancelled_by_itself_is_not_among_those_that_were_held() -> None:
    story = Story().planned().scheduled(T, sessions=[session(T), session("2023-09-21", "s2")])
    story.cancelled("2023-09-12", "s2").held(T)
    assert (story.status("HELD", LATER), story.flags("HELD", LATER)) == ("met", set())
    story.held("2023-09-21", name="s2")
    assert "conflicting_evidence" in story.flags("MAT-TIME", LATER)

"""Notices taken down, replaced or posted again. T is 2023-09-14, offline: the limit is 09-07."""

from contracts.values import NoticeElement
from tests.compliance.story import FIVE, WEBSITE, Story

T = "2023-09-14"
AFTER = "2023-09-15"
NOTICE = ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM")


def offline() -> Story:
    return Story().planned().scheduled(T)


def without(*elements: NoticeElement) -> dict[NoticeElement, str]:
    return {name: text for name, text in FIVE.items() if name not in elements}


def test_taken_down_before_the_limit_is_not_published() -> None:
    story = offline().noticed("2023-09-04", T, notice="n").withdrawn("2023-09-05", "n")
    assert story.statuses("2023-09-05 13:00", "ANN-TIME", "ANN-CHANNEL") == ["pending"] * 2
    assert story.statuses("2023-09-06", "ANN-TIME", "ANN-CHANNEL") == ["due_soon"] * 2
    assert story.statuses("2023-09-08", *NOTICE) == ["missed", "missed", "gap"]


def test_taken_down_after_the_limit_and_not_posted_again_is_missed() -> None:
    story = offline().noticed("2023-09-04", T, notice="n").withdrawn("2023-09-12", "n")
    assert story.statuses("2023-09-12 11:00", *NOTICE) == ["met"] * 3
    assert story.statuses("2023-09-12 13:00", *NOTICE) == ["missed", "missed", "gap"]
    assert story.statuses(AFTER, *NOTICE) == ["missed", "missed", "gap"]


def test_posted_again_in_time_is_met() -> None:
    story = offline().noticed("2023-09-04", T, notice="n").withdrawn("2023-09-05", "n")
    story.noticed("2023-09-07", T, notice="n")
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3


def test_posted_again_late_is_for_a_person_to_decide() -> None:
    story = offline().noticed("2023-09-04", T, notice="n").withdrawn("2023-09-11", "n")
    story.noticed("2023-09-12", T, notice="n")
    assert story.statuses("2023-09-11 13:00", "ANN-TIME", "ANN-ELEM") == ["missed", "gap"]
    assert story.statuses(AFTER, *NOTICE) == ["needs_review"] * 3


def test_one_channel_posted_again_late_while_the_other_stood() -> None:
    story = offline().noticed("2023-09-04", T, notice="n")
    story.withdrawn("2023-09-11", "n", (WEBSITE,)).noticed("2023-09-12", T, (WEBSITE,), notice="n")
    assert story.statuses(AFTER, *NOTICE) == ["met", "needs_review", "met"]


def test_taken_down_after_the_start_changes_nothing() -> None:
    story = offline().noticed("2023-09-04", T, notice="n").withdrawn("2023-09-14 09:00:01", "n")
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3
    story = offline().noticed("2023-09-04", T, notice="n").withdrawn("2023-09-14 09:00", "n")
    assert story.statuses(AFTER, *NOTICE) == ["missed", "missed", "gap"]


def test_one_account_taken_down_leaves_the_other() -> None:
    story = offline().noticed("2023-09-04", T, notice="n").noticed("2023-09-04", T, notice="m")
    story.withdrawn("2023-09-05", "m")
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3


def test_a_text_put_in_the_place_of_another_is_no_conflict() -> None:
    story = offline().noticed("2023-09-04", T, notice="n", elements=without(NoticeElement.HOST))
    story.noticed("2023-09-06", "2023-09-13", (WEBSITE,), notice="n")
    story.noticed("2023-09-11", T, (WEBSITE,), notice="n")
    wall = story.wall(AFTER)
    assert [wall[code].status for code in NOTICE] == ["met", "met_late", "met"]
    assert not any("conflicting_evidence" in wall[code].flags for code in NOTICE)


def test_a_wrong_text_that_was_taken_down_has_overruled_nothing() -> None:
    story = offline().noticed("2023-09-04", T)
    story.noticed("2023-09-05", "2023-09-13", notice="wrong").withdrawn("2023-09-06", "wrong")
    assert story.statuses("2023-09-05 13:00", "ANN-TIME") == ["pending"]
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3

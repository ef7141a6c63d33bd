"""Materials on the website, in the right column. T is 2023-09-14, held; due at 24:00 of 09-21."""

import pytest

from contracts.values import Channel
from tests.compliance.story import NEW_MEDIA, Story

T = "2023-09-14"
LATER = "2023-10-20"
BOTH = ("MAT-TIME", "MAT-COLUMN")


def held() -> Story:
    return Story().planned().scheduled(T).held(T)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2023-09-14 08:59:59", "missed"),  # before the start it is none of the activity's own
        ("2023-09-14 09:00", "met"),
        ("2023-09-21 23:59:59", "met"),
        ("2023-09-22 00:00", "met_late"),
        ("2023-10-19", "met_late"),
    ],
)
def test_published_in_time_late_or_too_early(published: str, expected: str) -> None:
    assert held().materials(published).statuses(LATER, *BOTH) == [expected] * 2


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-09-13", "pending"),
        ("2023-09-19", "pending"),
        ("2023-09-20", "due_soon"),
        ("2023-09-21 23:59:59", "due_soon"),
        ("2023-09-22 00:00", "missed"),
    ],
)
def test_nothing_published_while_time_passes(now: str, expected: str) -> None:
    assert held().statuses(now, *BOTH) == [expected] * 2


def test_two_days_after_the_national_holiday_are_in_time() -> None:
    story = Story().planned().scheduled("2023-09-28").held("2023-09-28")
    assert story.materials("2023-10-11 23:59:59").statuses(LATER, *BOTH) == ["met", "met"]
    story = Story().planned().scheduled("2023-09-28").held("2023-09-28")
    assert story.materials("2023-10-12 00:00").statuses(LATER, *BOTH) == ["met_late", "met_late"]


@pytest.mark.parametrize("channel", [NEW_MEDIA, Channel.OTHER])
def test_only_the_website_counts(channel: Channel) -> None:
    assert held().materials("2023-09-15", channel=channel).statuses(LATER, *BOTH) == ["missed"] * 2


def test_an_empty_bundle_is_nothing_until_it_is_filled() -> None:
    story = held().materials("2023-09-15", items=0)
    assert story.statuses(LATER, *BOTH) == ["missed"] * 2
    assert story.materials("2023-09-25", items=2).statuses(LATER, *BOTH) == ["met_late"] * 2


def test_the_end_that_is_recorded_moves_the_limit() -> None:
    story = Story().planned().scheduled(T).held("2023-09-15")
    assert story.due("MAT-TIME", LATER) == "2023-09-22"
    assert story.materials("2023-09-22").statuses(LATER, *BOTH) == ["met", "met"]


def test_presumed_held_on_its_date() -> None:
    story = Story().planned().scheduled(T)
    assert story.flags("MAT-TIME", "2023-09-14 23:59:59") == set()
    assert story.flags("MAT-TIME", "2023-09-15 00:00") == {"inferred"}
    assert (story.due("MAT-TIME", LATER), story.status("MAT-TIME", LATER)) == (
        "2023-09-21",
        "missed",
    )


# Columns


@pytest.mark.parametrize(
    ("activity", "right"), [("open-11", "open_day"), ("talk-01", "policy_talk")]
)
def test_each_kind_has_its_column(activity: str, right: str) -> None:
    for column in ("open_day", "policy_talk"):
        story = Story(activity).planned().scheduled(T).held(T).materials("2023-09-15", column)
        expected = "met" if column == right else "missed"
        assert story.statuses(LATER, *BOTH) == ["met", expected]


@pytest.mark.parametrize(
    ("moved", "expected"), [("2023-09-21 23:59:59", "met"), ("2023-09-22 00:00", "met_late")]
)
def test_moved_into_the_right_column(moved: str, expected: str) -> None:
    story = held().materials("2023-09-15", "policy_talk").materials_moved(moved, "open_day")
    assert story.statuses(LATER, *BOTH) == ["met", expected]


def test_moved_out_of_the_right_column() -> None:
    story = held().materials("2023-09-15").materials_moved("2023-09-18", "policy_talk")
    assert story.statuses("2023-09-18 13:00", *BOTH) == ["met", "pending"]
    assert story.statuses(LATER, *BOTH) == ["met", "missed"]
    story.materials_moved("2023-09-25", "open_day")
    assert story.statuses(LATER, *BOTH) == ["met", "met_late"]


def test_published_again_in_the_right_column() -> None:
    story = held().materials("2023-09-15", "policy_talk").materials("2023-09-20", "open_day")
    assert story.statuses(LATER, *BOTH) == ["met", "met"]


def test_a_second_bundle_in_the_right_column() -> None:
    story = held().materials("2023-09-15", "policy_talk")
    story.materials("2023-09-25", bundle="b2")
    assert story.statuses(LATER, *BOTH) == ["met", "met_late"]


# Taken down


def test_taken_down_is_for_a_person_to_decide() -> None:
    story = held().materials("2023-09-15").materials_withdrawn("2023-09-18")
    assert story.statuses("2023-09-18 13:00", *BOTH) == ["needs_review"] * 2
    assert story.statuses(LATER, *BOTH) == ["needs_review"] * 2


def test_posted_again_in_time_is_met_and_late_is_for_a_person() -> None:
    story = held().materials("2023-09-15").materials_withdrawn("2023-09-18").materials("2023-09-20")
    assert story.statuses(LATER, *BOTH) == ["met"] * 2
    story = held().materials("2023-09-15").materials_withdrawn("2023-09-18").materials("2023-09-25")
    assert story.statuses(LATER, *BOTH) == ["needs_review"] * 2


def test_taken_down_while_another_bundle_stands() -> None:
    story = held().materials("2023-09-15").materials("2023-09-18", bundle="b2")
    assert story.materials_withdrawn("2023-10-01").statuses(LATER, *BOTH) == ["met", "met"]

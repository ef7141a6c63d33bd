"""Cancelled: what had been reached stays, the rest falls away. T is 2023-09-14, 9:00, offline."""

import pytest

from contracts.events.announcer import EventCancelled
from contracts.values import Channel
from tests.compliance.story import ALL_GROUPS, BOTH, WEBSITE, Story

T = "2023-09-14"
AFTER = "2023-09-15"
KEPT = ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM", "DETAIL", "SAFETY")
JUDGED = ("FILE", "HELD")


def offline() -> Story:
    return Story().planned().scheduled(T)


def test_not_yet_due_and_unmet_falls_away() -> None:
    wall = offline().cancelled("2023-09-04").wall(AFTER)
    left = {code for code in wall if wall[code].status != "not_applicable"}
    assert left == set(JUDGED)


def test_what_was_reached_stays_met() -> None:
    story = (
        offline().detailed("2023-09-01").noticed("2023-09-05", T).seated("2023-09-08", ALL_GROUPS)
    )
    wall = story.cancelled("2023-09-12").wall(AFTER)
    assert {wall[code].status.value for code in KEPT} == {"met"}
    left = {code for code in wall if wall[code].status != "not_applicable"}
    assert left == {*KEPT, *JUDGED, "ANN-CANCEL"}


def test_what_was_missed_or_late_stays_so() -> None:
    story = offline().noticed("2023-09-11", T, (WEBSITE,)).cancelled("2023-09-12")
    assert story.statuses(AFTER, *KEPT) == [
        "met_late",
        "missed",
        "met_late",
        "not_applicable",
        "not_applicable",
    ]


def test_a_limit_that_passes_after_the_cancellation_is_no_miss() -> None:
    story = offline().cancelled("2023-09-07 23:59:59")
    assert story.status("ANN-TIME", AFTER) == "not_applicable"
    story = offline().cancelled("2023-09-08 00:00")
    assert story.status("ANN-TIME", AFTER) == "missed"


def test_a_notice_taken_down_after_the_cancellation_had_been_out() -> None:
    story = offline().noticed("2023-09-05", T, notice="n").cancelled("2023-09-12")
    assert story.withdrawn("2023-09-13", "n").status("ANN-TIME", AFTER) == "met"


def test_an_entry_confirmed_after_the_cancellation_counts() -> None:
    story = offline().noticed("2023-09-07", T, (WEBSITE,), recorded="2023-09-11")
    entry = story.last()
    story.cancelled("2023-09-12")
    assert story.status("ANN-TIME", AFTER) == "needs_review"
    assert story.confirmed("2023-09-13", entry).status("ANN-TIME", AFTER) == "met"


def test_a_selection_notice_stays_and_the_selection_falls_away() -> None:
    story = Story().planned().scheduled(T, selection_methods=["open_selection"])
    story.noticed("2023-09-05", T, kinds=("activity", "selection")).cancelled("2023-09-12")
    assert story.statuses(AFTER, "SEL-NOTICE", "SEL-SIGNUP") == ["met", "not_applicable"]


def test_whether_it_was_held_is_for_a_person_to_decide() -> None:
    story = offline().cancelled("2023-09-12")
    assert story.status("HELD", "2023-09-12 13:00") == "needs_review"
    assert story.status("HELD", "2024-01-01") == "needs_review"
    undated = Story().planned().cancelled("2023-09-12")
    assert undated.statuses(AFTER, "HELD", "WINDOW", "ANN-TIME", "MAT-TIME") == [
        "needs_review",
        "not_applicable",
        "not_applicable",
        "not_applicable",
    ]


def test_it_must_be_filed_on_the_same_day() -> None:
    story = offline().cancelled("2023-09-12 10:00")
    assert story.statuses("2023-09-12 23:59", "FILE") == ["due_soon"]
    assert story.statuses("2023-09-13 00:00", "FILE") == ["missed"]
    assert (
        story.filed("2023-09-14", "cancellation", "cancelled").status("FILE", AFTER) == "met_late"
    )


def test_opinions_recorded_already_still_need_an_answer() -> None:
    story = offline().opinion("2023-09-10").cancelled("2023-09-12")
    assert story.wall(AFTER)["FEEDBACK"].due is not None
    assert story.due("FEEDBACK", AFTER) == "2023-09-26"
    assert story.status("FEEDBACK", AFTER) == "pending"
    assert story.status("FEEDBACK", "2023-09-27 00:00") == "gap"
    assert story.status("FEEDBACK", "2023-12-08 00:00") == "missed"
    assert story.decided("2023-09-20").fed_back("2023-09-21").status("FEEDBACK", "2023-10-01") == (
        "met"
    )


def test_a_plan_that_was_cancelled_before_it_was_entered_is_judged_all_the_same() -> None:
    story = offline()
    story.about("2023-07-31", EventCancelled, "2023-08-03", reason="疫情")
    assert story.status("HELD", AFTER) == "needs_review"


# The cancellation notice


@pytest.mark.parametrize(
    ("told", "channels", "expected"),
    [
        ("2023-09-13 10:00", BOTH, "met"),
        ("2023-09-14 08:59:59", BOTH, "met"),
        ("2023-09-14 09:00", BOTH, "missed"),
        ("2023-09-13 10:00", (WEBSITE,), "missed"),
    ],
)
def test_a_cancellation_must_be_told_before_the_old_start(
    told: str, channels: tuple[Channel, ...], expected: str
) -> None:
    story = offline().noticed("2023-09-04", T).cancelled("2023-09-13 09:00")
    story.noticed(told, T, channels, ("cancellation",), notice="c")
    assert story.status("ANN-CANCEL", AFTER) == expected
    assert story.flags("ANN-CANCEL", AFTER) == {"inferred"}
    assert story.wall(AFTER)["ANN-CANCEL"].due_at is not None


def test_before_the_old_start_the_cancellation_notice_is_due() -> None:
    story = offline().noticed("2023-09-04", T).cancelled("2023-09-08 09:00")
    assert story.status("ANN-CANCEL", "2023-09-08 10:00") == "pending"
    assert story.status("ANN-CANCEL", "2023-09-13") == "due_soon"
    assert story.status("ANN-CANCEL", "2023-09-14 09:00") == "missed"


def test_a_cancellation_notice_may_be_taken_down_after_the_old_start() -> None:
    story = offline().noticed("2023-09-04", T).cancelled("2023-09-08 09:00")
    story.noticed("2023-09-08 10:00", T, kinds=("cancellation",), notice="c")
    assert story.withdrawn("2023-10-08", "c").status("ANN-CANCEL", "2023-11-01") == "met"


def test_what_was_never_announced_needs_no_cancellation_notice() -> None:
    assert offline().cancelled("2023-09-08").status("ANN-CANCEL", AFTER) == "not_applicable"
    assert offline().noticed("2023-09-04", T).status("ANN-CANCEL", AFTER) == "not_applicable"

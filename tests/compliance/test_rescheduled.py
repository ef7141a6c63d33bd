"""Rescheduled: what the public was told of the date in force. Offline, 9:00.

T was Thursday 2023-09-14 (limit 09-07); B is Thursday 09-21 (limit 09-14).
"""

import pytest

from contracts.events.announcer import EventRescheduled, EventScheduled
from tests.compliance.story import FIVE, NEW_MEDIA, WEBSITE, Story, at, session

A, B = "2023-09-14", "2023-09-21"
NOTICE = ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM")


def moved() -> Story:
    """Announced for A in time, moved to B on the 8th."""
    return (
        Story().planned().scheduled(A).noticed("2023-09-04", A, notice="a").moved(B, "2023-09-08")
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2023-09-08 13:00", ["met", "met", "met"]),
        ("2023-09-14 23:59:59", ["met", "met", "met"]),
        ("2023-09-15 00:00", ["met_late", "met_late", "met_late"]),
        ("2023-09-21 09:00", ["missed", "missed", "gap"]),
    ],
)
def test_the_change_notice_is_judged_against_the_new_date(told: str, expected: list[str]) -> None:
    assert moved().changed(told, B).statuses("2023-09-22", *NOTICE) == expected


def test_until_its_limit_the_new_date_is_only_due() -> None:
    assert moved().statuses("2023-09-12", *NOTICE) == ["pending"] * 3
    assert moved().statuses("2023-09-13", *NOTICE) == ["due_soon"] * 3


def test_a_channel_that_still_names_the_old_date_does_not_count() -> None:
    story = moved().changed("2023-09-11", B, (WEBSITE,))
    assert story.statuses("2023-09-22", *NOTICE) == ["met", "missed", "met"]


def test_unchanged_elements_carry_over_and_the_time_does_not() -> None:
    story = moved().noticed("2023-09-11", B, kinds=("change",), elements={})
    assert story.status("ANN-ELEM", "2023-09-22") == "gap"
    time = {name: text for name, text in FIVE.items() if name == "start_at"}
    story = moved().noticed("2023-09-11", B, kinds=("change",), elements=time)
    assert story.status("ANN-ELEM", "2023-09-22") == "met"


def test_taking_down_the_old_date_when_the_new_one_is_told_is_no_withdrawal() -> None:
    story = moved().withdrawn("2023-09-15 10:00", "a").changed("2023-09-15 11:00", B)
    assert story.statuses("2023-09-22", *NOTICE) == ["met_late"] * 3


def test_back_to_the_first_date_needs_a_new_notice() -> None:
    story = moved().changed("2023-09-11", B, (WEBSITE,)).moved(A, "2023-09-12")
    # new media never told B, so its first text has stayed current there
    assert story.statuses("2023-09-15", "ANN-TIME", "ANN-CHANNEL") == ["met", "missed"]
    story.changed("2023-09-12 15:00", A, (WEBSITE,))
    assert story.statuses("2023-09-15", "ANN-TIME", "ANN-CHANNEL") == ["met", "met_late"]


def test_back_to_the_first_date_needs_a_new_notice_even_when_the_second_was_taken_down() -> None:
    story = moved().noticed("2023-09-11", B, kinds=("change",), notice="b").moved(A, "2023-09-12")
    story.withdrawn("2023-09-12 13:00", "b")
    assert story.statuses("2023-09-15", "ANN-TIME", "ANN-CHANNEL") == ["missed", "missed"]
    story.changed("2023-09-13", A)
    assert story.statuses("2023-09-15", "ANN-TIME", "ANN-CHANNEL") == ["met_late", "met_late"]


def test_back_and_forth_that_nobody_was_told_of_changes_nothing() -> None:
    story = moved().moved(A, "2023-09-11")
    assert story.statuses("2023-09-15", *NOTICE) == ["met"] * 3


def test_another_clock_time_on_the_same_day_is_a_correction_and_a_filing() -> None:
    story = Story().planned().scheduled(A).noticed("2023-09-04", A)
    later = session(A).model_copy(update={"start_at": at(f"{A} 10:00")})
    story.about("2023-09-12 10:00", EventRescheduled, moved=later.model_dump(), reason="堵车")
    assert story.statuses("2023-09-12 11:00", "ANN-TIME", "ANN-ELEM", "FILE") == [
        "met",
        "pending",
        "due_soon",
    ]
    story.filed("2023-09-12 12:00", "reschedule", "2023-09-14T10:00").corrected("2023-09-12", A)
    assert story.statuses("2023-09-15", "ANN-TIME", "ANN-ELEM", "FILE") == ["met"] * 3


def test_the_schedule_told_again_with_more_is_no_new_date() -> None:
    story = Story().planned().scheduled("2023-12-05", None, said="2023-08-10")
    story.filed("2023-08-10 13:00", "outside_window", "2023-12-05")
    story.about("2023-09-01", EventScheduled, sessions=[session("2023-12-05")], form="offline")
    assert story.statuses("2023-09-02", "FILE", "WINDOW") == ["met", "exempt"]


def test_materials_and_opinions_follow_the_new_date() -> None:
    wall = moved().wall("2023-09-11")
    assert (str(wall["MAT-TIME"].due), str(wall["FEEDBACK"].due)) == ("2023-09-28", "2023-10-11")
    assert str(wall["LEADER"].due) == B


def test_a_selection_notice_is_not_judged_again_when_sign_ups_carry_over() -> None:
    story = Story().planned().scheduled(A)
    story.noticed("2023-09-04", A, kinds=("activity", "selection"))
    story.sign_up("2023-09-05", "2023-09-11", "w").moved("2023-09-28", "2023-09-12")
    verdict = story.changed("2023-09-12", "2023-09-28").wall("2023-09-29")["SEL-NOTICE"]
    assert (verdict.status, str(verdict.due)) == ("met", "2023-09-05")


def test_seats_follow_the_new_date() -> None:
    story = moved().seated("2023-09-20", ("parent",))
    assert story.status("REP-INVITED", "2023-09-22") == "met"


def test_new_media_may_be_first_with_the_new_date() -> None:
    story = moved().changed("2023-09-14", B, (NEW_MEDIA,)).changed("2023-09-15", B, (WEBSITE,))
    assert story.statuses("2023-09-22", "ANN-TIME", "ANN-CHANNEL") == ["met", "met_late"]

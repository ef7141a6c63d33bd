"""A calendar that is published later recounts what is still open, and leaves what has passed.

The autumn of 2023 as if its holiday notice were out only in the middle of the season: without it
the days from 4 to 6 October count as working days, and the make-up days 7 and 8 October do not.
"""

from tests.compliance.story import Story

ADOPTED = "2023-10-05 10:00"
LATER = "2023-11-30"


def late_notice(on: str) -> Story:
    story = Story().planned().calendar_adopted("2023-08-01 10:00", 2022)
    return story.scheduled(on, said="2023-08-02").calendar_adopted(ADOPTED, 2023)


def test_an_open_limit_is_counted_again_and_says_so() -> None:
    story = late_notice("2023-09-28").held("2023-09-28")
    before = story.wall("2023-10-05 09:59")["MAT-TIME"]
    after = story.wall(ADOPTED)["MAT-TIME"]
    assert (str(before.due), {*before.flags}) == ("2023-10-09", {"provisional"})
    assert (str(after.due), {*after.flags}) == ("2023-10-11", set())
    assert after.working.counting.endswith(
        "10月5日启用新的工作日历，本限期当时未到，已重算，原为10月9日（周一）。"
    )


def test_a_limit_that_had_passed_keeps_its_count_and_says_so() -> None:
    story = late_notice("2023-10-10")
    before, after = (story.wall(now)["ANN-TIME"] for now in ("2023-10-05 09:59", LATER))
    assert str(before.due) == str(after.due) == "2023-09-29"  # by the notice it were the 27th
    assert after.status == "missed"
    assert after.working.counting.endswith(
        "10月5日启用新的工作日历时，本限期已过，仍按放假安排公布到2022年的原日历计算，不重算。"
    )
    assert {*after.flags} == set()  # nothing about it is provisional any more


def test_done_by_the_old_limit_stays_met() -> None:
    story = late_notice("2023-10-10").noticed("2023-09-29 10:00", "2023-10-10")
    assert story.status("ANN-TIME", "2023-10-04") == "met"
    assert story.status("ANN-TIME", LATER) == "met"


def test_where_both_calendars_agree_nothing_is_said() -> None:
    story = late_notice("2023-09-14").held("2023-09-14")
    counting = story.wall(LATER)["MAT-TIME"].working.counting
    assert "启用" not in counting


def test_a_third_calendar_keeps_what_the_second_had_settled() -> None:
    story = late_notice("2023-09-28").calendar_adopted("2023-11-01 10:00", 2024).held("2023-09-28")
    assert story.due("MAT-TIME", LATER) == "2023-10-11"


def test_as_of_a_moment_before_the_adoption_the_old_count_is_shown() -> None:
    story = late_notice("2023-09-28").held("2023-09-28")
    assert story.due("MAT-TIME", "2023-10-05 09:59") == "2023-10-09"

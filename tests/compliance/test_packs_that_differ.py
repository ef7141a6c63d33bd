"""What the sample packs ask otherwise: calendar days, approval, columns, amendments."""

from datetime import date

import pytest

from services.compliance.rules.deadlines import days_after, days_before
from services.compliance.rules.pack import Span, load_pack
from tests.compliance.story import ALL_GROUPS, NEW_MEDIA, Story

QINGHE, ANLAN = load_pack("sample-qinghe-2023"), load_pack("sample-anlan-2023")
CALENDAR = Story().calendar
FAR = "2023-12-31"
TEN = Span(days=10, unit="calendar")


def qinghe() -> Story:
    return Story(pack=QINGHE).planned()


def anlan() -> Story:
    return Story(pack=ANLAN).planned()


# 15 calendar days


@pytest.mark.parametrize(
    ("on", "limit"),
    [
        ("2023-09-14", "2023-08-30"),
        ("2023-10-10", "2023-09-25"),  # across the National Day: every day counts
        ("2023-10-16", "2023-10-01"),  # the last day may itself be a holiday
    ],
)
def test_calendar_days_count_through_weekends_and_holidays(on: str, limit: str) -> None:
    story = qinghe().scheduled(on)
    assert story.due("ANN-TIME", "2023-08-20") == limit
    assert story.noticed(f"{limit} 23:59:59", on).status("ANN-TIME", FAR) == "met"
    assert story.flags("ANN-TIME", FAR) == {"borderline"}
    assert qinghe().scheduled(on).noticed(f"{limit} 23:00", on).due("ANN-TIME", FAR) == limit


def test_one_minute_after_the_fifteenth_day_is_late() -> None:
    story = qinghe().scheduled("2023-09-14").noticed("2023-08-31 00:00", "2023-09-14")
    assert story.status("ANN-TIME", FAR) == "met_late"


def test_the_working_of_calendar_days_numbers_every_day_and_says_so() -> None:
    working = qinghe().scheduled("2023-10-10").wall("2023-09-01")["ANN-TIME"].working
    assert [day.number for day in working.days] == [*range(15, 0, -1), None]
    assert (working.unit, working.count) == ("calendar", -15)
    assert "往前数15个自然日" in working.counting
    assert "周末和节假日照算" in working.counting
    assert "放假" not in working.counting + working.deadline


def test_a_pack_may_move_a_limit_of_calendar_days_off_a_day_off() -> None:
    moved = days_after(CALENDAR, date.fromisoformat("2023-09-20"), TEN, end_on_a_working_day=True)
    assert (str(moved.due), moved.moved_on) == ("2023-10-07", True)  # Saturday, but worked
    stays = days_after(CALENDAR, date.fromisoformat("2023-09-20"), TEN)
    assert (str(stays.due), stays.moved_on) == ("2023-09-30", False)


def test_counting_calendar_days_needs_no_holiday_notice() -> None:
    early = CALENDAR.known_through(2022)
    assert not days_before(early, date.fromisoformat("2023-10-10"), TEN).provisional
    assert not days_after(early, date.fromisoformat("2023-09-20"), TEN).provisional
    assert days_after(
        early, date.fromisoformat("2023-09-20"), TEN, end_on_a_working_day=True
    ).provisional


def test_a_limit_that_moved_on_says_why() -> None:
    working = heard().wall(FAR)["RES-TIME"].working
    assert working.deadline == "最晚9月25日（周一）24:00前，因末日逢休息日而顺延。"


# Approval instead of filing


def moved(*, filed: str | None, decided: str | None = None, approved: bool = True) -> Story:
    """The activity of 14 September is moved to the 21st, on 5 September at 10:00."""
    story = qinghe().scheduled("2023-09-14")
    if filed:
        story.filed(filed, "reschedule", "2023-09-21", filing="f1")
    if decided:
        story.approved(decided, "f1", approved=approved)
    return story.moved("2023-09-21", "2023-09-05 10:00")


@pytest.mark.parametrize(
    ("filed", "decided", "expected"),
    [
        ("2023-09-01", "2023-09-04", "met"),
        ("2023-09-01", "2023-09-05 10:00", "met"),  # at the very moment
        ("2023-09-01", "2023-09-05 10:00:01", "missed"),
        ("2023-09-01", "2023-09-06", "missed"),  # approved afterwards: no cure
        ("2023-09-01", None, "missed"),  # told is not approved
        (None, None, "missed"),
    ],
)
def test_an_approval_comes_before_the_change(
    filed: str | None, decided: str | None, expected: str
) -> None:
    assert moved(filed=filed, decided=decided).status("APPROVE", FAR) == expected


def test_a_refusal_is_no_approval_and_is_named() -> None:
    verdict = moved(filed="2023-09-01", decided="2023-09-04", approved=False).wall(FAR)["APPROVE"]
    assert verdict.status == "missed"
    assert "报批未获同意" in verdict.working.conclusion


def test_without_a_change_there_is_nothing_to_approve() -> None:
    assert qinghe().scheduled("2023-09-14").status("APPROVE", FAR) == "not_applicable"


def test_outside_the_window_an_approval_excuses_and_a_filing_does_not() -> None:
    story = qinghe().scheduled("2023-12-05", said="2023-08-10")
    story.filed("2023-08-09", "outside_window", "2023-12-05", filing="f1").held("2023-12-05")
    assert story.status("WINDOW", FAR) == "needs_review"
    assert story.approved("2023-08-09 15:00", "f1").status("WINDOW", FAR) == "exempt"
    assert "已事先获得批准" in story.wall(FAR)["WINDOW"].working.conclusion


def test_a_decision_changes_nothing_where_filing_is_enough() -> None:
    story = Story().planned().scheduled("2023-09-14").venue_changed("2023-09-05 10:00")
    story.filed("2023-09-05 11:00", "venue", "新址", filing="f1")
    story.approved("2023-09-06", "f1", approved=False)
    assert story.status("FILE", FAR) == "met"


# Deputies are no representatives there


def test_excluded_deputies_are_not_counted() -> None:
    story = qinghe().scheduled("2023-09-14").seated("2023-09-10", ("npc_deputy",) * 30)
    codes = ("REP-INVITED", "REP-METHOD", "REP-SIZE", "REP-SCOPE")
    assert story.statuses(FAR, *codes) == ["missed", "missed", "gap", "gap"]
    story.seated("2023-09-11", tuple(ALL_GROUPS[1:]) * 10)
    assert story.statuses(FAR, *codes) == ["met"] * 4
    others = Story().planned().scheduled("2023-09-14").seated("2023-09-10", ("npc_deputy",) * 30)
    assert others.statuses(FAR, *codes) == ["met", "met", "met", "gap"]


# Results of opinions in a column of their own, ten calendar days


def heard() -> Story:
    return anlan().scheduled("2023-09-14").held("2023-09-14").opinion("2023-09-14 10:00")


@pytest.mark.parametrize(
    ("out", "column", "expected"),
    [
        ("2023-09-25 23:59", "意见办理结果", ["met", "met"]),  # the 24th is a Sunday: moved on
        ("2023-09-26 00:00", "意见办理结果", ["met_late", "met_late"]),
        ("2023-09-20", "开放日材料", ["met", "missed"]),
        (None, "", ["missed", "missed"]),
    ],
)
def test_results_are_published_in_their_column(
    out: str | None, column: str, expected: list[str]
) -> None:
    story = heard()
    if out:
        story.results(out, column)
    assert story.statuses(FAR, "RES-TIME", "RES-COLUMN") == expected
    assert story.due("RES-TIME", FAR) == "2023-09-25"


def test_every_opinion_needs_its_result() -> None:
    story = heard().opinion("2023-09-14 10:30", "o2").results("2023-09-20")
    verdict = story.wall(FAR)["RES-TIME"]
    assert (verdict.status, "1条意见" in verdict.working.conclusion) == ("missed", True)
    story.results("2023-09-22", "意见办理结果", "o2")
    assert story.statuses(FAR, "RES-TIME", "RES-COLUMN") == ["met", "met"]


def test_the_result_of_a_merged_opinion_is_that_of_its_main_one() -> None:
    story = heard().opinion("2023-09-14 10:30", "o2").results("2023-09-20")
    story.merged("2023-09-21", "o2")
    assert story.statuses(FAR, "RES-TIME", "RES-COLUMN") == ["met", "met"]
    assert story.unmerged("2023-09-22", "o2").status("RES-TIME", FAR) == "missed"


def test_none_received_meets_it_and_new_media_do_not_count() -> None:
    story = anlan().scheduled("2023-09-14").held("2023-09-14").none_received("2023-09-14 12:00")
    assert story.statuses(FAR, "RES-TIME", "RES-COLUMN") == ["met", "met"]
    assert heard().results("2023-09-20", channel=NEW_MEDIA).status("RES-TIME", FAR) == "missed"


def test_none_received_after_an_opinion_is_for_a_person() -> None:
    story = heard().none_received("2023-09-15")
    assert story.status("RES-TIME", FAR) == "needs_review"


# An amendment is a new dated value


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2023-09-28", "2023-10-11"),  # ended before 1 October: still 5 working days
        ("2023-10-09", "2023-10-18"),  # 7 working days
    ],
)
def test_what_ended_before_the_amendment_keeps_the_old_number(on: str, due: str) -> None:
    assert anlan().scheduled(on).held(on).due("MAT-TIME", FAR) == due


def test_the_last_day_of_the_activity_decides_not_the_day_of_judgement() -> None:
    across = anlan().scheduled("2023-09-28").held("2023-09-28", "2023-10-09")
    assert across.due("MAT-TIME", FAR) == "2023-10-18"


def test_before_it_was_published_nobody_knew_of_it() -> None:
    story = anlan().scheduled("2023-10-09", said="2023-08-02")
    assert story.due("MAT-TIME", "2023-09-19") == "2023-10-16"
    assert story.due("MAT-TIME", "2023-09-20") == "2023-10-18"


def test_a_past_verdict_stays_as_it_was() -> None:
    story = anlan().scheduled("2023-09-14").held("2023-09-14").materials("2023-09-22")
    first = ANLAN.model_copy(update={"amendments": ()})
    before = Story(pack=first, facts=story.facts).wall(FAR)["MAT-TIME"]
    assert story.wall(FAR)["MAT-TIME"] == before
    assert before.status == "met_late"


def test_the_working_names_the_amendment() -> None:
    counting = anlan().scheduled("2023-10-09").wall(FAR)["MAT-TIME"].working.counting
    assert "数7个工作日" in counting
    assert "2023年10月1日起施行的《【示例】关于调整材料公开时限的通知》" in counting
    counting = anlan().scheduled("2023-09-14").wall(FAR)["MAT-TIME"].working.counting
    assert "施行" not in counting


# Columns have the names that the place gives them


def test_a_wrong_column_is_named_as_the_pack_names_the_right_one() -> None:
    story = anlan().scheduled("2023-09-14").held("2023-09-14")
    verdict = story.materials("2023-09-15", "policy_talk").wall(FAR)["MAT-COLUMN"]
    assert verdict.status == "missed"
    assert "开放日材料" in verdict.working.conclusion

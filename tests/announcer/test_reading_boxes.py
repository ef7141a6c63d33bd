"""What people type naturally is understood, and what cannot be right is asked back."""

from typing import Any

import pytest

from services.announcer.composing.questions import Weight
from services.announcer.composing.reading.closing import closing
from services.announcer.composing.reading.days import days
from services.announcer.composing.reading.heads import heads
from services.announcer.composing.reading.hours import clock, hours, lasting
from services.announcer.composing.reading.phones import doubtful_phones
from services.announcer.composing.reading.plain import plain
from tests.announcer.composing import asked, read, told


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2023年10月23日（星期一）9:00", "2023-10-23"),
        ("2023-10-23 9:00", "2023-10-23"),
        ("2023.10.23上午", "2023-10-23"),
        ("10月23日", "2023-10-23"),
        ("十月二十三日", "2023-10-23"),
        ("２０２３年１０月２３日", "2023-10-23"),
        ("2023年2月30日", None),
        ("203年10月23日", None),
        ("20233年10月23日", None),
    ],
)
def test_dates_are_read(typed: str, day: str | None) -> None:
    assert [str(it.day) if it.day else None for it in days(typed, 2023)] == [day]


@pytest.mark.parametrize(
    ("typed", "at", "minutes"),
    [
        ("9:00-11:00", ["9:00", "11:00"], None),
        ("9：00—11：30", ["9:00", "11:30"], None),
        ("上午9点半至11点", ["9:30", "11:00"], None),
        ("下午2点到4点", ["14:00", "16:00"], None),
        ("下午两点三刻", ["14:45"], None),
        ("上午9时—下午1时30分", ["9:00", "13:30"], None),
        ("2小时", [], 120),
        ("约2小时", [], 120),
        ("2个半小时", [], 150),
        ("一个半小时", [], 90),
        ("半小时", [], 30),
        ("1.5小时", [], 90),
        ("90分钟", [], 90),
        ("1小时20分钟", [], 80),
        ("11:00结束（2小时）", ["11:00"], 120),
        ("24:00", ["24:00"], None),
    ],
)
def test_hours_and_durations_are_read(typed: str, at: list[str], minutes: int | None) -> None:
    found = hours(typed)
    assert ([clock(it) for it in found.at], found.minutes) == (at, minutes)
    assert found.remarks == ()


@pytest.mark.parametrize("typed", ["25:00", "9:75", "24:30", "26点"])
def test_an_hour_that_does_not_exist_stops(typed: str) -> None:
    assert [it.code for it in hours(typed).remarks] == ["no_such_hour"]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(120, "2小时"), (150, "2个半小时"), (80, "1小时20分钟"), (45, "45分钟"), (30, "30分钟")],
)
def test_a_duration_is_said_as_people_say_it(minutes: int, words: str) -> None:
    assert lasting(minutes) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("约30人左右", "约30人"),
        ("30人", "30人"),
        ("30", "30人"),
        ("三十人", "30人"),
        ("不少于25人", "不少于25人"),
        ("至少25名", "不少于25人"),
        ("不超过40人", "不超过40人"),
        ("20-30", "20—30人"),
        ("20至30人", "20—30人"),
        ("20人—30人", "20—30人"),
        ("公开遴选30人；10月19日（周四）18:00截止", "30人"),
        ("人大代表5政协委员5群众5", "15人"),
        ("公开报名，电话010-69244451", ""),
        ("10月19日截止报名", ""),
    ],
)
def test_head_counts_are_read(typed: str, words: str) -> None:
    assert heads(typed).words() == words


def test_groups_are_read_one_by_one() -> None:
    found = heads("人大代表5政协委员5群众5")
    assert found.groups == (("区人大代表", 5), ("区政协委员", 5), ("群众代表", 5))
    assert heads("共30人，其中人大代表2人、家长10人").words() == "30人"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("8月24日前", "2023-08-25T00:00:00+08:00"),
        ("公开遴选30人；8月24日前报名", "2023-08-25T00:00:00+08:00"),
        ("8月24日18:00截止", "2023-08-24T18:00:00+08:00"),
        ("请于8月24日（星期四）下午5点前在本页报名", "2023-08-24T17:00:00+08:00"),
        ("8月20日至8月24日17:00止", "2023-08-24T17:00:00+08:00"),
        ("2023年8月24日截止", "2023-08-25T00:00:00+08:00"),
        ("报名时间：8月20日9:00至8月24日17:00；电话报名", "2023-08-24T17:00:00+08:00"),
        ("即日起至8月24日接受报名", "2023-08-25T00:00:00+08:00"),
        ("8月24日至8月25日参观", None),
        ("公开遴选30人", None),
    ],
)
def test_the_closing_of_sign_up_is_read(typed: str, at: str | None) -> None:
    found = closing(typed, 2023).at
    assert (found.isoformat() if found else None) == at


def test_before_a_date_includes_it_with_a_visible_note() -> None:
    meant = read(seats="公开遴选30人；10月19日前报名")
    assert told(meant, Weight.NOTE) == ["“10月19日前”含10月19日当天，到当天24:00截止。"]
    assert asked(meant) == []


@pytest.mark.parametrize(
    "typed",
    ["010-0000-0000", "69244451", "010-69244451", "13800138000", "12345", "400-810-8888",
     "0311-86668888", "(010) 6924 4451", "工作日9:00—17:00，69244451", "一楼101室"],
)  # fmt: skip
def test_whole_telephones_are_not_asked_about(typed: str) -> None:
    assert list(doubtful_phones(typed)) == []


@pytest.mark.parametrize(
    "typed", ["6924445", "010-6924445", "1380013800", "138001380001", "010-692444511"]
)
def test_a_digit_lost_or_too_many_is_asked_about(typed: str) -> None:
    assert [it.code for it in doubtful_phones(f"办公室，{typed}")] == ["phone"]


@pytest.mark.parametrize(
    ("typed", "questions"),
    [
        ({"when": "2025年11月8日(星期五)9:00", "seats": "30人"},
         [("when-s1", "weekday"), ("when-s1", "other_date")]),
        ({"when": "2023年10月23日（周二）9:00"}, [("when-s1", "weekday")]),
        ({"when": "203年10月23日9:00"}, [("when-s1", "year")]),
        ({"when": "2023年10月32日9:00"}, [("when-s1", "no_such_day")]),
        ({"when": "近期"}, [("when-s1", "no_day")]),
        ({"when": "2023年10月23日25:00"}, [("when-s1", "no_such_hour")]),
        ({"when": "2023年10月12日9:00", "seats": "30人"},
         [("when-s1", "past"), ("when-s1", "other_date")]),
        ({"until": "8:30"}, [("until-s1", "ends_before")]),
        ({"until": "11:00（3小时）"}, [("until-s1", "two_lengths")]),
        ({"when": "2023年10月23日9:00-11:00", "until": "11:30"}, [("until-s1", "two_ends")]),
        ({"until": "2分钟"}, [("until-s1", "odd_length")]),
        ({"seats": "30人；10月24日截止"}, [("seats", "closes_after")]),
        ({"seats": "30人；10月13日截止"}, [("seats", "closed")]),
        ({"contact": "办公室，6924445"}, [("contact", "phone")]),
        ({}, []),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_a_question_and_no_silent_guess(
    typed: dict[str, Any], questions: list[tuple[str, str]]
) -> None:
    assert asked(read(**typed)) == questions


def test_the_weekday_question_names_the_right_weekday() -> None:
    meant = read(told={"scheduled": {}}, when="2025年11月8日(星期五)9:00", seats="30人")
    assert told(meant, Weight.STOP) == ["2025年11月8日是星期六，不是星期五。请确认日期。"]


def test_a_question_is_settled_by_a_person_who_says_it_is_so_but_a_stop_is_not() -> None:
    meant = read(contact="办公室，6924445", when="2023年10月23日（周二）9:00")
    answered = frozenset(it.id for it in meant.open_questions)
    again = read(contact="办公室，6924445", when="2023年10月23日（周二）9:00", answered=answered)
    assert asked(again) == [("when-s1", "weekday")]


def test_an_answer_does_not_cover_another_number() -> None:
    answered = frozenset(it.id for it in read(contact="6924445").open_questions)
    assert asked(read(contact="6924446", answered=answered)) == [("contact", "phone")]


def test_closing_the_evening_before_leaves_no_time_to_select() -> None:
    meant = read(seats="30人；10月22日18:00截止")
    assert told(meant, Weight.WARNING) == ["报名截止到活动开始不足一天，来不及确定代表并逐一通知。"]
    assert asked(meant) == []


def test_an_agenda_beyond_the_end_is_a_warning() -> None:
    meant = read(agenda="9:00签到；11:30座谈")
    assert told(meant, Weight.WARNING) == ["流程中的11:30晚于结束时间11:00。"]


def test_a_date_without_a_year_takes_the_years_of_the_schedule_and_says_so() -> None:
    meant = read(when="10月23日9:00-11:00", until="")
    assert meant.sessions[0].minutes == 120
    assert told(meant, Weight.NOTE) == ["没有写年份，按2023年理解。"]


def test_endless_blanks_are_read_as_one() -> None:
    assert plain("约" + " \t" * 1_000 + "30人") == "约 30人"
    assert plain("9点" + " \n" * 1_000 + "11点") == "9点\n11点"

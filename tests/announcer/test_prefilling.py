"""What is known of an activity fills the boxes, and the principal leader's page."""

from dataclasses import replace
from datetime import date, datetime

from contracts.values import NoticeElement, NoticeKind
from services.announcer.composing.boxes import KINDS, MOST
from services.announcer.composing.briefing import brief
from services.announcer.composing.meaning import meaning
from services.announcer.composing.prefill import Known, about, boxes, last_announced
from services.announcer.composing.saying import said
from services.announcer.sessions import KnownSession, SignUp
from tests.announcer.composing import NOW

BOTH = KINDS["activity_selection"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2023-{text}:00+08:00")


FIRST = KnownSession(
    session="s1", starts_on=date(2023, 10, 23), start_at=at("10-23T09:00"),
    ends_on=date(2023, 10, 23), end_at=at("10-23T11:00"), place="驿站", cancelled=False,
)  # fmt: skip
SECOND = replace(
    FIRST, session="s2", starts_on=date(2023, 10, 24), start_at=None, ends_on=date(2023, 10, 25),
    end_at=None, place=None,
)  # fmt: skip
SHEET = SignUp(
    session="s1", state="prepared", closes_at=at("10-19T18:00"), seats=30, rule=None, signed_up=0
)
KNOWN = Known(
    kind="open_day", unit_name="长子营镇", subject="养老驿站", form="hybrid", account="长子营发布",
    host=None, agenda=[{"title": "参观", "introduces": True}, {"title": "座谈"}],
    sessions=[FIRST], open_selection=True, sign_ups=[SHEET],
)  # fmt: skip


def test_what_is_filled_in_is_read_again_without_a_question() -> None:
    meant = meaning(about(KNOWN, BOTH), boxes(KNOWN, BOTH), NOW)

    assert meant.remarks == ()
    assert meant.heads.words() == "30人"
    assert meant.closes.at == at("10-19T18:00")
    assert said(meant)[NoticeElement.START_AT] == "2023年10月23日（星期一）9:00—11:00"
    assert said(meant)[NoticeElement.DURATION] == "2小时"
    assert said(meant)[NoticeElement.AGENDA] == "参观；座谈"
    assert said(meant)[NoticeElement.HOST] == "长子营镇"
    assert "长子营发布" in said(meant)[NoticeElement.NETIZEN_PARTICIPATION]


def test_each_session_has_boxes_of_its_own_and_several_days_are_both_read() -> None:
    known = replace(KNOWN, sessions=[FIRST, SECOND])
    meant = meaning(about(known, BOTH), boxes(known, BOTH), NOW)

    assert [it.session for it in meant.sessions] == ["s1", "s2"]
    second = meant.sessions[1]
    assert (second.day, second.ends_on) == (date(2023, 10, 24), date(2023, 10, 25))


def test_sessions_with_sign_ups_of_their_own_say_each_ones_seats_and_closing_time() -> None:
    known = replace(KNOWN, sessions=[FIRST, SECOND])
    later = replace(SHEET, session="s2", seats=20, closes_at=at("10-20T18:00"))

    assert boxes(replace(known, sign_ups=[SHEET, later]), BOTH).seats == (
        "10月23日（星期一）9:00场次公开遴选30人，10月19日（星期四）18:00截止报名；"
        "10月24日（星期二）场次公开遴选20人，10月20日（星期五）18:00截止报名"
    )
    alike = replace(SHEET, session="s2")
    assert boxes(replace(known, sign_ups=[SHEET, alike]), BOTH).seats == (
        "每场公开遴选30人，10月19日（星期四）18:00截止报名"
    )
    whole = replace(SHEET, session="")
    assert boxes(replace(known, sign_ups=[whole]), BOTH).seats == boxes(KNOWN, BOTH).seats
    assert boxes(replace(known, sign_ups=[later]), BOTH).seats.startswith("10月24日")


def test_a_cancelled_session_is_left_out_and_is_all_that_a_cancellation_is_about() -> None:
    known = replace(KNOWN, sessions=[FIRST, replace(SECOND, cancelled=True)])
    assert [it.session for it in boxes(known, BOTH).sessions] == ["s1"]
    cancelling = boxes(known, (NoticeKind.CANCELLATION,)).sessions
    assert [it.session for it in cancelling] == ["s2"]


def test_an_activity_without_a_schedule_has_one_empty_session() -> None:
    (session,) = boxes(replace(KNOWN, sessions=[]), BOTH).sessions
    assert session.when == ""


def test_what_was_announced_is_the_last_word_on_each_element() -> None:
    told = last_announced([
        {"title": "变更公告", "announces": [{"session": "s1", "starts_on": "2023-10-23"}],
         "elements": {"start_at": "23日"}},
        {"title": "活动公告", "announces": [{"session": "s1", "starts_on": "2023-10-20"}],
         "elements": {"start_at": "20日", "host": "长子营镇"}},
    ])  # fmt: skip
    assert told is not None
    assert told.title == "变更公告"
    assert told.dates == {"s1": date(2023, 10, 23)}
    assert told.elements == {"start_at": "23日", "host": "长子营镇"}
    assert last_announced([]) is None


def test_the_leaders_page_has_five_questions_that_follow_from_the_plan() -> None:
    made = brief(KNOWN, [{"title": "观摩日常运行"}], NOW)
    assert made.times == (("2023年10月23日（星期一）9:00—11:00，时长2小时", "驿站"),)
    assert made.introduces == ("参观",)
    assert made.attending == "30人"
    assert len(made.questions) == 5
    assert made.questions[0].startswith("观摩日常运行")


def test_what_no_box_can_hold_is_left_out_and_an_endless_agenda_is_cut() -> None:
    agenda = [{"title": "参观\x16"}, *[{"title": "座" * 200}] * 20]
    filled = boxes(replace(KNOWN, host="长子营\x1b镇", agenda=agenda), BOTH)

    assert filled.host == "长子营镇"
    assert filled.agenda.startswith("参观；座")
    assert len(filled.agenda) == MOST

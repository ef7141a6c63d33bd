"""The same boxes give the same compliant text of each kind, for the site, WeChat and a message."""

from datetime import date
from typing import Any

import pytest

from contracts.values import Form, NoticeElement
from services.announcer.composing.boxes import Boxes, SessionBoxes, fingerprint
from services.announcer.composing.checklist import Point, State, Steps, checklist, filled
from services.announcer.composing.differing import by_box, by_sentence, differs
from services.announcer.composing.messages import short_message, wechat
from services.announcer.composing.notice import Level, chinese
from services.announcer.composing.saying import said
from services.announcer.composing.texts import notice, usual_title
from tests.announcer.composing import ANNOUNCED, SESSION, TODAY, about, boxes, read

OPENING = (
    "为进一步增进公众对相关工作的了解，听取意见建议，"
    "长子营镇定于近期举办“养老驿站”政务开放日活动，现公告如下："
)
MISSING: dict[str, Any] = {"netizens": ""}


def lines(kind: str = "activity_selection", **more: Any) -> list[str]:
    return notice(read(kind, **more), TODAY).plain().splitlines()


def test_eight_boxes_give_the_whole_notice() -> None:
    made = notice(read(), TODAY)

    assert made.title == "长子营镇关于举办“养老驿站”政务开放日活动暨公开遴选代表的公告"
    assert made.plain().splitlines() == [
        OPENING,
        "一、活动时间",
        "2023年10月23日（星期一）9:00—11:00，时长2小时。",
        "二、活动地点",
        "长子营镇幸福晚年驿站，长恒路18号。",
        "三、活动流程",
        "（一）9:00签到。",
        "（二）9:10参观驿站。",
        "（三）10:00体验助餐、助浴。",
        "（四）10:30座谈，听取意见。",
        "四、网民参与方式",
        "在政务新媒体留言提问。",
        "五、主办单位",
        "长子营镇人民政府。",
        "六、代表遴选",
        "公开遴选代表30人，报名截止时间为10月19日（星期四）18:00。",
        "七、联系方式",
        "镇党政综合办公室，010-0000-0000。",
        "长子营镇人民政府",
        "2023年10月16日",
    ]


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("activity", "长子营镇关于举办“养老驿站”政务开放日活动的公告"),
        ("selection", "长子营镇关于公开遴选“养老驿站”政务开放日活动代表的公告"),
        ("change", "长子营镇关于变更“养老驿站”政务开放日活动安排的公告"),
        ("correction", "长子营镇关于更正“养老驿站”政务开放日活动公告内容的公告"),
        ("cancellation", "长子营镇关于取消“养老驿站”政务开放日活动的公告"),
    ],
)
def test_each_kind_has_its_usual_title(kind: str, title: str) -> None:
    assert usual_title(about(kind)) == title


def test_a_typed_title_stands_instead() -> None:
    assert notice(read(title="邀您走进驿站"), TODAY).title == "邀您走进驿站"


def test_what_is_missing_is_left_out_and_shown_as_a_gap_to_the_writer() -> None:
    meant = read(**MISSING)
    gaps = [it.text for it in notice(meant, TODAY, gaps=True).paragraphs if it.level is Level.GAP]

    assert gaps == ["网民参与方式：此处待补"]
    assert "四、主办单位" in notice(meant, TODAY).plain()
    assert "待补" not in notice(meant, TODAY).plain()


def test_duration_gives_the_end_and_the_end_gives_the_duration() -> None:
    words = "2023年10月23日（星期一）9:00—11:00，时长2小时。"
    for typed in (
        {"until": "2小时"},
        {"until": "11:00"},
        {"when": "10月23日9:00-11:00", "until": ""},
    ):
        assert words in lines(**typed)


def test_the_weekday_is_computed_when_nobody_typed_it() -> None:
    assert "2023年10月23日（星期一）9:00—11:00，时长2小时。" in lines(when="10月23日上午9点")


def test_nothing_that_was_typed_of_sign_up_is_lost() -> None:
    found = lines(seats="约30人左右；10月19日前报名；在本页报名，也可电话报名；人大代表5人")
    assert "公开遴选代表约30人，其中区人大代表5人，报名截止时间为10月19日（星期四）24:00。" in found
    assert "在本页报名，也可电话报名。" in found
    assert "报名时间：10月16日至10月19日。" in lines(seats="30人；报名时间：10月16日至10月19日")


def test_several_sessions_each_have_their_own_time_and_place() -> None:
    second = SessionBoxes(session="s2", when="10月24日14:00", until="90分钟", place="第二驿站")
    meant = read(sessions=(SESSION, second))

    found = notice(meant, TODAY).plain()
    assert "（二）第2场：2023年10月24日（星期二）14:00—15:30，时长1小时30分钟。" not in found
    assert "（二）第2场：2023年10月24日（星期二）14:00—15:30，时长1个半小时。" in found
    assert "（二）第2场：第二驿站。" in found
    assert said(meant)[NoticeElement.DURATION] == "第1场2小时；第2场1个半小时"


def test_a_stream_names_its_account() -> None:
    told = {"form": Form.HYBRID, "account": "长子营发布"}
    assert "直播账号：政务新媒体“长子营发布”。" in lines(told=told)


def test_a_change_names_the_old_and_the_new_date_and_what_stays() -> None:
    found = lines("change", told={"announced": ANNOUNCED}, reason="场地检修。")

    assert found[0] == (
        "因场地检修，现将《长子营镇关于举办“养老驿站”政务开放日活动暨公开遴选代表的公告》"
        "的有关内容变更如下："
    )
    assert found[1] == (
        "活动时间由“2023年10月20日（星期五）9:00—11:00”变更为“2023年10月23日（星期一）9:00—11:00”。"
    )
    assert "活动时长、活动地点、活动流程、主办单位不变。" in found
    assert "2023年10月23日（星期一）9:00—11:00，时长2小时。" in found


def test_a_correction_says_what_was_wrong() -> None:
    found = lines("correction", told={"announced": ANNOUNCED}, reason="笔误")
    assert any(it.startswith("活动时间由“2023年10月20日") and "更正为" in it for it in found)


def test_a_change_that_changes_nothing_is_a_gap() -> None:
    meant = read("change", told={"announced": ANNOUNCED})
    same = read(
        "change", told={"announced": ANNOUNCED.model_copy(update={"elements": said(meant)})}
    )
    gaps = [it.text for it in notice(same, TODAY, gaps=True).paragraphs if it.level is Level.GAP]
    assert "与已发布的公告相同，没有可变更的内容" in gaps


def test_a_cancellation_gives_its_reason_and_asks_about_no_past_date() -> None:
    found = lines(
        "cancellation", reason="因天气原因", when="2023年10月12日9:00", told={"scheduled": {}}
    )

    assert found[0] == (
        "因天气原因，原定于2023年10月12日（星期四）9:00—11:00举办的“养老驿站”政务开放日活动取消。"
    )
    assert found[1] == "已经报名的，由主办单位逐一告知，报名信息不再用于本次活动。"


def test_an_article_for_wechat_has_no_links_and_short_paragraphs() -> None:
    meant = read(netizens="登录https://www.example.gov.cn/a?b=1留言。" + "欢迎提问。" * 20)
    article = wechat(notice(meant, TODAY))

    assert "http" not in article
    assert "登录区政府网站留言。" in article
    assert max(map(len, article.splitlines())) <= 80
    assert "【网民参与方式】" in article


def test_a_short_message_says_what_when_where_and_whom_to_ask() -> None:
    assert short_message(read()) == (
        "【长子营镇】“养老驿站”活动，2023年10月23日（星期一）9:00—11:00，"
        "长子营镇幸福晚年驿站，长恒路18号，公开遴选代表30人，10月19日（星期四）18:00截止报名，"
        "咨询镇党政综合办公室，010-0000-0000。"
    )


def test_elements_of_the_published_fact_are_lines_of_at_most_200_characters() -> None:
    meant = read(agenda="；".join(f"第{n}项，参观一处" for n in range(60)))
    assert len(said(meant)[NoticeElement.AGENDA]) <= 200
    assert said(meant)[NoticeElement.AGENDA].endswith("（全文见公告）")


def points(*, steps: Steps = Steps(), **typed: Any) -> dict[str, Point]:  # noqa: B008 - frozen
    return {it.title: it for it in checklist(read(**typed), steps)}


def test_the_checklist_names_what_is_missing_and_where_to_fill_it() -> None:
    found = points(**MISSING, until="")

    assert found["活动时间、流程安排、主办单位"].text == "3项要素齐全"
    assert found["网民参与方式"].field == "netizens"
    assert found["活动时长"].field == "until-s1"
    assert found["日期与星期一致"].text == "10月23日（星期一）"
    assert filled(read(**MISSING)) == 7


def test_the_checklist_asks_for_the_secrecy_check_and_the_review() -> None:
    assert points()["保密审查"].state is State.MISSING
    assert points()["审核"].state is State.MISSING
    steps = Steps(examined="李审核，10月16日9:12，6项均无", reviewed="李审核，10月16日9:30通过")
    assert points(steps=steps)["审核"].state is State.DONE
    assert "审核" not in points(steps=Steps(review_asked=False))


def test_an_open_question_stands_on_the_checklist() -> None:
    found = points(when="2023年10月23日（周二）9:00")
    assert found["须先答复"].field == "when-s1"
    assert "日期与星期一致" not in found


def test_another_text_has_another_fingerprint_and_the_same_has_the_same() -> None:
    first = fingerprint(about(), boxes())
    assert first == fingerprint(about(), Boxes.model_validate_json(boxes().model_dump_json()))
    assert first != fingerprint(about(), boxes(contact="办公室，69244451"))
    assert first != fingerprint(about("activity"), boxes())
    assert first == fingerprint(about(scheduled={}), boxes())


def test_a_difference_is_by_box_and_by_sentence() -> None:
    (one,) = by_box(boxes(), boxes(contact="镇政府，69244451。请在工作日来电。"))
    assert one.label == "联系方式"
    assert by_sentence("甲。乙。丙。", "甲。丁。丙。") == (
        ("same", "甲。"), ("del", "乙"), ("ins", "丁"), ("same", "。丙。"),
    )  # fmt: skip
    assert not differs(by_sentence("甲。", "甲。"))


def test_numbers_of_sections_are_chinese() -> None:
    assert [chinese(it) for it in (1, 10, 12, 20, 21)] == ["一", "十", "十二", "二十", "二十一"]


def test_the_date_of_issue_has_no_leading_zeros() -> None:
    assert notice(read(), date(2023, 9, 5)).date_words == "2023年9月5日"

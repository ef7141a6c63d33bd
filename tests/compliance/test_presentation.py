"""Dates, sentences, labels, the headline and the time line: what people read of a verdict."""

import re
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pytest

from contracts.event import DomainEvent
from contracts.examples import EXAMPLES
from contracts.values import BEIJING, ChangeKind, PersonCategory, VerdictStatus
from services.compliance.presentation import dates, fact_title, headline, sentence, timeline
from services.compliance.presentation.activity import session_words
from services.compliance.presentation.cell import chip_of, deadline_of, label_of
from services.compliance.presentation.drawing import draw, text_width
from services.compliance.presentation.evidence import fact_groups
from services.compliance.presentation.pages import error
from services.compliance.presentation.sentences.titles import TITLES
from services.compliance.presentation.wall import short_topic
from services.compliance.presentation.words import SIGNS
from services.compliance.rules.calendar import load_calendar

UNITS = {"zhengwufuwuju": "政务服务局", "jiugong": "旧宫镇"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def verdict(status: str = "met", **more: Any) -> dict[str, Any]:
    blank: dict[str, Any] = {
        "code": "ANN-TIME",
        "flags": [],
        "due": None,
        "due_at": None,
        "days_left": None,
    }
    return {**blank, "status": status, **more}


def matrix(*verdicts: dict[str, Any]) -> dict[str, Any]:
    """One unit a verdict."""
    return {
        "as_of": "2023-10-16T09:42:00+08:00",
        "columns": [{"code": "ANN-TIME", "strength": "M"}],
        "rows": [
            {"unit": f"u{number}", "unit_name": f"{name}局", "verdicts": [each]}
            for number, (name, each) in enumerate(zip("甲乙丙丁戊己庚", verdicts, strict=False))
        ],
    }


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    assert dates.deadline_words(date(2023, 9, 27), at("2023-09-28T00:00")) == "9月27日（周三）24:00"


def test_a_deadline_at_a_clock_time_names_it() -> None:
    assert (
        dates.deadline_words(date(2023, 10, 23), at("2023-10-23T09:00")) == "10月23日（周一）9:00"
    )


def test_moments_are_beijing_time_whatever_their_zone() -> None:
    assert dates.moment_words(datetime.fromisoformat("2023-09-27T16:12:00+00:00")) == (
        "9月28日（周四）0:12"
    )


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.parse_moment("2023-09-28T10:12:00")


def test_dates_are_kept_in_one_line_and_markup_is_escaped() -> None:
    assert dates.unbroken("<b>最晚9月27日（周三）24:00前发布") == (
        '&lt;b&gt;最晚<span class="nb">9月27日（周三）24:00前</span>发布'
    )


@pytest.mark.parametrize("ce_type", EXAMPLES)
def test_every_event_has_a_sentence_and_a_title_of_its_own(ce_type: str) -> None:
    event = EXAMPLES[ce_type]
    said = sentence(event, UNITS)
    assert ce_type not in said
    assert said == said.strip()
    assert not said.endswith("。")
    assert not re.search(r"\bs[1-9]\b", said), "nobody knows what an id is"
    assert event.name in TITLES
    assert fact_title(event) != event.name


def test_an_event_of_a_later_release_is_named_and_not_hidden() -> None:
    class Unheard(DomainEvent):
        name = "Unheard"
        version = 1

    assert sentence(Unheard(programme="p"), {}) == "记录了Unheard.v1"


def test_those_who_came_are_named_in_the_order_of_the_policy() -> None:
    came = EXAMPLES["AttendanceRecorded.v1"].model_copy(
        update={"attendance": {PersonCategory.PARENT: 8, PersonCategory.NPC_DEPUTY: 3}}
    )
    assert "到场区人大代表3人、家长代表8人" in sentence(came, UNITS)


def test_units_are_called_by_name() -> None:
    planned = EXAMPLES["EventPlanned.v1"]
    assert "旧宫镇主责" in sentence(planned, UNITS)
    assert "jiugong主责" in sentence(planned, {})


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("reschedule", "2023-09-21", "报备改期（9月21日（周四））"),
        ("reschedule", "2023-09-21T09:30", "报备改期（9月21日（周四）9:30）"),
        ("reschedule", "下周", "报备改期（下周）"),
        ("cancellation", "cancelled", "报备取消，"),
        ("form", "hybrid", "报备改变形式（线上线下结合）"),
        ("unit", "jiugong", "报备改变主责单位（旧宫镇）"),
        ("venue", "文化广场", "报备改变地点（文化广场）"),
    ],
)
def test_a_filing_says_the_new_value_in_words(kind: str, value: str, said: str) -> None:
    filed = EXAMPLES["ChangeFiled.v1"].model_copy(
        update={"kind": ChangeKind(kind), "new_value": value}
    )
    assert said in sentence(filed, UNITS)


def test_a_cell_reads_unit_requirement_status_and_days() -> None:
    label = label_of("长子营镇", "公告时间", verdict("due_soon", days_left=0))
    assert label == "长子营镇，公告时间，临期，剩0个工作日"


def test_flags_follow_the_status_the_gravest_first() -> None:
    label = label_of("司法局", "公告时间", verdict(flags=["borderline", "conflicting_evidence"]))
    assert label == "司法局，公告时间，达标，证据冲突，临界"


def test_only_what_lies_ahead_has_a_number() -> None:
    assert chip_of(verdict("pending", days_left=33)).number == "33"
    assert chip_of(verdict("met", days_left=3)).number == ""


def test_five_days_are_few_and_six_are_not() -> None:
    assert chip_of(verdict("pending", days_left=5)).strong
    assert not chip_of(verdict("pending", days_left=6)).strong


def test_every_status_has_a_word_and_a_sign() -> None:
    assert set(SIGNS) == set(VerdictStatus)
    assert all(sign.glyph or sign.character for sign in SIGNS.values())


def test_the_headline_counts_units_by_day() -> None:
    said = headline(
        matrix(
            verdict("due_soon", due="2023-10-16"),
            verdict("due_soon", due="2023-10-17"),
            verdict("due_soon", due="2023-10-17"),
        )
    )
    assert said["sentence"] == "今天1家、明天2家，不处理就会变红"
    assert said["detail"] == "2023年10月16日（周一）。没有未达标的事项。"


def test_the_headline_names_the_date_when_the_next_working_day_is_not_tomorrow() -> None:
    said = headline(matrix(verdict("due_soon", due="2023-10-18")))
    assert said["sentence"] == "10月18日（周三）1家，不处理就会变红"


def test_what_can_never_turn_red_is_not_in_the_headline() -> None:
    said = headline(matrix(verdict("due_soon", due="2023-10-16", strength="A")))
    assert said["sentence"] == "今天和下一个工作日都没有会变红的事项"


def test_the_detail_names_five_units_and_counts_the_rest() -> None:
    said = headline(matrix(*[verdict("missed")] * 6, verdict("needs_review")))
    assert said["detail"] == (
        "2023年10月16日（周一）。已有6项未达标，涉及甲局、乙局、丙局、丁局、戊局等6家；1项待人工核定。"
    )


def test_a_topic_is_shortened_to_what_stands_in_its_brackets() -> None:
    assert short_topic("政务服务体验（“办不成事”窗口）") == "“办不成事”窗口"
    assert short_topic("司法服务") == "司法服务"


def test_a_verdict_without_a_deadline_has_no_deadline_words() -> None:
    assert deadline_of(verdict()) == ""


def test_a_session_without_a_clock_time_has_only_its_day() -> None:
    session = {"starts_on": "2023-10-23", "ends_on": "2023-10-23", "cancelled": True}
    assert session_words(session) == "2023年10月23日（周一）（已取消）"


def fact(number: int, title: str, when: str = "2023-10-09T12:00:00+08:00") -> dict[str, Any]:
    return {
        "id": str(number), "title_zh": title, "sentence": title, "occurred_at": when,
        "recorded_at": when, "service": "registration", "sequence": number, "hash": "0" * 64,
    }  # fmt: skip


def test_four_facts_of_a_kind_on_a_day_are_folded_and_three_are_not() -> None:
    facts = [fact(n, "报名") for n in range(4)] + [fact(n, "名额确认") for n in range(3)]
    assert [len(group.facts) for group in fact_groups(facts)] == [4, 1, 1, 1]


def test_what_comes_by_turns_is_folded_where_the_first_stands() -> None:
    facts = [fact(n, ("邀请答复", "名额确认")[n % 2]) for n in range(8)]
    facts.insert(3, fact(9, "报名截止"))
    facts.append(fact(10, "邀请答复", "2023-10-08T12:00:00+08:00"))
    found = [(group.title, len(group.facts)) for group in fact_groups(facts)]
    assert found == [("邀请答复", 4), ("名额确认", 4), ("报名截止", 1), ("邀请答复", 1)]


def test_the_time_line_counts_working_days_around_the_activity() -> None:
    held = date(2023, 10, 10)
    due = verdict("met", title="公告时间", due="2023-09-27")
    line = timeline(load_calendar(), [due], [], at("2023-10-01T09:00"), held, held)
    offsets = {day["day"]: day["offset"] for day in line["days"]}
    assert offsets["2023-09-27"] == -5
    assert offsets["2023-10-07"] == -3
    assert offsets["2023-10-06"] is None
    assert offsets["2023-10-10"] is None
    assert offsets["2023-10-11"] == 1


def test_an_activity_without_a_date_has_no_time_line() -> None:
    line = timeline(load_calendar(), [], [], at("2023-10-01T09:00"), None, None)
    assert draw(line) is None


def test_labels_of_one_lane_never_overlap() -> None:
    held = date(2023, 10, 23)
    due = [
        verdict("met", title=title, due=f"2023-10-{day}")
        for day, title in ((12, "公告时间"), (13, "公告渠道"), (16, "遴选公告"), (30, "材料时限"))
    ]
    happened = [
        fact(n, "政务新媒体", f"2023-10-{n}T12:00:00+08:00") for n in (11, 12, 13, 14, 16, 24)
    ]
    line = timeline(load_calendar(), due, happened, at("2023-10-16T09:42"), held, held)
    drawing = draw(line)
    assert drawing is not None
    lanes: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for name, labels in (("above", drawing.above), ("below", drawing.below)):
        for label in labels:
            width = max(text_width(label.title), text_width(label.note))
            start = label.text_x - width if label.end else label.text_x
            lanes.setdefault((name, label.y), []).append((start, start + width))
    for spans in lanes.values():
        spans.sort()
        assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_an_error_page_gives_its_last_moment() -> None:
    assert "最后一次显示的是" in error(503, as_of="10月16日（周一）9:42")

"""Section three: telling the public before. T is Thursday 2023-09-14, 9:00, unless said otherwise.

Offline and hybrid: 5 working days, that is 24:00 of 09-07 (clear count 09-06). Online: 3, 09-11.
"""

import pytest

from contracts.values import Channel, Form, NoticeElement
from tests.compliance.story import FIVE, NEW_MEDIA, WEBSITE, Story

T = "2023-09-14"
AFTER = "2023-09-15"
NOTICE = ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM")


def offline() -> Story:
    return Story().planned().scheduled(T)


def online() -> Story:
    return Story().planned().scheduled(T, Form.ONLINE)


def without(*elements: NoticeElement) -> dict[NoticeElement, str]:
    return {name: text for name, text in FIVE.items() if name not in elements}


@pytest.mark.parametrize(
    ("form", "due", "elements_due"),
    [
        (Form.OFFLINE, "2023-09-07", "2023-09-07"),
        (Form.HYBRID, "2023-09-07", "2023-09-11"),
        (Form.ONLINE, "2023-09-11", "2023-09-11"),
    ],
)
def test_each_form_has_its_lead_time(form: Form, due: str, elements_due: str) -> None:
    wall = Story().planned().scheduled(T, form).wall("2023-08-20")
    dues = [str(wall[code].due) for code in NOTICE]
    assert dues == [due, due, elements_due]
    assert wall["ANN-ELEM"].strength == ("A" if form is Form.OFFLINE else "M")


@pytest.mark.parametrize(
    ("published", "expected", "flags"),
    [
        ("2023-09-06 23:59:59", "met", set()),
        ("2023-09-07 00:00", "met", {"borderline"}),
        ("2023-09-07 23:59:59", "met", {"borderline"}),
        ("2023-09-08 00:00", "met_late", set()),
        ("2023-09-14 08:59:59", "met_late", set()),
        ("2023-09-14 09:00", "missed", set()),
    ],
)
def test_offline_notice_at_the_edges(published: str, expected: str, flags: set[str]) -> None:
    story = offline().noticed(published, T)
    assert story.statuses(AFTER, "ANN-TIME", "ANN-CHANNEL") == [expected] * 2
    assert story.flags("ANN-TIME", AFTER) == flags
    assert story.status("ANN-ELEM", AFTER) == ("gap" if expected == "missed" else expected)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2023-09-11 23:59:59", "met"),
        ("2023-09-12 00:00", "met_late"),
        ("2023-09-14 09:00", "missed"),
    ],
)
def test_online_notice_at_the_edges(published: str, expected: str) -> None:
    assert online().noticed(published, T).statuses(AFTER, *NOTICE) == [expected] * 3


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-09-05 23:59:59", "pending"),
        ("2023-09-06 00:00", "due_soon"),
        ("2023-09-07 23:59:59", "due_soon"),
        ("2023-09-08 00:00", "missed"),
    ],
)
def test_no_notice_while_time_passes(now: str, expected: str) -> None:
    assert offline().statuses(now, "ANN-TIME", "ANN-CHANNEL") == [expected] * 2


def test_make_up_saturday_counts_and_a_holiday_does_not() -> None:
    story = Story().planned().scheduled("2023-10-10", Form.ONLINE)
    assert story.due("ANN-TIME", "2023-09-20") == "2023-10-07"
    story = Story().planned().scheduled("2023-10-13")
    assert story.due("ANN-TIME", "2023-09-20") == "2023-10-08"


# Channels: the first carries the time, all of them the channels


def test_the_first_channel_decides_the_time_and_the_last_the_channels() -> None:
    story = offline().noticed("2023-09-05", T, (NEW_MEDIA,)).noticed("2023-09-11", T, (WEBSITE,))
    assert story.statuses(AFTER, "ANN-TIME", "ANN-CHANNEL") == ["met", "met_late"]


@pytest.mark.parametrize("channels", [(WEBSITE,), (NEW_MEDIA,), (WEBSITE, Channel.OTHER)])
def test_one_channel_is_not_every_channel(channels: tuple[Channel, ...]) -> None:
    story = offline().noticed("2023-09-05", T, channels)
    assert story.statuses(AFTER, *NOTICE) == ["met", "missed", "met"]


def test_another_channel_stands_in_for_none() -> None:
    story = offline().noticed("2023-09-05", T, (Channel.OTHER,))
    assert story.statuses(AFTER, *NOTICE) == ["missed", "missed", "gap"]


def test_a_pack_may_read_deng_as_any_channel() -> None:
    story = offline().noticed("2023-09-05", T, (NEW_MEDIA,)).reading(every_channel=False)
    assert story.statuses(AFTER, "ANN-TIME", "ANN-CHANNEL") == ["met", "met"]


def test_a_text_with_another_date_is_no_notice() -> None:
    assert offline().noticed("2023-09-05", "2023-09-13").statuses(AFTER, *NOTICE) == [
        "missed",
        "missed",
        "gap",
    ]


def test_a_later_selection_notice_with_another_date_overrules() -> None:
    story = offline().noticed("2023-09-05", T)
    story.noticed("2023-09-06", "2023-09-13", (WEBSITE,), ("selection",))
    assert story.statuses(AFTER, "ANN-TIME", "ANN-CHANNEL") == ["met", "missed"]


def test_only_notices_count_not_selection_or_cancellation_texts() -> None:
    for kind in ("selection", "cancellation"):
        assert offline().noticed("2023-09-05", T, kinds=(kind,)).status("ANN-TIME", AFTER) == (
            "missed"
        )


# Elements


@pytest.mark.parametrize("element", list(FIVE))
def test_each_of_the_five_elements_is_needed(element: NoticeElement) -> None:
    story = offline().noticed("2023-09-05", T, elements=without(element))
    assert story.status("ANN-ELEM", AFTER) == "gap"
    story = online().noticed("2023-09-05", T, elements=without(element))
    assert story.status("ANN-ELEM", AFTER) == "missed"


def test_an_end_time_gives_the_duration() -> None:
    said = without(NoticeElement.DURATION) | {NoticeElement.END_AT: "11:00"}
    assert online().noticed("2023-09-05", T, elements=said).status("ANN-ELEM", AFTER) == "met"


def test_the_channels_are_taken_together() -> None:
    half, rest = without(NoticeElement.HOST), {NoticeElement.HOST: "旧宫镇"}
    story = online().noticed("2023-09-05", T, (WEBSITE,), elements=half)
    story.noticed("2023-09-06", T, (NEW_MEDIA,), elements=rest)
    assert story.status("ANN-ELEM", AFTER) == "met"


def test_a_channel_that_the_policy_does_not_name_says_nothing() -> None:
    story = online().noticed("2023-09-05", T, elements=without(NoticeElement.HOST))
    story.noticed("2023-09-06", T, (Channel.OTHER,), elements=FIVE)
    assert story.status("ANN-ELEM", AFTER) == "missed"


def test_an_element_added_late_is_late() -> None:
    story = online().noticed("2023-09-05", T, elements=without(NoticeElement.HOST))
    story.noticed("2023-09-12", T, (WEBSITE,), ("correction",), elements=FIVE)
    assert story.status("ANN-ELEM", "2023-09-11") == "due_soon"
    assert story.status("ANN-ELEM", "2023-09-12 11:00") == "missed"
    assert story.status("ANN-ELEM", AFTER) == "met_late"


# Who must be told at all


def test_a_pack_may_spare_activities_by_invitation_only() -> None:
    story = offline().reading(directed_only_needs_notice=False)
    assert story.statuses(AFTER, *NOTICE) == ["not_applicable"] * 3
    assert online().reading(directed_only_needs_notice=False).status("ANN-TIME", AFTER) == "missed"
    open_too = Story().planned().scheduled(T, selection_methods=["open_selection"])
    assert open_too.reading(directed_only_needs_notice=False).status("ANN-TIME", AFTER) == "missed"


def test_dated_without_a_form_is_judged_as_offline_and_says_so() -> None:
    story = Story().planned().scheduled(T, None).noticed("2023-09-05", T)
    assert story.due("ANN-TIME", AFTER) == "2023-09-07"
    assert story.flags("ANN-TIME", AFTER) == {"inferred"}


def test_the_form_in_force_at_the_start_gives_the_lead_time() -> None:
    story = online().noticed("2023-09-11", T).form_changed("2023-09-12", "hybrid")
    assert story.statuses("2023-09-12 11:00", "ANN-TIME") == ["met"]
    assert story.statuses(AFTER, *NOTICE) == ["met_late", "met_late", "met"]
    story = online().noticed("2023-09-11", T).form_changed("2023-09-14 10:00", "hybrid")
    assert story.status("ANN-TIME", AFTER) == "met"


def test_an_activity_without_a_date_has_no_limit() -> None:
    assert Story().planned().statuses("2023-10-01", *NOTICE, "ANN-CANCEL") == [
        "unscheduled",
        "unscheduled",
        "unscheduled",
        "not_applicable",
    ]

"""The day and what was heard. T is 2023-09-14, held; the limits are 09-21 and 09-28 after it."""

import pytest

from contracts.values import Form
from tests.compliance.story import NEW_MEDIA, WEBSITE, Story

T = "2023-09-14"
ALL_HELD = """
    LEADER INTRO CONTENT LISTEN FEEDBACK MAT-TIME MAT-COLUMN PUBLICITY MEDIA
""".split()  # noqa: SIM905 - reads as the wall does
DUE = "2023-09-22 00:00"


def held() -> Story:
    return Story().planned().scheduled(T).held(T)


def test_before_the_day_everything_is_pending() -> None:
    story = Story().planned().scheduled("2023-09-15")
    assert set(story.statuses("2023-09-14 23:59:59", *ALL_HELD)) == {"pending"}


def test_an_undated_activity_is_unscheduled() -> None:
    assert set(Story().planned().statuses("2023-10-01", *ALL_HELD)) == {"unscheduled"}


def test_when_nothing_was_done() -> None:
    assert dict(zip(ALL_HELD, held().statuses("2024-01-01", *ALL_HELD), strict=True)) == {
        "LEADER": "gap",
        "INTRO": "gap",
        "CONTENT": "gap",
        "LISTEN": "missed",
        "FEEDBACK": "missed",
        "MAT-TIME": "missed",
        "MAT-COLUMN": "missed",
        "PUBLICITY": "gap",
        "MEDIA": "gap",
    }


# The principal leader: by the end of E


@pytest.mark.parametrize(
    ("when", "leader", "expected"),
    [
        ("2023-09-14 11:00", "principal", "met"),
        ("2023-09-14 23:59:59", "principal", "met"),
        ("2023-09-15 00:00", "principal", "gap"),
        ("2023-09-14 11:00", "deputy", "gap"),
        ("2023-09-14 11:00", "absent", "gap"),
    ],
)
def test_the_principal_leader_attends(when: str, leader: str, expected: str) -> None:
    assert held().attended(when, leader).status("LEADER", "2023-09-16") == expected


def test_the_leaders_day_is_the_last_one() -> None:
    assert held().status("LEADER", "2023-09-14 10:00") == "due_soon"
    assert held().status("LEADER", "2023-09-15 00:00") == "gap"


# The introduction: in the agenda or in materials


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2023-09-14 08:59", "gap"),
        ("2023-09-14 09:00", "met"),
        ("2023-09-21 23:59:59", "met"),
        (DUE, "gap"),
    ],
)
def test_materials_may_show_the_introduction(published: str, expected: str) -> None:
    story = held().materials(published, introduces=True, channel=NEW_MEDIA)
    assert story.status("INTRO", "2023-10-01") == expected


def test_the_agenda_in_force_shows_the_introduction() -> None:
    assert held().agenda("2023-09-01").status("INTRO", "2023-10-01") == "met"
    assert held().agenda("2023-09-01", introduces=False).status("INTRO", "2023-10-01") == "gap"
    dropped = held().agenda("2023-09-01").agenda("2023-09-02", introduces=False)
    assert dropped.status("INTRO", "2023-10-01") == "gap"
    revised = held().agenda("2023-09-01").agenda("2023-12-01", "介绍", "参观")
    assert revised.status("INTRO", "2023-12-02") == "met"


def test_an_introduction_in_materials_that_were_taken_down_is_for_a_person_to_decide() -> None:
    story = held().materials("2023-09-18", introduces=True).materials_withdrawn("2023-09-19")
    assert story.status("INTRO", "2023-10-01") == "needs_review"


# The printed points


@pytest.mark.parametrize(
    ("points", "when", "expected"),
    [
        (("p1", "p2"), "2023-09-15", "met"),
        (("p1",), "2023-09-15", "gap"),
        (("p1", "p2"), DUE, "met_late"),
    ],
)
def test_a_person_ticks_the_points(points: tuple[str, ...], when: str, expected: str) -> None:
    assert held().ticked(when, *points).status("CONTENT", "2023-10-01") == expected


def test_points_may_be_ticked_one_by_one() -> None:
    story = held().ticked("2023-09-15", "p1").ticked("2023-09-25", "p2")
    assert story.status("CONTENT", "2023-10-01") == "met_late"


def test_online_instead_of_in_person_is_for_a_person_to_decide() -> None:
    online = Story().planned(in_person=True).scheduled(T, Form.ONLINE).held(T)
    assert online.ticked("2023-09-15", "p1", "p2").status("CONTENT", "2023-10-01") == "needs_review"
    for form in (Form.HYBRID, Form.OFFLINE):
        story = Story().planned(in_person=True).scheduled(T, form).held(T)
        assert story.ticked("2023-09-15", "p1", "p2").status("CONTENT", "2023-10-01") == "met"


# Listening


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2023-09-14 08:59:59", "missed"),
        ("2023-09-14 09:00", "met"),
        ("2023-09-21 23:59:59", "met"),
        (DUE, "met_late"),
    ],
)
def test_at_least_one_opinion_or_none_received(when: str, expected: str) -> None:
    assert held().opinion(when).status("LISTEN", "2023-10-01") == expected
    assert held().none_received(when).status("LISTEN", "2023-10-01") == expected


def test_a_pack_may_count_hearing_among_the_efforts() -> None:
    story = held().reading(hearing_is_mandatory=False)
    wall = story.wall("2024-01-01")
    assert [(wall[code].status, wall[code].strength) for code in ("LISTEN", "FEEDBACK")] == [
        ("gap", "A"),
        ("gap", "A"),
    ]


# Feedback: target 09-28, hard end 12-07 (season end + 5 working days)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2023-09-28 23:59:59", "met"),
        ("2023-09-29 00:00", "met_late"),
        ("2023-12-20", "met_late"),
    ],
)
def test_every_opinion_is_decided_and_fed_back(told: str, expected: str) -> None:
    story = held().opinion("2023-09-14 10:00").decided("2023-09-15").fed_back(told)
    assert story.due("FEEDBACK", "2023-12-31") == "2023-09-28"
    assert story.status("FEEDBACK", "2023-12-31") == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-09-26", "pending"),
        ("2023-09-28 23:59:59", "due_soon"),
        ("2023-09-29 00:00", "gap"),
        ("2023-12-07 23:59:59", "gap"),
        ("2023-12-08 00:00", "missed"),
    ],
)
def test_undone_feedback_is_a_gap_first_and_a_miss_in_the_end(now: str, expected: str) -> None:
    assert held().opinion("2023-09-14 10:00").status("FEEDBACK", now) == expected
    assert held().status("FEEDBACK", now) == expected


def test_an_activity_late_in_the_season_has_ten_working_days_before_it_is_missed() -> None:
    story = Story().planned().scheduled("2023-11-30").held("2023-11-30")
    assert story.due("FEEDBACK", "2023-12-01") == "2023-12-14"
    assert story.status("FEEDBACK", "2023-12-14 23:59:59") == "due_soon"
    assert story.status("FEEDBACK", "2023-12-15 00:00") == "missed"


def test_a_routine_activity_has_to_the_end_of_the_year() -> None:
    story = Story("own-1").planned(routine=True).scheduled(T).held(T)
    assert story.status("FEEDBACK", "2023-12-31 23:59:59") == "gap"
    assert story.status("FEEDBACK", "2024-01-01 00:00") == "missed"


def test_one_unanswered_opinion_leaves_it_open() -> None:
    story = held().opinion("2023-09-14 10:00").decided("2023-09-15").fed_back("2023-09-16")
    story.opinion("2023-09-14 10:30", "o2").decided("2023-09-15", "o2")
    assert story.status("FEEDBACK", "2023-10-01") == "gap"
    assert story.fed_back("2023-10-02", "o2").status("FEEDBACK", "2023-10-03") == "met_late"


def test_none_received_is_an_answer_an_opinion_after_it_reopens() -> None:
    story = held().none_received("2023-09-15")
    assert story.statuses("2023-09-16", "LISTEN", "FEEDBACK") == ["met", "met"]
    story.opinion("2023-09-18")
    assert story.statuses("2023-09-19", "LISTEN", "FEEDBACK") == ["met", "pending"]
    story.decided("2023-09-20").fed_back("2023-09-21")
    assert story.status("FEEDBACK", "2023-09-22") == "met"


def test_none_received_after_an_opinion_contradicts_it() -> None:
    story = held().opinion("2023-09-14 10:00").none_received("2023-09-15")
    assert story.statuses("2023-09-16", "LISTEN", "FEEDBACK") == ["met", "needs_review"]
    assert "conflicting_evidence" in story.flags("LISTEN", "2023-09-16")
    assert "conflicting_evidence" in story.flags("FEEDBACK", "2023-09-16")


# Independent opinions, open-15 only


def budget(form: Form = Form.OFFLINE) -> Story:
    return Story("open-15").planned().scheduled(T, form).held(T)


def test_only_open_15_owes_independent_opinions() -> None:
    assert held().status("ATTEND-15", "2024-01-01") == "not_applicable"
    assert budget().status("ATTEND-15", "2024-01-01") == "missed"


@pytest.mark.parametrize("form", [*Form])
@pytest.mark.parametrize(
    ("present", "spoken", "expected"),
    [
        ("2023-09-14 11:00", "2023-09-14 11:00", "met"),
        ("2023-09-14 23:59:59", "2023-09-21 23:59:59", "met"),
        ("2023-09-14 11:00", DUE, "met_late"),
        ("2023-09-15 00:00", "2023-09-14 11:00", "missed"),
    ],
)
def test_deputies_and_members_are_there_and_speak(
    form: Form, present: str, spoken: str, expected: str
) -> None:
    story = budget(form).attended(present, npc_deputy=5, cppcc_member=5)
    story.opinion(spoken, "o1", "npc_deputy").opinion(spoken, "o2", "cppcc_member")
    assert story.status("ATTEND-15", "2023-10-01") == expected


def test_one_of_the_two_is_not_both() -> None:
    story = budget().attended("2023-09-14 11:00", npc_deputy=5)
    story.opinion("2023-09-14 10:00", "o1", "npc_deputy").opinion(
        "2023-09-14 10:00", "o2", "cppcc_member"
    )
    assert story.status("ATTEND-15", "2023-09-18") == "pending"
    assert story.status("ATTEND-15", DUE) == "missed"
    story = budget().attended("2023-09-14 11:00", npc_deputy=5, cppcc_member=5)
    assert story.opinion("2023-09-15", "o1", "npc_deputy").status("ATTEND-15", DUE) == "missed"


# Reports and media


def test_a_report_on_new_media_is_publicity() -> None:
    assert held().reported("2023-09-21 23:59:59").status("PUBLICITY", "2023-10-01") == "met"
    assert held().reported(DUE).status("PUBLICITY", "2023-10-01") == "met_late"
    assert held().reported("2023-09-15", WEBSITE).status("PUBLICITY", "2023-10-01") == "gap"


def test_the_media_were_supplied_or_there() -> None:
    assert held().press_kit("2023-09-21").status("MEDIA", "2023-10-01") == "met"
    assert held().press_kit(DUE).status("MEDIA", "2023-10-01") == "met_late"
    assert held().attended("2023-09-14 11:00", media=2).status("MEDIA", "2023-10-01") == "met"
    assert held().attended("2023-09-14 11:00", media=0).status("MEDIA", "2023-10-01") == "gap"

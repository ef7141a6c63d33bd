"""The plan's own duties: held, in the window, detailed, safe, in a declared form."""

import pytest

from contracts.values import Form
from tests.compliance.story import Story, session

T = "2023-09-14"
UNDATED = """
    DETAIL SAFETY FORM ANN-TIME ANN-CHANNEL ANN-ELEM REP-INVITED REP-METHOD REP-SIZE REP-SCOPE
    LEADER INTRO CONTENT LISTEN FEEDBACK MAT-TIME MAT-COLUMN PUBLICITY MEDIA
""".split()  # noqa: SIM905 - reads as the wall does


def dated(on: str = T) -> Story:
    return Story().planned().scheduled(on)


# Undated


def test_an_undated_activity_waits_for_the_season_to_end() -> None:
    story = Story().planned()
    for now in ("2023-08-02", "2023-11-29", "2023-11-30 23:59:59"):
        wall = story.wall(now)
        assert {code for code in wall if wall[code].status == "unscheduled"} == set(UNDATED)
        assert {code for code in wall if wall[code].status == "pending"} == {"HELD", "WINDOW"}
    assert story.statuses("2023-12-01 00:00", "HELD", "WINDOW") == ["missed", "missed"]


def test_what_has_no_limit_names_none() -> None:
    verdict = Story().planned().wall("2023-09-01")["MAT-TIME"]
    assert (verdict.due, verdict.due_at, verdict.flags) == (None, None, frozenset())


# Held and in the window


def test_held_inside_the_window() -> None:
    story = dated()
    assert story.statuses("2023-09-14 23:59", "HELD", "WINDOW") == ["pending", "pending"]
    assert story.held(T).statuses("2023-09-15", "HELD", "WINDOW") == ["met", "met"]


def test_past_its_date_and_no_word_of_it() -> None:
    story = dated()
    assert story.statuses("2023-09-15 00:00", "HELD", "WINDOW") == ["needs_review", "pending"]
    assert story.statuses("2023-12-01 00:00", "HELD", "WINDOW") == ["needs_review"] * 2
    story.held(T)
    assert story.statuses("2023-12-01 00:00", "HELD", "WINDOW") == ["met", "met"]


@pytest.mark.parametrize("on", ["2023-08-01", "2023-11-30"])
def test_the_first_and_last_day_are_inside(on: str) -> None:
    assert dated(on).held(on).statuses("2023-12-01", "HELD", "WINDOW", "FILE") == [
        "met",
        "met",
        "not_applicable",
    ]


def test_a_series_that_ends_outside_is_outside() -> None:
    story = (
        Story()
        .planned()
        .scheduled(T, sessions=[session("2023-11-28", until="2023-12-01")], said="2023-08-10")
    )
    assert story.statuses("2023-12-05", "WINDOW", "FILE") == ["missed", "missed"]


@pytest.mark.parametrize("on", ["2023-07-31", "2023-12-01", "2023-12-20"])
def test_outside_and_never_filed_is_missed_at_the_close(on: str) -> None:
    story = dated(on).held(on)
    assert story.status("WINDOW", "2023-11-30 23:59:59") == "due_soon"
    assert story.status("WINDOW", "2023-12-31") == "missed"


@pytest.mark.parametrize(
    ("on", "filed", "expected"),
    [
        ("2023-12-20", "2023-08-02 13:00", "exempt"),
        ("2023-12-20", "2023-11-30 23:59:59", "exempt"),
        ("2023-12-20", "2023-12-01 00:00", "needs_review"),
        ("2023-12-01", "2023-11-30 23:59:59", "exempt"),
        ("2023-08-31", "2023-08-20", "met"),
    ],
)
def test_outside_with_a_filing_before_its_day_and_the_close(
    on: str, filed: str, expected: str
) -> None:
    story = dated(on).filed(filed, "outside_window", on).held(on)
    assert story.status("WINDOW", "2023-12-31") == expected


def test_a_filing_on_the_day_itself_is_later() -> None:
    story = Story().planned().scheduled("2023-07-31", said="2023-08-02")
    assert story.filed("2023-08-02", "outside_window", "2023-07-31").status(
        "WINDOW", "2023-08-03"
    ) == ("needs_review")


def test_the_filing_of_a_move_outside_excuses_too_and_only_for_its_date() -> None:
    story = (
        dated().moved("2023-12-05", "2023-09-12").filed("2023-09-12", "reschedule", "2023-12-05")
    )
    assert story.statuses("2023-10-01", "WINDOW", "FILE") == ["exempt", "met"]
    story.moved("2023-12-06", "2023-11-01")
    assert story.statuses("2023-12-01", "WINDOW", "FILE") == ["missed", "missed"]


def test_a_filing_excuses_the_window_never_the_notice() -> None:
    story = dated("2023-12-05").filed("2023-08-02", "outside_window", "2023-12-05")
    assert story.statuses("2023-12-06", "ANN-TIME", "MAT-TIME") == ["missed", "pending"]


def test_excused_but_no_word_of_it() -> None:
    story = dated("2023-12-05").filed("2023-08-02", "outside_window", "2023-12-05")
    assert story.statuses("2023-12-05 23:59:59", "HELD", "WINDOW") == ["due_soon", "exempt"]
    assert story.statuses("2023-12-06 00:00", "HELD", "WINDOW") == ["needs_review"] * 2
    assert story.held("2023-12-05").statuses("2023-12-06", "HELD", "WINDOW") == ["met", "exempt"]


def test_held_on_another_day_than_planned_is_judged_by_the_day_it_was_held() -> None:
    story = dated("2023-11-28").held("2023-12-04")
    assert story.statuses("2023-12-10", "HELD", "WINDOW") == ["met", "missed"]
    story.filed("2023-11-27", "reschedule", "2023-12-04")
    assert story.status("WINDOW", "2023-12-10") == "exempt"


def test_held_after_the_season_counts_as_held() -> None:
    story = dated("2023-12-10")
    assert story.due("HELD", "2023-12-05") == "2023-12-10"
    assert story.held("2023-12-10").status("HELD", "2023-12-20") == "met"


# Implementation plan and emergency measures: when recorded, before the start


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ("2023-09-14 08:59:59", "met"),
        ("2023-09-14 09:00", "missed"),
        ("2023-10-01", "missed"),
    ],
)
def test_the_plan_counts_when_it_was_recorded(recorded: str, expected: str) -> None:
    story = dated().detailed("2023-09-01", recorded)
    assert story.statuses("2023-11-01", "DETAIL", "SAFETY") == [expected] * 2


def test_the_first_one_recorded_counts() -> None:
    story = dated().detailed("2023-09-01", "2023-10-01").detailed("2023-09-05")
    assert story.statuses("2023-11-01", "DETAIL", "SAFETY") == ["met", "met"]


@pytest.mark.parametrize("form", [*Form])
@pytest.mark.parametrize(
    ("emergency", "fallback"), [(True, False), (False, True), (True, True), (False, False)]
)
def test_what_safety_asks_of_each_form(form: Form, *, emergency: bool, fallback: bool) -> None:
    story = Story().planned().scheduled(T, form)
    story.detailed("2023-09-01", emergency=emergency, fallback=fallback)
    enough = fallback if form is Form.ONLINE else emergency
    assert story.statuses("2023-09-15", "DETAIL", "SAFETY") == [
        "met",
        "met" if enough else "missed",
    ]


# Form: by the first notice, else by the start


@pytest.mark.parametrize(
    ("noticed", "declared", "expected"),
    [
        ("2023-09-04", "2023-09-04", "met"),
        ("2023-09-04", "2023-09-03", "met"),
        ("2023-09-04", "2023-09-05", "met_late"),
        (None, "2023-09-14 08:59", "met"),
        (None, "2023-09-14 09:00", "met_late"),
        ("2023-09-04", None, "gap"),
    ],
)
def test_the_form_is_declared(noticed: str | None, declared: str | None, expected: str) -> None:
    story = Story().planned().scheduled(T, None)
    if noticed:
        story.noticed(noticed, T)
    if declared:
        story.form_changed(declared, "offline", first=True)
    assert story.status("FORM", "2023-10-01") == expected


@pytest.mark.parametrize("form", ["online", "hybrid"])
def test_a_stream_names_its_account(form: str) -> None:
    story = Story().planned().scheduled(T, None).form_changed("2023-09-01", form, first=True)
    assert story.status("FORM", "2023-10-01") == "gap"
    story.form_changed("2023-09-10", form, "大兴发布")
    assert story.status("FORM", "2023-10-01") == "met"
    assert story.status("FILE", "2023-10-01") == "not_applicable"


def test_a_change_to_a_stream_without_an_account_is_incomplete() -> None:
    story = dated().noticed("2023-09-04", T).form_changed("2023-09-06", "hybrid")
    assert story.status("FORM", "2023-09-05") == "met"
    assert story.status("FORM", "2023-09-07") == "gap"
    assert story.form_changed("2023-09-08", "hybrid", "大兴发布").status("FORM", "2023-09-09") == (
        "met_late"
    )

"""Any moment can be judged: what was on record then, and when time alone changes something next."""

import pytest

from contracts.events.registration import OpinionRecorded
from services.compliance.judging.assess import assess, next_transition
from tests.compliance.story import Story, at, session

T = "2023-09-14"


def offline() -> Story:
    return Story().planned().scheduled(T)


def upcoming(story: Story, now: str) -> str:
    verdicts = assess(story.pack, story.calendar, story.programme(), at(now))
    return f"{next_transition(story.programme(), verdicts, at(now)):%Y-%m-%d %H:%M:%S.%f}"


def test_before_the_import_there_is_no_verdict() -> None:
    story = offline()
    assert story.wall("2023-08-01 08:59:59") == {}
    assert story.wall("2023-08-01 09:00") != {}


def test_a_fact_is_known_from_when_it_was_recorded_and_judged_by_when_it_happened() -> None:
    story = offline().held(T)
    story.about("2023-09-14 10:00", OpinionRecorded, "2023-10-09 09:00", opinion="o1")
    assert story.status("LISTEN", "2023-10-09 08:59:59") == "missed"
    assert story.status("LISTEN", "2023-10-09 09:00") == "met"


def test_the_past_stays_what_it_was() -> None:
    story = offline().noticed("2023-09-05", T, notice="n")
    before = story.wall("2023-09-10")
    story.withdrawn("2023-09-12", "n").moved("2023-09-28", "2023-09-13").cancelled("2023-09-20")
    assert story.wall("2023-09-10") == before


def test_activities_earlier_than_the_policy_are_not_judged() -> None:
    early = Story().planned().scheduled("2022-12-31").wall("2023-10-01")
    assert {verdict.status.value for verdict in early.values()} == {"not_applicable"}
    first = Story().planned().scheduled("2023-01-01").wall("2023-10-01")
    assert first["ANN-TIME"].status == "missed"
    both = Story().planned().scheduled(T, sessions=[session("2022-12-31"), session(T, "s2")])
    assert both.status("ANN-TIME", "2023-10-01") == "missed"


def test_not_applicable_carries_nothing_else() -> None:
    verdict = offline().cancelled("2023-09-01").wall("2023-10-01")["MAT-TIME"]
    assert verdict.to_json() == {
        "activity": "open-11",
        "code": "MAT-TIME",
        "strength": "M",
        "status": "not_applicable",
        "flags": [],
        "due": None,
        "due_at": None,
        "clause": "四（二）",
        "evidence": [],
    }


def test_a_verdict_as_json() -> None:
    story = offline().noticed("2023-09-07 10:00", T)
    verdict = story.wall("2023-09-10")["ANN-TIME"].to_json()
    assert verdict | {"evidence": len(verdict["evidence"])} == {
        "activity": "open-11",
        "code": "ANN-TIME",
        "strength": "M",
        "status": "met",
        "flags": ["borderline"],
        "due": "2023-09-07",
        "due_at": "2023-09-08T00:00:00+08:00",
        "clause": "三",
        "evidence": 2,  # the schedule, and the notice that was first
    }


# The next transition


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-09-10 12:00", "2023-09-11 00:00:00.000000"),
        ("2023-09-10 23:59:59", "2023-09-11 00:00:00.000000"),
        ("2023-09-11 00:00", "2023-09-12 00:00:00.000000"),
        ("2023-09-14 08:00", "2023-09-14 09:00:00.000000"),
        ("2023-09-14 09:00", "2023-09-15 00:00:00.000000"),
    ],
)
def test_time_alone_changes_at_midnight_and_at_starts(now: str, expected: str) -> None:
    assert upcoming(offline(), now) == expected


def test_the_start_of_the_second_session_is_a_transition_too() -> None:
    story = Story().planned().scheduled(T, sessions=[session(T), session("2023-09-21", "s2")])
    assert upcoming(story, "2023-09-21 08:00") == "2023-09-21 09:00:00.000000"


def test_an_instant_that_is_still_in_time_changes_just_after_it() -> None:
    story = offline().sign_up("2023-09-05 10:00")
    assert story.status("SEL-NOTICE", "2023-09-05 10:00") == "due_soon"
    assert upcoming(story, "2023-09-05 10:00") == "2023-09-05 10:00:00.000001"
    assert story.status("SEL-NOTICE", "2023-09-05 10:00:00.000001") == "missed"

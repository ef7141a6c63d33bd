"""Several sessions: each is judged, the activity shows the worst; "after" counts from the last.

Offline, 9:00: s1 on Thursday 2023-09-14 (limit 09-07), s2 on Thursday 09-21 (limit 09-14).
"""

import pytest

from contracts.values import Form, VerdictStatus
from services.compliance.matrix import names_of
from services.compliance.presentation.sentences import told
from services.compliance.rules.verdict import badness
from tests.compliance.looking import snapshot_of
from tests.compliance.story import ALL_GROUPS, Story, at, clockless, session

ONE, TWO = "2023-09-14", "2023-09-21"


def two() -> Story:
    return Story().planned().scheduled(ONE, sessions=[session(ONE), session(TWO, "s2")])


def test_the_worst_comes_first() -> None:
    printed = (
        "missed needs_review due_soon gap unscheduled pending met_late exempt met not_applicable"
    )
    ranked = sorted(VerdictStatus, key=badness, reverse=True)
    assert printed.split() == [status.value for status in ranked]


@pytest.mark.parametrize(
    ("first", "second", "expected", "session_shown"),
    [
        ("2023-09-05", "2023-09-05", "met", "s1"),
        ("2023-09-08", "2023-09-08", "met_late", "s1"),
        ("2023-09-05", "2023-09-15", "met_late", "s2"),
        ("2023-09-05", None, "missed", "s2"),
        (None, "2023-09-05", "missed", "s1"),
    ],
)
def test_notices_are_judged_for_each_session(
    first: str | None, second: str | None, expected: str, session_shown: str
) -> None:
    story = two()
    if first:
        story.noticed(first, ONE)
    if second:
        story.noticed(second, TWO, name="s2")
    verdict = story.wall("2023-09-22")["ANN-TIME"]
    assert (verdict.status, verdict.session) == (expected, session_shown)
    assert len(verdict.working.several) == 2


def test_a_fact_of_one_session_says_which_it_is_where_there_are_several() -> None:
    story = (
        two().seated("2023-09-10", ALL_GROUPS, name="s2").moved("2023-09-22", "2023-09-11", "s2")
    )
    seated, moved = [fact.event for fact in story.facts][-2:]
    names = names_of(snapshot_of(story, at("2023-09-12")))
    assert told(seated, names).startswith("第2场：名额确认")
    assert told(moved, names).startswith("第2场：改期到9月22日")
    before = names_of(snapshot_of(Story().planned().scheduled(ONE), at("2023-09-12")))
    assert told(seated, before).startswith("名额确认")


def test_of_two_sessions_on_one_day_the_earlier_is_the_first() -> None:
    hours = {"start_at": at(f"{ONE} 08:00"), "end_at": at(f"{ONE} 08:30")}
    early = session(ONE, "s2").model_copy(update=hours)
    sessions = [clockless(ONE, "s0"), session(ONE), early]
    story = Story().planned().scheduled(ONE, sessions=sessions)
    numbers = names_of(snapshot_of(story, at("2023-09-12"))).sessions
    assert [name for _, name in sorted(numbers, key=numbers.__getitem__)] == ["s2", "s1", "s0"]


def test_a_seat_carries_its_session() -> None:
    story = two().seated("2023-09-10", ALL_GROUPS)
    assert story.statuses("2023-09-22", "REP-INVITED", "REP-SCOPE") == ["missed", "gap"]
    story.seated("2023-09-10", ALL_GROUPS, name="s2")
    assert story.statuses("2023-09-22", "REP-INVITED", "REP-SCOPE") == ["met", "met"]


def test_a_seat_of_the_whole_activity_is_one_in_every_session() -> None:
    assert two().seated("2023-09-10", ALL_GROUPS, name=None).status(
        "REP-INVITED", "2023-09-22"
    ) == ("met")


def test_the_plan_is_judged_once_by_the_first_start() -> None:
    assert two().due("DETAIL", "2023-09-01") == ONE
    assert two().detailed("2023-09-15").statuses("2023-09-22", "DETAIL", "SAFETY") == ["missed"] * 2


def test_after_counts_from_the_last_session() -> None:
    assert two().due("MAT-TIME", "2023-09-01") == "2023-09-28"
    first = two().reading(after_the_last_session=False)
    assert first.due("MAT-TIME", "2023-09-01") == "2023-09-21"


def test_after_requirements_are_pending_before_the_first_session_and_open_from_then() -> None:
    assert two().status("LISTEN", "2023-09-13 23:59") == "pending"
    assert two().opinion("2023-09-14 10:00").status("LISTEN", "2023-09-14 11:00") == "met"


def test_between_the_sessions_nothing_is_presumed_yet() -> None:
    story = two()
    assert story.statuses("2023-09-18", "HELD", "MAT-TIME") == ["pending", "pending"]
    assert story.flags("MAT-TIME", "2023-09-18") == set()
    assert story.status("HELD", "2023-09-22") == "needs_review"
    assert story.flags("MAT-TIME", "2023-09-22") == {"inferred"}


def test_held_needs_every_session() -> None:
    story = two().held(ONE, name="s1")
    assert story.status("HELD", "2023-09-22") == "needs_review"
    assert story.held(TWO, name="s2").status("HELD", "2023-09-22") == "met"


def test_one_of_several_cancelled() -> None:
    story = two().noticed("2023-09-04", ONE).noticed("2023-09-04", TWO, name="s2")
    story.cancelled("2023-09-18 10:00", "s2")
    wall = story.wall("2023-09-25")
    assert wall["FILE"].status == "missed"
    assert wall["ANN-CANCEL"].status == "missed"
    assert wall["ANN-CANCEL"].session == "s2"
    assert str(wall["MAT-TIME"].due) == "2023-09-21"
    assert wall["WINDOW"].status == "pending"


def test_the_cancelled_session_is_filed_and_announced() -> None:
    story = two().noticed("2023-09-04", ONE).noticed("2023-09-04", TWO, name="s2")
    story.cancelled("2023-09-18 10:00", "s2").filed(
        "2023-09-18 11:00", "cancellation", "cancelled", "s2"
    )
    story.noticed("2023-09-18 12:00", TWO, kinds=("cancellation",), name="s2")
    story.held(ONE, name="s1")
    assert story.statuses("2023-09-25", "FILE", "ANN-CANCEL", "HELD", "WINDOW") == ["met"] * 4


def test_a_cancelled_session_keeps_what_it_reached_and_owes_no_seats() -> None:
    story = two().noticed("2023-09-04", ONE).seated("2023-09-10", ALL_GROUPS)
    story.cancelled("2023-09-18", "s2")
    # the limit of s2 had passed four days before it was cancelled
    assert story.statuses("2023-09-25", "ANN-TIME", "REP-INVITED") == ["missed", "met"]


def test_every_session_cancelled_is_the_activity_cancelled() -> None:
    story = two().cancelled("2023-09-01", "s1").cancelled("2023-09-02", "s2")
    assert story.statuses("2023-09-25", "HELD", "WINDOW", "MAT-TIME", "ANN-TIME") == [
        "needs_review",
        "not_applicable",
        "not_applicable",
        "not_applicable",
    ]


def test_sessions_are_rescheduled_one_by_one() -> None:
    story = two().noticed("2023-09-04", ONE).noticed("2023-09-04", TWO, name="s2")
    story.moved("2023-09-28", "2023-09-18", "s2")
    verdict = story.wall("2023-09-19")["ANN-TIME"]
    assert (verdict.status, verdict.session, str(verdict.due)) == ("pending", "s2", "2023-09-21")


def test_a_series_of_films_is_one_session_with_a_first_and_a_last_day() -> None:
    story = Story("talk-02").planned()
    story.scheduled("2023-10-16", Form.ONLINE, sessions=[session("2023-10-16", until="2023-10-20")])
    wall = story.wall("2023-10-01")
    assert (str(wall["ANN-TIME"].due), str(wall["MAT-TIME"].due)) == ("2023-10-11", "2023-10-27")
    assert str(wall["LEADER"].due) == "2023-10-20"
    story.held("2023-10-16", "2023-10-24")
    assert story.due("MAT-TIME", "2023-10-25") == "2023-10-31"


def test_sessions_on_one_day_with_and_without_clock_time() -> None:
    both = [session(ONE), clockless(ONE, "s2")]
    story = Story().planned().scheduled(ONE, sessions=both)
    assert story.wall("2023-09-13")["REP-INVITED"].status == "due_soon"

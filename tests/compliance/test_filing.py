"""Filing a change with the office on the same day (同时). The activity is on 2023-09-14."""

import pytest

from contracts.events.announcer import EventRescheduled
from contracts.values import Form
from tests.compliance.story import Story, at, session

T = "2023-09-14"
CHANGED = "2023-09-05 10:00"
CHANGES = {
    "reschedule": "2023-09-21",
    "cancellation": "cancelled",
    "form": "hybrid",
    "venue": "新址",
    "unit": "yinghai",
}


def changed(kind: str) -> Story:
    story = Story().planned().scheduled(T)
    match kind:
        case "reschedule":
            return story.moved("2023-09-21", CHANGED)
        case "cancellation":
            return story.cancelled(CHANGED)
        case "form":
            return story.form_changed(CHANGED, "hybrid")
        case "venue":
            return story.venue_changed(CHANGED)
        case _:
            return story.unit_changed(CHANGED, "yinghai")


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        ("2023-08-20", "met"),
        ("2023-09-05 23:59:59", "met"),
        ("2023-09-06 00:00", "met_late"),
        ("2023-12-20", "met_late"),
        (None, "missed"),
    ],
)
def test_each_change_is_filed_on_the_same_day(kind: str, filed: str | None, expected: str) -> None:
    story = changed(kind)
    if filed:
        story.filed(filed, kind, CHANGES[kind])
    assert story.status("FILE", "2023-12-31") == expected


@pytest.mark.parametrize("kind", CHANGES)
def test_until_midnight_it_is_due(kind: str) -> None:
    assert changed(kind).status("FILE", "2023-09-05 23:59:59") == "due_soon"
    assert changed(kind).status("FILE", "2023-09-06 00:00") == "missed"


@pytest.mark.parametrize("kind", CHANGES)
def test_a_filing_of_something_else_covers_nothing(kind: str) -> None:
    other = "venue" if kind != "venue" else "unit"
    assert (
        changed(kind).filed(CHANGED, other, CHANGES[kind]).status("FILE", "2023-09-06") == "missed"
    )
    assert changed(kind).filed(CHANGED, kind, "其他").status("FILE", "2023-09-06") == "missed"


def test_no_change_no_filing() -> None:
    assert Story().planned().status("FILE", "2023-12-31") == "not_applicable"
    assert Story().planned().scheduled(T).status("FILE", "2023-12-31") == "not_applicable"


def test_what_is_declared_for_the_first_time_is_no_change() -> None:
    story = Story().planned().scheduled(T, None).form_changed(CHANGED, "offline", first=True)
    assert story.status("FILE", "2023-12-31") == "not_applicable"


def test_of_several_changes_the_worst_shows() -> None:
    story = changed("venue").filed(CHANGED, "venue", "新址").moved("2023-09-21", "2023-09-06")
    story.filed("2023-09-07", "reschedule", "2023-09-21")
    assert story.status("FILE", "2023-12-31") == "met_late"
    story.unit_changed("2023-09-08", "yinghai")
    verdict = story.wall("2023-12-31")["FILE"]
    assert (verdict.status, str(verdict.due)) == ("missed", "2023-09-08")
    assert [outcome.status for outcome in verdict.working.several] == ["missed", "met_late", "met"]


def test_a_first_schedule_outside_the_window_is_filed() -> None:
    story = Story().planned().scheduled("2023-12-05", said="2023-08-10 10:00")
    assert story.status("FILE", "2023-08-11") == "missed"
    story.filed("2023-08-10 11:00", "outside_window", "2023-12-05")
    assert story.status("FILE", "2023-08-11") == "met"


def test_a_filing_for_a_date_outside_covers_the_move_that_caused_it() -> None:
    story = Story().planned().scheduled(T).moved("2023-12-05", CHANGED)
    assert (
        story.filed(CHANGED, "outside_window", "2023-12-05").status("FILE", "2023-12-31") == "met"
    )


def test_a_filing_covers_one_change() -> None:
    story = changed("reschedule").filed(CHANGED, "reschedule", "2023-09-21")
    story.moved(T, "2023-09-06").filed("2023-09-06", "reschedule", T)
    assert story.status("FILE", "2023-09-07") == "met"
    story.moved("2023-09-21", "2023-09-07")
    assert story.status("FILE", "2023-09-08") == "missed"


def test_a_filing_for_one_session_covers_no_other() -> None:
    story = Story().planned().scheduled(T, sessions=[session(T), session(T, "s2")])
    story.cancelled(CHANGED, "s2").filed(CHANGED, "cancellation", "cancelled", "s1")
    assert story.status("FILE", "2023-12-31") == "missed"
    assert story.filed(CHANGED, "cancellation", "cancelled", "s2").status("FILE", "2023-12-31") == (
        "met"
    )


# Receipt


def test_a_filing_is_received_when_the_server_has_it() -> None:
    story = changed("venue").filed(CHANGED, "venue", "新址", recorded="2023-09-08")
    assert story.status("FILE", "2023-12-31") == "met_late"


def test_the_office_may_enter_an_earlier_receipt() -> None:
    story = changed("venue").filed("2023-09-08", "venue", "新址", filing="paper")
    story.received("2023-09-05 16:00", "2023-09-09", "paper")
    assert story.status("FILE", "2023-09-08 13:00") == "met_late"
    assert story.status("FILE", "2023-12-31") == "met"


def test_two_receipts_that_matter_are_for_a_person_to_decide() -> None:
    story = changed("venue").filed("2023-09-08", "venue", "新址", filing="paper")
    story.received("2023-09-05 16:00", "2023-09-09", "paper")
    story.received("2023-09-06 16:00", "2023-09-10", "paper")
    assert story.status("FILE", "2023-12-31") == "needs_review"
    assert story.flags("FILE", "2023-12-31") == {"conflicting_evidence"}


def test_two_receipts_that_do_not_matter_are_flagged() -> None:
    story = changed("venue").filed("2023-09-08", "venue", "新址", filing="paper")
    story.received("2023-09-05 16:00", "2023-09-09", "paper")
    story.received("2023-09-05 11:00", "2023-09-10", "paper")
    assert (story.status("FILE", "2023-12-31"), story.flags("FILE", "2023-12-31")) == (
        "met",
        {"conflicting_evidence"},
    )


def test_the_office_files_with_itself() -> None:
    story = Story("open-04").planned(unit="zhengwufuwuju").scheduled(T).venue_changed(CHANGED)
    assert story.flags("FILE", "2023-09-06") == set()
    story.filed(CHANGED, "venue", "新址")
    assert (story.status("FILE", "2023-09-06"), story.flags("FILE", "2023-09-06")) == (
        "met",
        {"self_filed"},
    )
    assert changed("venue").filed(CHANGED, "venue", "新址").flags("FILE", "2023-09-06") == set()


def test_a_clock_time_is_filed_as_a_clock_time() -> None:
    later = session(T).model_copy(update={"start_at": at(f"{T} 10:00")})
    story = Story().planned().scheduled(T, Form.OFFLINE)
    story.about(CHANGED, EventRescheduled, moved=later.model_dump(), reason="堵车")
    assert story.filed(CHANGED, "reschedule", T).status("FILE", "2023-12-31") == "missed"
    assert story.filed(CHANGED, "reschedule", f"{T}T10:00").status("FILE", "2023-12-31") == "met"

"""Pages that were found gone or changed. T is 2023-09-14, offline: the limit is 09-07."""

import pytest

from contracts.values import NoticeElement
from services.compliance.rules.verdict import Flag
from tests.compliance.story import NEW_MEDIA, WEBSITE, Story

T = "2023-09-14"
AFTER = "2023-09-15"
NOTICE = ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM")
START = NoticeElement.START_AT


def published() -> tuple[Story, str]:
    """Out on both channels in time; the website's publication may be looked at."""
    story = Story().planned().scheduled(T).noticed("2023-09-04", T, (NEW_MEDIA,), notice="n")
    story.noticed("2023-09-04", T, (WEBSITE,), notice="n")
    return story, story.last()


def test_a_page_that_is_as_published_changes_no_verdict() -> None:
    story, page = published()
    story.page_verified("2023-09-04 12:10", page)
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3
    assert not story.wall(AFTER)["ANN-CHANNEL"].flags


@pytest.mark.parametrize("when", ["2023-09-06 10:00", "2023-09-12 10:00"])
def test_a_page_that_is_gone_before_the_start_is_for_a_person_to_decide(when: str) -> None:
    story, page = published()
    story.page_gone(when, page)
    assert story.statuses(AFTER, *NOTICE) == ["met", "needs_review", "met"]
    verdict = story.wall(AFTER)["ANN-CHANNEL"]
    assert Flag.CONFLICTING_EVIDENCE in verdict.flags
    assert story.last() in verdict.evidence


def test_before_it_is_found_gone_the_verdict_was_another() -> None:
    story, page = published()
    story.page_gone("2023-09-06 10:00", page)
    assert story.status("ANN-CHANNEL", "2023-09-06 09:59") == "met"


def test_with_every_page_gone_every_requirement_is_for_a_person() -> None:
    story, page = published()
    for publication in (page, story.facts[-2].id):
        story.page_gone("2023-09-12 10:00", publication)
    assert story.statuses(AFTER, *NOTICE) == ["needs_review"] * 3


def test_a_page_found_gone_after_the_start_changes_nothing() -> None:
    story, page = published()
    story.page_gone("2023-09-14 09:00:01", page)
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3


def test_a_page_that_came_back_in_time_is_met_either_way() -> None:
    story, page = published()
    story.page_gone("2023-09-05 10:00", page).page_verified("2023-09-06 10:00", page)
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3
    assert Flag.CONFLICTING_EVIDENCE in story.wall(AFTER)["ANN-CHANNEL"].flags


def test_a_page_that_came_back_late_is_for_a_person_to_decide() -> None:
    story, page = published()
    story.page_gone("2023-09-05 10:00", page).page_verified("2023-09-11 10:00", page)
    assert story.statuses(AFTER, "ANN-CHANNEL") == ["needs_review"]


def test_a_withdrawal_that_is_recorded_settles_what_was_found() -> None:
    story, page = published()
    story.page_gone("2023-09-12 10:00", page).withdrawn("2023-09-12 12:00", "n")
    assert story.statuses(AFTER, *NOTICE) == ["missed", "missed", "gap"]


def test_a_text_that_took_its_place_is_not_in_doubt() -> None:
    story, page = published()
    story.page_gone("2023-09-05 10:00", page).noticed("2023-09-06", T, (WEBSITE,), notice="n")
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3


def test_a_changed_page_counts_only_where_it_lacks_an_element() -> None:
    story, page = published()
    story.page_changed("2023-09-12 10:00", page)
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3
    story, page = published()
    story.page_changed("2023-09-12 10:00", page, START)
    assert story.statuses(AFTER, *NOTICE) == ["met", "needs_review", "met"]


def test_a_person_decides_what_the_pages_leave_open() -> None:
    story, page = published()
    story.page_gone("2023-09-12 10:00", page)
    story.reviewed("2023-09-18 10:00", "ANN-CHANNEL", "met")
    assert story.status("ANN-CHANNEL", "2023-09-19") == "met"

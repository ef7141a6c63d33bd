"""Venue, host, agenda or clock time change after the notice. T is 2023-09-14, 9:00, offline."""

import pytest

from contracts.events.announcer import EventRescheduled, HostChanged, VenueChanged
from contracts.values import Channel, NoticeElement
from tests.compliance.story import BOTH, FIVE, NEW_MEDIA, WEBSITE, Story, session

T = "2023-09-14"
AFTER = "2023-09-15"
NOTICE = ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM")


def offline() -> Story:
    return Story().planned().scheduled(T)


def without(*elements: NoticeElement) -> dict[NoticeElement, str]:
    return {name: text for name, text in FIVE.items() if name not in elements}


CHANGES = ("venue", "host", "agenda", "clock")


def change(story: Story, kind: str, when: str) -> Story:
    match kind:
        case "venue":
            return story.venue_changed(when)
        case "host":
            story.about(when, HostChanged, host="区政府")
        case "agenda":
            story.agenda(when, "参观", "座谈")
        case "clock":
            at_ten = session(T).model_copy(update={"start_at": session(T).end_at, "end_at": None})
            story.about(when, EventRescheduled, moved=at_ten.model_dump(), reason="会场冲突")
    return story


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize(
    ("channels", "before", "expected"),
    [
        (BOTH, "met", "met"),
        ((WEBSITE,), "due_soon", "needs_review"),
        ((), "due_soon", "needs_review"),
    ],
)
def test_a_change_after_the_notice_needs_a_correction_on_every_channel(
    kind: str, channels: tuple[Channel, ...], before: str, expected: str
) -> None:
    story = offline().agenda("2023-08-20", "参观").noticed("2023-09-04", T)
    change(story, kind, "2023-09-12").corrected("2023-09-13", T, channels)
    assert story.status("ANN-ELEM", "2023-09-13 13:00") == before
    assert story.status("ANN-ELEM", AFTER) == expected
    assert story.statuses(AFTER, "ANN-TIME", "ANN-CHANNEL") == ["met", "met"]


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_before_the_notice_needs_none(kind: str) -> None:
    story = change(offline().agenda("2023-08-20", "参观"), kind, "2023-09-03")
    assert story.noticed("2023-09-04", T).status("ANN-ELEM", AFTER) == "met"


def test_a_change_between_two_channels_needs_a_correction_where_it_had_been_told() -> None:
    story = offline().noticed("2023-09-04", T, (WEBSITE,)).venue_changed("2023-09-05")
    story.noticed("2023-09-06", T, (NEW_MEDIA,)).corrected("2023-09-06", T, (WEBSITE,))
    assert story.statuses(AFTER, *NOTICE) == ["met"] * 3


def test_a_place_told_for_the_first_time_is_no_change() -> None:
    story = offline().noticed("2023-09-04", T)
    story.about("2023-09-05", VenueChanged, place="工地", first_declaration=True)
    assert story.status("ANN-ELEM", AFTER) == "met"


def test_a_correction_after_the_start_is_none() -> None:
    story = offline().noticed("2023-09-04", T).venue_changed("2023-09-12")
    assert story.corrected("2023-09-14 09:00", T).status("ANN-ELEM", AFTER) == "needs_review"


def test_incomplete_elements_stay_a_gap_whatever_changed() -> None:
    story = offline().noticed("2023-09-04", T, elements=without(NoticeElement.HOST))
    assert story.venue_changed("2023-09-12").status("ANN-ELEM", AFTER) == "gap"

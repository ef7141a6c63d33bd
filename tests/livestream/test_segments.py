"""What is proved by segments: their chain, what is missing between them, and the stream's turns."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import RecordingGap
from services.livestream.media.course import ON_ITS_WAY, Course, Turn, Turning
from services.livestream.media.playlist import playlist
from services.livestream.media.segments import Cut, Segment, TakeClock, chain, cuts, gaps

NINE = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
PATIENCE = timedelta(seconds=10)


def second(number: float) -> datetime:
    return NINE + timedelta(seconds=number)


def segment(number: int, began: float, take: int = 0, seconds: float = 2) -> Segment:
    return Segment(number, take, second(began), round(seconds * 1000), f"{number:064x}", 1000)


def test_whoever_leaves_out_changes_or_moves_a_segment_changes_the_last_link() -> None:
    whole = [segment(number, number * 2) for number in range(3)]
    for other in (
        whole[1:],
        whole[:-1],
        [whole[1], whole[0], whole[2]],
        [replace(whole[0], sha256="f" * 64), *whole[1:]],
        [*whole[:2], replace(whole[2], began=second(5))],
    ):
        assert chain(other) != chain(whole)


def test_a_gap_says_where_and_how_long_and_a_hair_is_none() -> None:
    found = gaps([segment(0, 0), segment(1, 2.3), segment(2, 30, take=1)])
    assert list(found) == [RecordingGap(at_ms=4000, lasted_ms=25_700)]


@pytest.mark.parametrize(
    "rest", ["", "000001.ts,2.0232", "\0\0\0\n", "000001.ts,2.0\n", "a,1.0,2.0\n"]
)
def test_only_whole_lines_of_the_list_are_read(rest: str) -> None:
    assert list(cuts("000000.ts,0.000000,2.023222\n" + rest)) == [Cut("000000.ts", 0.0, 2.023222)]


def test_the_publishers_clock_places_segments_however_late_each_is_noticed() -> None:
    clock, began, lasts = TakeClock().place(Cut("0", 0, 2), second(102))
    assert (began, lasts) == (second(100), 2000)
    clock, began, _ = clock.place(Cut("1", 2, 4), second(105.2))
    assert began == second(102)
    _, began, _ = clock.place(Cut("2", 4, 6), second(130))
    assert began == second(128)  # it stood still
    _, began, _ = clock.place(Cut("2", 4, 6), second(130), last=True)
    assert began == second(104)  # it was gone long before the file was closed


@given(
    st.lists(
        st.tuples(st.floats(0.5, 12), st.floats(0, 40), st.booleans()), min_size=1, max_size=20
    )
)
def test_no_segment_is_placed_after_it_was_there(cut: list[tuple[float, float, bool]]) -> None:
    """However late each is noticed, the end of a broadcast stays in the broadcast."""
    clock, begins = TakeClock(), 0.0
    for lasts, late, last in cut:
        closed = second(begins + lasts + late)
        clock, began, milliseconds = clock.place(
            Cut("0", begins, begins + lasts), closed, last=last
        )
        assert began + timedelta(milliseconds=milliseconds) <= closed + timedelta(milliseconds=1)
        assert began >= second(begins) - timedelta(milliseconds=1)
        begins += lasts


def test_a_stream_starts_breaks_off_goes_on_and_ends_when_its_segments_say_so() -> None:
    course, started = Course(PATIENCE).show(segment(0, 0))
    assert started == (Turn(Turning.STARTED, second(0)),)
    assert course.wait(second(14)) == (course, ())
    course, broken = course.wait(second(14.1))
    assert broken == (Turn(Turning.INTERRUPTED, second(2)),)
    assert course.wait(second(60)) == (course, ())
    course, resumed = course.show(segment(1, 60))
    assert resumed == (Turn(Turning.RESUMED, second(60), timedelta(seconds=58)),)
    assert course.end() == (Turn(Turning.ENDED, second(62)),)


def test_a_segment_may_last_longer_than_the_patience_for_none() -> None:
    course, _ = Course(PATIENCE).show(segment(0, 0, seconds=12))
    assert course.show(segment(1, 12, seconds=12))[1] == ()


def test_what_was_told_to_be_interrupted_goes_on_whatever_its_segments_say() -> None:
    course, _ = Course(PATIENCE).show(segment(0, 0))
    _, turns = course.broken_off().show(segment(1, 1.9))
    assert turns == (Turn(Turning.RESUMED, second(1.9), timedelta()),)
    assert Course(PATIENCE).broken_off() == Course(PATIENCE)


def test_a_stream_that_never_began_does_not_end() -> None:
    assert Course(PATIENCE).wait(second(100)) == (Course(PATIENCE), ())
    assert Course(PATIENCE).end() == ()


@given(
    st.lists(
        st.tuples(st.floats(0, 30), st.floats(0.5, 20), st.none() | st.floats(-5, 1)),
        min_size=1,
        max_size=20,
    )
)
def test_the_turns_are_the_same_whenever_somebody_looked(
    seen: list[tuple[float, float, float | None]],
) -> None:
    begins = accumulate((gap + lasts for gap, lasts, _ in seen), initial=0)
    course, turns = Course(PATIENCE), list[Turn]()
    again, at_once = Course(PATIENCE), list[Turn]()
    for number, (began, (_, lasts, late)) in enumerate(zip(begins, seen, strict=False)):
        shown = segment(number, began, seconds=lasts)
        if late is not None:  # somebody looked, and the picture was still on its way
            course, said = course.wait(shown.began + late * ON_ITS_WAY)
            turns += said
        course, said = course.show(shown)
        turns += said
        again, said = again.show(shown)
        at_once += said
    assert turns == at_once


def test_a_playlist_cuts_where_a_publisher_came_again() -> None:
    text = playlist([segment(7, 0, take=1), segment(8, 2, take=1), segment(9, 9, 2)], ended=True)
    assert text == (
        "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-TARGETDURATION:2\n"
        "#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n"
        "#EXT-X-PROGRAM-DATE-TIME:2026-11-27T01:00:00.000000Z\n#EXTINF:2.000,\n7.ts\n"
        "#EXTINF:2.000,\n8.ts\n"
        "#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:2026-11-27T01:00:09.000000Z\n"
        "#EXTINF:2.000,\n9.ts\n#EXT-X-ENDLIST\n"
    )


@pytest.mark.parametrize("ended", [True, False])
def test_a_playlist_may_be_empty(*, ended: bool) -> None:
    assert ("ENDLIST" in playlist([], ended=ended)) is ended

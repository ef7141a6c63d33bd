"""Where a recording has an answer: interruptions are counted out."""

from datetime import UTC, datetime, timedelta

import pytest

from services.livestream.hosting.second import Course, Turn, second

NINE = datetime(2023, 9, 14, 1, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


RUNNING: Course = [(Turn.RUNS, at(0))]
INTERRUPTED: Course = [*RUNNING, (Turn.STOPS, at(10))]
RESUMED: Course = [*INTERRUPTED, (Turn.RUNS, at(15))]
ENDED: Course = [*RESUMED, (Turn.ENDS, at(60))]


@pytest.mark.parametrize(
    ("course", "said", "expected"),
    [
        ([], 1, None),
        (RUNNING, -1, None),
        (RUNNING, 0, 0),
        (RUNNING, 2.5, 150),
        (ENDED, 9, 540),
        (ENDED, 12, 600),
        (ENDED, 15, 600),
        (ENDED, 20, 900),
        (ENDED, 60.5, None),
        ([*RUNNING, (Turn.RUNS, at(5))], 6, 360),
        (INTERRUPTED, 12, 600),
    ],
)
def test_a_moment_has_its_second_in_the_recording(
    course: Course, said: float, expected: int | None
) -> None:
    assert second(course, at(said)) == expected

"""When a page is looked at next: given what was seen, then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.announcer.verifying.schedule import Seen

NOW = datetime(2023, 9, 10, 1, 0, tzinfo=UTC)
OUT = NOW - timedelta(days=3)
MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("seen", "last_day", "later"),
    [
        (Seen("as_published"), date(2023, 9, 14), 6 * HOURS),
        (Seen("as_published"), date(2023, 9, 10), 6 * HOURS),  # on the day itself
        (Seen("as_published"), None, 6 * HOURS),
        (Seen("as_published"), date(2023, 9, 9), 7 * DAYS),
        (Seen("gone"), date(2023, 9, 14), 10 * MINUTES),  # once may be a bad minute
        (Seen("gone", 2), date(2023, 9, 14), 6 * HOURS),
        (Seen("unreachable"), date(2023, 9, 14), 10 * MINUTES),
        (Seen("unreachable", 3), date(2023, 9, 14), 40 * MINUTES),
        (Seen("unreachable", 99), date(2023, 9, 14), 6 * HOURS),
    ],
)
def test_the_next_look(seen: Seen, last_day: date | None, later: timedelta) -> None:
    assert seen.next_look(NOW, OUT, last_day) == NOW + later


def test_after_a_year_nobody_looks() -> None:
    assert Seen("as_published").next_look(NOW, NOW - 367 * DAYS, date(2022, 9, 1)) is None


def test_only_what_is_as_published_is_sure_at_once() -> None:
    assert Seen("as_published").sure
    for state in ("changed", "gone", "not_there"):
        assert not Seen(state).sure
        assert Seen(state).after(state, 1).sure
        assert not Seen(state).after("as_published", 5).sure
    assert not Seen("unreachable", 99).sure

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.season import SEASON_START
from deploy.local.season.clock import SeasonClock
from deploy.local.season.pace import Pace
from services._kit.clock import FileClock

NOON = datetime(2023, 10, 16, 4, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clock.json"


def test_a_new_clock_stands_at_the_beginning_of_the_season(path: Path) -> None:
    assert SeasonClock(path).now() == FileClock(path).now() == SEASON_START


def test_services_read_the_hold_exactly(path: Path) -> None:
    clock = SeasonClock(path)
    clock.run(NOON, rate=1e12)
    assert FileClock(path).now() == clock.now() == NOON


def test_time_does_not_pass_a_dead_player(path: Path) -> None:
    SeasonClock(path).run(SEASON_START + DAY, rate=1e12)
    assert FileClock(path).now() == SEASON_START + DAY


def test_the_clock_never_goes_back(path: Path) -> None:
    clock = SeasonClock(path)
    clock.jump(NOON)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.run(NOON - DAY, rate=1)
    with pytest.raises(ValueError, match="cannot go back"):
        clock.jump(NOON - timedelta(microseconds=1))
    assert FileClock(path).now() == NOON


def test_a_second_player_goes_on_where_the_first_stood(path: Path) -> None:
    SeasonClock(path).run(NOON, rate=1e12)
    resumed = SeasonClock(path)
    assert resumed.now() == NOON
    assert json.loads(path.read_text())["rate"] == 0


def test_a_stopped_clock_stands_between_two_moments(path: Path) -> None:
    clock = SeasonClock(path)
    clock.run(NOON, rate=86_400)
    clock.stop()
    stopped = clock.now()
    assert SEASON_START <= stopped < NOON
    assert FileClock(path).now() == stopped


@pytest.mark.parametrize("speed", [None, 50.0], ids=["unpaced", "paced"])
async def test_a_moment_is_reached_exactly(path: Path, speed: float | None) -> None:
    clock = SeasonClock(path)
    await Pace(clock, speed).reach(SEASON_START + DAY)
    assert FileClock(path).now() == SEASON_START + DAY

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local.season import SEASON_START
from deploy.local.season.clock import SeasonClock
from deploy.local.season.pace import Pace

DAY = timedelta(days=1)


@pytest.fixture
def clock(tmp_path: Path) -> SeasonClock:
    return SeasonClock(tmp_path / "clock.json")


async def test_days_take_their_real_time(clock: SeasonClock) -> None:
    began = time.monotonic()
    await Pace(clock, 20.0).reach(SEASON_START + 4 * DAY)
    assert 0.15 < time.monotonic() - began < 1.5


async def test_time_lost_in_waiting_for_services_is_made_up_for(clock: SeasonClock) -> None:
    pace = Pace(clock, 10.0)
    await asyncio.sleep(0.3)
    await asyncio.wait_for(pace.reach(SEASON_START + 2 * DAY), 0.1)
    assert clock.now() == SEASON_START + 2 * DAY


async def test_a_paused_clock_stands_until_it_goes_on(clock: SeasonClock) -> None:
    pace = Pace(clock, 100.0)
    pace.pause()
    reaching = asyncio.create_task(pace.reach(SEASON_START + DAY))
    await asyncio.sleep(0.05)
    assert clock.now() == SEASON_START
    assert "paused" in str(pace)
    pace.pause()
    await asyncio.wait_for(reaching, 2)
    assert clock.now() == SEASON_START + DAY


async def test_speed_nought_begins_paused_and_goes_on_at_a_day_a_second(clock: SeasonClock) -> None:
    pace = Pace(clock, 0)
    assert pace.paused
    pace.pause()
    assert str(pace) == "1 天/秒"


async def test_faster_takes_effect_on_the_way(clock: SeasonClock) -> None:
    pace = Pace(clock, 0.1)
    reaching = asyncio.create_task(pace.reach(SEASON_START + DAY))
    await asyncio.sleep(0.02)
    pace.change(1000)
    await asyncio.wait_for(reaching, 2)
    assert clock.now() == SEASON_START + DAY


async def test_an_unpaced_season_can_be_paused_too(clock: SeasonClock) -> None:
    pace = Pace(clock, None)
    pace.pause()
    reaching = asyncio.create_task(pace.reach(SEASON_START + DAY))
    await asyncio.sleep(0.05)
    assert clock.now() == SEASON_START
    pace.pause()
    await asyncio.wait_for(reaching, 2)

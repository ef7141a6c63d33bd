"""Clocks, and timers that act by them."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from services._kit.clock import FileClock, SystemClock, open_clock
from services._kit.postgres import transaction
from services._kit.timers import TimerRow, Timers, cancel_timer, set_timer
from services._web.service import WrongClock
from tests.kit.conftest import Launch, eventually
from tests.kit.toy import NOON, Bench, announcer


def write_clock(
    path: Path, simulated: datetime, hold_at: datetime, rate: float, anchor: float | None = None
) -> None:
    new = path.with_suffix(".new")
    new.write_text(
        json.dumps(
            {
                "simulated": simulated.isoformat(),
                "anchor": time.time() if anchor is None else anchor,
                "rate": rate,
                "hold_at": hold_at.isoformat(),
            }
        )
    )
    new.replace(path)


def test_played_time_runs_at_its_rate_and_never_beyond_hold_at(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    write_clock(file, NOON, NOON + timedelta(days=1), 3600.0, time.time() - 2)
    clock = FileClock(file)
    assert timedelta(hours=2) <= clock.now() - NOON < timedelta(hours=3)
    write_clock(file, NOON, NOON + timedelta(minutes=150), 86400.0, time.time() - 3600)
    assert clock.now() == NOON + timedelta(minutes=150)


def test_played_time_never_goes_back_and_stands_while_paused(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    later = NOON + timedelta(hours=5)
    write_clock(file, later, later, 0.0)
    clock = FileClock(file)
    write_clock(file, NOON, later, 0.0)
    assert clock.now() == later
    assert clock.now() == later


def test_a_clock_file_without_a_zone_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    file.write_text('{"simulated": "2023-08-01T00:00", "anchor": 0, "rate": 0, "hold_at": "x"}')
    with pytest.raises(ValueError, match="without a zone"):
        FileClock(file)


def test_real_time_is_aware() -> None:
    assert isinstance(open_clock(None), SystemClock)
    assert open_clock(None).now().tzinfo is UTC


async def test_timers_fire_in_order_once_when_their_time_comes(
    pool: asyncpg.Pool, bench: Bench
) -> None:
    fired: list[TimerRow] = []

    async def fire(timer: TimerRow) -> None:
        fired.append(timer)

    timers = Timers(pool, bench.clock)
    timers.handlers = {"close": fire}
    task = asyncio.create_task(timers.run())
    async with transaction(pool) as connection:
        for hours, id_ in ((2, "second"), (1, "first"), (3, "gone"), (9, "later")):
            due = NOON + timedelta(hours=hours)
            await set_timer(connection, id_, "close", due, {"activity": id_})
        await cancel_timer(connection, "gone")
    timers.wake()
    assert await timers.next_due() == NOON + timedelta(hours=1)
    bench.clock.time = NOON + timedelta(hours=4)

    async def both() -> bool:
        return len(fired) == 2 and await timers.due() == 0

    await eventually(both)
    assert [timer.id for timer in fired] == ["first", "second"]
    assert fired[0].payload == {"activity": "first"}
    async with transaction(pool) as connection:  # set again at the same time: it has fired
        await set_timer(connection, "first", "close", NOON + timedelta(hours=1), {})
    assert await timers.due() == 0
    async with transaction(pool) as connection:  # moved: it fires again
        await set_timer(connection, "first", "close", NOON + timedelta(hours=3), {})
    assert await timers.due() == 1
    task.cancel()


async def test_a_timer_whose_handler_fails_stays_due_and_is_tried_again(
    pool: asyncpg.Pool, bench: Bench
) -> None:
    attempts = 0

    async def fire(_: TimerRow) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise ConnectionError("not now")

    timers = Timers(pool, bench.clock)
    timers.handlers = {"close": fire}
    async with transaction(pool) as connection:
        await set_timer(connection, "t", "close", NOON, {})
    task = asyncio.create_task(timers.run())

    async def done() -> bool:
        return attempts == 2 and await timers.due() == 0

    await eventually(done)
    task.cancel()


async def test_a_played_database_never_runs_on_real_time_nor_the_other_way_round(
    launch: Launch, log_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "clock.json"
    write_clock(file, NOON, NOON, 0.0)
    async with launch(announcer(), log_database, clock_file=file) as running:
        assert running.origin.simulated
    with pytest.raises(WrongClock):
        async with launch(announcer(), log_database):
            pass

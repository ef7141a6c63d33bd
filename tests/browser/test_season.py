"""The real stack, the real season: a cell of the wall turns while a browser looks at it."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from deploy.local import keys
from deploy.local.home import Home
from deploy.local.ports import free_port
from deploy.local.season.acts import load_acts
from deploy.local.season.api import Api
from deploy.local.season.clock import SeasonClock
from deploy.local.season.display import PlainDisplay
from deploy.local.season.journal import Journal
from deploy.local.season.pace import Pace
from deploy.local.season.player import Player
from deploy.local.season.work import prepare
from deploy.local.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BEFORE_THE_SCHEDULE = datetime.fromisoformat("2023-08-02T09:30:00+08:00")
AFTER_THE_NOTICE = datetime.fromisoformat("2023-08-09T00:00:00+08:00")
CELL = "#c-open-01-ANN-TIME"
DAYS_A_SECOND = 2.0


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    home = Home("season", tmp_path)
    made = Stack(home, free_port(), simulated=True, prepare=partial(prepare, home.clock))
    async with made as running:
        yield running


async def test_a_cell_turns_while_the_season_plays(stack: Stack, browser: Browser) -> None:
    acts, clock = load_acts(), SeasonClock(stack.home.clock)
    signing_key = json.loads(keys.signing_key(stack.home.base).read_text(encoding="utf-8"))
    api = Api(stack.url, stack.endpoints, signing_key, lambda _line: None)
    page = await browser.new_page()
    async with api.client:
        player = Player(
            acts,
            api=api,
            clock=clock,
            journal=Journal(stack.home.season, acts),
            pace=Pace(clock, DAYS_A_SECOND),
            display=PlainDisplay(len(acts)),
        )
        await player.play(until=BEFORE_THE_SCHEDULE)
        await page.goto(stack.url)
        assert page.url == f"{stack.url}/wall/daxing-2023"
        await expect(page.locator(f"{CELL}.s-unscheduled")).to_be_visible()
        await expect(page.locator("#live-word")).to_have_text("实时")

        playing = asyncio.create_task(player.play(until=AFTER_THE_NOTICE))
        await expect(page.locator(f"{CELL}.s-pending")).to_be_visible(timeout=30_000)
        await expect(page.locator(f"{CELL}.s-met")).to_be_visible(timeout=60_000)
        await playing

        await expect(page.locator(".headline p")).to_contain_text("8月9日")
        matrix = await api.matrix()
        judged = {
            f"c-{row['activity']}-{verdict['code']}": verdict["status"]
            for row in matrix["rows"]
            for verdict in row["verdicts"]
        }
        shown = await page.eval_on_selector_all(
            ".grid tbody a.cell",
            "cells => cells.map((c) => [c.id, c.className.match(/s-([a-z_]+)/)[1]])",
        )
        assert dict(shown) == judged
    await page.close()

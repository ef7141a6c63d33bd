"""Days of the season on the real stack, while one process after the other is killed.

They are days on which citizens sign up and ask in advance, are answered, and deputies are invited:
ids that services make must come out the same when a request is repeated.
"""

import asyncio
import json
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from deploy.local import keys
from deploy.local.home import Home
from deploy.local.ports import free_port
from deploy.local.season.acts import load_acts
from deploy.local.season.api import Api
from deploy.local.season.check import verdicts_of
from deploy.local.season.clock import SeasonClock
from deploy.local.season.display import PlainDisplay
from deploy.local.season.journal import Journal
from deploy.local.season.pace import Pace
from deploy.local.season.player import Player
from deploy.local.season.settling import Statuses
from deploy.local.season.work import prepare
from deploy.local.stack import Stack
from tests.season.rehearsal import Rehearsal

pytestmark = pytest.mark.slow

BEFORE = datetime.fromisoformat("2023-09-12T00:00:00+08:00")
AFTERWARDS = datetime.fromisoformat("2023-09-16T00:00:00+08:00")
DAYS_A_SECOND = 0.2
SECONDS_BETWEEN_KILLS = (1.0, 4.0)


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    home = Home("season", tmp_path)
    made = Stack(home, free_port(), simulated=True, prepare=partial(prepare, home.clock))
    async with made as running:
        yield running


@pytest.fixture
async def api(stack: Stack) -> AsyncIterator[Api]:
    signing_key = json.loads(keys.signing_key(stack.home.base).read_text(encoding="utf-8"))
    made = Api(stack.url, stack.endpoints, signing_key, lambda _line: None)
    async with made.client:
        yield made


async def kill_everything_once(stack: Stack) -> list[str]:
    """kill -9 of every process at random points; the supervisor starts it again."""
    dice, killed = random.SystemRandom(), []
    names = list(json.loads(stack.home.running.read_text())["processes"])
    dice.shuffle(names)
    for name in names:
        await asyncio.sleep(dice.uniform(*SECONDS_BETWEEN_KILLS))
        os.kill(json.loads(stack.home.running.read_text())["processes"][name], signal.SIGKILL)
        killed.append(name)
    return killed


async def play(
    stack: Stack, api: Api, until: datetime, speed: float | None = DAYS_A_SECOND
) -> Statuses:
    """As a fresh player would, also one that comes after another."""
    acts, clock = load_acts(), SeasonClock(stack.home.clock)
    player = Player(
        acts,
        api=api,
        clock=clock,
        journal=Journal(stack.home.season, acts),
        pace=Pace(clock, speed),
        display=PlainDisplay(len(acts)),
    )
    return await player.play(until)


async def test_days_with_every_process_killed_end_in_the_same_wall(stack: Stack, api: Api) -> None:
    await play(stack, api, BEFORE, speed=None)
    killing = asyncio.create_task(kill_everything_once(stack))
    interrupted = asyncio.create_task(play(stack, api, AFTERWARDS))
    await asyncio.sleep(random.SystemRandom().uniform(10.0, 16.0))
    interrupted.cancel()  # the player itself may be stopped at any moment, too
    await asyncio.wait({interrupted})
    statuses = await play(stack, api, AFTERWARDS)
    assert len(await killing) == 3 + len(stack.endpoints)

    rehearsal = Rehearsal()
    rehearsal.play([act for act in load_acts() if act.at <= AFTERWARDS], AFTERWARDS)
    expected = {(each.row, each.code): each.status for each in rehearsal.verdicts(AFTERWARDS)}
    matrix = await api.matrix(AFTERWARDS)
    assert {cell: verdict["status"] for cell, verdict in verdicts_of(matrix).items()} == expected
    recorded = Counter(fact.service for fact in rehearsal.facts)
    for service in ("announcer", "registration", "livestream"):
        assert statuses[service]["log_end"] == recorded[service], service
    types = {fact.type for fact in rehearsal.facts}
    assert {"SignedUp.v1", "InvitationAnswered.v1", "QuestionAnswered.v1"} <= types

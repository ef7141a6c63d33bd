"""What the commands `minsheng run` and `minsheng season` do on a running stack.

``prepare`` comes before the stack starts: services read the clock as soon as they live.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from deploy.local.season.acts import load_acts
from deploy.local.season.api import ActRefusedError, Api
from deploy.local.season.check import check, report, told_by_mistake, told_of_people
from deploy.local.season.clock import SeasonClock
from deploy.local.season.controls import HINT, controls
from deploy.local.season.display import Display, LiveDisplay, PlainDisplay
from deploy.local.season.journal import Journal, OtherSeasonError
from deploy.local.season.offline import judge_offline
from deploy.local.season.pace import Pace
from deploy.local.season.player import Player
from deploy.local.season.settling import ServiceBrokenError, Statuses, facts

_LOOK_SECONDS = 1.0  # real time between looks at the wall
_TICK_SECONDS = 0.15
_PROBLEMS = (ActRefusedError, OtherSeasonError, ServiceBrokenError)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a season is played: a running stack and the files that belong to it."""

    gateway: str
    endpoints: Mapping[str, str]
    clock: Path
    journal: Path
    signing_key: Path

    def key(self) -> dict[str, Any]:
        """The private JWK that signs the actors' tokens."""
        key: dict[str, Any] = json.loads(self.signing_key.read_text(encoding="utf-8"))
        return key


def prepare(clock: Path) -> None:
    """Make the clock file, or stop the clock where it stands. Before any service starts."""
    SeasonClock(clock)


async def play(place: Place, speed: float | None) -> Statuses:
    """Play to the end with a display; ``speed`` in days a second, 0 paused, None unpaced.

    Raises ``ActRefusedError``, ``OtherSeasonError`` or ``ServiceBrokenError``.
    """
    acts = load_acts()
    clock = SeasonClock(place.clock)
    pace = Pace(clock, speed)
    with _display(len(acts)) as display, controls(pace):
        async with _api(place, display.tell) as api:
            player = Player(
                acts,
                api=api,
                clock=clock,
                journal=Journal(place.journal, acts),
                pace=pace,
                display=display,
            )
            drawing = asyncio.create_task(_draw(api, clock, pace, display))
            try:
                return await player.play()
            finally:
                clock.stop()
                drawing.cancel()


async def run(place: Place, speed: float, tell: Callable[[str], None]) -> int:
    """`minsheng run`: play, then go on serving until somebody stops the stack."""
    try:
        await play(place, speed)
    except _PROBLEMS as problem:
        tell(f"the season cannot go on: {problem}")
        return 1
    tell(f"the season is over; everything stays at {place.gateway}/ until Ctrl-C")
    await asyncio.Event().wait()
    return 0


async def season(place: Place, tell: Callable[[str], None]) -> int:
    """`minsheng season`: play as fast as exactness allows and compare.

    1 when a verdict differs from the expected one, or from what ``judge`` says of the export, and
    when anything private stands in it.
    """
    try:
        statuses = await play(place, None)
    except _PROBLEMS as problem:
        tell(f"the season cannot go on: {problem}")
        return 1
    async with _api(place, tell) as api:
        checked = await check(api)
        exported = await api.export()
    offline = judge_offline(exported, checked)
    for line in (*report(checked, facts(statuses)), told_of_people(exported)):
        tell(line)
    leaked = told_by_mistake(load_acts(), exported)
    tell(f"names, numbers and words of citizens in the log: {len(leaked)}")
    for line in (*leaked, str(offline), *map(str, offline.differences)):
        tell(line)
    amiss = any(each.differences or each.hidden for each in checked)
    return int(amiss or bool(leaked or offline.problem or offline.differences))


async def _draw(api: Api, clock: SeasonClock, pace: Pace, display: Display) -> None:
    """Keep a terminal's picture alive; a log has no use for it."""
    if isinstance(display, LiveDisplay):
        await asyncio.gather(_watch(api, display), _tick(clock, pace, display))


async def _watch(api: Api, display: LiveDisplay) -> None:
    """Show the wall's counts now and then; a wall that cannot be read is no reason to stop."""
    while True:
        with contextlib.suppress(httpx.HTTPError, KeyError):
            display.verdicts((await api.matrix())["counts"])
        await asyncio.sleep(_LOOK_SECONDS)


async def _tick(clock: SeasonClock, pace: Pace, display: LiveDisplay) -> None:
    """Show the time as it passes."""
    while True:
        display.tick(now=clock.now(), pace=str(pace))
        await asyncio.sleep(_TICK_SECONDS)


@contextlib.asynccontextmanager
async def _api(place: Place, tell: Callable[[str], None]) -> AsyncIterator[Api]:
    api = Api(place.gateway, place.endpoints, place.key(), tell)
    async with api.client:
        yield api


def _display(acts: int) -> contextlib.AbstractContextManager[Display]:
    console = Console()
    if not console.is_terminal:
        return contextlib.nullcontext(PlainDisplay(acts))
    hint = HINT if sys.stdin.isatty() else ""
    return LiveDisplay(acts, console, hint)

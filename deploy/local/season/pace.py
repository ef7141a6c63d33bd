"""How fast simulated time passes: days a second, paused, or as fast as exactness allows."""

import asyncio
import time
from datetime import datetime, timedelta

from deploy.local.season.clock import SeasonClock

_DAY = 86_400.0
_LATEST = 2.0  # real seconds behind after which lost time is not made up for
_FASTEST = 1000.0  # days a second


class Pace:
    """``speed`` is simulated days per real second; 0 pauses; ``None`` does not wait at all."""

    def __init__(self, clock: SeasonClock, speed: float | None) -> None:
        self._clock = clock
        self._speed = speed
        self.paused = speed == 0
        self._changed = asyncio.Event()
        self._anchor()

    def __str__(self) -> str:
        """How it goes, in a word or two."""
        if self.paused:
            return "已暂停 paused"
        return "" if self._speed is None else f"{self._speed:g} 天/秒"

    def pause(self) -> None:
        """Stop time, or let it go on."""
        self.paused = not self.paused
        if not self.paused and self._speed == 0:
            self._speed = 1.0
        self._change()

    def change(self, factor: float) -> None:
        """Go faster or slower."""
        if self._speed:
            self._speed = min(_FASTEST, self._speed * factor)
            self._change()

    async def reach(self, moment: datetime) -> None:
        """Let the clock run to a moment and hold there."""
        while self._clock.now() < moment:
            self._changed.clear()
            if self._speed is None and not self.paused:
                self._clock.jump(moment)
                return
            await self._run(moment)

    async def _run(self, moment: datetime) -> None:
        """Run until the moment, or until the speed is changed."""
        if self.paused:
            self._clock.stop()
            await self._changed.wait()
            return
        # Waiting for services to settle costs real time; it is made up for on the next stretch.
        left = self._planned(moment) - time.monotonic()
        if left < -_LATEST:
            self._anchor()
            left = self._planned(moment) - time.monotonic()
        if left <= 0:
            self._clock.jump(moment)
            return
        distance = (moment - self._clock.now()).total_seconds()
        self._clock.run(moment, distance / left)
        try:
            await asyncio.wait_for(self._changed.wait(), left)
        except TimeoutError:
            await asyncio.sleep(0)

    def _planned(self, moment: datetime) -> float:
        """The real time at which the clock would be there, had nothing ever taken time."""
        distance: timedelta = moment - self._anchored_at
        return self._since + distance.total_seconds() / ((self._speed or 1.0) * _DAY)

    def _change(self) -> None:
        self._anchor()
        self._changed.set()

    def _anchor(self) -> None:
        self._since, self._anchored_at = time.monotonic(), self._clock.now()

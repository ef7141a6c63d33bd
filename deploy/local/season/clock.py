"""The season's clock: the one file from which every service takes business time.

It never goes back and never passes ``hold_at``, the next moment at which anything happens; so
whoever reads it there reads that moment exactly, and a dead player stops time.
"""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from contracts.values import timestamp
from deploy.local.season import SEASON_START


class SeasonClock:
    """Written by the player alone. Moments are aware; ``rate`` is simulated s per real s."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.exists():
            given = json.loads(path.read_text(encoding="utf-8"))
            self._simulated = datetime.fromisoformat(given["simulated"])
            self._hold_at = datetime.fromisoformat(given["hold_at"])
            self._anchor, self._rate = float(given["anchor"]), float(given["rate"])
        else:
            self._simulated = self._hold_at = SEASON_START
            self._anchor, self._rate = time.time(), 0.0
        self.stop()

    def now(self) -> datetime:
        """What every service reads at this moment."""
        passed = timedelta(seconds=max(0.0, time.time() - self._anchor) * self._rate)
        return min(self._hold_at, self._simulated + passed)

    def run(self, hold_at: datetime, rate: float) -> None:
        """Let time pass at ``rate`` until ``hold_at``, which must not lie in the past."""
        self._write(self._before(hold_at), hold_at, rate)

    def jump(self, to: datetime) -> None:
        """Move to a later moment at once."""
        self._before(to)
        self._write(to, to, 0.0)

    def stop(self) -> None:
        """Let no time pass."""
        now = self.now()
        self._write(now, now, 0.0)

    def _before(self, later: datetime) -> datetime:
        """The present, which must not lie after it."""
        now = self.now()
        if later < now:
            raise ValueError(f"the clock stands at {now} and cannot go back to {later}")
        return now

    def _write(self, simulated: datetime, hold_at: datetime, rate: float) -> None:
        self._simulated, self._hold_at = simulated, hold_at
        self._anchor, self._rate = time.time(), rate
        replace_file(
            self._path,
            json.dumps(
                {
                    "simulated": timestamp(simulated),
                    "anchor": self._anchor,
                    "rate": rate,
                    "hold_at": timestamp(hold_at),
                }
            ),
        )


def replace_file(path: Path, text: str) -> None:
    """Write a file whole or not at all: readers see the old text or the new one."""
    building = path.with_suffix(".new")
    with building.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)

"""Business time comes from one port, so that a season can be played exactly.

Timers and ``recorded_at`` use it; tokens, rate limits and Retry-After use real time.
"""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """``now`` is aware and in UTC; it never goes back."""

    @property
    def simulated(self) -> bool:
        """Whether this time is played, not lived."""
        ...

    def now(self) -> datetime:
        """The present business time."""
        ...


class SystemClock:
    """Real time."""

    simulated = False

    def now(self) -> datetime:
        """The machine's time."""
        return datetime.now(UTC)


class FileClock:
    """Time as the season player's file says: anchored, at a rate, never beyond ``hold_at``.

    The file is replaced atomically and read again only when it has changed; a dead player
    therefore stops the clock at ``hold_at``.
    """

    simulated = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._latest = datetime.min.replace(tzinfo=UTC)
        self.now()

    def now(self) -> datetime:
        """The simulated time; ``OSError`` when the file is missing at the start."""
        stat = self._path.stat()
        if (seen := (stat.st_mtime_ns, stat.st_ino, stat.st_size)) != self._seen:
            given = json.loads(self._path.read_text(encoding="utf-8"))
            self._simulated = _instant(given["simulated"])
            self._hold_at = _instant(given["hold_at"])
            self._anchor, self._rate = float(given["anchor"]), float(given["rate"])
            self._seen = seen
        passed = timedelta(seconds=max(0.0, time.time() - self._anchor) * self._rate)
        self._latest = max(self._latest, min(self._hold_at, self._simulated + passed))
        return self._latest


def until_beat(seconds: float) -> float:
    """Real seconds to the next whole multiple of ``seconds``: who polls wakes with all others.

    A process at rest costs what its waking costs, not what it does then.
    """
    return seconds - asyncio.get_running_loop().time() % seconds


def open_clock(clock_file: Path | None) -> Clock:
    """The simulated clock when a file is configured, otherwise real time."""
    return SystemClock() if clock_file is None else FileClock(clock_file)


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"the clock file holds a time without a zone: {text}")
    return moment.astimezone(UTC)

"""Keeps children alive: whatever ends unasked is started again, ever more patiently."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from deploy.local.child import Child

_POLL_SECONDS = 0.05
_SECOND_DELAY, _LONGEST_DELAY = 0.2, 5.0  # the first is none
_STEADY_SECONDS = 10.0  # what ends in a loop ends sooner


@dataclass
class _Watch:
    child: Child
    delay: float = 0.0
    since: float = field(default_factory=time.monotonic)
    restart_at: float | None = None

    def look(self, now: float) -> bool:
        """Start the child again when its time has come; True when that was done now."""
        if self.child.running:
            if now - self.since > _STEADY_SECONDS:
                self.delay = 0.0
            return False
        if self.restart_at is None:
            self.restart_at = now + self.delay
            self.delay = min(max(self.delay * 2, _SECOND_DELAY), _LONGEST_DELAY)
        if now < self.restart_at:
            return False
        self.child.start()
        self.restart_at, self.since = None, now
        return True


async def supervise(children: Iterable[Child], restarted: Callable[[Child], None]) -> None:
    """Watch until cancelled. Runs in the main thread, in which children must be started."""
    watches = [_Watch(child) for child in children]
    while True:
        for watch in watches:
            if watch.look(time.monotonic()):
                restarted(watch.child)
        await asyncio.sleep(_POLL_SECONDS)

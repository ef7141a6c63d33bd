"""Where a simulated process runs: it stands still, dies, and its messages take their time."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
NEAR = 0.002  # seconds that a message travels at most, while nothing is slow


class Armed:
    """``armed`` counts the faults that wait for their moment."""

    def __init__(self) -> None:
        self.armed: Counter[str] = Counter()

    def take(self, fault: str) -> bool:
        """Whether a fault was armed; it happens once."""
        self.armed[fault] -= (armed := self.armed[fault] > 0)
        return armed


class Machine(Armed):
    """Everything that a process says or hears goes through here."""

    def __init__(self, name: str, random: Random) -> None:
        super().__init__()
        self.name, self.random = name, random
        self.dead, self.slowness, self.skew = False, 1.0, 0.0
        self.frozen, self._thawed = False, asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    def freeze(self) -> None:
        """Stand still, as with SIGSTOP: nothing goes out, nothing comes in."""
        self.frozen = True
        self._thawed.clear()

    def thaw(self) -> None:
        """Go on where it stood."""
        self.frozen = False
        self._thawed.set()

    async def breathe(self) -> None:
        """Between two steps: stand still if it must, end if it is dead."""
        if self.frozen:
            await self._thawed.wait()
        if self.dead:
            raise asyncio.CancelledError

    def delay(self) -> float:
        """How long the next message travels."""
        return NEAR * self.slowness * self.random.random()

    async def travel(self) -> None:
        """Let a message go one way."""
        await self.breathe()
        if self.random.random() < 0.4:
            await asyncio.sleep(self.delay())
            await self.breathe()

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Something that this process does until it ends or dies."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def kill(self) -> None:
        """End at once: nothing of it has an effect from now on."""
        self.dead = True
        self.thaw()
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.sleep(0.01)

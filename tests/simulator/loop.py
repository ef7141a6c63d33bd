"""An event loop without a world: its time jumps to whatever comes next, and it repeats itself."""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any

STEPS = 100_000  # a schedule takes some thousands; a process that spins takes them all


class Stuck(Exception):
    """Nothing will ever happen again, or the same thing for ever."""


class _Task(asyncio.Task[Any]):
    """A task that sets hold in the order of its making, wherever it lies in memory."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], number: int, **more: Any) -> None:
        self._number = number  # first: to be made is to be put into a set
        super().__init__(coroutine, **more)

    def __hash__(self) -> int:
        return self._number


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs what is ready, then lets time pass. Nothing of it depends on the machine.

    asyncio's own loop would do, at a third of the speed.
    """

    _ready: deque[asyncio.Handle]
    _stopping: bool

    def __init__(self) -> None:
        super().__init__()
        self._moment, self._steps = 0.0, 0
        self._numbers = itertools.count()
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []
        self.set_task_factory(
            lambda loop, coroutine, **more: _Task(coroutine, next(self._numbers), loop=loop, **more)
        )

    def time(self) -> float:
        """Seconds since the schedule began."""
        return self._moment

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Do something next."""
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Do something at a moment, after all that was to be done then already."""
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, next(self._numbers), handle))
        return handle

    def call_later(  # type: ignore[override]
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Do something after a while."""
        return self.call_at(self._moment + delay, callback, *args, context=context)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """It is passed over when its time comes."""

    def _run_once(self) -> None:
        while not self._ready and not self._stopping:
            if not self._timers:
                raise Stuck("nothing will ever happen")
            moment, _, timer = heapq.heappop(self._timers)
            if not timer.cancelled():
                self._moment = max(self._moment, moment)
                self._ready.append(timer)
        for _ in range(len(self._ready)):
            handle = self._ready.popleft()
            if not handle.cancelled():
                handle._run()
        self._steps += 1
        if self._steps > STEPS:
            raise Stuck("it never rests")

    def end(self) -> None:
        """Cancel what still runs, so that nothing of it is left to another simulation."""
        self._steps = 0
        while tasks := asyncio.all_tasks(self):
            for task in tasks:
                task.cancel()
            self.run_until_complete(asyncio.wait(tasks, timeout=1.0))
        self.close()

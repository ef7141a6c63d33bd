"""Looks at every process throughout: it answers in time, and what it says never goes back."""

import asyncio
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

import httpx

from tests.faults.checker import Findings, Json
from tests.faults.cluster import Cluster

EVERY = 0.25
PROMISED = 1.0  # seconds in which a process that is not stopped answers


@dataclass(slots=True)
class Watch:
    """What was seen of the processes' health, in seconds, and who was silent for too long.

    It looks from a thread of its own: what keeps the run busy is not held against the processes.
    """

    cluster: Cluster
    answers: list[float] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread = threading.Thread(target=lambda: asyncio.run(self._look()))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    async def _look(self) -> None:
        async with httpx.AsyncClient(timeout=2 * PROMISED) as client, asyncio.TaskGroup() as group:
            for member in self.cluster.members:
                group.create_task(self._ask(client, member))

    async def _ask(self, client: httpx.AsyncClient, member: str) -> None:
        """Who is frozen, ends or starts promises nothing."""
        cluster = self.cluster
        while not self._stopping.is_set():
            child, frozen = cluster.members[member], cluster.frozen
            began, pid, listening = time.monotonic(), child.pid, True
            try:
                await client.get(f"{cluster.url(member)}/health/live")
            except httpx.TimeoutException:
                pass
            except httpx.HTTPError:
                listening = False
            took = time.monotonic() - began
            promised = member not in frozen and frozen == cluster.frozen
            if listening and promised and child.pid == pid and child.running:
                self.answers.append(took)
                if took > PROMISED:
                    self.silent.append(f"{member} did not say for {took:.1f} s that it lives")
            await asyncio.sleep(EVERY)


def check_readings(readings: Iterable[tuple[str, Json]]) -> Findings:
    """What a process says of its log and of its readers never goes back."""
    found = Findings()
    furthest: dict[tuple[str, str], int] = {}
    for member, status in readings:
        places = [("its log", status["log_end"])]
        places += [(each["stream"], each["checkpoint"]) for each in status["readers"]]
        for place, position in places:
            before = furthest.get((member, place), 0)
            if position < before:
                found.diverged.append(f"{member} went back in {place}: {before}, then {position}")
            furthest[member, place] = max(before, position)
    return found

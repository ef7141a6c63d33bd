"""Looks at every process throughout: it answers in time, and what it says never goes back."""

import contextlib
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import Self

from deploy.local.child import Child
from deploy.local.parts import responds
from deploy.local.ports import LOOPBACK, free_port
from tests.faults.checker import Findings, Json
from tests.faults.cluster import Cluster

EVERY = 0.25
PROMISED = 1.0  # seconds in which a process that is not stopped answers
BUSY = 0.25  # seconds after which it was the machine that was slow: an idle neighbour was, too


@dataclass(slots=True)
class Watch:
    """What was seen of the processes' health, in seconds, and who was silent for too long.

    It looks from threads of its own: what keeps the run busy is not held against the processes.
    Nor is what keeps the machine busy: beside them stands an idle web server, asked as often, and
    who is late is `silent` only when that server answered at once all the while; else it is one
    of the `delayed`.
    """

    cluster: Cluster
    answers: list[float] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    delayed: int = 0
    _late: list[tuple[str, float, float]] = field(default_factory=list)
    _busy: list[tuple[float, float]] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _neighbour: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Begin to look."""
        looks = [partial(self._ask_neighbour, self._start_neighbour())]
        looks += [partial(self._ask, member) for member in self.cluster.members]
        self._threads = [threading.Thread(target=look) for look in looks]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more, and tell who was late from what was slow."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._neighbour.close()
        for member, began, ended in self._late:
            if any(start < ended and began < end for start, end in self._busy):
                self.delayed += 1
            else:
                self.silent.append(f"{member} did not say for {ended - began:.1f} s that it lives")

    def _start_neighbour(self) -> int:
        home, port = self.cluster.home, free_port()
        empty = home.path / "neighbour"
        empty.mkdir()
        child = Child(
            "an idle neighbour",
            [sys.executable, "-m", "http.server", str(port), "-b", LOOPBACK, "-d", empty],
            home.log("neighbour"),
        )
        child.start()
        self._neighbour.callback(child.stop)
        child.await_ready(partial(responds, port, "/"), 30.0)
        return port

    def _ask_neighbour(self, port: int) -> None:
        connection = _connection(port)
        while not self._stopping.wait(EVERY / 2):
            began = time.monotonic()
            _answers(connection, "/")
            if (ended := time.monotonic()) - began > BUSY:
                self._busy.append((began, ended))

    def _ask(self, member: str) -> None:
        """Who is frozen, ends or starts promises nothing."""
        cluster = self.cluster
        connection = _connection(cluster.port(member))
        while not self._stopping.wait(EVERY):
            child, frozen = cluster.members[member], cluster.frozen
            began, pid = time.monotonic(), child.pid
            listening = _answers(connection, "/health/live")
            ended = time.monotonic()
            promised = member not in frozen and frozen == cluster.frozen
            if listening and promised and child.pid == pid and child.running:
                self.answers.append(ended - began)
                if ended - began > PROMISED:
                    self._late.append((member, began, ended))


def _connection(port: int) -> HTTPConnection:
    return HTTPConnection(LOOPBACK, port, timeout=2 * PROMISED)


def _answers(connection: HTTPConnection, path: str) -> bool:
    """Whether anybody listens there; who listens and is silent too long has only been asked."""
    try:
        connection.request("GET", path)
        connection.getresponse().read()
    except TimeoutError:
        connection.close()
    except (OSError, HTTPException):
        connection.close()
        return False
    return True


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

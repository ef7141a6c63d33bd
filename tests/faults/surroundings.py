"""What a cluster stands on and can lose: small disks, lines that can be slow or dead, a clock."""

import contextlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contracts.values import timestamp
from deploy.local.season.clock import replace_file
from tests.faults.disk import Disk, NoDisk
from tests.faults.proxy import Line

SECOND = "-2"
"""How the name ends of the process of each two whose lines can be hurt."""


class Surroundings:
    """None of it, for trials that need none."""

    disks: Mapping[str, Disk] = {}

    def place(self, _server: str, usual: Path) -> Path:
        """Where a server keeps its data."""
        return usual

    def told(self, _member: str, environment: Mapping[str, str]) -> Mapping[str, str]:
        """A process's environment."""
        return environment

    async def open(self, nats: int, postgres: int) -> None:
        """The servers listen now, on these ports."""

    async def close(self) -> None:
        """Everything has stopped."""


class Hostile(Surroundings):
    """All of it. `no_disk` says why there are no small disks."""

    def __init__(self, clock: Path) -> None:
        self._clock, self._ahead = clock, timedelta()
        self._lines: dict[int, Line] = {}
        self._mounted = contextlib.ExitStack()
        self.no_disk, self.disks = "", {}
        try:
            for name in ("postgres", "nats"):
                self.disks[name] = self._mounted.enter_context(Disk(name))
        except NoDisk as error:
            self._mounted.close()
            self.no_disk, self.disks = str(error), {}
        self.step(timedelta())

    @property
    def lines(self) -> list[Line]:
        """To both servers."""
        return list(self._lines.values())

    def place(self, server: str, usual: Path) -> Path:
        """On the small disk, if there is one."""
        return self.disks[server].path / usual.name if server in self.disks else usual

    def told(self, member: str, environment: Mapping[str, str]) -> Mapping[str, str]:
        """The clock, and another port to reach each server by."""
        told = {**environment, "MINSHENG_CLOCK_FILE": str(self._clock)}
        if member.endswith(SECOND):
            for name in ("MINSHENG_DATABASE_URL", "MINSHENG_NATS_URL"):
                for port, line in self._lines.items():
                    told[name] = told[name].replace(f":{port}", f":{line.port}")
        return told

    async def open(self, nats: int, postgres: int) -> None:
        """Draw the lines."""
        self._lines = {port: Line(port) for port in (nats, postgres)}
        for line in self.lines:
            await line.open()

    async def close(self) -> None:
        """Cut the lines, take the disks away."""
        for line in self.lines:
            await line.close()
        self._mounted.close()

    def step(self, by: timedelta) -> None:
        """Set the clock: it runs on as fast as time does, but elsewhere."""
        self._ahead += by
        now = datetime.now(UTC) + self._ahead
        told = f'"simulated": "{timestamp(now)}", "hold_at": "{timestamp(now.replace(year=9999))}"'
        replace_file(self._clock, f'{{{told}, "anchor": {time.time()}, "rate": 1}}')

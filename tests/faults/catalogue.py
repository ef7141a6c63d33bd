"""Everything that goes wrong, each as one act, and what an operator would do about it."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from deploy.local.child import Child
from tests.faults.cluster import Cluster
from tests.faults.load import Load
from tests.faults.surroundings import SECOND, Hostile

KEEPS_A_COPY = "kill -9 nats-server"
BRIEFLY_AWAY = 5.0
STALLED = 3.0
FULL = 3.0
SLOW = 0.01
STEP = timedelta(minutes=1)


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; `heal` ends what still lasts when everything has arrived."""

    name: str
    strike: Callable[[], Awaitable[None]]
    heal: Callable[[], None] = _nothing


class Catalogue:
    """The faults of one cluster, whose services all have two processes.

    `brief`: one of the two is killed, two services at a time; the others are frozen all at once.
    """

    def __init__(self, cluster: Cluster, load: Load, around: Hostile, *, brief: bool) -> None:
        self._cluster, self._load, self._around, self._brief = cluster, load, around, brief
        self._older = cluster.home.path / "jetstream-older"

    def faults(self) -> Sequence[Fault]:
        """All of them."""
        return [*self._processes(), *self._streams(), *self._lines(), *self._disks(), self._clock()]

    def _processes(self) -> list[Fault]:
        cluster = self._cluster
        second = [name for name in cluster.members if name.endswith(SECOND)]
        first = [name.removesuffix(SECOND) for name in second]
        servers = cluster.nats.child, cluster.postgres.child
        killed = [[name] for name in cluster.members]
        # A frozen process answers nobody: the other one takes over.
        frozen = killed
        if self._brief:
            killed, frozen = [first[::2], first[1::2]], [second]
        return [
            Fault("kill -9 PostgreSQL", self._kill(cluster.postgres.child)),
            Fault("kill -9 nats-server and PostgreSQL at once", self._kill(*servers)),
            *(
                Fault(
                    f"kill -9 {' and '.join(group)}",
                    self._kill(*(cluster.members[name] for name in group)),
                )
                for group in killed
            ),
            *(
                Fault(f"freeze {' and '.join(group)}", self._freeze(group), cluster.thaw)
                for group in frozen
            ),
            Fault("SIGTERM to all services", self._end(*cluster.members.values())),
            *([] if self._brief else [Fault("SIGTERM to both servers", self._end(*servers))]),
        ]

    def _streams(self) -> list[Fault]:
        return [
            Fault(KEEPS_A_COPY, self._keep_copy),
            away(self._cluster, self._load, BRIEFLY_AWAY),
            Fault("JetStream store wiped", self._wipe),
            Fault("JetStream store rolled back", self._roll_back),
        ]

    def _lines(self) -> list[Fault]:
        def restore() -> None:
            for line in self._around.lines:
                line.restore()

        async def slow() -> None:
            for line in self._around.lines:
                line.delay = SLOW

        async def stall() -> None:
            for line in self._around.lines:
                line.stall()
            await asyncio.sleep(STALLED)
            restore()

        async def abandon() -> None:
            for line in self._around.lines:
                line.abandon()

        return [
            Fault("slow connections", slow, restore),
            Fault("stalled connections", stall, restore),
            Fault("half-open connections", abandon),
        ]

    def _disks(self) -> list[Fault]:
        servers = {"postgres": self._cluster.postgres.child, "nats": self._cluster.nats.child}

        def full(server: str) -> Callable[[], Awaitable[None]]:
            async def strike() -> None:
                disk = self._around.disks[server]
                disk.fill()
                try:
                    await asyncio.sleep(FULL)
                finally:
                    disk.make_room()
                servers[server].kill9()  # JetStream stays broken until it is started again

            return strike

        return [
            Fault(f"disk of {servers[name].name} full", full(name)) for name in self._around.disks
        ]

    def _clock(self) -> Fault:
        async def strike() -> None:
            self._around.step(STEP)
            await asyncio.sleep(0.5)
            self._around.step(-STEP)
            # A process that starts now knows nothing of the later time that others have seen.
            self._cluster.members["compliance"].kill9()

        return Fault("clock forth, back and forth", strike, lambda: self._around.step(STEP))

    @staticmethod
    def _kill(*children: Child) -> Callable[[], Awaitable[None]]:
        async def strike() -> None:
            for child in children:
                child.kill9()

        return strike

    @staticmethod
    def _end(*children: Child) -> Callable[[], Awaitable[None]]:
        async def strike() -> None:
            processes = [child.process for child in children if child.process is not None]
            for child in children:
                child.ask_to_stop()
            while any(each.poll() is None for each in processes):  # noqa: ASYNC110 - no one tells
                await asyncio.sleep(0.02)

        return strike

    def _freeze(self, members: Sequence[str]) -> Callable[[], Awaitable[None]]:
        async def strike() -> None:
            self._cluster.freeze(*members)

        return strike

    async def _keep_copy(self) -> None:
        self._cluster.nats.kill9()
        shutil.rmtree(self._older, ignore_errors=True)
        shutil.copytree(self._cluster.nats.store, self._older)

    async def _wipe(self) -> None:
        self._cluster.lose_streams()

    async def _roll_back(self) -> None:
        self._cluster.lose_streams()
        if self._older.exists():
            shutil.copytree(self._older, self._cluster.nats.store)


def away(cluster: Cluster, load: Load, seconds: float) -> Fault:
    """No nats-server for a while: nobody misses it for writing."""

    async def strike() -> None:
        await cluster.unsupervise()
        cluster.nats.kill9()
        await asyncio.gather(load.answered(), asyncio.sleep(seconds))
        cluster.supervise()

    return Fault(f"nats-server away for {seconds:.0f} s", strike)

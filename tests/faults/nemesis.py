"""What is done to the processes: killed, frozen, robbed of the streams; in an order of the seed."""

import asyncio
import random
import shutil
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from deploy.local.child import Child
from tests.faults.cluster import Cluster
from tests.faults.convergence import arrived


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong; `strike` answers the processes that then stand still."""

    name: str
    strike: Callable[[], Awaitable[Sequence[Child]]]


class Nemesis:
    """Deals every fault once a round, in an order of its own.

    `brief`: of two processes of a service one is killed and the other frozen, not both both.
    `only`: no faults but those whose name contains it.
    """

    def __init__(self, cluster: Cluster, seed: int, *, brief: bool = False, only: str = "") -> None:
        self._cluster = cluster
        self._dice = random.Random(seed + 2)  # noqa: S311 - a test that can be repeated
        self._older = cluster.home.path / "jetstream-older"
        self._first = f"kill -9 {cluster.nats.child.name}"
        self.faults = [fault for fault in self._faults(brief=brief) if only in fault.name]

    async def rounds(
        self, count: int, tell: Callable[[str], None], rest: tuple[float, float]
    ) -> list[float]:
        """Deal `count` rounds, resting in between; the seconds that each convergence took."""
        took = []
        for _ in range(count):
            order = self._dice.sample(self.faults, len(self.faults))
            if not self._older.exists():  # there must be something to roll back to
                order.sort(key=lambda fault: fault.name != self._first)
            for fault in order:
                await asyncio.sleep(self._dice.uniform(*rest))
                began = time.monotonic()
                frozen = await fault.strike()
                still = [name for name, child in self._cluster.members.items() if child in frozen]
                await arrived(self._cluster, without=still)
                took.append(time.monotonic() - began)
                tell(f"{fault.name}: everything arrived everywhere after {took[-1]:.2f} s")
                for child in frozen:
                    _signal(child, signal.SIGCONT)
        await arrived(self._cluster)
        return took

    def _faults(self, *, brief: bool) -> list[Fault]:
        cluster, members = self._cluster, self._cluster.members
        second = [name for name in members if name.endswith("-2")]
        killed = [child for name, child in members.items() if not brief or name not in second]
        # A frozen process answers nobody: only where there are two does the other take over.
        twins = second if brief else [*second, *(name.removesuffix("-2") for name in second)]
        return [
            self._kill(cluster.postgres.child),
            self._kill(cluster.nats.child),
            *map(self._kill, killed),
            *[self._freeze(members[name]) for name in twins],
            Fault("JetStream store wiped", self._wipe),
            Fault("JetStream store rolled back", self._roll_back),
            Fault("kill -9 nats-server and PostgreSQL at once", self._kill_both),
        ]

    def _kill(self, child: Child) -> Fault:
        async def strike() -> Sequence[Child]:
            child.kill9()
            if child is self._cluster.nats.child:
                self._keep_copy()
            return []

        return Fault(f"kill -9 {child.name}", strike)

    def _freeze(self, child: Child) -> Fault:
        async def strike() -> Sequence[Child]:
            _signal(child, signal.SIGSTOP)
            return [child]

        return Fault(f"freeze {child.name}", strike)

    async def _kill_both(self) -> Sequence[Child]:
        self._cluster.nats.kill9()
        self._cluster.postgres.kill9()
        return []

    async def _wipe(self) -> Sequence[Child]:
        self._cluster.lose_streams()
        return []

    async def _roll_back(self) -> Sequence[Child]:
        self._cluster.lose_streams()
        if self._older.exists():
            shutil.copytree(self._older, self._cluster.nats.store)
        return []

    def _keep_copy(self) -> None:
        shutil.rmtree(self._older, ignore_errors=True)
        shutil.copytree(self._cluster.nats.store, self._older)


def percentile_95(seconds: Sequence[float]) -> float:
    """The duration that 95 of 100 did not exceed; 0 where there are none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else 0.0


def _signal(child: Child, number: signal.Signals) -> None:
    if child.process is not None:
        child.process.send_signal(number)

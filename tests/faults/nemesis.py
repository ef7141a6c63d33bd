"""Deals what goes wrong, in an order of the seed, and measures how long the product needs after."""

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.faults.catalogue import KEEPS_A_COPY, Fault
from tests.faults.cluster import Cluster
from tests.faults.convergence import arrived
from tests.faults.load import Load


@dataclass(slots=True)
class Times:
    """Seconds after each fault: until every service said yes again, until everybody knew all."""

    answered: list[float] = field(default_factory=list)
    converged: list[float] = field(default_factory=list)


class Nemesis:
    """Deals every fault once a round, in an order of its own."""

    def __init__(self, cluster: Cluster, load: Load, faults: Sequence[Fault], seed: int) -> None:
        self._cluster, self._load, self._faults = cluster, load, faults
        self._dice = random.Random(seed + 2)  # noqa: S311 - a test that can be repeated
        self.times = Times()

    async def rounds(
        self, count: int, tell: Callable[[str], None], rest: tuple[float, float]
    ) -> None:
        """Deal `count` rounds, resting in between."""
        for number in range(count):
            order = self._dice.sample(self._faults, len(self._faults))
            if not number:  # there must be something to roll back to
                order.sort(key=lambda fault: fault.name != KEEPS_A_COPY)
            for fault in order:
                await asyncio.sleep(self._dice.uniform(*rest))
                await self._deal(fault, tell)
        await arrived(self._cluster)

    async def _deal(self, fault: Fault, tell: Callable[[str], None]) -> None:
        try:
            await fault.strike()
            answered, converged = await asyncio.gather(
                self._load.answered(), arrived(self._cluster, without=self._cluster.frozen)
            )
        finally:
            fault.heal()
        self.times.answered.append(answered)
        self.times.converged.append(converged)
        tell(
            f"{fault.name}: every service said yes after {answered:.2f} s,"
            f" everything arrived everywhere after {converged:.2f} s"
        )


def percentile(seconds: Iterable[float], share: float = 0.95) -> float:
    """The duration that so many did not exceed; 0 where there are none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def distribution(seconds: Sequence[float]) -> str:
    """Half of them, 95 of 100, all of them took at most."""
    half, most, longest = (percentile(seconds, share) for share in (0.5, 0.95, 1.0))
    return f"p50 {half:.2f} s, p95 {most:.2f} s, at most {longest:.2f} s"

"""The local stack at rest: what ``make up`` takes when nobody does anything."""

import asyncio
import contextlib
import os
import re
import tempfile
import time
from pathlib import Path

from contracts.topology import SERVICES
from deploy.local.child import Child
from deploy.local.home import Home
from deploy.local.ports import free_port
from deploy.local.stack import Stack
from tests.bench.harness import ON_DISK, Bench, Figures, Given, Measure, Servers, expect

SETTLING = 10.0
_TICKS = os.sysconf("SC_CLK_TCK")
PARTS = (*SERVICES, "PostgreSQL", "nats-server", "Caddy")


async def prepare(servers: Servers) -> Given:
    """For how long it is looked at."""
    return {"seconds": 10 if servers.short else 15}


async def ours(given: Given) -> Figures:
    """The whole stack, its processor seconds and its memory, shared pages counted once."""
    with tempfile.TemporaryDirectory(prefix="minsheng-bench-", dir=ON_DISK) as name:
        Path(name).chmod(0o755)  # noqa: ASYNC240 - the account that runs PostgreSQL must enter
        stack = Stack(Home("bench", Path(name)), free_port(), simulated=False)
        async with stack:
            await asyncio.sleep(SETTLING)
            families = {child.name: family(child) for child in stack.children}
            before, begun = _used(families), time.perf_counter()
            await asyncio.sleep(given["seconds"])
            after, seconds = _used(families), time.perf_counter() - begun
            memory = {_part(of): sum(map(megabytes, pids)) for of, pids in families.items()}
    expect(set(memory) == set(PARTS), f"every part is there, found {sorted(memory)}")
    shares = {part: (after[part] - before[part]) / seconds * 100 for part in after}
    own = {f"{part}, processor": share for part, share in shares.items()}
    return {"processor": sum(shares.values()), **memory, **own}


def _used(families: dict[str, list[int]]) -> dict[str, float]:
    return {_part(of): processor_seconds(pids) for of, pids in families.items()}


def _part(name: str) -> str:
    return name.removeprefix("service ")


def family(child: Child) -> list[int]:
    """A process and all that came of it."""
    found, parents = [child.pid], {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended just now
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
    for pid in found:
        found += [it for it, parent in parents.items() if parent == pid]
    return found


def processor_seconds(pids: list[int]) -> float:
    """What these processes have used by now; those that ended meanwhile used nothing."""
    used = 0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def megabytes(pid: int) -> float:
    """Its share of memory."""
    smaps = Path(f"/proc/{pid}/smaps_rollup")
    text = smaps.read_text(encoding="utf-8") if smaps.exists() else ""
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="stack at rest:",
        variants={"ours": ours},
        measures=(
            Measure("% of a core", figure="processor", at_most=3),
            *(Measure("MB", figure=part) for part in PARTS),
            *(Measure("% of a core", figure=f"{part}, processor") for part in PARTS),
        ),
        prepare=prepare,
        when="full",
    ),
)

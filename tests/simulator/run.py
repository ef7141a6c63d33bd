"""``python -m tests.simulator.run SEED``: one schedule, told as it happens, shrunk if it fails."""

import argparse
import asyncio
import contextlib
import logging
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from typing import Any

import asyncpg
import structlog

from services._kit import following, reactions, relay, streams, timers, writer
from services._telemetry.measures import Measures
from services._web import service as product
from tests.faults.mutants import swap, swapped_back
from tests.simulator.bus import Bus
from tests.simulator.loop import Stuck, VirtualLoop
from tests.simulator.postgres import Pool, Session
from tests.simulator.schedule import Schedule, plan, shrink
from tests.simulator.world import Process, World

COMMAND = "python -m tests.simulator.run"
_MEASURES = Measures()


def install() -> None:
    """Put our drivers under the product, and let idle processes look around less often."""

    async def connect(process: Process, server_settings: dict[str, str], **_: Any) -> Session:
        await process.travel()
        return process.database.connect(process, server_settings)

    async def create_pool(process: Process, server_settings: dict[str, str], **_: Any) -> Pool:
        await process.travel()
        process.database.connect(process, {}).terminate()
        return Pool(process.database, process, server_settings)

    swap(asyncpg, "connect", connect)
    swap(asyncpg, "create_pool", create_pool)
    swap(product, "Bus", lambda settings, _name: Bus(settings.machine.jetstream, settings.machine))
    swap(product, "open_clock", lambda process: process)
    swap(product, "public_keys", lambda _keys: None)
    swap(product, "Measures", lambda: _MEASURES)
    for module in (relay, following, reactions, timers):
        swap(module, "span", _no_span)
    swap(writer, "traceparent", lambda **_: None)
    swap(streams, "EPOCHS", range(1, 3))
    swap(timers, "POLL", 0.5)
    swap(timers, "RELOAD", 1.5)
    swap(relay, "POLL", 1.0)
    swap(reactions, "WATCH", 2.0)


@contextlib.contextmanager
def _no_span(*_causes: str | None, name: object) -> Iterator[None]:
    del name
    yield None


def simulate(schedule: Schedule, tell: Callable[[str], None] | None = None) -> list[str]:
    """Play a schedule; answers what is wrong."""
    loop = VirtualLoop()
    world = World(schedule, tell)
    # How long deciding takes is not played: a store is slow for all of a schedule, or quick.
    swap(writer, "PATIENCE", math.inf if schedule.seed % 2 else 0)

    def failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if "never retrieved" not in context["message"]:  # a client that has gone reads no answer
            world.find([f"the simulator failed: {context}"])

    loop.set_exception_handler(failed)
    structlog.configure(
        processors=[lambda _logger, _method, event: _told(world, event)],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if tell is not None else logging.CRITICAL
        ),
    )
    try:
        loop.run_until_complete(world.play())
    except Stuck as error:
        world.findings.append(f"stuck: {error}")
    finally:
        loop.end()
        structlog.reset_defaults()
    return world.findings


def first_failure(
    seeds: Iterable[int], certain: Sequence[str] = ()
) -> tuple[Schedule, list[str]] | None:
    """The first seed that fails, and how."""
    for seed in seeds:
        schedule = plan(seed, certain)
        if findings := simulate(schedule):
            return schedule, findings
    return None


def _told(world: World, event: MutableMapping[str, Any]) -> str:
    world.tell(" ".join(f"{value}" for name, value in event.items() if name != "exc_info"))
    raise structlog.DropEvent


def main() -> int:
    """Play one seed or many; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--count", type=int, default=1, help="this seed and those that follow")
    options = parser.parse_args()
    with swapped_back():
        install()
        began = time.perf_counter()
        failure = first_failure(range(options.seed, options.seed + options.count))
        print(f"{options.count} schedules in {time.perf_counter() - began:.1f} s")  # noqa: T201
        if failure is None and options.count == 1:
            simulate(plan(options.seed), print)
        if failure is None:
            return 0
        schedule = shrink(failure[0], lambda shorter: bool(simulate(shorter)))
        simulate(schedule, print)
    print(*schedule.moves, *failure[1], f"{COMMAND} {schedule.seed}", sep="\n")  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())

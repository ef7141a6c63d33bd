"""What goes wrong, by the name that it has in a schedule."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING

from tests.simulator.postgres import Session
from tests.simulator.rows import Row
from tests.simulator.schedule import Move

if TYPE_CHECKING:
    from tests.simulator.world import Process, World

ALL = 1_000  # messages: more than a simulated stream ever holds
RESTORING = 2.0  # seconds at least: no relay looks away for so long
_SLOWNESS = 200.0


def strike(world: "World", move: Move) -> None:
    """Let a fault happen, or wait for its moment."""
    process = list(world.processes.values())[move.whom % len(world.processes)]
    if (fault := _AT_ONCE.get(move.what)) is not None:
        fault(world, process, move)
    elif move.what in _IN_POSTGRES:
        process.database.armed[move.what] += 1
    elif move.what == "lose a reply":
        process.armed[move.what] += 1
    else:
        world.jetstream.armed[move.what] += 1


def _kill(world: "World", process: "Process", move: Move) -> None:
    world.soon(world.restart(process, move.seconds))


def _freeze(world: "World", process: "Process", move: Move) -> None:
    """Stand still; PostgreSQL ends the sessions that are silent for too long."""
    process.freeze()
    world.later(move.seconds, process.thaw)

    def end(session: Session) -> None:
        if process.frozen:
            session.terminate()

    for session in process.database.sessions:
        if session.machine is process:
            asyncio.get_running_loop().call_later(session.patience, end, session)


def _slow_down(world: "World", process: "Process", move: Move) -> None:
    process.slowness = _SLOWNESS
    world.later(move.seconds, lambda: setattr(process, "slowness", 1.0))


def _step_the_clock(_world: "World", process: "Process", move: Move) -> None:
    process.skew += move.seconds * (-1) ** move.whom


def _crash_postgres(world: "World", process: "Process", move: Move) -> None:
    process.database.crash()
    world.later(move.seconds, process.database.start)


def _elect_everybody(world: "World", _process: "Process", move: Move) -> None:
    for database in world.databases.values():
        database.elects_everybody = True
        world.later(move.seconds, database.elect_one)


def _back_up(world: "World", _process: "Process", _move: Move) -> None:
    tables = world.databases["announcer"].tables
    world.backup = {name: deepcopy(table.committed()) for name, table in tables.items()}


def _restore(world: "World", _process: "Process", move: Move) -> None:
    """The database as it was backed up: what was recorded since is forgotten."""
    if not world.backup:
        return
    database = world.databases["announcer"]
    world.restored += 1
    database.crash()
    for name, rows in world.backup.items():
        database.tables[name].rows = [Row(None, values) for values in rows]
    for entry in world.journal:
        if world.forgot(entry.events):
            entry.outcome = "forgotten"
    world.later(RESTORING + move.seconds, database.start)


_IN_POSTGRES = {"cut before commit", "cut after commit"}
_AT_ONCE: dict[str, Callable[["World", "Process", Move], None]] = {
    "kill": _kill,
    "freeze": _freeze,
    "slow down": _slow_down,
    "step the clock": _step_the_clock,
    "cut sessions": lambda _world, process, _move: process.database.cut(process),
    "crash PostgreSQL": _crash_postgres,
    "elect everybody": _elect_everybody,
    "back up": _back_up,
    "restore": _restore,
    "crash NATS": lambda world, _, move: world.jetstream.crash(move.seconds),
    "lose the tail": lambda world, _, move: world.jetstream.crash(move.seconds, 1 + move.whom % 5),
    "wipe the streams": lambda world, _, move: world.jetstream.crash(move.seconds, ALL),
    "delete consumers": lambda world, _process, _move: world.jetstream.delete_consumers(),
}

"""Clients who give their commands again until they know, and remember what they were told."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from services._kit.decider import Refused
from services._kit.store import DataRejected
from services._kit.writer import Busy, Recorded, Request
from tests.simulator import oracle
from tests.simulator.domain import LATER, NOON, REFUSED, UNSTORABLE, Say, request
from tests.simulator.schedule import Move

if TYPE_CHECKING:
    from tests.simulator.world import Process, World

PATIENCE = 8.0  # seconds; then a client no longer knows
ATTEMPTS = 4
_REASONS = {
    "say for later": LATER, "say what is refused": REFUSED, "say what cannot be stored": UNSTORABLE
}  # fmt: skip
_ERRORS = {REFUSED: Refused, UNSTORABLE: DataRejected}


class Lost(Exception):
    """The client does not know what became of its command."""


@dataclass(slots=True)
class Entry:
    """A command as its clients saw it; with events once they were told that it is recorded."""

    say: Say
    outcome: str = "unknown"
    events: tuple[tuple[str, int], ...] = ()


def say(world: "World", index: int, move: Move) -> None:
    """Let a client, or two at once, say something."""
    facts = 2 if move.what == "say two facts" else 1
    reason = _REASONS.get(move.what, "plain")
    entry = Entry(Say(f"m{index}", f"a{move.whom % 3}", reason, facts))
    world.journal.append(entry)
    for number in range(2 if move.what == "say at two replicas" else 1):
        world.soon(_insist(world, entry, number + move.whom))


async def _insist(world: "World", entry: Entry, first: int) -> None:
    """Give a command until its outcome is known, or the client gives up."""
    command = request(entry.say, uuid5(NAMESPACE_OID, entry.say.mark), "client", NOON)
    replicas, _ = world.schedule.replicas
    restored = world.restored
    for attempt in range(first, first + ATTEMPTS):
        try:
            recorded = await _call(world.processes["announcer", attempt % replicas], command)
        except (Lost, Busy):
            await asyncio.sleep(0.5)
        except Exception as error:  # noqa: BLE001 - whatever a client is told is an answer
            entry.outcome = "refused"
            if not isinstance(error, _ERRORS.get(entry.say.reason, ())):
                world.find([f"{entry.say.mark} was answered with {error!r}"])
            return
        else:
            events = tuple((str(event.id), event.position) for event in recorded.events)
            if world.restored > restored and world.forgot(events):
                entry.outcome, entry.events = "forgotten", events  # with the answer on its way
                return
            world.find(oracle.check_answer(world, entry, events))
            entry.outcome, entry.events = "ok", events
            return


async def _call(process: "Process", command: Request) -> Recorded:
    running = process.running
    if running is None or process.dead:
        raise Lost

    async def handle() -> Recorded:
        await process.travel()
        recorded = await running.writer.execute(command)
        await process.travel()
        return recorded

    answer = process.spawn(handle())
    await asyncio.wait({answer}, timeout=PATIENCE)
    if not answer.done() or answer.cancelled() or process.take("lose a reply"):
        raise Lost
    return answer.result()

"""The simulated district: two replicas of each service, their servers, their clients, a nemesis.

A process is what the product starts (`services._web.service`), without HTTP; only the drivers
underneath are ours.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

from contracts.subjects import stream_name, subject_filter
from services._kit.postgres import UNAVAILABLE
from services._kit.settings import Settings
from services._kit.store import StoreUnavailable
from services._web import service as product
from services._web.repairing import ask_to_rebuild
from services._web.running import Running
from tests.simulator import clients, nemesis, oracle
from tests.simulator.clients import Entry
from tests.simulator.domain import NOON, PAGE, SERVICES
from tests.simulator.jetstream import JetStream
from tests.simulator.machine import Machine
from tests.simulator.postgres import Server, Session
from tests.simulator.schedule import Schedule

SETTLED_WITHIN = 180.0  # seconds after the last fault


class Process(Machine):
    """One replica, from its start to its end. It is its own clock and the address of its server."""

    simulated = False
    token_keys_file = SimpleNamespace(read_text=lambda **_: "{}")

    def __init__(self, world: "World", service: str, number: int, skew: float) -> None:
        super().__init__(f"{service}-{number}", world.random)
        self.service, self.number, self.skew = service, number, skew
        self.database: Server = world.databases[service]
        self.jetstream: JetStream = world.jetstream
        self.running: Running | None = None

    def now(self) -> datetime:
        """The business time of this machine."""
        return NOON + timedelta(seconds=asyncio.get_running_loop().time() + self.skew)

    async def live(self) -> None:
        """Start as the product starts, and go on for ever."""
        settings = SimpleNamespace(
            database_url=self, nats_url="", clock_file=self, token_keys_file=self.token_keys_file,
            epoch=None, machine=self,
        )  # fmt: skip
        running = await product._open(SERVICES[self.service], cast("Settings", settings))
        async with asyncio.TaskGroup() as group:
            for work in (running.writer.run(), product._timers(running), product._bus(running)):
                group.create_task(work)
            self.running = running


class World:
    """Everything there is in one simulation."""

    def __init__(self, schedule: Schedule, tell: Callable[[str], None] | None = None) -> None:
        self.random = Random(schedule.seed)  # noqa: S311 - repeatable, nothing is secret
        self.schedule, self._told = schedule, tell
        self.databases = {service: Server(PAGE) for service in SERVICES}
        self.jetstream: JetStream = JetStream(self.random)
        self.processes: dict[tuple[str, int], Process] = {}
        self.journal: list[Entry] = []
        self.findings: list[str] = []
        self.restored = 0  # times
        self.backup: dict[str, list[Any]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        reading = self.databases["livestream"]
        reading.after_commit = lambda tables: self.find(
            oracle.check_pages(self) if reading.tables["checkpoint"] in tables else []
        )

    def forgot(self, events: Iterable[tuple[str, int]]) -> bool:
        """Whether some of these facts are later than the backup."""
        return any(position > len(self.backup["event"]) for _, position in events)

    def tell(self, sentence: str) -> None:
        """Say what happens, to who wants to know."""
        if self._told is not None:
            self._told(f"{asyncio.get_running_loop().time():7.3f} s  {sentence}")

    def find(self, findings: list[str]) -> None:
        """Note what is wrong."""
        for finding in findings:
            self.tell(f"FOUND {finding}")
        self.findings += findings

    async def play(self) -> None:
        """Make all moves, heal, wait until nothing is left to do, and check."""
        for service, replicas in zip(SERVICES, self.schedule.replicas, strict=True):
            for number in range(replicas):
                self._start(service, number)
        for index, move in enumerate(self.schedule.moves):
            await asyncio.sleep(max(0.0, move.at - asyncio.get_running_loop().time()))
            self.tell(move.what)
            if move.what.startswith("say"):
                clients.say(self, index, move)
            else:
                nemesis.strike(self, move)
        while self._tasks:
            await self._tasks.pop()
        for process in self.processes.values():
            process.thaw()
        await self._settle()
        self.find(oracle.check(self))
        await self._all(self._kill)

    def _start(self, service: str, number: int, skew: float = 0.0) -> None:
        process = self.processes[service, number] = Process(self, service, number, skew)

        def ended(task: asyncio.Task[None]) -> None:
            if task.cancelled() or process.dead:
                return
            error = task.exception()
            self.tell(f"{process.name} ended: {error!r}")
            if not isinstance(error, (StoreUnavailable, *UNAVAILABLE)):
                self.find([f"{process.name} ended: {error!r}"])
            self.soon(self.restart(process, 0.5))

        process.spawn(process.live()).add_done_callback(ended)

    async def _kill(self, process: Process) -> None:
        process.database.cut(process)
        await process.kill()

    async def restart(self, process: Process, seconds: float) -> None:
        """Kill a process, and start another in its place after a while."""
        if not process.dead:
            await self._kill(process)
            await asyncio.sleep(seconds)
            if self.processes[process.service, process.number] is process:
                self._start(process.service, process.number, process.skew)

    def soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something besides; the simulation waits for it."""
        self._tasks.append(asyncio.get_running_loop().create_task(work))

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do something after a while; the simulation waits for it."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            work()

        self.soon(wait())

    async def _settle(self) -> None:
        """Wait until nothing is left to do; after a restore as long as the operator needs."""
        began = asyncio.get_running_loop().time()
        rounds = 0
        while left := oracle.left_to_do(self):
            if asyncio.get_running_loop().time() - began > SETTLED_WITHIN:
                self.find([f"it does not come to rest: {left}"])
                return
            await asyncio.sleep(0.5)
            rounds += 1
            if self.restored and rounds % 20 == 0:
                await self._operate()

    async def _operate(self) -> None:
        """What a person does who sees that a relay or a reader has stopped."""
        running = [process.running for process in self.processes.values() if process.running]
        readers = [follower for one in running for follower in one.followers]
        states = {state for reader in readers for state in reader.states.values()}
        if any(one.relay.state == "stopped" for one in running):
            self.tell("a new epoch")
            await self._all(self._kill)
            epoch = oracle.epoch(self, "announcer") + 1
            self.jetstream.add_stream(
                stream_name("announcer", epoch), subject_filter("announcer", epoch)
            )
        elif states & {"stopped", "refilling"}:
            self.tell("a read model is read anew")
            session = Session(self.databases["livestream"], Machine("operator", self.random), {})
            with contextlib.suppress(*UNAVAILABLE):  # the fault hit the person, who asks again
                await ask_to_rebuild(cast("Any", session), "pages")
            return
        else:
            return
        for service, number in list(self.processes):
            self._start(service, number)

    async def _all(self, work: Callable[[Process], Awaitable[None]]) -> None:
        for process in self.processes.values():
            await work(process)

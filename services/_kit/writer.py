"""Decide, append, commit: one writer takes all waiting commands into one transaction.

Nothing is acknowledged before the store has committed it. A refusal or an exception fails its own
command alone; later commands see the events of earlier ones.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from time import perf_counter

import structlog

from contracts.registry import FromNewerRelease
from services._kit.clock import Clock
from services._kit.decider import Refused
from services._kit.deciding import Aggregates, Batch, KeyReused, Memory, Outcome, Recorded, Request
from services._kit.recording import Origin
from services._kit.store import CommandResult, DataRejected, EventStore, Moved, StoreUnavailable
from services._telemetry.measures import Measures
from services._telemetry.tracing import traceparent

QUEUE_LIMIT, BATCH_LIMIT = 1_000, 200  # commands
PAGE = 1_000  # events
ATTEMPTS = 5
CALM: float = 8  # looks in a row that found nothing of another process: it is alone
PATIENCE: float = 3  # times the deciding of half a batch: a store that takes longer is slow

__all__ = ["Aggregates", "Busy", "KeyReused", "Recorded", "Request", "Writer"]

log = structlog.get_logger()


class Busy(Exception):
    """Not now, or not here: the queue is full, the store away, this process closing. Try again."""


Waiting = tuple[Request | None, str, "asyncio.Future[Recorded]"]
# A command, or the wish to know what is committed; its trace; who is to be told.
Commands = Sequence[Waiting]
NOTHING = Recorded((), repeated=False)


class Writer:
    """The one place where a service's facts are recorded."""

    def __init__(
        self, store: EventStore, aggregates: Aggregates, clock: Clock, origin: Origin,
        measures: Measures | None = None,
    ) -> None:  # fmt: skip
        self._store, self._aggregates, self._clock = store, aggregates, clock
        self._origin, self._measures = origin, measures or Measures()
        self._queue: asyncio.Queue[Waiting | None] = asyncio.Queue(QUEUE_LIMIT)
        self._memory, self._fresh = Memory(aggregates), True
        self._calm, self._slow = CALM, False
        self.closing = asyncio.Event()
        """Set: no command is taken any more, as this process stops or a newer release records."""
        self.on_commit: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Business time."""
        return self._clock.now()

    @property
    def log_end(self) -> int:
        """The last position this process knows to be committed."""
        return self._memory.end.position

    def state(self, stream: str) -> object:
        """The last committed state of one aggregate; read only."""
        return self._memory.get(stream)[1]

    async def execute(self, request: Request) -> Recorded:
        """Record what the command causes, and return once it is committed.

        Raises ``Refused``, ``KeyReused``, ``Busy``, or whatever the domain raised. Its facts carry
        the trace that is given, or the one in which it is called.
        """
        return await self._wait(request, request.traceparent or traceparent(name="record"))

    async def refresh(self) -> None:
        """Know all that any process has committed by now; raises ``Busy``."""
        await self._wait(None)

    async def _wait(self, request: Request | None, trace: str = "") -> Recorded:
        if self.closing.is_set() or self._queue.full():
            self._measures.commands.labels("busy").inc()
            raise Busy
        future: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((request, trace, future))
        return await future

    async def run(self) -> None:
        """Serve until ``stop``, which lets those that wait finish.

        While a quick store writes what some cause, the next are decided: of those who wait, half
        are taken first. A slow one is given all at once, with those who ask meanwhile.
        """
        stopping, writing, memory = False, None, self._memory
        async with asyncio.TaskGroup() as group:
            while not stopping:
                batch = [await self._queue.get()]
                if writing is not None and self._slow:
                    await writing
                idle, alone = writing is None or writing.done(), self._calm >= CALM
                many = self._queue.qsize() // (2 if idle and alone and not self._slow else 1)
                batch += [self._queue.get_nowait() for _ in range(min(many, BATCH_LIMIT - 1))]
                stopping = None in batch
                commands = [waiting for waiting in batch if waiting is not None]
                if not commands:
                    break
                memory = self._memory if idle else memory
                ahead = self._decide(commands if alone else (), (), memory)
                if writing is not None:
                    await writing
                memory, ahead.memory.parent = ahead.memory, self._memory  # or it was in vain
                writing = group.create_task(self._serve(commands, ahead))
                await asyncio.sleep(0)  # it is sent before the next are decided

    async def stop(self) -> None:
        """Take no more commands."""
        self.closing.set()
        await self._queue.put(None)

    async def catch_up(self) -> None:
        """Fold what is committed, without the lock, so that little is left to do under it."""
        memory = self._memory if self._fresh else Memory(self._aggregates)
        while page := await self._store.read(memory.end.position, PAGE):
            memory.replay(page)
        self._memory, self._fresh = memory, True

    async def commit_then_acknowledge(self, batch: Sequence[Waiting], ahead: Batch | None) -> None:
        """The safety of every answer: it is given after the commit, never before.

        A process that is alone has decided ahead, and records that if the log ends where it was
        decided. Otherwise, and for what may have been recorded before, it takes the lock first.
        """
        if not self._fresh:
            await self.catch_up()
        self._fresh = False  # until it is known how this ends
        if ahead is not None:
            with suppress(Moved, DataRejected):
                begun = perf_counter()
                await self._store.append(ahead.after, ahead.caused)
                half = ahead.took / (1 + self._slow)  # what would be decided meanwhile
                self._slow = perf_counter() - begun > PATIENCE * half
                batch = self._committed(batch, ahead, looked=False)
        if batch:
            ids = [request.id for request, _, _ in batch if request]
            async with self._store.locked(ids, self.log_end) as (news, known):
                self._memory.replay(news)
                decided = self._decide(batch, known, self._memory)
                await self._store.append(decided.after, decided.caused)
            self._calm = 0 if news else self._calm + 1
            self._committed(batch, decided, looked=True)
        self._fresh = True

    def _decide(self, batch: Commands, known: Sequence[CommandResult], memory: Memory) -> Batch:
        begun, new = perf_counter(), Batch(memory.child(), memory.end, self._origin, self.now())
        new.know(known)
        new.outcomes = [new.decide(it, trace) if it else NOTHING for it, trace, _ in batch]
        new.took = perf_counter() - begun
        return new

    def _committed(self, batch: Commands, decided: Batch, *, looked: bool) -> Commands:
        """Acknowledge; answers who waits on, for who is refused may have been recorded before."""
        self._memory.adopt(decided.memory)
        self._measures.recorded([it.envelope for it in decided.caused.events])
        told = zip(batch, decided.outcomes, strict=True)
        self._acknowledge([it for it in told if looked or isinstance(it[1], Recorded)])
        return [waiting for waiting in batch if not waiting[2].done()]

    async def _serve(self, batch: Commands, ahead: Batch | None = None, attempt: int = 1) -> None:
        """Commit, again if the connection was lost: then the command table knows the answer."""
        try:
            with self._measures.committing(len(batch)):
                await self.commit_then_acknowledge(batch, ahead)
        except StoreUnavailable as error:
            log.warning("commit_failed", attempt=attempt, error=str(error))
            if attempt == ATTEMPTS:
                self._acknowledge([(it, Busy()) for it in batch])
            else:
                await asyncio.sleep(0.1 * attempt)
                await self._serve(batch, None, attempt + 1)
        except FromNewerRelease as error:  # its processes shall go on
            self.closing.set()
            log.critical("newer_release_records", error=repr(error))
            self._acknowledge([(it, Busy()) for it in batch])
        except Exception as error:  # noqa: BLE001 - acknowledging it logs it
            if len(batch) == 1:
                self._acknowledge([(batch[0], error)])
            for waiting in batch if len(batch) > 1 else ():  # the others shall not suffer
                await self._serve([waiting])
        for notify in self.on_commit:
            notify()

    def _acknowledge(self, told: Sequence[tuple[Waiting, Outcome]]) -> None:
        """Tell every waiting command what became of it."""
        for name, many in Counter(_name(outcome) for it, outcome in told if it[0]).items():
            self._measures.commands.labels(name).inc(many)
        for (request, _, future), outcome in told:
            if future.done():
                continue  # the client has gone; the fact stays
            if isinstance(outcome, Recorded):
                future.set_result(outcome)
                continue
            if isinstance(outcome, DataRejected):  # the client's fault: its values stay out of logs
                log.warning("command_rejected", stream=request and request.stream)
            elif _name(outcome) == "failed":
                log.error("command_failed", stream=request and request.stream, exc_info=outcome)
            future.set_exception(outcome)


def _name(outcome: Outcome) -> str:
    """What is counted."""
    if isinstance(outcome, Recorded):
        return "repeated" if outcome.repeated else "recorded"
    refused = isinstance(outcome, Refused | KeyReused)
    return "refused" if refused else "busy" if isinstance(outcome, Busy) else "failed"

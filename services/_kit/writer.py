"""Decide, append, commit: one writer takes all waiting commands into one transaction.

Nothing is acknowledged before the store has committed it. A refusal or an exception fails its own
command alone; later commands see the events of earlier ones.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from contracts.registry import FromNewerRelease
from services._kit.clock import Clock
from services._kit.decider import Refused
from services._kit.deciding import Aggregates, Batch, KeyReused, Memory, Outcome, Recorded, Request
from services._kit.recording import Origin
from services._kit.store import DataRejected, EventStore, StoreUnavailable
from services._telemetry.measures import Measures
from services._telemetry.tracing import traceparent

QUEUE_LIMIT = 1_000
BATCH_LIMIT = 200
PAGE = 1_000
ATTEMPTS = 5

__all__ = ["Aggregates", "Busy", "KeyReused", "Recorded", "Request", "Writer"]

log = structlog.get_logger()


class Busy(Exception):
    """Not now, or not here: the queue is full, the store away, this process closing. Try again."""


Waiting = tuple[Request | None, "asyncio.Future[Recorded]"]
NOTHING = Recorded((), repeated=False)


class Writer:
    """The one place where a service's facts are recorded."""

    def __init__(
        self,
        store: EventStore,
        aggregates: Aggregates,
        clock: Clock,
        origin: Origin,
        measures: Measures | None = None,
    ) -> None:
        self._store, self._aggregates, self._clock = store, aggregates, clock
        self._origin, self._measures = origin, measures or Measures()
        self._queue: asyncio.Queue[Waiting | None] = asyncio.Queue(QUEUE_LIMIT)
        self._memory, self._fresh = Memory(aggregates), True
        self.closing = asyncio.Event()
        """Set: no command is taken any more, as this process stops or a newer release records."""
        self.on_commit: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Business time."""
        return self._clock.now()

    @property
    def log_end(self) -> int:
        """The last position this process knows to be committed."""
        return self._memory.position

    def state(self, stream: str) -> object:
        """The last committed state of one aggregate; read only."""
        return self._memory.get(stream)[1]

    async def execute(self, request: Request) -> Recorded:
        """Record what the command causes, and return once it is committed.

        Raises ``Refused``, ``KeyReused``, ``Busy``, or whatever the domain raised. Its facts carry
        the trace that is given, or the one in which it is called.
        """
        outcome = "failed"
        try:
            if request.traceparent is None:
                request = replace(request, traceparent=traceparent(name="record"))
            if self.closing.is_set() or self._queue.full():
                raise Busy  # noqa: TRY301 - counted below
            future: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
            self._queue.put_nowait((request, future))
            recorded = await future
            outcome = "repeated" if recorded.repeated else "recorded"
        except Exception as error:
            refused = isinstance(error, Refused | KeyReused)
            outcome = "busy" if isinstance(error, Busy) else "refused" if refused else "failed"
            raise
        finally:
            self._measures.commands.labels(outcome).inc()
        return recorded

    async def refresh(self) -> None:
        """Know all that any process has committed by now; raises ``Busy``."""
        if self.closing.is_set():
            raise Busy
        future: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        await self._queue.put((None, future))
        await future

    async def run(self) -> None:
        """Serve until ``stop``, which lets those that wait finish."""
        stopping = False
        while not stopping:
            batch = [await self._queue.get()]
            while len(batch) < BATCH_LIMIT and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            stopping = None in batch
            if commands := [waiting for waiting in batch if waiting is not None]:
                await self._serve(commands)

    async def stop(self) -> None:
        """Take no more commands."""
        self.closing.set()
        await self._queue.put(None)

    async def catch_up(self) -> None:
        """Fold what is committed, without the lock, so that little is left to do under it."""
        memory = self._memory if self._fresh else Memory(self._aggregates)
        while page := await self._store.read(memory.position, PAGE):
            memory.replay(page)
        self._memory, self._fresh = memory, True

    async def commit_then_acknowledge(self, batch: Sequence[Waiting]) -> None:
        """The safety of every answer: it is given after the commit, never before."""
        if not self._fresh:
            await self.catch_up()
        self._fresh = False  # until it is known how this ends
        ids = [request.id for request, _ in batch if request]
        async with self._store.transaction(ids) as transaction:
            memory = self._memory.child()
            memory.replay(await transaction.read(memory.position))
            decided = Batch(memory, transaction.head, self._origin, self._clock.now())
            decided.know(transaction.known)
            outcomes = [decided.decide(it) if it else NOTHING for it, _ in batch]
            await transaction.append(decided.events, decided.results, decided.beside)
        self._memory.adopt(memory)
        self._fresh = True
        self._measures.recorded([it.envelope for it in decided.events])
        acknowledge(batch, outcomes)

    async def _serve(self, batch: Sequence[Waiting]) -> None:
        try:
            await self._attempt(batch)
        except StoreUnavailable:
            acknowledge(batch, [Busy() for _ in batch])
        except FromNewerRelease as error:  # its processes shall go on
            self.closing.set()
            log.critical("newer_release_records", error=repr(error))
            acknowledge(batch, [Busy() for _ in batch])
        except Exception as error:  # noqa: BLE001 - acknowledging it logs it
            if len(batch) == 1:
                acknowledge(batch, [error])
                return
            for waiting in batch:  # one of them is at fault, the others shall not suffer
                await self._serve([waiting])
        for notify in self.on_commit:
            notify()

    async def _attempt(self, batch: Sequence[Waiting]) -> None:
        """Commit, again if the connection was lost: then the command table knows the answer."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._measures.committing(len(batch)):
                    await self.commit_then_acknowledge(batch)
                break
            except StoreUnavailable as error:
                log.warning("commit_failed", attempt=attempt, error=str(error))
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.1 * attempt)


def acknowledge(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    """Tell every waiting command what became of it."""
    for (request, future), outcome in zip(batch, outcomes, strict=True):
        if future.done():
            continue  # the client has gone; the fact stays
        if isinstance(outcome, Recorded):
            future.set_result(outcome)
            continue
        if isinstance(outcome, DataRejected):  # the client's fault: its values are not for the log
            log.warning("command_rejected", stream=request and request.stream)
        elif not isinstance(outcome, Refused | KeyReused | Busy):
            log.error("command_failed", stream=request and request.stream, exc_info=outcome)
        future.set_exception(outcome)

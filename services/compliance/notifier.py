"""Tells what changed: compares the present verdicts with those last told in our own log.

Nothing is told before every reader has reached the ends that the streams had after the moment of
the judgement: a fact on its way is not a missed deadline, and a rebuild tells nothing. What was
told is in the log, so a restart tells nothing twice.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import cast
from uuid import UUID, uuid5

import asyncpg
import structlog
from nats.errors import Error as NatsError

from contracts.subjects import stream_name
from contracts.topology import SERVICES
from services._kit.postgres import transaction
from services._kit.quarantine import Delivery
from services._kit.streams import last_sequence
from services._kit.timers import TimerRow, cancel_timer, set_timer
from services._kit.writer import Request
from services._telemetry.tracing import traceparent
from services._web.running import Running
from services.compliance.board import Board, Snapshot
from services.compliance.domain.told import State, Tell, decide
from services.compliance.judging.facts import Fact
from services.compliance.rules.verdict import Verdict
from services.compliance.views import PROJECTOR, store_verdicts

NAMESPACE = UUID("6ba0b27c-6e9c-4b4f-9a0c-6f0c0b3f3d1e")
REST = 0.2  # real seconds between two looks at a busy programme
AGAIN = 0.02  # real seconds until the readers are asked again
TOGETHER = 200  # commands that wait for the writer at once

log = structlog.get_logger()


@dataclass(slots=True)
class Notifier:
    """Tells one programme after the other; its timers are the memory of what is still to do."""

    board: Board
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _done: frozenset[str] = frozenset()
    _stored: dict[str, dict[tuple[str, str], Verdict]] = field(default_factory=dict)
    _rested_at: float = 0.0
    _hurry: Callable[[], None] = field(default=lambda: None)

    async def hurry(self, batch: Sequence[Delivery]) -> None:
        """A batch was committed: its timer is due, look at once."""
        await self.board.take(batch)
        self._hurry()

    async def wake(self, running: Running) -> None:
        """At the start of the process: whenever it begins to tell, it takes over first."""
        self._hurry = running.timers.wake
        running.timers.before_first = partial(self._take_over, running)

    async def _take_over(self, running: Running) -> None:
        """Nothing is known of what another told; what the rules of this release see is told too."""
        await self.board.refresh(running.pool)
        self.board.arrived.clear()
        self._stored.clear()
        now = running.clock.now()
        for programme in self.board.known():
            async with transaction(running.pool) as connection:
                await set_timer(
                    connection, f"start:{programme}:{now.isoformat()}", "news", now,
                    {"programme": programme},
                )  # fmt: skip
        running.timers.wake()

    async def on_timer(self, running: Running, timer: TimerRow) -> None:
        """Facts came, or a deadline passed: tell what changed, and set the next deadline."""
        async with self._lock:
            if timer.id in self._done:
                return  # it was due together with one that has been served
            programme = timer.payload["programme"]
            if not running.clock.simulated:  # a played clock waits for us: resting is no use
                await asyncio.sleep(max(0.0, self._rested_at + REST - time.monotonic()))
            news = await _news(running.pool, programme, running.clock.now())
            snapshot = await self.settled(running, programme)
            if snapshot is not None:
                await self._store(running.pool, snapshot)
                await self._tell(running, snapshot)
                await _await_deadline(running, snapshot)
            await running.pool.execute("delete from timer where id = any($1)", news)
            self._done, self._rested_at = frozenset(news), time.monotonic()

    async def settled(self, running: Running, programme: str) -> Snapshot | None:
        """The verdicts at a moment since when every reader has read all there was."""
        while True:
            as_of = running.clock.now()
            await caught_up(running)
            await self.board.refresh(running.pool)
            snapshot = await self.board.current(programme, as_of)
            if snapshot is None or snapshot.as_of <= as_of:
                return snapshot
            await asyncio.sleep(AGAIN)  # somebody has looked at a later moment meanwhile

    async def _store(self, pool: asyncpg.Pool, snapshot: Snapshot) -> None:
        stored = self._stored.get(snapshot.programme.id, {})
        present = {(verdict.row, verdict.code): verdict for verdict in snapshot.verdicts}
        changed = {key: it for key, it in present.items() if stored.get(key) != it}
        gone = stored.keys() - present.keys()
        name, as_of = snapshot.programme.id, snapshot.as_of
        written = await store_verdicts(pool, name, changed.values(), gone, as_of)
        self._stored[name] = {
            key: it for key, it in present.items() if key not in changed or key in written
        }

    async def _tell(self, running: Running, snapshot: Snapshot) -> None:
        newest = self.board.arrived.get(snapshot.programme.id, {})
        arrived = {activity: fact for activity, fact in newest.items() if snapshot.knows(fact)}
        tells = [_tell(snapshot, verdict, arrived) for verdict in snapshot.verdicts]
        traces = {fact.id: fact.envelope.traceparent for fact in arrived.values()}
        known, request = partial(_known, running), partial(_request, traces)
        await running.writer.refresh()  # or what another process told since would not be known
        requests = [request(each, known(each)) for each in tells if decide(each, known(each))]
        for start in range(0, len(requests), TOGETHER):
            some = requests[start : start + TOGETHER]
            await asyncio.gather(*(running.writer.execute(request) for request in some))
        self.board.forget(snapshot.programme.id, arrived)
        if requests:
            log.info("verdicts_told", programme=snapshot.programme.id, verdicts=len(requests))


def _tell(snapshot: Snapshot, verdict: Verdict, arrived: dict[str | None, Fact]) -> Tell:
    is_activity = verdict.row in snapshot.programme.activities
    activity = verdict.row if is_activity else None
    cause = arrived.get(activity) or arrived.get(None)
    if cause is None and not is_activity:  # a unit's row rests on its own activities
        cause = max(arrived.values(), key=lambda fact: fact.order, default=None)
    return Tell(
        programme=snapshot.programme.id,
        row=verdict.row,
        activity=activity,
        code=verdict.code,
        status=verdict.status,
        due=verdict.due,
        as_of=snapshot.as_of,
        cause=cause.id if cause else None,
        mandatory=verdict.strength == "M",
    )


def _known(running: Running, tell: Tell) -> State:
    return cast(State, running.writer.state(_stream(tell)))


def _stream(tell: Tell) -> str:
    return f"told:{tell.programme}:{tell.row}"


def _request(traces: Mapping[str, str | None], tell: Tell, known: State) -> Request:
    told = known.get(tell.code)
    # Time can lead to the same status twice, but only from another one.
    cause = tell.cause or (told.as_of if told else None)
    key = (tell.programme, tell.row, tell.code, tell.status, tell.due, cause)
    return Request(
        id=uuid5(NAMESPACE, "\n".join(str(part) for part in key)),
        stream=_stream(tell),
        command=tell,
        occurred_at=tell.as_of,
        actor="timer:deadline" if tell.cause is None else "reaction:notifier",
        traceparent=traceparent(traces.get(tell.cause or ""), name="record"),
    )


async def _news(pool: asyncpg.Pool, programme: str, now: datetime) -> Sequence[str]:
    rows = await pool.fetch(
        "select id from timer where kind = 'news' and fired_at is null and due_at <= $2"
        " and payload->>'programme' = $1",
        programme, now,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def _await_deadline(running: Running, snapshot: Snapshot) -> None:
    timer = f"deadline:{snapshot.programme.id}"
    async with transaction(running.pool) as connection:
        if snapshot.valid_until is None:
            await cancel_timer(connection, timer)
            return
        payload = {"programme": snapshot.programme.id}
        await set_timer(connection, timer, "deadline", snapshot.valid_until, payload)
    running.timers.wake()


async def caught_up(running: Running) -> None:
    """Return once every reader has reached the end that its stream has now."""
    ends: dict[str, int] | None = None
    while True:
        try:
            rows = await running.pool.fetch(
                "select source, epoch, pos from checkpoint where projector = $1", PROJECTOR
            )
            read = {row["source"]: row["pos"] for row in rows}
            if ends is None:
                ends = await _ends(running, {row["source"]: row["epoch"] for row in rows})
            if all(read.get(service, 0) >= end for service, end in ends.items()):
                return
        except (NatsError, OSError) as error:
            log.info("streams_unreachable", error=repr(error))
            await asyncio.sleep(1.0)
        await asyncio.sleep(AGAIN)


async def _ends(running: Running, epochs: dict[str, int]) -> dict[str, int]:
    js = running.bus.jetstream
    names = {service: stream_name(service, epochs.get(service, 1)) for service in SERVICES}
    ends = await asyncio.gather(*(last_sequence(js, name) for name in names.values()))
    return {service: end or 0 for service, end in zip(names, ends, strict=True)}

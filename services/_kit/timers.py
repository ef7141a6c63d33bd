"""Deadlines that act: rows set in a transaction, fired when business time reaches them."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import asyncpg
import structlog

from services._kit.clock import Clock, until_beat
from services._kit.postgres import UNAVAILABLE
from services._telemetry.measures import Measures
from services._telemetry.tracing import span

POLL = 0.02  # real seconds between looks at a clock that a player may move at any moment
RELOAD = 0.5  # real seconds after which another replica's timers are seen
RETRY = 1.0

_NEXT = "select min(due_at) from timer where fired_at is null"
_DUE = "select count(*) from timer where fired_at is null and due_at <= $1"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer that is due. ``due_at`` is business time, in UTC."""

    id: str
    kind: str
    due_at: datetime
    payload: dict[str, Any]


Handler = Callable[[TimerRow], Awaitable[None]]


async def _nothing() -> None: ...


async def set_timer(
    connection: asyncpg.Connection, id_: str, kind: str, due_at: datetime, payload: dict[str, Any]
) -> None:
    """Set a timer, or move it; one that fired at the same time does not fire again."""
    await connection.execute(
        """insert into timer (id, kind, due_at, payload) values ($1, $2, $3, $4)
        on conflict (id) do update set kind = excluded.kind, payload = excluded.payload,
          due_at = excluded.due_at,
          fired_at = case when timer.due_at = excluded.due_at then timer.fired_at end""",
        id_, kind, due_at, json.dumps(payload),
    )  # fmt: skip


async def cancel_timer(connection: asyncpg.Connection, id_: str) -> None:
    """Remove a timer; one that does not exist is no error."""
    await connection.execute("delete from timer where id = $1", id_)


class Timers:
    """Fires every due timer at least once; handlers are idempotent by (timer id, due)."""

    def __init__(self, pool: asyncpg.Pool, clock: Clock, measures: Measures | None = None) -> None:
        self._pool, self._clock, self._measures = pool, clock, measures or Measures()
        self.handlers: Mapping[str, Handler] = {}
        self.before_first: Callable[[], Awaitable[None]] = _nothing
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """A timer may have been set: look again at once."""
        self._changed.set()

    async def next_due(self) -> datetime | None:
        """When the next timer fires, in business time."""
        return cast("datetime | None", await self._pool.fetchval(_NEXT))

    async def due(self) -> int:
        """How many timers should have fired by now."""
        return int(await self._pool.fetchval(_DUE, self._clock.now()))

    async def run(self) -> None:
        """Fire for ever; ``before_first`` forgets what is known from when another process did."""
        await self.before_first()
        while True:
            try:
                self._changed.clear()
                next_due = await self.next_due()
                if next_due is not None and next_due <= self._clock.now():
                    await self._fire()
                else:
                    await self._wait(next_due)
            except UNAVAILABLE as error:
                log.warning("timers_unreachable", error=repr(error))
                await asyncio.sleep(RETRY)
            except Exception:
                log.exception("timer_failed")
                await asyncio.sleep(RETRY)

    async def _wait(self, next_due: datetime | None) -> None:
        played = self._clock.simulated
        for _ in range(int(RELOAD / POLL) if played else 1):
            left = (next_due - self._clock.now()).total_seconds() if next_due else RELOAD
            if left <= 0 or self._changed.is_set():
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL if played else min(left, until_beat(RELOAD))):
                    await self._changed.wait()

    async def _fire(self) -> None:
        rows = await self._pool.fetch(
            "select id, kind, due_at, payload from timer where fired_at is null and due_at <= $1 "
            "order by due_at, id limit 100",
            self._clock.now(),
        )
        for row in rows:
            timer = TimerRow(row["id"], row["kind"], row["due_at"], json.loads(row["payload"]))
            with span(name=f"timer {timer.kind}"):
                await self.handlers[timer.kind](timer)
            self._measures.timers.labels(timer.kind).inc()
            await self._pool.execute(
                "update timer set fired_at = $3 where id = $1 and due_at = $2",
                timer.id, timer.due_at, self._clock.now(),
            )  # fmt: skip

"""Changes of verdicts as server-sent events, read from our own log.

An event's id is ``<epoch>.<position>`` in that log, the same on every replica. Who comes back with
an id gets what was missed; an unknown id, or one too far back, gets ``reset``: load the wall again.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import asyncpg
import structlog

from contracts.events.compliance import RequirementStatusChanged
from contracts.values import beijing_date
from services._kit.postgres import UNAVAILABLE
from services._web.running import Running

POLL = 0.25  # real seconds
HEARTBEAT = 10.0  # real seconds without an event
REPLAYED_AT_MOST = 5_000
WAITING_AT_MOST = 1_000  # a client that is further behind is dropped, and comes back

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Change:
    """One event of the stream; ``position`` 0 has no place in the log."""

    event: str
    data: Mapping[str, Any]
    position: int = 0
    programme: str | None = None

    def text(self, epoch: int) -> str:
        """The event as it goes over the wire."""
        head = f"id: {epoch}.{self.position}\n" if self.position else ""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"{head}event: {self.event}\ndata: {data}\n\n"


@dataclass(slots=True, eq=False)
class Client:
    """One browser that listens to one programme."""

    programme: str
    queue: asyncio.Queue[Change | None] = field(
        default_factory=lambda: asyncio.Queue(WAITING_AT_MOST)
    )


@dataclass(slots=True)
class Changes:
    """Follows the log for as long as the service runs, and passes on to whoever listens."""

    position: int | None = None
    _clients: set[Client] = field(default_factory=set)
    _today: date | None = None

    async def run(self, running: Running) -> None:
        """Follow the log; at the end of the service every client is sent away."""
        try:
            while True:
                try:
                    await self._step(running)
                except UNAVAILABLE as error:
                    log.warning("changes_interrupted", error=repr(error))
                await asyncio.sleep(POLL)
        finally:
            for client in list(self._clients):
                self._drop(client)

    async def listen(
        self, running: Running, programme: str, last_id: str | None
    ) -> AsyncIterator[str]:
        """What one client receives: first what it missed since ``last_id``, then what comes."""
        epoch, client = running.origin.epoch, Client(programme)
        self._clients.add(client)
        try:
            yield "retry: 1000\n\n"
            sent = self.position or 0
            if last_id is not None:
                after = await _known(running, last_id)
                if after is None:
                    yield Change("reset", {}).text(epoch)
                else:
                    for change in await _read(running.pool, after, programme):
                        sent = max(sent, change.position)
                        yield change.text(epoch)
            while True:
                try:
                    waiting = await asyncio.wait_for(client.queue.get(), HEARTBEAT)
                except TimeoutError:
                    yield Change("beat", {}).text(epoch)
                    continue
                if waiting is None:
                    return
                if not waiting.position or waiting.position > sent:
                    yield waiting.text(epoch)
        finally:
            self._clients.discard(client)

    async def _step(self, running: Running) -> None:
        if self.position is None:
            self.position = await _end(running.pool)
        for change in await _read(running.pool, self.position, None):
            self.position = change.position
            self._pass_on(change)
        today = beijing_date(running.clock.now())
        if self._today not in {None, today}:
            self._pass_on(Change("day", {"date": today.isoformat()}))
        self._today = today

    def _pass_on(self, change: Change) -> None:
        for client in list(self._clients):
            if change.programme in {None, client.programme}:
                if client.queue.full():
                    self._drop(client)
                else:
                    client.queue.put_nowait(change)

    def _drop(self, client: Client) -> None:
        self._clients.discard(client)
        while not client.queue.empty():
            client.queue.get_nowait()
        client.queue.put_nowait(None)


async def _known(running: Running, last_id: str) -> int | None:
    epoch, dot, position = last_id.partition(".")
    if not (dot and epoch.isdecimal() and position.isdecimal()):
        return None
    after, end = int(position), await _end(running.pool)
    known = int(epoch) == running.origin.epoch and end - REPLAYED_AT_MOST <= after <= end
    return after if known else None


async def _end(pool: asyncpg.Pool) -> int:
    end: int = await pool.fetchval("select pos from counter")
    return end


async def _read(pool: asyncpg.Pool, after: int, programme: str | None) -> list[Change]:
    rows = await pool.fetch(
        "select pos, data from event where pos > $1 and type = $2"
        " and ($3::text is null or data->>'programme' = $3) order by pos limit $4",
        after, RequirementStatusChanged.ce_type(), programme, REPLAYED_AT_MOST,
    )  # fmt: skip
    return [_change(row["pos"], json.loads(row["data"])) for row in rows]


def _change(position: int, told: Mapping[str, Any]) -> Change:
    data = {name: told[name] for name in ("row", "code", "status", "previous", "due", "as_of")}
    return Change("verdict", data, position, told["programme"])

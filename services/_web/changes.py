"""What a service's own log tells to those who watch, as server-sent events.

An event's id is ``<epoch>.<position>`` in that log, the same on every replica. Who comes back with
an id gets what was missed; an unknown id, or one too far back, gets ``reset``: load all anew.
One task of a process follows the log, makes the bytes of each message once and writes them straight
to the line of whoever listens; whoever does not keep up is sent away, not waited for. Who is sent
away when the service stops is told when to come back, not all at once.
"""

import asyncio
import json
import resource
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import structlog
from fastapi import Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from services._kit.clock import until_beat
from services._kit.postgres import UNAVAILABLE
from services._web.faults import Denied
from services._web.limits import address
from services._web.running import Running

POLL = 0.5  # real seconds
RETRY = 1_000  # milliseconds until a browser comes back
SPREAD, MOST_SPREAD = 7, 5_000  # between one and the next, when all have to
HEARTBEAT = 10.0  # real seconds
REPLAYED_AT_MOST = 5_000
BEHIND_AT_MOST = 2 * 1024 * 1024
"""Bytes, more than all that is replayed: who is further behind is dropped, and comes back."""
OPEN_PER_ADDRESS = 300  # a whole office may share an address
OPEN_AT_MOST = min(4_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
"""Streams of one process; the other half of what it may open is left for everything else."""
_FULL = "同时打开的实时更新太多。页面照常可用，刷新就是最新内容。"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Change:
    """One event for whoever watches ``topic``, or for all; ``position`` 0 has none in the log."""

    event: str
    data: Mapping[str, Any]
    position: int = 0
    topic: str | None = None

    def told(self, epoch: int) -> "Told":
        """The event as it goes over the wire."""
        head = f"id: {epoch}.{self.position}\n" if self.position else ""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return Told(f"{head}event: {self.event}\ndata: {data}\n\n".encode(), self.position)


@dataclass(frozen=True, slots=True)
class Told:
    """A message, the same for all, by itself and as a piece of an answer (RFC 9112, 7.1)."""

    message: bytes
    position: int = 0
    piece: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "piece", b"%x\r\n%b\r\n" % (len(self.message), self.message))


@dataclass(slots=True, eq=False)
class Client:
    """One browser that listens to one topic; what comes before it has all it missed is waiting."""

    topic: str
    address: str
    line: asyncio.Transport
    in_pieces: bool  # HTTP/1.0 knows none
    waiting: list[Told] | None = field(default_factory=list)

    def write(self, told: Told) -> None:
        """Write a message, unless the browser is gone."""
        if not self.line.is_closing():
            self.line.write(told.piece if self.in_pieces else told.message)

    def end(self, retry: int) -> None:
        """Tell it to come back after ``retry`` milliseconds; nothing comes after that."""
        self.write(_retry(retry))
        if self.in_pieces:
            self.write(Told(b""))
        self.line.close()


class Lined(H11Protocol):
    """HTTP/1.1 whose ``scope["state"]["line"]`` is the connection that a request came over.

    Everything between a route and its connection sees the head of an endless answer; what comes
    after goes to thousands, and has nothing to do there.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the line."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "line": transport}


class Endless(Response):
    """An answer that goes on until the browser is gone, or ``listen`` has ended its line."""

    media_type = "text/event-stream"

    def __init__(self, listen: Callable[[Scope, Receive], Awaitable[None]]) -> None:
        super().__init__(headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._listen = listen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; to whoever asks for the head alone there is no line."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if "line" in scope["state"]:
            await self._listen(scope, receive)


Read = Callable[[asyncpg.Pool, int, int, str | None], Awaitable[Sequence[Change]]]
"""At most so many changes beyond a position of the log, of one topic or of all, in order."""


class Changes:
    """Follows the log for as long as the service runs, and passes on to whoever listens.

    ``tick`` answers at every look what is to be told besides, such as a new day; ``greet`` what
    somebody new has to know of a topic that does not stand in the log.
    """

    def __init__(
        self,
        read: Read,
        tick: Callable[[Running], Sequence[Change]] = lambda _: (),
        greet: Callable[[str], Sequence[Change]] = lambda _: (),
    ) -> None:
        self.position: int | None = None
        self._read, self._tick, self._greet = read, tick, greet
        self._stopping = False
        self._clients: set[Client] = set()
        self._open: Counter[str] = Counter()  # by address, those dropped but still there too

    async def run(self, running: Running) -> None:
        """Follow the log; at the end of the service every client is sent away."""
        running.on_stop.append(self.stop)
        loop, beaten = asyncio.get_running_loop(), 0.0
        while True:
            try:
                await self._step(running)
            except UNAVAILABLE as error:
                log.warning("changes_interrupted", error=repr(error))
            if loop.time() - beaten >= HEARTBEAT:
                beaten = loop.time()
                self.tell(running, Change("beat", {}))
            await asyncio.sleep(until_beat(POLL))

    def stop(self) -> None:
        """Send every client away; each is told another moment at which to come back."""
        self._stopping = True
        for number, client in enumerate(list(self._clients)):
            self._drop(client, RETRY + number * SPREAD % MOST_SPREAD)

    @property
    def listening(self) -> Counter[str]:
        """How many clients there are, by topic."""
        return Counter(client.topic for client in self._clients)

    def tell(self, running: Running, change: Change) -> None:
        """Pass on what does not stand in the log."""
        self._pass_on(change.told(running.origin.epoch), change.topic)

    def answer(
        self, running: Running, topic: str, request: Request, after: str | None = None
    ) -> Endless:
        """The endless answer to one client; ``after`` or Last-Event-ID: from there on.

        Raises ``Denied``: 429 for an address that has too many open, 503 when the process has.
        """
        here = address(request)
        if self._open[here] >= OPEN_PER_ADDRESS:
            raise Denied(429, "too_many_streams", _FULL, retry_after=60)
        if self._open.total() >= OPEN_AT_MOST:
            raise Denied(503, "too_many_streams", _FULL, retry_after=60)
        last_id = request.headers.get("last-event-id") or after

        async def listen(scope: Scope, receive: Receive) -> None:
            line, in_pieces = scope["state"]["line"], scope["http_version"] == "1.1"
            await self._listen(running, Client(topic, here, line, in_pieces), last_id, receive)

        return Endless(listen)

    async def _listen(
        self, running: Running, client: Client, last_id: str | None, receive: Receive
    ) -> None:
        """Let a client have what it missed since ``last_id``, then what comes, until it is gone."""
        self._clients.add(client)
        self._open[client.address] += 1
        running.measures.viewers.inc()
        try:
            await self._begin(running, client, last_id)
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            running.measures.viewers.dec()
            self._clients.discard(client)
            self._open[client.address] -= 1
            if not self._open[client.address]:
                del self._open[client.address]

    async def _begin(self, running: Running, client: Client, last_id: str | None) -> None:
        epoch, topic = running.origin.epoch, client.topic
        sent, missed = await self._begun(running), list[Change]()
        client.write(_retry(RETRY))
        if last_id is not None:
            after = await _known(running, last_id)
            if after is None:
                missed.append(Change("reset", {}))
            else:
                missed += await self._read(running.pool, after, REPLAYED_AT_MOST, topic)
        for change in (*missed, *self._greet(topic)):
            sent = max(sent, change.position)
            client.write(change.told(epoch))
        waiting, client.waiting = client.waiting or (), None
        for told in waiting:
            if not told.position or told.position > sent:
                client.write(told)
        if self._stopping:
            self._drop(client)

    async def _step(self, running: Running) -> None:
        if self._clients:
            after = await self._begun(running)
            changes = await self._read(running.pool, after, REPLAYED_AT_MOST, None)
            for change in changes:
                self.position = change.position
                self.tell(running, change)
            if changes:
                first, last = changes[0].position, changes[-1].position
                log.info("viewers_told", first=first, last=last, viewers=len(self._clients))
        else:
            self.position = None  # nobody watches: the log is left alone until somebody does
        for change in self._tick(running):
            self.tell(running, change)

    async def _begun(self, running: Running) -> int:
        """Up to where everybody was told; for the first who watches that is the log's end."""
        if self.position is None:
            end = await _end(running.pool)
            if self.position is None:  # or another has begun meanwhile
                self.position = end
        return self.position

    def _pass_on(self, told: Told, topic: str | None) -> None:
        for client in list(self._clients):
            if topic in {None, client.topic}:
                if client.waiting is not None:
                    client.waiting.append(told)
                elif client.line.get_write_buffer_size() > BEHIND_AT_MOST:
                    self._drop(client)
                else:
                    client.write(told)

    def _drop(self, client: Client, retry: int = RETRY) -> None:
        self._clients.discard(client)
        client.end(retry)


def _retry(milliseconds: int) -> Told:
    return Told(f"retry: {milliseconds}\n\n".encode())


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

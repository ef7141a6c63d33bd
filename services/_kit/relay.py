"""From the log to the stream: stream sequence equals position, so there is no cursor to lose.

Every message says which sequence it expects before it; the server refuses all others. A stream
that lost data is refilled with the same content at the same positions.
"""

import asyncio
import json
from collections.abc import Sequence

import structlog
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from contracts.envelope import Message
from contracts.subjects import stream_name
from services._kit.broker import Bus
from services._kit.clock import until_beat
from services._kit.recording import Origin
from services._kit.store import EventStore, StoreUnavailable
from services._kit.streams import Diverged, ensure_stream, event_at
from services._telemetry.measures import Measures
from services._telemetry.tracing import span

WINDOW = 1_000
POLL = 0.5  # real seconds after which another replica's commits are seen
LOOK = 2.0  # real seconds after which an idle relay looks at the stream again
ACK_TIMEOUT = 2.0  # the answer of a server that was killed never comes

log = structlog.get_logger()


class Refusal(Exception):
    """The stream did not take a window: its end is elsewhere."""


def sequence_lock(position: int) -> dict[str, str]:
    """The safety of the relay: a message is stored at its own position or not at all."""
    return {"Nats-Expected-Last-Sequence": str(position - 1)}


class Relay:
    """Publishes one service's log. ``state`` is running, standby or stopped."""

    def __init__(self, bus: Bus, store: EventStore, origin: Origin, measures: Measures) -> None:
        self._bus, self._store, self._origin = bus, store, origin
        self._measures = measures
        self._woken = asyncio.Event()
        self.state, self.stream_end = "standby", 0

    @property
    def _stream(self) -> str:
        return stream_name(self._origin.service, self._origin.epoch)

    def wake(self) -> None:
        """Something was committed."""
        self._woken.set()

    def stand_by(self) -> None:
        """Another process publishes."""
        if self.state != "stopped":
            self.state = "standby"

    async def run(self) -> None:
        """Publish for ever; on any error start again from the stream's end."""
        while self.state != "stopped":
            try:
                last = await self._verified_end()
                self.state = "running"
                await self._publish_from(last)
            except Diverged as error:
                self.state = "stopped"
                log.critical("history_diverged", stream=self._stream, reason=str(error))
            except (NatsError, Refusal, StoreUnavailable, OSError) as error:
                log.warning("relay_interrupted", stream=self._stream, error=repr(error))
                await asyncio.sleep(0.2)
        await asyncio.Event().wait()  # keep the lock: no replica would see anything better

    async def _verified_end(self) -> int:
        """Where the stream ends, once its last message is known to be our own row."""
        js, origin = self._bus.jetstream, self._origin
        last = await ensure_stream(js, origin.service, origin.epoch, self._bus.replicas)
        if last:
            rows = await self._store.messages(last - 1, 1)
            if not rows:
                raise Diverged(f"the stream ends at {last}, beyond the log: begin a new epoch")
            await self._verify(js, rows[0])
        self.stream_end = last
        return last

    async def _publish_from(self, last: int) -> None:
        reconnects, loop = self._bus.reconnects, asyncio.get_running_loop()
        looked, window = loop.time(), await self._store.messages(last, WINDOW)
        while reconnects == self._bus.reconnects:
            if window:
                # While the stream stores a window, the next one is read.
                following = asyncio.ensure_future(self._behind(window))
                try:
                    with span(*(it.headers.get("traceparent") for it in window), name="publish"):
                        self.stream_end = await self._publish(window)
                        self._measures.published(window[0].sequence, window[-1].sequence)
                    window = await following
                finally:
                    following.cancel()
                continue
            try:
                async with asyncio.timeout(until_beat(POLL)):
                    await self._woken.wait()
            except TimeoutError:
                if loop.time() - looked > LOOK:
                    return
            self._woken.clear()
            window = await self._store.messages(self.stream_end, WINDOW)

    async def _behind(self, window: Sequence[Message]) -> Sequence[Message]:
        """What follows a full window; behind another there is nothing but what will wake us."""
        full = len(window) == WINDOW
        return await self._store.messages(window[-1].sequence, WINDOW) if full else ()

    async def _publish(self, window: Sequence[Message]) -> int:
        """Send a window; the last acknowledgement and a look at the first message prove it all."""
        client, (*others, final) = self._bus.client, window
        for it in others:
            await self._bus.send(it.subject, it.body, it.headers | sequence_lock(it.sequence))
        headers = final.headers | sequence_lock(final.sequence)
        reply = await client.request(final.subject, final.body, ACK_TIMEOUT, headers=headers)
        answer = json.loads(reply.data)
        if "error" in answer or answer.get("seq") != final.sequence:
            raise Refusal(f"expected {final.sequence}, was told {answer}")
        if others:
            # As many foreign messages as were refused at the window's head would let its end pass.
            await self._verify(self._bus.jetstream, window[0])
        return final.sequence

    async def _verify(self, js: JetStreamContext, ours: Message) -> None:
        if await event_at(js, self._stream, ours.sequence) != ours.identity:
            raise Diverged(f"position {ours.sequence} holds another event: begin a new epoch")

"""A fast pull loop: one inbox with pull requests of our own, nothing acknowledged.

There is no redelivery; whoever reads checks for gaps. nats-py's ``fetch`` makes two tasks a
message and is six times slower.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from contracts.envelope import headers_of
from services._pull.raw import Raw, Tap

BATCH = 500
EXPIRES = 60.0  # seconds a pull request lives
HEARTBEAT = 1.0  # seconds between the server's signs of life while a pull waits
_STATUS = b"NATS/1.0 "  # where a message says NATS/1.0 and ends its line
_INTERRUPTIONS = {b"409", b"503"}


class Interrupted(Exception):
    """The consumer is gone or silent: read the checkpoint and begin again."""


class Inbox:
    """The messages of one stream from one position on, in order."""

    def __init__(self, tap: Tap, stream: str, consumer: str) -> None:
        self._tap, self._stream, self._consumer = tap, stream, consumer
        self._messages: list[Raw] = []
        self._arrived = asyncio.Event()
        self._wanted = 0  # how many messages the server still owes us
        self._interruption: bytes | None = None
        self._reached = 0  # the last position that was handed out

    @contextlib.asynccontextmanager
    async def open(self, start: int) -> AsyncIterator["Inbox"]:
        """Make the consumer anew, to deliver from position ``start``."""
        js = self._tap.jetstream
        with contextlib.suppress(NotFoundError):
            await js.delete_consumer(self._stream, self._consumer)
        await js.add_consumer(
            self._stream,
            ConsumerConfig(
                name=self._consumer,
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=start,
                ack_policy=AckPolicy.NONE,
                inactive_threshold=60.0,
                mem_storage=True,
                num_replicas=1,
            ),
        )
        self._reached = start - 1
        self._deliver = self._tap.client.new_inbox()
        async with self._tap.listening(self._deliver, self._take):
            yield self

    async def batch(self, at_least: int = 1) -> list[Raw]:
        """What has come, at most ``BATCH``, once it is so much; raises ``Interrupted``."""
        while self._wanted + len(self._messages) < 2 * BATCH:
            await self._pull()  # the next ones travel while these are worked on
        while len(self._messages) < at_least:
            if self._interruption:
                raise Interrupted(self._interruption)
            self._arrived.clear()
            if self._wanted <= 0:  # what was sent to a reader before us, or got lost, never comes
                raise Interrupted("nothing came: look whether that is all there is")
            try:
                async with asyncio.timeout(2 * HEARTBEAT):
                    await self._arrived.wait()
            except TimeoutError:
                raise Interrupted("two heartbeats were silent") from None
        taken = self._messages[:BATCH]
        del self._messages[:BATCH]
        self._reached = taken[-1].position
        return taken

    async def _pull(self) -> None:
        request = {
            "batch": BATCH,
            "expires": int(EXPIRES * 1e9),
            "idle_heartbeat": int(HEARTBEAT * 1e9),
        }
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}"
        await self._tap.client.publish(subject, json.dumps(request).encode(), reply=self._deliver)
        self._wanted += BATCH

    def _take(self, messages: list[Raw]) -> None:
        for message in messages:
            if message.position:
                self._wanted -= 1
                self._messages.append(message)
            else:
                self._hear(message)
        self._arrived.set()

    def _hear(self, status: Raw) -> None:
        """What the server says of the pull itself."""
        code = status.wire[len(_STATUS) :][:3]
        if code in _INTERRUPTIONS:
            self._interruption = status.wire
        elif code != b"100":  # the pull has ended: 404 nothing there, 408 expired
            self._wanted -= int(headers_of(status.wire).get("Nats-Pending-Messages", "0"))
        elif self._taken_by_another(status):
            self._interruption = status.wire

    def _taken_by_another(self, heartbeat: Raw) -> bool:
        """Whether the consumer has delivered what we have not got.

        A process that stood still and does not know yet that another reads makes the consumer
        anew and reads from it: what it got would only be missed with the next message.
        """
        got = self._messages[-1].position if self._messages else self._reached
        return int(headers_of(heartbeat.wire).get("Nats-Last-Stream", "0")) > got

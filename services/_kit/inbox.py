"""A fast pull loop: one inbox subscription with pull requests of our own, nothing acknowledged.

There is no redelivery; whoever reads checks for gaps. nats-py's ``fetch`` makes two tasks a
message and is five times slower.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from services._kit.broker import Bus

BATCH = 500
EXPIRES = 60.0  # seconds a pull request lives
HEARTBEAT = 1.0  # seconds between the server's signs of life while a pull waits
_INTERRUPTIONS = {"409", "503"}


class Interrupted(Exception):
    """The consumer is gone or silent: read the checkpoint and begin again."""


class Inbox:
    """The messages of one stream from one position on, in order."""

    def __init__(self, bus: Bus, stream: str, consumer: str) -> None:
        self._bus, self._stream, self._consumer = bus, stream, consumer
        self._messages: list[Msg] = []
        self._arrived = asyncio.Event()
        self._wanted = 0  # how many messages the server still owes us
        self._interruption: str | None = None

    @contextlib.asynccontextmanager
    async def open(self, start: int) -> AsyncIterator["Inbox"]:
        """Make the consumer anew, to deliver from position ``start``."""
        client, js = self._bus.client, self._bus.jetstream
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
        self._deliver = client.new_inbox()
        subscription = await client.subscribe(self._deliver, cb=self._take)
        try:
            yield self
        finally:
            with contextlib.suppress(Exception):  # the connection may be gone already
                await subscription.unsubscribe()

    async def batch(self) -> list[Msg]:
        """What has come, at most ``BATCH``; raises ``Interrupted``."""
        if self._wanted < BATCH:
            await self._pull()  # the next ones travel while these are worked on
        while not self._messages:
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
        taken, self._messages = self._messages[:BATCH], self._messages[BATCH:]
        return taken

    async def _pull(self) -> None:
        request = {
            "batch": BATCH,
            "expires": int(EXPIRES * 1e9),
            "idle_heartbeat": int(HEARTBEAT * 1e9),
        }
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}"
        await self._bus.client.publish(subject, json.dumps(request).encode(), reply=self._deliver)
        self._wanted += BATCH

    async def _take(self, message: Msg) -> None:
        status = message.headers.get("Status") if message.headers else None
        if status is None:
            self._wanted -= 1
            self._messages.append(message)
        elif status in _INTERRUPTIONS:
            self._interruption = f"{status} {(message.headers or {}).get('Description', '')}"
        elif status != "100":  # the pull has ended: 404 nothing there, 408 expired
            self._wanted -= int((message.headers or {}).get("Nats-Pending-Messages", "0"))
        self._arrived.set()


def position_of(message: Msg) -> int:
    """The stream sequence, from ``$JS.ACK.<stream>.<consumer>.<delivered>.<sequence>…``."""
    tokens = message.reply.split(".")
    return int(tokens[5] if len(tokens) == 9 else tokens[7])

"""The one factory of brokers, with the settings that were paid for by experiment."""

import asyncio
import contextlib
import logging
import os
from collections.abc import Mapping

import structlog
from faststream.nats import NatsBroker
from faststream.nats.security import NatsNKey
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from contracts.envelope import header_block
from services._kit.settings import Settings
from services._pull.raw import Tap

log = structlog.get_logger()


class Bus:
    """A service's connection to NATS: FastStream's broker and the client underneath."""

    def __init__(self, settings: Settings, service: str) -> None:
        self.replicas = settings.nats_replicas
        self._closing = False
        self.reconnects = 0
        self._last_error = ""
        self._tap: Tap | None = None
        self.broker = NatsBroker(
            settings.nats_url.split(","),
            name=service,
            inbox_prefix=f"_INBOX.{service}",
            security=(
                NatsNKey.from_file(settings.nats_seed_file) if settings.nats_seed_file else None
            ),
            # Without end, or after some two minutes the pull subscribers spin and freeze the loop.
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,  # type: ignore[arg-type]  # the client takes fractions
            ping_interval=1,  # a line that is dead without a word is given up after three
            max_outstanding_pings=2,
            error_cb=self._failed,
            reconnected_cb=self._reconnected,
            closed_cb=self._closed,
            logger=logging.getLogger("services.faststream"),
            log_level=logging.DEBUG,
            graceful_timeout=5.0,
        )

    @property
    def client(self) -> Client:
        """The connected client; raises ``ConnectionError`` before the first connection."""
        client: Client | None = self.broker._connection  # noqa: SLF001 - it has no public name
        if client is None:
            raise ConnectionError("not connected to NATS yet")
        return client

    @property
    def jetstream(self) -> JetStreamContext:
        """Its streams. A server that was killed never answers: whoever asked it soon asks again."""
        return self.client.jetstream(timeout=2.0)

    @property
    def connected(self) -> bool:
        """Whether NATS can be reached at this moment."""
        return bool((client := self.broker._connection) and client.is_connected)  # noqa: SLF001 - as above

    async def send(self, subject: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Publish a message proved to be publishable: nats-py would prove every header again."""
        head = header_block(headers)
        command = f"HPUB {subject} {len(head)} {len(head) + len(body)}\r\n".encode()
        await self.client._send_command(command + head + body + b"\r\n")  # noqa: SLF001 - no other

    @property
    def tap(self) -> Tap:
        """Messages of the connected client as they arrive."""
        if self._tap is None or self._tap.client is not self.client:
            self._tap = Tap(self.client, self.jetstream)
        return self._tap

    async def stop(self) -> None:
        """Let the subscribers finish and close the connection."""
        self._closing = True
        try:
            await asyncio.wait_for(self.broker.stop(), 8)
        except (NatsError, TimeoutError) as error:  # nothing can be drained while NATS is away
            log.info("nats_not_drained", error=repr(error))
            with contextlib.suppress(Exception):  # uvloop: the transport is closed already
                await self.client.close()

    async def _failed(self, error: Exception) -> None:
        # A violated permission reaches the caller only as a timeout; this is where it is named.
        text = str(error) or repr(error)
        if text != self._last_error:  # an outage says the same five times a second
            log.error("nats_failed", error=text)
        self._last_error = text

    async def _reconnected(self) -> None:
        self.reconnects += 1
        self._last_error = ""

    async def _closed(self) -> None:
        if not self._closing:
            log.critical("nats_closed")
            os._exit(70)  # nothing works any more, and a supervisor starts us again

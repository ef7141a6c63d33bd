"""The one factory of brokers, with the settings that were paid for by experiment."""

import logging
import os

import structlog
from faststream.nats import NatsBroker
from faststream.nats.security import NatsNKey
from nats.aio.client import Client

from services._kit.settings import Settings

log = structlog.get_logger()


class Bus:
    """A service's connection to NATS: FastStream's broker and the client underneath."""

    def __init__(self, settings: Settings, service: str) -> None:
        self._closing = False
        self.reconnects = 0
        self.broker = NatsBroker(
            settings.nats_url,
            name=service,
            inbox_prefix=f"_INBOX.{service}",
            security=(
                NatsNKey.from_file(settings.nats_seed_file) if settings.nats_seed_file else None
            ),
            # Without end, or after some two minutes the pull subscribers spin and freeze the loop.
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.2,  # type: ignore[arg-type]  # the client takes fractions
            ping_interval=5,
            max_outstanding_pings=2,
            error_cb=self._failed,
            reconnected_cb=self._reconnected,
            closed_cb=self._closed,
            logger=logging.getLogger("faststream"),
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
    def connected(self) -> bool:
        """Whether NATS can be reached at this moment."""
        client: Client | None = self.broker._connection  # noqa: SLF001 - it has no public name
        return client is not None and client.is_connected

    async def stop(self) -> None:
        """Let the subscribers finish and close the connection."""
        self._closing = True
        await self.broker.stop()

    async def _failed(self, error: Exception) -> None:
        # A violated permission reaches the caller only as a timeout; this is where it is named.
        log.error("nats_failed", error=str(error) or repr(error))

    async def _reconnected(self) -> None:
        self.reconnects += 1

    async def _closed(self) -> None:
        if not self._closing:
            log.critical("nats_closed")
            os._exit(70)  # nothing works any more, and a supervisor starts us again

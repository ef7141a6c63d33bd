"""Sends what waits in the outbox, in every replica: each message is taken by one of them.

Retries follow real time, whatever the clock plays. What no channel takes is read out from the call
list; without any channel that is everything.
"""

import asyncio
import logging
from collections.abc import Mapping

import asyncpg
import structlog

from services._kit.clock import Clock
from services._kit.postgres import UNAVAILABLE
from services._web.running import Running
from services.registration.settings import Settings
from services.registration.telling import outbox
from services.registration.telling.channels import (
    Channel,
    NotTaken,
    Rejected,
    Way,
    channels,
    mobile,
)
from services.registration.telling.outbox import Composer, Message

POLL = 1.0  # real seconds after which another replica's messages and retries are seen
RETRY = 1.0
LIMIT = 30.0  # real seconds for one delivery: well within the lease

log = structlog.get_logger()


async def send(running: Running) -> None:
    """Send for ever: a background task of the service."""
    settings = running.settings
    if not isinstance(settings, Settings):
        raise TypeError(settings)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log the webhook's address
    composer = Composer(running.pool, running.equipment.vault, str(settings.public_url))
    sender = Sender(running.pool, running.clock, composer, channels(settings))
    committed = asyncio.Event()
    running.writer.on_commit.append(committed.set)
    while True:
        try:
            committed.clear()
            if not await sender.turn():
                async with asyncio.timeout(POLL):
                    await committed.wait()
        except TimeoutError:
            continue
        except UNAVAILABLE as error:
            log.warning("outbox_unreachable", error=type(error).__name__)
            await asyncio.sleep(RETRY)
        except Exception as error:  # noqa: BLE001 - told without its text, which may quote a row
            log.error("sending_failed", error=type(error).__name__)  # noqa: TRY400 - as above
            await asyncio.sleep(RETRY)


class Sender:
    """Takes messages from the outbox and hands each to a channel."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        clock: Clock,
        composer: Composer,
        ways: Mapping[Way, Channel],
    ) -> None:
        self._pool, self._clock, self._composer, self._ways = pool, clock, composer, ways

    async def turn(self) -> int:
        """One batch; answers how many messages were taken."""
        messages = await outbox.claim(self._pool)
        ends = await asyncio.gather(
            *(self._guarded(message) for message in messages), return_exceptions=True
        )
        for end in ends:  # only now: a delivery under way is not torn down by another's error
            if end is not None:
                raise end
        return len(messages)

    async def _guarded(self, message: Message) -> None:
        """What is wrong with one message keeps no other waiting."""
        try:
            await self._deliver(message)
        except UNAVAILABLE:
            raise
        except Exception as error:  # noqa: BLE001 - told without its text
            log.error("message_failed", message=str(message.id), error=type(error).__name__)  # noqa: TRY400 - as above
            await self._later(message, f"error_{type(error).__name__}")

    async def _deliver(self, message: Message) -> None:
        contact = (await self._composer.contacts([message.person])).get(message.person, {})
        text = await self._composer.text(message.key, message.kind, contact.get("code"))
        chosen = self._way(message, contact)
        if chosen is not None:
            await outbox.by_way_of(self._pool, message, chosen[0])
        if not await outbox.still_to_send(self._pool, message):
            return
        if chosen is None:
            await self._call(message, contact, None)
            return
        way, to = chosen
        try:
            async with asyncio.timeout(LIMIT):
                await self._ways[way].send(message.id, to, text)
        except Rejected as error:
            await self._call(message, contact, str(error))
        except NotTaken as error:
            await self._later(message, str(error), contact)
        except TimeoutError:
            await self._later(message, "timeout", contact)
        else:
            await outbox.sent(self._pool, message, self._clock.now())
            log.info("message_sent", message=str(message.id), channel=way)

    def _way(self, message: Message, contact: Mapping[str, str]) -> tuple[Way, str] | None:
        """The channel of an earlier attempt if it still leads anywhere, else mail, else SMS."""
        addresses: dict[Way, str | None] = {
            "mail": contact.get("mail"),
            "sms": mobile(contact.get("phone")),
        }
        found = [(way, to) for way, to in addresses.items() if to and way in self._ways]
        before = [one for one in found if one[0] == message.channel]
        return next(iter(before + found), None)

    async def _later(
        self, message: Message, error: str, contact: Mapping[str, str] | None = None
    ) -> None:
        log.warning("message_not_taken", message=str(message.id), error=error)
        if message.attempts < outbox.ATTEMPTS:
            await outbox.again(self._pool, message, error)
        elif contact is None:
            await outbox.settle(self._pool, message, "failed", error)
        else:
            await self._call(message, contact, error)

    async def _call(self, message: Message, contact: Mapping[str, str], error: str | None) -> None:
        """Somebody has to telephone; of whom nothing is known, nobody can be told."""
        if contact:
            await outbox.settle(self._pool, message, "call", error)
        else:
            await outbox.settle(self._pool, message, "failed", "no_contact")

"""Sends what waits in the outbox. What no channel takes is read out from the call list.

Without any channel that is everything.
"""

import asyncio
from collections.abc import Mapping

import asyncpg
import structlog

from services._kit.clock import Clock
from services._telling.channels import NotTaken, Rejected
from services._telling.outbox import Outbox
from services._telling.sending import LIMIT, deliver_each, send_for_ever
from services._web.running import Running
from services.registration.settings import Settings
from services.registration.telling.channels import Channel, Way, channels, mobile
from services.registration.telling.outbox import TABLE, Composer, Message, all_called, pointless

log = structlog.get_logger()


async def send(running: Running) -> None:
    """Send for ever: a background task of the service."""
    settings = running.settings
    if not isinstance(settings, Settings):
        raise TypeError(settings)
    composer = Composer(running.pool, running.equipment.vault, str(settings.public_url))
    sender = Sender(running.pool, running.clock, composer, channels(settings))
    await send_for_ever(running, sender.turn)


class Sender:
    """Takes messages from the outbox and hands each to a channel."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        clock: Clock,
        composer: Composer,
        ways: Mapping[Way, Channel],
    ) -> None:
        self._pool, self._outbox = pool, Outbox(pool, TABLE)
        self._clock, self._composer, self._ways = clock, composer, ways

    async def turn(self) -> int:
        """One batch; answers how many messages were taken."""
        if not self._ways:
            return await all_called(self._pool)
        rows = await self._outbox.claim()
        return await deliver_each(
            [Message.of(row) for row in rows], self._deliver, self._outbox.later
        )

    async def _deliver(self, message: Message) -> None:
        contact = (await self._composer.contacts([message.person])).get(message.person, {})
        chosen = self._way(message, contact)
        if chosen is None:
            if await self._stands(message):
                await self._call(message, contact, None)
            return
        way, to = chosen
        text = await self._composer.text(message.key, message.kind, contact.get("code"))
        await self._outbox.by_way_of(message, way)
        if not await self._stands(message):
            return
        try:
            async with asyncio.timeout(LIMIT):
                await self._ways[way].send(message.id, to, text)
        except Rejected as error:
            await self._call(message, contact, str(error))
        except NotTaken as error:
            await self._outbox.later(message, str(error), spent="call")
        except TimeoutError:
            await self._outbox.later(message, "timeout", spent="call")
        else:
            await self._outbox.sent(message, self._clock.now())
            log.info("message_sent", message=str(message.id), channel=way)

    async def _stands(self, message: Message) -> bool:
        """Whether it is still ours to send; what a cancellation has overtaken is dropped."""
        if not await self._outbox.ours(message):
            return False
        overtaken = await pointless(self._pool, message.key, message.kind)
        if overtaken:
            await self._outbox.settle(message, "dropped")
        return not overtaken

    def _way(self, message: Message, contact: Mapping[str, str]) -> tuple[Way, str] | None:
        """The channel of an earlier attempt if it still leads anywhere, else mail, else SMS."""
        addresses: dict[Way, str | None] = {
            "mail": contact.get("mail"),
            "sms": mobile(contact.get("phone")),
        }
        found = [(way, to) for way, to in addresses.items() if to and way in self._ways]
        before = [one for one in found if one[0] == message.channel]
        return next(iter(before + found), None)

    async def _call(self, message: Message, contact: Mapping[str, str], error: str | None) -> None:
        """Somebody has to telephone; of whom nothing is known, nobody can be told."""
        if contact:
            await self._outbox.settle(message, "call", error)
        else:
            await self._outbox.settle(message, "failed", "no_contact")

"""Sends reminders: of what is still open when they leave, and nothing at all if nothing is."""

import asyncio
from dataclasses import dataclass

import structlog

from services._telling.channels import NotTaken, Rejected
from services._telling.outbox import Outbox
from services._telling.sending import LIMIT, deliver_each, send_for_ever
from services._web.running import Running
from services.compliance.notifier import Notifier
from services.compliance.reminding.addresses import address_of
from services.compliance.reminding.letters import letter
from services.compliance.reminding.owed import still_owed
from services.compliance.reminding.queue import TABLE, Reminder, reminded
from services.compliance.reminding.texts import compose
from services.compliance.reminding.ways import Message, Ways
from services.compliance.settings import settings_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sending:
    """The background task: begins once the process runs."""

    notifier: Notifier

    async def run(self, running: Running) -> None:
        """Send for ever."""
        sender = Sender(running, self.notifier, Ways.of(settings_of(running)))
        await send_for_ever(running, sender.turn)


class Sender:
    """Takes reminders from the outbox and hands each to its channel."""

    def __init__(self, running: Running, notifier: Notifier, ways: Ways) -> None:
        self._running, self._notifier, self._ways = running, notifier, ways
        self._outbox = Outbox(running.pool, TABLE)

    async def turn(self) -> int:
        """One batch; answers how many reminders were taken."""
        rows = await self._outbox.claim()
        return await deliver_each(
            [Reminder.of(row) for row in rows], self._deliver, self._outbox.later
        )

    async def _deliver(self, reminder: Reminder) -> None:
        try:
            async with asyncio.timeout(LIMIT):
                await self._send(reminder)
        except Rejected as error:
            await self._outbox.settle(reminder, "failed", str(error))
        except NotTaken as error:
            await self._outbox.later(reminder, str(error))
        except TimeoutError:  # a reader is behind, or a receiver does not answer
            await self._outbox.later(reminder, "timeout")

    async def _send(self, reminder: Reminder) -> None:
        running = self._running
        to = (await address_of(running.pool, reminder.unit)).to(reminder.channel)
        if to is None or reminder.channel not in self._ways.names:
            await self._outbox.settle(reminder, "failed", "no_address" if to is None else "not_set")
            return
        event = await reminded(running.pool, reminder.cause)
        # What was done a moment ago must not be asked for: first everything is read.
        snapshot = await self._notifier.settled(running, reminder.programme)
        items = still_owed(snapshot, reminder.unit, event.items) if snapshot else []
        if snapshot is None or not items:
            await self._outbox.settle(reminder, "dropped")
            return
        text = compose(letter(settings_of(running), snapshot, event), items)
        if await self._outbox.ours(reminder):
            message = Message(event.unit, event.kind, text, items)
            await self._ways.send(reminder.channel, reminder.id, to, message)
            await self._outbox.sent(reminder, running.clock.now())
            log.info("reminder_sent", reminder=str(reminder.id), channel=reminder.channel)

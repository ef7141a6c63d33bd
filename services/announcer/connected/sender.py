"""Hands notices to connected channels until each gives a receipt, which becomes the fact.

Killed between the channel's publication and our fact, the sender asks again under the same id: the
channel answers with the same receipt, and the command that records it has the same id, too.
"""

import asyncio
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import structlog

from services._kit.decider import Refused
from services._kit.writer import Busy, Request
from services._telling.channels import NotTaken, Rejected
from services._telling.outbox import Outbox
from services._telling.sending import LIMIT, deliver_each, send_for_ever
from services._web.running import Running
from services.announcer.connected.deliveries import TABLE, Delivery
from services.announcer.connected.ways import NotOutYet, Published, connected
from services.announcer.domain.delivery import RecordDelivery
from services.announcer.domain.order import Given, Order
from services.announcer.drafting import rows, steps

log = structlog.get_logger()


async def send(running: Running) -> None:
    """Send for ever: a background task of the service."""
    await send_for_ever(running, Sender(running).turn)


class Sender:
    """Takes deliveries from the outbox; several processes may."""

    def __init__(self, running: Running) -> None:
        self._running, self._outbox = running, Outbox(running.pool, TABLE)
        self._channels = connected(running.settings)

    async def turn(self) -> int:
        """One batch; answers how many were taken."""
        taken = await self._outbox.claim()
        return await deliver_each(
            [Delivery.of(row) for row in taken], self._deliver, self._outbox.later
        )

    async def _deliver(self, it: Delivery) -> None:
        to = self._channels.get(it.channel)
        if to is None:
            await self._outbox.settle(it, "failed", "not_set")
            return
        if not await self._outbox.ours(it):
            return
        try:
            async with asyncio.timeout(LIMIT):
                published = await to.publish(it.id, it.content)
            await self._record(it, published)
        except Rejected as error:
            await self._outbox.settle(it, "failed", str(error))
        except NotOutYet as error:
            await self._outbox.again(it, str(error))
        except TimeoutError:
            await self._outbox.later(it, "timeout")
        except (NotTaken, Busy) as error:
            await self._outbox.later(it, str(error) or "busy")
        except Refused as refused:  # it is out, and we cannot say so: a person must know
            log.error("receipt_refused", delivery=str(it.id), reason=refused.reason)  # noqa: TRY400 - a rule, no crash
            await self._outbox.settle(it, "failed", refused.reason)

    async def _record(self, it: Delivery, published: Published) -> None:
        """The fact, the step and the end of the delivery in one transaction."""
        running = self._running
        draft = await rows.find(running.pool, it.draft)
        if draft is None:
            raise LookupError(it.draft)
        now = running.clock.now()

        async def keep(connection: Any) -> None:
            who = rows.Person(it.by, it.actor)
            remark = f"{it.notice.account}已发布，收到回执"
            await steps.record(connection, "published", it, who, now, remark)
            await Outbox(connection, TABLE).sent(it, now)

        command = RecordDelivery(
            notice=it.notice, address=published.address, receipt=published.receipt
        )
        recorded = await running.writer.execute(
            Request(
                id=uuid5(NAMESPACE_URL, f"delivery\n{it.id}"),
                stream=f"activity:{draft.programme}:{draft.activity}",
                command=Order(command, Given(it.by, now)),
                occurred_at=now,
                actor=it.by,
                request_hash=b"",
                beside=keep,
            )
        )
        if not recorded.events or recorded.repeated:
            await self._outbox.sent(it, now)

"""The digest: once a working day, in the morning, one message a unit about what is new to it.

Its timer is set only where some way of telling is. A rebuild reminds nobody: what was told stands
in our own log.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

import structlog

from contracts.values import BEIJING, ReminderItem, ReminderKind, beijing_date
from services._kit.postgres import transaction
from services._kit.timers import TimerRow, cancel_timer, set_timer
from services._kit.writer import Request
from services._web.running import Running
from services.compliance.board import Snapshot
from services.compliance.domain.reminders import Remind
from services.compliance.notifier import Notifier, caught_up
from services.compliance.reminding.addresses import every_address
from services.compliance.reminding.owed import owed
from services.compliance.reminding.ways import Ways
from services.compliance.rules.calendar import Calendar, load_calendar
from services.compliance.settings import settings_of

TIMER = "reminders"
NAMESPACE = UUID("0d3b3f1e-52f0-4b0e-8a55-3d1f0c6c7a11")

log = structlog.get_logger()


def next_morning(calendar: Calendar, after: datetime, at: time) -> datetime:
    """The first working day's hour, Beijing time, that lies after a moment."""
    day = beijing_date(after)
    while not calendar.works(day) or datetime.combine(day, at, BEIJING) <= after:
        day += timedelta(days=1)
    return datetime.combine(day, at, BEIJING)


@dataclass(frozen=True, slots=True)
class Mornings:
    """One timer for all programmes, always set for the next morning."""

    notifier: Notifier

    async def wake(self, running: Running) -> None:
        """At the start of the process: set the timer, if it is not; a morning missed is due."""
        async with transaction(running.pool) as connection:
            if not Ways.of(settings_of(running)).names:
                await cancel_timer(connection, TIMER)
            elif not await connection.fetchval(
                "select exists (select from timer where id = $1 and fired_at is null)", TIMER
            ):
                await set_timer(connection, TIMER, TIMER, self._next(running), {})
        running.timers.wake()

    async def on_timer(self, running: Running, timer: TimerRow) -> None:
        """Remind every unit of what is new to it on a working day; then wait for the next."""
        del timer
        today = beijing_date(running.clock.now())
        await caught_up(running)  # or a programme just imported would miss its morning
        await self.notifier.board.refresh(running.pool)
        for programme in list(self.notifier.board.known()):
            snapshot = await self.notifier.settled(running, programme)
            if snapshot and snapshot.rules and snapshot.rules.calendar.works(today):
                await self._remind(running, snapshot, today)
        async with transaction(running.pool) as connection:
            await set_timer(connection, TIMER, TIMER, self._next(running), {})

    async def _remind(self, running: Running, snapshot: Snapshot, today: date) -> None:
        ways = Ways.of(settings_of(running)).names
        addresses = await every_address(running.pool)
        by_unit: dict[str, list[ReminderItem]] = {}
        for one in owed(snapshot):
            address = addresses.get(one.unit)
            if one.of_a_morning and address and address.reached(ReminderKind.DIGEST, ways):
                by_unit.setdefault(one.unit, []).append(one.item)
        programme, now = snapshot.programme.id, running.clock.now()
        await asyncio.gather(
            *(
                running.writer.execute(
                    Request(
                        id=uuid5(NAMESPACE, f"{programme}\n{unit}\n{today}"),
                        stream=f"reminders:{programme}:{unit}",
                        command=Remind(programme, unit, ReminderKind.DIGEST, today, tuple(items)),
                        occurred_at=now,
                        actor=f"timer:{TIMER}",
                    )
                )
                for unit, items in by_unit.items()
            )
        )

    def _next(self, running: Running) -> datetime:
        at = settings_of(running).reminders_at
        return next_morning(load_calendar(), running.clock.now(), at)

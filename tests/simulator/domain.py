"""Two small services on the real contracts: one says and reminds, the other answers each saying.

Their deciders never see a repetition in what is said: only the kit's ids can tell it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import asyncpg

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.announcer import EventCancelled
from contracts.events.livestream import StreamEnded
from services._kit.decider import Decider, Refused
from services._kit.projector import Projector
from services._kit.quarantine import Delivery
from services._kit.reactions import Reaction
from services._kit.timers import TimerRow, set_timer
from services._kit.writer import Aggregates, Request
from services._web.running import Running, Service

PROGRAMME = "simulated"
LATER, REFUSED, UNSTORABLE = "later", "refused", "\x00"
NOT_SEEN = "-not-seen"
NOON = datetime(2023, 8, 15, 4, tzinfo=UTC)
REMINDED_AFTER = timedelta(seconds=2)
PAGE = {"page": (("source", "position", "event", "mark"), ())}
"""The read model's table. Without a key, so that what is doubled is seen."""


@dataclass(frozen=True)
class Say:
    """Something that becomes a fact each time it is decided."""

    mark: str
    activity: str = "a"
    reason: str = "plain"
    facts: int = 1


@dataclass(frozen=True)
class Answer:
    """What the other service says to it."""

    mark: str
    activity: str


def request(command: Say, id_: UUID, actor: str, now: datetime) -> Request:
    """The command as a client or a timer gives it."""
    stream = f"desk:{PROGRAMME}:{command.activity}"
    return Request(id_, stream, command, now, actor)


def _say(command: Say, _said: int) -> list[DomainEvent]:
    if command.reason == REFUSED:
        raise Refused(REFUSED, "不办理。")
    return [
        EventCancelled.model_construct(
            programme=PROGRAMME, activity=command.activity, session=f"{command.mark}-{number}",
            reason=command.reason,
        )
        for number in range(command.facts)
    ]  # fmt: skip


def _answer(command: Answer, _said: int) -> list[DomainEvent]:
    return [StreamEnded(programme=PROGRAMME, activity=command.activity, session=command.mark)]


def _aggregates(decide: Any) -> Aggregates:
    desk = Decider("desk", 0, decide, lambda said, _event: said + 1)
    return Aggregates({"desk": desk}, lambda e: f"desk:{e.programme}:{getattr(e, 'activity', '_')}")


class Reminders:
    """A view of the speaking service: a timer for what is said for later."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        for event in events:
            if event.data["reason"] == LATER:
                payload = {"mark": event.data["session"], "activity": event.data["activity"]}
                due = event.recorded_at + REMINDED_AFTER
                await set_timer(connection, str(event.id), "remind", due, payload)


async def _remind(running: Running, timer: TimerRow) -> None:
    say = Say(f"{timer.payload['mark']}-reminded", timer.payload["activity"])
    await running.writer.execute(
        request(say, uuid5(NAMESPACE_OID, timer.id), "timer", timer.due_at)
    )


class Pages:
    """A read model: one row for every fact that was read."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        await connection.executemany(
            "insert into page (source, position, event, mark) values ($1, $2, $3, $4)",
            [
                (
                    d.envelope.service,
                    d.envelope.sequence,
                    str(d.envelope.id),
                    d.envelope.data["session"],
                )
                for d in batch
            ],
        )


async def _pages_of(pool: asyncpg.Pool, event: Any) -> int:
    count: int = await pool.fetchval("select count(*) from page where mark = $1", event.session)
    return count


def _react(_envelope: Envelope, event: Any, pages: int) -> list[tuple[str, object]]:
    mark = event.session if pages else event.session + NOT_SEEN
    return [(f"desk:{PROGRAMME}:{event.activity}", Answer(mark, event.activity))]


SERVICES = {
    "announcer": Service(
        "announcer", _aggregates(_say), views=[Reminders()], timers={"remind": _remind}
    ),
    "livestream": Service(
        "livestream",
        _aggregates(_answer),
        reactions=[Reaction("end-stream", EventCancelled, _react, look=_pages_of)],
        projectors=[Projector("pages", ["announcer", "livestream"], Pages(), ["page"])],
    ),
}

"""A fact from elsewhere makes a command of ours: durable FastStream subscribers.

One message at a time, in order; acknowledged after the commit; the command's id comes from the
event's, so that a message delivered twice acts once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5

import asyncpg
import structlog
from faststream import AckPolicy
from faststream.nats import JStream, PullSub
from faststream.nats.annotations import NatsMessage
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from contracts.envelope import Envelope, header_block
from contracts.event import DomainEvent
from contracts.registry import service_of
from contracts.subjects import stream_name, subject_filter
from contracts.topology import ReactionTopology
from services._kit.broker import Bus
from services._kit.clock import until_beat
from services._kit.decider import Refused
from services._kit.postgres import UNAVAILABLE
from services._kit.quarantine import Delivery, quarantine
from services._kit.streams import acknowledged, begin, epoch_in_force, event_at, last_sequence
from services._kit.writer import Request, Writer
from services._telemetry.measures import Measures
from services._telemetry.tracing import span

WATCH = 1.0  # real seconds between looks at a consumer, which may have been deleted
REFILLED = 10  # looks until a stream that lost data is long again, or else its log is not either
LATEST = 2.0  # real seconds until what failed, or is not answered, is tried again
_READ_TO = "select max(pos) from checkpoint where source = $1 and epoch = $2"
_DONE = "select id from command where id = $1"
_KEPT = "select floor, event_id from reaction_floor where name = $1 and epoch = $2"
_KEEP = """
insert into reaction_floor values ($1, $2, $3, $4)
on conflict (name, epoch) do update set floor = excluded.floor, event_id = excluded.event_id
"""

log = structlog.get_logger()


class NotYet(Exception):
    """Our own projector has not yet read as far as the fact: the reaction waits for it."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """``react`` is pure: it answers which commands, on which streams, an event asks for.

    ``look`` fetches what ``react`` must know besides, from a read model of ours that has taken in
    everything up to the event; without it that is ``None``.
    """

    name: str
    event: type[DomainEvent]
    react: Callable[[Envelope, Any, Any], Sequence[tuple[str, object]]]
    look: Callable[[asyncpg.Pool, Any], Awaitable[Any]] | None = None


class Reactor:
    """Runs one reaction. ``floor`` is up to where it has acknowledged everything.

    What was done last is kept in our database too, position and event, so that not everything of a
    stream that was wiped or rolled back is done again, to no effect. Where that stream tells
    another event, its log was restored: of this history nothing is known to be done.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it is made of
        self,
        bus: Bus, pool: asyncpg.Pool, writer: Writer, service: str, reaction: Reaction,
        measures: Measures,
    ) -> None:  # fmt: skip
        self._measures = measures
        self._bus, self._pool, self._writer, self._reaction = bus, pool, writer, reaction
        source = service_of(reaction.event)
        self._topology = ReactionTopology(service, reaction.name, source, reaction.event.name)
        self._epoch, self._short = 0, 0
        self._done = self._kept = (0, "")
        self._since: datetime | None = None

    @property
    def name(self) -> str:
        """The reaction's name."""
        return self._reaction.name

    @property
    def stream(self) -> str | None:
        """The stream it listens to; nothing before that exists."""
        return stream_name(self._topology.source, self._epoch) if self._epoch else None

    async def floor(self, end: int) -> int:
        """Up to which position of its stream, which ended at ``end``, it has acknowledged all."""
        if self.stream is None:
            return 0
        js, durable = self._bus.jetstream, self._topology.durable
        return await acknowledged(js, self.stream, durable, end) or 0

    async def run(self) -> None:
        """Wait for the stream, subscribe, then watch over the consumer for ever."""
        subscribed = False
        while True:
            try:
                js = self._bus.jetstream
                if not self._epoch and (epoch := await epoch_in_force(js, self._topology.source)):
                    kept = await self._pool.fetchrow(_KEPT, self.name, epoch)
                    self._done = self._kept = (kept["floor"], kept["event_id"]) if kept else (0, "")
                    self._epoch = epoch
                if self._epoch and await self._watch(js) and not subscribed:
                    await self._subscribe()
                    subscribed = True
            except (NatsError, *UNAVAILABLE) as error:
                log.warning("consumer_unreachable", reaction=self.name, error=repr(error))
            await asyncio.sleep(until_beat(WATCH))

    async def _watch(self, js: JetStreamContext) -> bool:
        """Whether there is a consumer; one that was lost or went back begins at our floor again."""
        (floor, event), stream = self._kept, stream_name(self._topology.source, self._epoch)
        held = await acknowledged(js, stream, self._topology.durable, floor)
        if held is None or held < floor:
            end = await last_sequence(js, stream) or 0
            self._short = self._short + 1 if end < floor else 0
            same = 0 < floor <= end and (await event_at(js, stream, floor))[0] == event
            if held is None and 0 < self._short < REFILLED:
                return False
            if same and held is not None:
                await js.delete_consumer(stream, self._topology.durable)
            if same or held is None:
                await begin(js, self._topology, self._epoch, floor if same else 0)
        if (done := self._done) > self._kept:
            await self._pool.execute(_KEEP, self.name, self._epoch, *done)
            self._kept = done
        return True

    async def _subscribe(self) -> None:
        subscriber = self._bus.broker.subscriber(
            subject_filter(self._topology.source, self._epoch, self._reaction.event.name),
            durable=self._topology.durable,
            stream=JStream(stream_name(self._topology.source, self._epoch), declare=False),
            pull_sub=PullSub(batch_size=1, timeout=1.0),
            ack_policy=AckPolicy.MANUAL,
            inbox_prefix=f"_INBOX.{self._topology.reader}.".encode(),  # the broker's is not used
            decoder=_body,
            no_reply=True,
        )
        subscriber(self._handle)
        await subscriber.start()

    async def _handle(self, message: NatsMessage) -> None:
        """Acknowledge what is done; what failed comes again later, before all that follows it."""
        raw = message.raw_message
        try:
            with span((raw.headers or {}).get("traceparent"), name=f"react {self.name}"):
                await self._react(raw)
        except NotYet:  # no failure: our own reading is a moment behind
            await message.nack(delay=min(1.0, 0.01 * 2 ** min(raw.metadata.num_delivered, 7)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the message must not be lost
            # What was only not yet is counted too: who waited for long shall not wait much longer.
            delay = min(LATEST, 0.1 * 2 ** min(raw.metadata.num_delivered, 9))
            log.warning("reaction_failed", reaction=self.name, error=repr(error), delay=delay)
            self._count("retried")
            await message.nack(delay=delay)
        else:
            self._done = raw.metadata.sequence.stream, (raw.headers or {}).get("ce-id", "")
            await message.ack()

    async def _react(self, raw: Msg) -> None:
        wire = header_block(raw.headers or {}) + raw.data
        try:
            delivery = Delivery.of(wire)
        except ValueError as error:
            source = (self._topology.source, self._epoch, raw.metadata.sequence.stream)
            await quarantine(self._pool, self.name, source, wire, str(error))
            self._count("quarantined")
        else:
            await self.take(delivery)

    async def take(self, delivery: Delivery) -> None:
        """Do what a fact asks for; done again, it is the same commands."""
        envelope = delivery.envelope
        if not isinstance(delivery.event, self._reaction.event):
            return  # stored under a subject that is not its own
        since = "select since from reaction where name = $1"
        self._since = self._since or await self._pool.fetchval(since, self.name, timeout=LATEST)
        if envelope.recorded_at < self._since:
            return  # history from before this reaction existed
        structlog.contextvars.bind_contextvars(correlation_id=str(envelope.id))
        known = await self._look(envelope, delivery.event)
        commands = self._reaction.react(envelope, delivery.event, known)
        outcome = "done"
        for index, (stream, command) in enumerate(commands):
            id_ = uuid5(envelope.id, f"{self.name}:{index}" if index else self.name)
            request = Request(id_, stream, command, self._writer.now(), f"reaction:{self.name}")
            # What was not acknowledged in time comes again: the writer need not hear of it.
            if await self._pool.fetchval(_DONE, request.id, timeout=LATEST):
                continue
            try:
                await self._writer.execute(request)
            except Refused as refusal:
                outcome = "refused"
                log.info("reaction_refused", reaction=self.name, reason=refusal.reason)
        self._count(outcome)
        delay = self._writer.now() - envelope.recorded_at
        self._measures.reaction_delay.labels(self.name).observe(delay.total_seconds())

    def _count(self, outcome: str) -> None:
        self._measures.reactions.labels(self.name, outcome).inc()

    async def _look(self, envelope: Envelope, event: DomainEvent) -> Any:
        if self._reaction.look is None:
            return None
        source = self._topology.source, self._epoch
        read_to = await self._pool.fetchval(_READ_TO, *source, timeout=LATEST)
        if (read_to or 0) < envelope.sequence:
            raise NotYet(f"read up to {read_to}, the fact stands at {envelope.sequence}")
        return await self._reaction.look(self._pool, event)


async def _body(message: NatsMessage) -> bytes:
    """Leave the body alone: FastStream's own decoder would fail outside our reach."""
    return message.body

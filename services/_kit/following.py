"""The projector's process: it follows every source and never stops but at a diverged history."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import asyncpg
import structlog
from nats.errors import Error as NatsError

from contracts.envelope import headers_of, parts_of
from contracts.subjects import stream_name
from services._kit.broker import Bus
from services._kit.clock import until_beat
from services._kit.leader import Standby, end
from services._kit.postgres import UNAVAILABLE, transaction
from services._kit.projector import Anew, Checkpoint, Projector, advance, empty, filled, load
from services._kit.quarantine import Delivery, quarantine
from services._kit.streams import Diverged, epoch_in_force, event_at, last_sequence
from services._pull.inbox import BATCH, Inbox, Interrupted
from services._pull.raw import Raw
from services._telemetry.measures import Measures
from services._telemetry.tracing import span

RETRY = 0.2  # real seconds
_ASKED = "select count(*) from rebuild where projector = $1 and asked > done"
SETTLED = 0.5  # real seconds in which a relay would have published more
SHORTER = 5.0  # the same, of a stream with less than was read before: a log restored alone?
EMPTY = 60.0  # the same, of one with nothing yet: its service may still have to start
AT_ONCE = 50  # facts are decoded, before whatever else the process does has its turn

log = structlog.get_logger()


class Gap(Exception):
    """The stream left out what should come after a position."""

    def __init__(self, position: int) -> None:
        super().__init__(f"nothing follows {position}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was read from one position of a source to another."""

    start: Checkpoint
    end: Checkpoint
    facts: Sequence[Delivery]
    # Of each fact, noted while it is in the processor's caches:
    types: Sequence[str]
    causes: Sequence[str | None]
    unreadable: Sequence[tuple[int, Raw, str]]
    """What is no fact to this release: its position, and why."""


class Follower:
    """Runs one projector. States: running, standby, refilling, rebuilding, damaged, stopped."""

    def __init__(
        self, bus: Bus, pool: asyncpg.Pool, projector: Projector, service: str, measures: Measures
    ) -> None:
        self._bus, self._pool, self._projector = bus, pool, projector
        self._measures = measures
        self._consumer = f"{service}_projector"
        self._turn = asyncio.Lock()  # sources that wrote at once would deadlock on common rows
        self._epochs: dict[str, int] = {}
        self.states = dict.fromkeys(projector.sources, "standby")

    @property
    def name(self) -> str:
        """The projector's name."""
        return self._projector.name

    def stand_by(self) -> None:
        """Another process projects."""
        for source in (it for it, state in self.states.items() if state != "stopped"):
            self.states[source] = "standby"

    async def run(self) -> None:
        """Follow every source for ever; raises ``Standby`` when another process does."""
        while True:
            work = [self._follow(each) for each in self._projector.sources]
            following = [asyncio.ensure_future(each) for each in (*work, self._until_asked())]
            try:
                await asyncio.gather(*following)
            except Anew as error:
                log.warning("reading_anew", projector=self.name, reason=str(error))
            finally:
                await end(*following)
            await self.read_anew()

    async def _until_asked(self) -> None:
        while True:
            with contextlib.suppress(*UNAVAILABLE):
                if await self._pool.fetchval(_ASKED, self.name):
                    raise Anew("somebody asked for it")
            await asyncio.sleep(until_beat(1))

    async def read_anew(self) -> None:
        """Fill the read model from the beginning, in one transaction: the old one is read on."""
        self.states = dict.fromkeys(self.states, "rebuilding")
        try:
            ends = await asyncio.gather(*map(self._settled_end, self.states))
            async with transaction(self._pool) as connection:
                last = dict(zip(self.states, ends, strict=True))
                for checkpoint in await empty(connection, self._projector, self._epochs):
                    await self._fill(connection, checkpoint, last[checkpoint.source])
                await filled(connection, self.name)
        except Exception:  # whatever it is, the old read model stands and is followed no further
            log.exception("not_read_anew", projector=self.name)
            await asyncio.sleep(1.0)
        else:
            await self._refresh([])

    async def _settled_end(self, source: str) -> int:
        """Where a stream ends that is not being refilled any more.

        A read model that lacks half of a log would have its reader act on what never was.
        """
        js, loop = self._bus.jetstream, asyncio.get_running_loop()
        last: int | None = None
        since = loop.time()
        while True:
            epoch = await epoch_in_force(js, source) or 1
            held = await load(self._pool, self.name, source, epoch)
            end = await last_sequence(js, stream_name(source, epoch))
            if end != last:
                last, since = end, loop.time()
            if last is not None and held.epoch <= epoch:
                patience = SETTLED if last >= held.position else SHORTER if last else EMPTY
                if loop.time() - since >= patience:
                    self._epochs[source] = epoch
                    return last
            await asyncio.sleep(SETTLED)

    async def _fill(self, connection: asyncpg.Connection, point: Checkpoint, last: int) -> None:
        inbox, storing = Inbox(self._bus.tap, point.stream, f"{self._consumer}_rebuild"), None
        async with inbox.open(1), asyncio.TaskGroup() as both:
            while point.position < last:
                batch = await decoded(point, await inbox.batch(min(BATCH, last - point.position)))
                if storing is not None:
                    await storing  # PostgreSQL worked on the last while this one was decoded
                storing = both.create_task(self._fold(connection, batch))
                point = batch.end
                del batch  # its memory is the next one's, while caches hold it

    async def _follow(self, source: str) -> None:
        gap_at, took = None, self._measures.projection.labels(self.name, source)
        while True:
            try:
                if (checkpoint := await self._checkpoint(source)) is None:
                    self.states[source] = "refilling"
                    await asyncio.sleep(RETRY)
                    continue
                inbox = Inbox(self._bus.tap, checkpoint.stream, self._consumer)
                async with inbox.open(checkpoint.position + 1):
                    if gap_at != checkpoint.position:
                        self.states[source] = "running"
                    while True:
                        batch = await decoded(checkpoint, await inbox.batch())
                        with span(*batch.causes, name=f"read {source}"), took.time():
                            await self._take(batch)
                        checkpoint = batch.end
                        del batch  # its memory is the next one's, while caches hold it
                        self.states[source], gap_at = "running", None
            except Gap as error:
                # Once may be a message that got lost on the way; twice it is not in the stream.
                if gap_at == error.position:
                    self.states[source] = "damaged"
                    log.critical("stream_damaged", source=source, after=error.position)
                    await asyncio.sleep(1.0)
                gap_at = error.position
            except Diverged as error:
                self.states[source] = "stopped"
                log.critical("history_diverged", source=source, reason=str(error))
                return
            except (NatsError, Interrupted, *UNAVAILABLE) as error:
                log.info("reader_interrupted", source=source, error=repr(error))
                await asyncio.sleep(RETRY)
            except (Standby, Anew):
                raise
            except Exception:  # a fold that fails is retried, never skipped: others go on
                self.states[source] = "damaged"
                log.exception("projection_failed", source=source)
                await asyncio.sleep(1.0)

    async def _checkpoint(self, source: str) -> Checkpoint | None:
        """Where to go on; nothing while the stream is missing or shorter than what we hold."""
        js = self._bus.jetstream
        epoch = self._epochs.get(source) or await epoch_in_force(js, source)
        if epoch is None:
            return None
        checkpoint = await load(self._pool, self.name, source, epoch)
        if checkpoint.epoch > epoch:
            return None  # the store is older than the epoch, whose stream its relay makes again
        if checkpoint.epoch < epoch:
            raise Anew(f"the read model holds {checkpoint.stream}, in force is epoch {epoch}")
        self._epochs[source] = epoch  # a new one restarts the services
        if checkpoint.position:
            if (await last_sequence(js, checkpoint.stream) or 0) < checkpoint.position:
                return None
            found, _ = await event_at(js, checkpoint.stream, checkpoint.position)
            if found != checkpoint.event_id:
                raise Diverged(f"{checkpoint.stream} holds another event at our checkpoint")
        return checkpoint

    async def _take(self, batch: Decoded) -> None:
        """One batch, one transaction: read model, quarantine and checkpoint move together."""
        # To begin and to commit needs no turn: whoever commits waits for nobody.
        async with transaction(self._pool) as connection, self._turn:
            await self._fold(connection, batch)
        source, after, last = batch.start.source, batch.start.position, batch.end.position
        self._measures.read(source, after + 1, last, batch.types)
        await self._refresh(batch.facts)

    async def _fold(self, connection: asyncpg.Connection, batch: Decoded) -> None:
        for position, (_, wire), reason in batch.unreadable:
            source = (batch.start.source, batch.start.epoch, position)
            await quarantine(connection, self.name, source, wire, reason)
        if batch.facts:
            await self._projector.read_model.apply(connection, batch.facts)
        await advance(connection, batch.start, batch.end)

    async def _refresh(self, batch: Sequence[Delivery]) -> None:
        if self._projector.after_commit is not None:
            try:
                await self._projector.after_commit(batch)
            except Exception:
                log.exception("refresh_failed", projector=self.name)


async def decoded(start: Checkpoint, messages: Sequence[Raw]) -> Decoded:
    """What follows a checkpoint, read; raises ``Gap`` where something else does."""
    facts, types, causes, unreadable, source = [], [], [], [], f"/{start.source}"
    for position, message in enumerate(messages, start.position + 1):
        if position % AT_ONCE == 0:
            await asyncio.sleep(0)
        if message.position != position:
            raise Gap(start.position)
        try:
            _, said, _ = fact = Delivery.of(message.wire)
            if said.sequence != str(position) or said.source != source:
                raise ValueError(f"says that it is {said}")  # noqa: TRY301 - unreadable too
            facts.append(fact)
            types.append(said.type)
            causes.append(said.traceparent)
        except ValueError as error:
            unreadable.append((position, message, str(error)))
    last = headers_of(parts_of(messages[-1].wire)[0]).get("ce-id", "")
    end = replace(start, position=start.position + len(messages), event_id=last)
    return Decoded(start, end, facts, types, causes, unreadable)

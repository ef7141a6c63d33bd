"""The event store in PostgreSQL. The counter row is the writer's lock: no conflict can happen."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol, cast
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from contracts.envelope import Envelope, Message, message_of
from contracts.registry import schema_of
from contracts.subjects import NO_ACTIVITY
from contracts.values import beijing_date
from services._kit.recording import BEGINNING, Head, Origin, Stored, head_of
from services._kit.store import Beside, CommandResult, DataRejected, RecordedEvent, StoreUnavailable

UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server said goodbye while this process stood still
    asyncpg.PostgresConnectionError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionRollbackError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
_REJECTED = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
_WRITER = {"idle_in_transaction_session_timeout": "2000", "lock_timeout": "3000"}
_LOG = "select * from event where pos > $1 order by pos limit $2"
_PUBLISH = """
select pos, id, type, data, meta, hash,
  to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time,
  to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recordedat
from event where pos > $1 order by pos limit $2
"""
_LOOK = """
select pos, hash, counter.recorded_at, id, request_hash, result
from counter left join command on id = any($1)
"""
_REMEMBER = """
insert into command (id, request_hash, result)
select * from unnest($1::uuid[], $2::bytea[], $3::jsonb[])
"""
_APPEND = f"""
with fact as (
insert into event
select * from unnest($4::bigint[], $5::uuid[], $6::text[], $7::int[], $8::text[], $9::jsonb[],
  $10::jsonb[], $11::timestamptz[], $12::timestamptz[], $13::bytea[])
), log_end as (
update counter set pos = $14, hash = $15, recorded_at = $16
), day_end as (
insert into daily_head (day, pos, hash) values ($17, $14, $15)
on conflict (day) do update set pos = excluded.pos, hash = excluded.hash
) {_REMEMBER}"""  # noqa: S608 - our own words


@asynccontextmanager
async def transaction(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the pool, in a transaction."""
    async with pool.acquire() as connection, connection.transaction():
        yield cast("asyncpg.Connection", connection)


class View(Protocol):
    """A read model of the service's own, updated in the writer's transaction."""

    async def apply(self, connection: asyncpg.Connection, events: Sequence[Envelope]) -> None:
        """Write what the events change; an exception fails the commands that caused them."""
        ...


@dataclass(slots=True)
class PostgresTransaction:
    """The holder of the counter row."""

    _connection: asyncpg.Connection
    _origin: Origin
    _views: Sequence[View]
    head: Head
    known: Sequence[CommandResult]

    async def read(self, after: int) -> Sequence[Stored]:
        """Every event beyond a position."""
        if after >= self.head.position:
            return []
        return [_stored(it, self._origin) for it in await self._connection.fetch(_LOG, after, None)]

    async def append(
        self,
        events: Sequence[Stored],
        results: Sequence[CommandResult],
        beside: Sequence[Beside] = (),
    ) -> None:
        """Add the events, move the counter, remember the commands, update the views."""
        remembered = _columns(map(_command_row, results)) or ((), (), ())
        if events:
            head = head_of(events[-1].envelope)
            await self._connection.execute(
                _APPEND, *remembered, *_columns(map(_row, events)),
                head.position, head.hash, head.recorded_at, beijing_date(head.recorded_at),
            )  # fmt: skip
        elif results:
            await self._connection.execute(_REMEMBER, *remembered)
        for write in beside:
            await write(self._connection)
        for view in self._views if events else ():
            await view.apply(self._connection, [stored.envelope for stored in events])


class PostgresStore:
    """The log of one service. One connection of its own writes; the pool reads."""

    def __init__(
        self, dsn: str, pool: asyncpg.Pool, origin: Origin, views: Sequence[View] = ()
    ) -> None:
        self._dsn, self._pool, self._origin, self._views = dsn, pool, origin, views
        self._writer: asyncpg.Connection | None = None
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self, ids: Sequence[UUID] = ()) -> AsyncIterator[PostgresTransaction]:
        """Lock the counter row, then look; commit at a normal exit."""
        async with self._lock:
            try:
                if self._writer is not None and self._writer.is_closed():
                    # A backup may have been restored: what is remembered must be read again.
                    raise asyncpg.InterfaceError("the connection was lost")  # noqa: TRY301
                if self._writer is None:
                    self._writer = await asyncpg.connect(
                        self._dsn, timeout=5, command_timeout=4, server_settings=_WRITER
                    )
                begin = "begin isolation level read committed; select pos from counter for update"
                try:
                    await self._writer.execute(begin)  # both in one trip to the server
                    rows = await self._writer.fetch(_LOOK, ids)
                    end = rows[0]
                    head = Head(end["pos"], end["hash"], end["recorded_at"] or BEGINNING)
                    known = [_result(row) for row in rows if row["id"] is not None]
                    yield PostgresTransaction(self._writer, self._origin, self._views, head, known)
                except BaseException:
                    await self._writer.execute("rollback")
                    raise
                if await self._writer.execute("commit") != "COMMIT":
                    raise asyncpg.InterfaceError("rolled back")  # noqa: TRY301
            except _REJECTED as error:
                raise DataRejected(str(error)) from error
            except UNAVAILABLE as error:
                self._drop()
                if isinstance(error, ValueError):  # asyncpg could not encode a value
                    raise DataRejected(str(error)) from error
                raise StoreUnavailable(repr(error)) from error
            except BaseException:
                if self._writer is not None and self._writer.is_in_transaction():
                    self._drop()  # cancelled half-way: nothing of it may survive
                raise

    async def read(self, after: int, limit: int) -> Sequence[Stored]:
        """At most ``limit`` events beyond a position."""
        return [_stored(row, self._origin) for row in await self._rows(_LOG, after, limit)]

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """The same, as they are published."""
        return [_message(row, self._origin) for row in await self._rows(_PUBLISH, after, limit)]

    async def _rows(self, query: str, after: int, limit: int) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, after, limit)
        except UNAVAILABLE as error:
            raise StoreUnavailable(repr(error)) from error

    async def close(self) -> None:
        """Close the writing connection."""
        if self._writer is not None:
            await self._writer.close(timeout=2)

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.terminate()
            self._writer = None


def _stored(row: asyncpg.Record, origin: Origin) -> Stored:
    told, meta = _told(row, origin)
    envelope = Envelope(  # our own row: proved before it was committed
        id=row["id"], time=row["occurred_at"], recordedat=row["recorded_at"], **told
    )
    return Stored(envelope, row["stream"], row["version"], meta)


def _message(row: asyncpg.Record, origin: Origin) -> Message:
    told, _ = _told(row, origin)
    return message_of(id=str(row["id"]), time=row["time"], recordedat=row["recordedat"], **told)


def _told(row: asyncpg.Record, origin: Origin) -> tuple[dict[str, Any], dict[str, Any]]:
    data, meta = from_json(row["data"]), from_json(row["meta"])
    return {
        "type": row["type"], "source": f"/{origin.service}",
        "subject": f"{data['programme']}/{data.get('activity') or NO_ACTIVITY}",
        "sequence": row["pos"], "epoch": origin.epoch, "hash": row["hash"].hex(),
        "dataschema": schema_of(row["type"]), "data": data,
        "simulated": meta.get("simulated", False), "traceparent": meta.get("traceparent"),
    }, meta  # fmt: skip


def _columns(rows: Iterable[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(zip(*rows, strict=True))


def _row(stored: Stored) -> tuple[Any, ...]:
    envelope = stored.envelope
    return (
        envelope.sequence, envelope.id, stored.stream, stored.version, envelope.type,
        to_json(envelope.data).decode(), to_json(stored.meta).decode(),
        envelope.occurred_at, envelope.recorded_at, bytes.fromhex(envelope.hash),
    )  # fmt: skip


def _command_row(result: CommandResult) -> tuple[Any, ...]:
    events = [[event.id, event.type, event.position] for event in result.events]
    return result.id, result.request_hash, to_json(events).decode()


def _result(row: asyncpg.Record) -> CommandResult:
    events = tuple(
        RecordedEvent(UUID(id_), type_, position)
        for id_, type_, position in from_json(row["result"])
    )
    return CommandResult(row["id"], row["request_hash"], events)

"""The event store in PostgreSQL. The counter row is the end of the log, and the writer's lock.

Facts are written by one statement, which looks first whether the log still ends where it was said
to. By itself it is a transaction; with rows beside the facts it is the first of one. Where it finds
another end, whoever asked takes the lock before looking, so that all come to their turn.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol, cast
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from contracts.envelope import Envelope, Message, message_of
from contracts.registry import schema_of
from contracts.subjects import NO_ACTIVITY
from contracts.values import beijing_date
from services._kit.recording import Head, Origin, Stored, head_of
from services._kit.store import (
    Caused,
    CommandResult,
    DataRejected,
    Moved,
    RecordedEvent,
    StoreUnavailable,
)

UNAVAILABLE = (
    OSError, TimeoutError, asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server said goodbye while this process stood still
    asyncpg.PostgresConnectionError, asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError, asyncpg.TransactionRollbackError,
    asyncpg.OperatorInterventionError, asyncpg.InsufficientResourcesError,
)  # fmt: skip
_REJECTED = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
_WRITER = {"idle_in_transaction_session_timeout": "2000", "lock_timeout": "3000"}
_BEGIN = "begin isolation level read committed"
_LOG = "select * from event where pos > $1 order by pos limit $2"
_PUBLISH = """select pos, id, type, data, meta, hash,
  to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time,
  to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recordedat
from event where pos > $1 order by pos limit $2"""
_LOOK = "select pos, id, request_hash, result from counter left join command on id = any($1)"
_REMEMBER = """insert into command (id, request_hash, result)
select * from unnest($1::uuid[], $2::bytea[], $3::jsonb[])"""
_APPEND = f"""with moved as (
  update counter set pos = $14, hash = $15, recorded_at = $16 where pos = $18 and hash = $19
  returning pos
), fact as (
  insert into event
  select * from unnest($4::bigint[], $5::uuid[], $6::text[], $7::int[], $8::text[], $9::jsonb[],
    $10::jsonb[], $11::timestamptz[], $12::timestamptz[], $13::bytea[])
  where exists (select from moved)
), day_end as (
  insert into daily_head (day, pos, hash) select $17, $14, $15 where exists (select from moved)
  on conflict (day) do update set pos = excluded.pos, hash = excluded.hash
), remembered as ({_REMEMBER} where exists (select from moved)
) select pos from moved"""  # noqa: S608 - our own words


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


async def _append(connection: asyncpg.Connection, end: Head, caused: Caused) -> None:
    """The one statement that writes facts; raises ``Moved`` if the log does not end there."""
    remembered = _columns((*it[:2], to_json(it.events).decode()) for it in caused.results)
    remembered = remembered or ((),) * 3
    if not caused.events:
        if not connection.is_in_transaction():
            raise Moved
        await connection.execute(_REMEMBER, *remembered)
        return
    head = head_of(caused.events[-1].envelope)
    done = await connection.execute(
        _APPEND, *remembered, *_columns(map(_row, caused.events)),
        head.position, head.hash, head.recorded_at, beijing_date(head.recorded_at),
        end.position, end.hash,
    )  # fmt: skip
    if done != "SELECT 1":
        raise Moved


class _Lent:
    """The connection as it is lent to those who write beside the facts, most of whom have nothing.

    The first who asks anything begins a transaction, in which the facts are written first.
    """

    def __init__(self, connection: Any, write_facts: Callable[[str], Awaitable[None]]) -> None:
        self._connection, self._write_facts = connection, write_facts

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def ask(*arguments: Any, **options: Any) -> Any:
            await self._write_facts(_BEGIN)
            return await getattr(self._connection, name)(*arguments, **options)

        return ask


class PostgresStore:
    """The log of one service. One connection of its own writes; the pool reads."""

    def __init__(
        self, dsn: str, pool: asyncpg.Pool, origin: Origin, views: Sequence[View] = ()
    ) -> None:
        self._dsn, self._pool, self._origin, self._views = dsn, pool, origin, views
        self._writer: asyncpg.Connection | None = None

    async def append(self, end: Head, caused: Caused) -> None:
        """One trip, if nobody has anything to write beside the facts; else a transaction."""
        async with self._writing() as connection, AsyncExitStack() as stack:
            unwritten = [caused]

            async def write_facts(begin: str) -> None:
                while unwritten:
                    if begin and not connection.is_in_transaction():
                        await stack.enter_async_context(_atomic(connection, begin))
                    await _append(connection, end, caused)
                    unwritten.clear()

            lent = cast("asyncpg.Connection", _Lent(connection, write_facts))
            for write in caused.beside:
                await write(lent)
            for view in self._views if caused.events else ():
                await view.apply(lent, [stored.envelope for stored in caused.events])
            await write_facts("")

    @asynccontextmanager
    async def locked(
        self, ids: Sequence[UUID], after: int
    ) -> AsyncIterator[tuple[Sequence[Stored], Sequence[CommandResult]]]:
        """Lock the counter row, then look."""
        # Both in one trip to the server:
        begin = "begin isolation level read committed; select pos from counter for update"
        async with self._writing() as connection, _atomic(connection, begin):
            rows = await connection.fetch(_LOOK, ids)
            known = [_result(row) for row in rows if row["id"] is not None]
            moved = rows[0]["pos"] > after
            news = await connection.fetch(_LOG, after, None) if moved else ()
            yield [_stored(row, self._origin) for row in news], known

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[asyncpg.Connection]:
        """The connection that writes, and what the store calls its failures."""
        try:
            if self._writer is not None and self._writer.is_closed():
                # A backup may have been restored: what is remembered must be read again.
                raise asyncpg.InterfaceError("the connection was lost")
            if self._writer is None:
                self._writer = await asyncpg.connect(
                    self._dsn, timeout=5, command_timeout=4, server_settings=_WRITER
                )
            yield self._writer
        except _REJECTED as error:
            raise DataRejected(str(error)) from error
        except UNAVAILABLE as error:
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.terminate()
            if isinstance(error, ValueError):  # asyncpg could not encode a value
                raise DataRejected(str(error)) from error
            raise StoreUnavailable(repr(error)) from error

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


@asynccontextmanager
async def _atomic(connection: asyncpg.Connection, begin: str) -> AsyncIterator[None]:
    """A transaction; it is committed at a normal exit."""
    try:
        await connection.execute(begin)
        yield
        if await connection.execute("commit") != "COMMIT":
            raise asyncpg.InterfaceError("rolled back")  # noqa: TRY301
    except BaseException:
        await connection.execute("rollback")
        raise
    finally:
        if not connection.is_closed() and connection.is_in_transaction():
            connection.terminate()  # cancelled half-way: nothing of it may survive


def _stored(row: asyncpg.Record, origin: Origin) -> Stored:
    it, meta = _told(row, origin)
    # Our own row: it was proved before it was committed.
    envelope = Envelope(id=row["id"], time=row["occurred_at"], recordedat=row["recorded_at"], **it)
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


def _result(row: asyncpg.Record) -> CommandResult:
    events = tuple(RecordedEvent(UUID(it[0]), *it[1:]) for it in from_json(row["result"]))
    return CommandResult(row["id"], row["request_hash"], events)

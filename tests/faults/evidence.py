"""Reads what the databases, the streams and compliance's API say, past the services' own code."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import nats
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from contracts.envelope import Envelope, headers_of, parts_of
from contracts.registry import schema_of
from contracts.subjects import NO_ACTIVITY, stream_name
from deploy.local.databases import app_role
from deploy.local.nats_config import DEPLOY_USER
from tests.faults.checker import Json, Log, Message, Reader
from tests.faults.cluster import Cluster
from tests.faults.commands import PLAN
from tests.faults.convergence import EPOCH


@dataclass(frozen=True, slots=True)
class Wall:
    """What compliance shows at a moment, and the export it can be judged from."""

    as_of: datetime
    matrix: Json
    cache: Sequence[Json]
    export: Sequence[Envelope]


async def read_log(cluster: Cluster, service: str) -> Log:
    """A service's event, counter and command tables."""
    async with database(cluster, service) as connection:
        events = await connection.fetch("select * from event order by pos")
        (counter,) = await connection.fetch("select pos, hash from counter")
        commands = await connection.fetch("select id, result from command")
    return Log(
        service,
        [_envelope(service, row) for row in events],
        (counter["pos"], counter["hash"].hex()),
        {row["id"]: _caused(row["result"]) for row in commands},
    )


async def read_readers(cluster: Cluster, service: str) -> list[Reader]:
    """The checkpoints of a service's projector."""
    async with database(cluster, service) as connection:
        rows = await connection.fetch("select source, pos, event_id from checkpoint")
    return [Reader(service, row["source"], row["pos"], row["event_id"]) for row in rows]


async def read_facts(cluster: Cluster) -> list[tuple[str, int, str, str]]:
    """Compliance's fact table: service, sequence, id, hash."""
    async with database(cluster, "compliance") as connection:
        rows = await connection.fetch("select service, sequence, message from fact")
    said = [
        (row["service"], row["sequence"], headers_of(parts_of(row["message"])[0])) for row in rows
    ]
    return [(service, at, head["ce-id"], head["ce-hash"]) for service, at, head in said]


async def make_tally(cluster: Cluster) -> None:
    """A table for the counting read model of a trial."""
    async with database(cluster, "compliance") as connection:
        await connection.execute("create table tally (service text primary key, events bigint)")
        await connection.execute(f"grant all on tally to {app_role('compliance')}")


async def read_rows(cluster: Cluster, service: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query to a service's database."""
    async with database(cluster, service) as connection:
        return [tuple(row) for row in await connection.fetch(query)]


async def read_tally(cluster: Cluster) -> dict[str, int]:
    """What the counting read model of a trial has counted."""
    async with database(cluster, "compliance") as connection:
        rows = await connection.fetch("select service, events from tally")
    return {row["service"]: row["events"] for row in rows}


async def read_stream(cluster: Cluster, service: str, epoch: int = EPOCH) -> list[Message]:
    """Every message of a service's stream, in order."""
    async with connected(cluster, DEPLOY_USER) as client:
        return await _messages(client.jetstream(), stream_name(service, epoch))


@asynccontextmanager
async def connected(cluster: Cluster, user: str) -> AsyncIterator[Client]:
    """A client with the permissions of a user."""
    client = await nats.connect(
        cluster.nats_url.split(","),
        nkeys_seed=str(cluster.seeds[user]),
        inbox_prefix=f"_INBOX.{user}",
    )
    try:
        yield client
    finally:
        await client.close()


async def read_wall(cluster: Cluster, member: str) -> Wall:
    """The matrix of one process at one moment, the verdict table, and the export."""
    async with httpx.AsyncClient(base_url=cluster.url(member), timeout=60) as client:
        address = f"/api/compliance/programmes/{PLAN}/matrix"
        now = (await client.get(address)).raise_for_status().json()["as_of"]
        matrix = (await client.get(address, params={"as_of": now})).raise_for_status().json()
        export = (await client.get("/api/compliance/export")).raise_for_status().text
    async with database(cluster, "compliance") as connection:
        cache = await connection.fetch(
            "select line as activity, code, strength, status, flags, due, evidence from verdict"
        )
    return Wall(
        datetime.fromisoformat(now),
        matrix,
        [{**row, "due": row["due"].isoformat() if row["due"] else None} for row in cache],
        [Envelope.from_json_line(line) for line in export.splitlines()],
    )


@asynccontextmanager
async def superuser(cluster: Cluster) -> AsyncIterator[asyncpg.Connection]:
    """A connection that belongs to no service's database."""
    connection = await asyncpg.connect(cluster.postgres.dsn())
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def database(cluster: Cluster, service: str) -> AsyncIterator[asyncpg.Connection]:
    """A service's database, as superuser."""
    connection = await asyncpg.connect(cluster.dsn(service))
    try:
        yield connection
    finally:
        await connection.close()


async def _messages(jetstream: JetStreamContext, stream: str) -> list[Message]:
    """One by one, as the deploy step may: it has no right to consume. A gap is left a gap."""
    last = (await jetstream.stream_info(stream)).state.last_seq
    found: list[Message] = []
    for first in range(1, last + 1, 200):
        positions = range(first, min(first + 200, last + 1))
        batch = await asyncio.gather(*(_message(jetstream, stream, it) for it in positions))
        found += [message for message in batch if message is not None]
    return found


async def _message(jetstream: JetStreamContext, stream: str, position: int) -> Message | None:
    try:
        headers = (await jetstream.get_msg(stream, position)).headers or {}
    except NotFoundError:
        return None  # the checker will tell
    return Message(position, headers.get("ce-id", ""), headers.get("ce-hash", ""))


def _envelope(service: str, row: asyncpg.Record) -> Envelope:
    data = json.loads(row["data"])
    return Envelope(
        id=row["id"],
        type=row["type"],
        source=f"/{service}",
        subject=f"{data['programme']}/{data.get('activity') or NO_ACTIVITY}",
        time=row["occurred_at"],
        recordedat=row["recorded_at"],
        sequence=row["pos"],
        epoch=EPOCH,
        hash=row["hash"].hex(),
        dataschema=schema_of(row["type"]),
        data=data,
    )


def _caused(result: str) -> list[tuple[str, str, int]]:
    return [(str(UUID(id_)), type_, position) for id_, type_, position in json.loads(result)]

"""Appending facts that are synced: the writer's group commit with one client, 32 and 500.

All clients of ours sign up for one activity, by the real decider, into the hash chain. The peers
decide nothing: pyeventsourcing saves an aggregate of its own for each fact, the bare insert is one
statement a fact, on a connection of its own for each client.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date
from uuid import uuid4

import asyncpg

from contracts.events.registration import SignedUp
from contracts.values import PersonCategory
from services._kit.clock import SystemClock
from services._kit.postgres import PostgresStore
from services._kit.recording import Origin
from services._kit.writer import Aggregates, Request, Writer
from services.registration.app import DECIDERS, stream_of
from services.registration.domain.order import Command, Order
from services.registration.domain.sheet import Dates, KeepSheets, OpenSignUp, SignUpPerson
from tests.bench.facts import PROGRAMME
from tests.bench.harness import PEERS, Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import pool_of

ACTIVITY, SESSION = "open-11", "s1"
BARE = """
create table bare (
  pos bigint generated always as identity primary key,
  id uuid not null unique, stream text not null,
  version integer not null, type text not null, data jsonb not null, meta jsonb not null,
  occurred_at timestamptz not null default now(), recorded_at timestamptz not null default now()
)
"""
INSERT = "insert into bare (id, stream, version, type, data, meta) values ($1, $2, 1, $3, $4, $5)"


def prepared(clients: int) -> Callable[[Servers], Awaitable[Given]]:
    """So many clients for so long."""

    async def prepare(servers: Servers) -> Given:
        return {"clients": clients, "seconds": 1.5 if servers.short else 2.5}

    return prepare


async def kept_busy(given: Given, work: Callable[[int], Awaitable[None]]) -> tuple[int, float]:
    """Every client asks again once it is answered; how many were answered, and in what time."""
    done, begun = 0, time.perf_counter()
    until = begun + given["seconds"]

    async def client(number: int) -> None:
        nonlocal done
        while time.perf_counter() < until:
            await work(number)
            done += 1

    await asyncio.gather(*(client(number) for number in range(given["clients"])))
    return done, time.perf_counter() - begun


def request(command: Command, activity: str = ACTIVITY) -> Request:
    """A command about an activity."""
    now = SystemClock().now()
    return Request(
        id=uuid4(),
        stream=f"representatives:{PROGRAMME}:{activity}",
        command=Order(PROGRAMME, activity, command, "public", now),
        occurred_at=now,
        actor="public",
        request_hash=b"form",
    )


async def ours(given: Given) -> Figures:
    """The writer of registration on its log."""
    async with pool_of(given["dsn"]) as pool:
        origin = Origin("registration", 1, simulated=False)
        store = PostgresStore(given["dsn"], pool, origin)
        writer = Writer(store, Aggregates(DECIDERS, stream_of), SystemClock(), origin)
        running = asyncio.ensure_future(writer.run())
        sheet = Dates(session=SESSION, starts_on=date(2099, 9, 14))
        for first in (KeepSheets(sheets=(sheet,)), OpenSignUp(session=SESSION)):
            await writer.execute(request(first))

        async def sign_up(_: int) -> None:
            await writer.execute(
                request(
                    SignUpPerson(
                        session=SESSION, person=uuid4().hex[:16], category=PersonCategory.PARENT
                    )
                )
            )

        before = writer.log_end
        done, seconds = await kept_busy(given, sign_up)
        await writer.stop()
        await running
        found = await pool.fetchrow("select count(*), max(pos) from event")
        expect(tuple(found or ()) == (before + done, before + done), f"{done} facts, found {found}")
        await store.close()
    return {"": done / seconds}


async def bare(given: Given) -> Figures:
    """One statement a fact, committed by itself."""
    async with AsyncExitStack() as stack:
        connections = []
        for _ in range(given["clients"]):
            connections.append(await asyncpg.connect(given["dsn"]))
            stack.push_async_callback(connections[-1].close)
        await connections[0].execute(BARE)

        async def insert(number: int) -> None:
            fact = SignedUp(
                programme=PROGRAMME, activity=ACTIVITY, session=SESSION, person=uuid4().hex[:16],
                category=PersonCategory.PARENT,
            )  # fmt: skip
            meta = json.dumps({"actor": "public"})
            data = fact.model_dump_json()
            await connections[number].execute(INSERT, uuid4(), ACTIVITY, fact.ce_type(), data, meta)

        done, seconds = await kept_busy(given, insert)
        found = await connections[0].fetchval("select count(*) from bare")
        expect(found == done, f"{done} rows, found {found}")
    return {"": done / seconds}


def bench(clients: int, measures: tuple[Measure, ...]) -> Bench:
    """The bench with so many clients waiting."""
    return Bench(
        name=f"append, {clients} waiting",
        variants={
            "ours": ours,
            "pyeventsourcing append": PEERS / "pyes_append.py",
            "bare autocommit insert": bare,
        },
        measures=measures,
        prepare=prepared(clients),
        sql=(),
        when="always" if clients == 32 else "full",
    )


_THEIRS, _BARE = "pyeventsourcing append", "bare autocommit insert"
BENCHES: tuple[Bench, ...] = (
    bench(1, (Measure("facts/s", _THEIRS, at_least=2.5), Measure("facts/s", _BARE))),
    bench(32, (Measure("facts/s", _THEIRS, at_least=15), Measure("facts/s", _BARE, at_least=2))),
    bench(500, (Measure("facts/s", _THEIRS, at_least=40), Measure("facts/s", _BARE, at_least=4))),
)

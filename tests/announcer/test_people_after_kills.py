"""Killed in the middle of a batch, again and again, the announcer loses and doubles nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import asyncpg

from contracts.events import registration as said
from contracts.values import LeaderAttendance
from services._kit.migrate import migrate
from services._kit.writer import Request
from services.announcer.app import SERVICE
from tests.announcer.elsewhere import ABOUT, HEARD, say, signed_up, speaker
from tests.conftest import MakeDatabase
from tests.processes import beside, process
from tests.serving import Serve, eventually


async def test_killed_at_any_moment_it_holds_every_fact_once(
    serve: Serve, make_database: MakeDatabase
) -> None:
    registration = await serve(speaker("registration"))
    dsn, total = await make_database(), 1_500
    environment = beside(registration) | {"MINSHENG_DATABASE_URL": dsn}
    await migrate(dsn, "postgres", SERVICE.sql)
    persons = [f"p{number:06}" for number in range(total)]
    commands = [
        registration.running.writer.execute(
            Request(uuid4(), "says:daxing-2023", event, registration.running.clock.now(), "t")
        )
        for event in signed_up(*persons)
    ]
    for start in range(0, len(commands), 500):
        await asyncio.gather(*commands[start : start + 500])
    await say(
        registration,
        *[said.SeatConfirmed(**ABOUT, person=one) for one in persons[:30]],
        *[
            said.PersonErased(programme="daxing-2023", person=one, requested_by="staff")
            for one in persons[:10]
        ],
        said.AttendanceRecorded(**ABOUT, attendance={}, leader=LeaderAttendance.ABSENT),
    )
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=2)
    reached = 0
    for _ in range(4):
        async with process("announcer", environment) as child:
            await eventually(beyond(pool, reached), 30)
            child.kill9()
        reached = int(await pool.fetchval(HEARD))
    end = registration.running.writer.log_end
    async with process("announcer", environment):
        await eventually(beyond(pool, end - 1), 60)
    left = await pool.fetch("select person, standing from representative order by person")
    assert [row["person"] for row in left] == persons[10:]
    assert [row["person"] for row in left if row["standing"] == "seated"] == persons[10:30]
    assert await pool.fetchval("select count(*) from quarantine") == 0
    await pool.close()


def beyond(pool: asyncpg.Pool, position: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return int(await pool.fetchval(HEARD)) > position

    return look

"""Killed in the middle of each reaction, registration does what it asks for exactly once."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contracts.event import DomainEvent
from contracts.events import announcer as told
from contracts.events.livestream import QuestionLeftOpen
from contracts.events.registration import (
    OpinionRecorded,
    SignUpClosed,
    SignUpOpened,
    SignUpSheetCancelled,
    SignUpSheetMoved,
    SignUpSheetPrepared,
)
from contracts.values import (
    ActivityKind,
    AnnouncedSession,
    Channel,
    Entry,
    Form,
    NoticeKind,
    SelectionMethod,
    Session,
)
from services._kit.writer import Request
from services._vault.keys import generate
from services.registration.app import SERVICE
from tests.announcer.elsewhere import speaker
from tests.conftest import MakeDatabase
from tests.kit.test_process import answers
from tests.processes import beside, process
from tests.serving import Api, Serve, eventually

pytestmark = pytest.mark.slow

MANY = [f"open-{number:02}" for number in range(12)]
FIRST, SECOND = date(2023, 9, 14), date(2023, 9, 21)
OPENING = {
    "session": "s1",
    "closes_at": "2023-09-10T18:00:00+08:00",
    "seats": 30,
    "rule": "first_come",
}


Said = tuple[Api, Any, list[str]]
"""Which service says which facts of which activities."""


def about(activity: str) -> dict[str, Any]:
    return {"programme": "daxing-2023", "activity": activity}


def planned(activity: str) -> Iterable[DomainEvent]:
    yield told.EventPlanned(
        **about(activity), number=1, kind=ActivityKind.OPEN_DAY, topic="开放日", title="开放日",
        printed_label="1", lead_unit="jiugong",
    )  # fmt: skip
    yield told.EventScheduled(
        **about(activity),
        sessions=(Session(session="s1", starts_on=FIRST, ends_on=FIRST),),
        form=Form.OFFLINE,
        selection_methods=(SelectionMethod.OPEN_SELECTION,),
    )


def moved(activity: str) -> Iterable[DomainEvent]:
    session = Session(session="s1", starts_on=SECOND, ends_on=SECOND)
    yield told.EventRescheduled(**about(activity), moved=session, reason="天气")


def noticed(activity: str) -> Iterable[DomainEvent]:
    for channel in (Channel.DISTRICT_WEBSITE, Channel.NEW_MEDIA):
        yield told.AnnouncementPublished(
            **about(activity), notice="n1", kinds=(NoticeKind.SELECTION,), channel=channel,
            title="遴选公告", announces=(AnnouncedSession(session="s1", starts_on=SECOND),),
            address="/public/n1", text_sha256="0" * 64, entry=Entry.BUILT_IN, entered_by="office-1",
        )  # fmt: skip


def left_open(activity: str) -> Iterable[DomainEvent]:
    yield QuestionLeftOpen(**about(activity), session="s1", question=f"q-{activity}")


def online(activity: str) -> Iterable[DomainEvent]:
    yield told.FormChanged(**about(activity), form=Form.ONLINE, new_media_account="政务大兴")


def cancelled(activity: str) -> Iterable[DomainEvent]:
    yield told.EventCancelled(**about(activity), reason="停电")


async def test_killed_in_the_middle_of_each_reaction_every_effect_is_there_once(
    serve: Serve, make_database: MakeDatabase, tmp_path: Path
) -> None:
    announcer, livestream = await serve(speaker("announcer")), await serve(speaker("livestream"))
    dsn = await make_database(SERVICE.sql)
    log = Log(await asyncpg.create_pool(dsn, min_size=1, max_size=2))
    half = len(MANY) // 2
    # What reacts side by side is interrupted by the same kill.
    steps: list[tuple[list[Said], list[type[DomainEvent]]]] = [
        ([(announcer, planned, MANY)], [SignUpSheetPrepared]),
        (
            [(announcer, moved, MANY), (livestream, left_open, MANY)],
            [SignUpSheetMoved, OpinionRecorded],
        ),
        ([(announcer, noticed, MANY)], [SignUpOpened]),
        (
            [(announcer, online, MANY[:half]), (announcer, cancelled, MANY[half:])],
            [SignUpSheetCancelled],
        ),
    ]
    async with process("registration", environment(announcer, dsn, tmp_path)) as registration:
        for told_now, effects in steps:
            if SignUpOpened in effects:
                await set_openings(announcer, registration.environment["MINSHENG_LISTEN"])
            for service, events, activities in told_now:
                await say(service, [event for each in activities for event in events(each)])
            for effect in effects:
                await eventually(log.has(effect, 1), 60)
            registration.kill9()
            registration.start()
            for effect in effects:
                await eventually(log.has(effect, len(MANY)), 60)

    expected: list[type[DomainEvent]] = [
        SignUpSheetPrepared,
        SignUpSheetMoved,
        SignUpOpened,
        OpinionRecorded,
    ]
    expected += [SignUpClosed, SignUpSheetCancelled]
    for effect in expected:
        assert await log.activities(effect) == Counter(MANY), effect
    await log.pool.close()


class Log:
    """What registration has recorded, whether it runs or not."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    async def activities(self, event: type[DomainEvent]) -> Counter[str]:
        rows = await self.pool.fetch(
            "select data->>'activity' as activity from event where type = $1", event.ce_type()
        )
        return Counter(row["activity"] for row in rows)

    async def count(self, event: type[DomainEvent]) -> int:
        return (await self.activities(event)).total()

    def has(self, event: type[DomainEvent], count: int) -> Any:
        async def look() -> bool:
            return await self.count(event) >= count

        return look


async def say(service: Api, events: list[DomainEvent]) -> None:
    now, writer = service.running.clock.now(), service.running.writer
    requests = [Request(uuid4(), "says:daxing-2023", event, now, "t") for event in events]
    await asyncio.gather(*map(writer.execute, requests))


async def set_openings(api: Api, address: str) -> None:
    """Sign-up of every activity is set to open with its notice."""
    await eventually(lambda: answers(address, "live"), 60)
    for activity in MANY:
        path = f"/api/registration/programmes/daxing-2023/activities/{activity}/sign-up/opening"
        answer = await api.post(f"http://{address}{path}", OPENING)
        assert answer.status_code == 200, answer.text


def environment(api: Api, dsn: str, folder: Path) -> dict[str, str]:
    """Of registration on another database."""
    vault = folder / "registration.vault.json"
    vault.write_text(generate())
    return beside(api) | {
        "MINSHENG_DATABASE_URL": dsn,
        "MINSHENG_SIGNING_KEY_FILE": str(api.running.settings.token_keys_file),
        "MINSHENG_VAULT_KEYS_FILE": str(vault),
        "MINSHENG_LOG_LEVEL": "WARNING",
    }

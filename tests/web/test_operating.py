"""The operator's page: what was kept aside is taken once more, and as often as one likes."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from pydantic import ValidationError

from contracts.envelope import Envelope
from contracts.events.announcer import EventCancelled
from deploy.local.nats import NatsServer
from services._kit.recording import Head, Origin, seal
from services._web.advice import moment
from services._web.operating import Kept, operating_router
from services._web.repairing import mark_seen
from services._web.running import Running
from services._web.standing import AT_ONCE
from services._web.status import describe
from tests.conftest import MakeDatabase
from tests.kit.conftest import Launch, eventually, migrated
from tests.kit.test_projector import settled
from tests.kit.test_relay import record
from tests.kit.toy import NOON, PROGRAMME, announcer, livestream
from tests.web.conftest import CSRF, Cookie
from tests.web.toy import PAGES, configure

PAGE = "/ops/livestream"


@pytest.fixture
async def service(launch: Launch, make_database: MakeDatabase) -> AsyncIterator[Running]:
    router = operating_router("livestream", PAGES)
    toy = livestream(routers=(router,), configure=configure)
    async with launch(toy, await migrated(make_database)) as running:
        yield running


def cancelled() -> Envelope:
    event = EventCancelled(programme=PROGRAMME, activity="a-1", reason="暴雨")
    return seal(
        Head(), Origin("announcer", 1, simulated=False), event,
        id=UUID(int=1), occurred_at=NOON, now=NOON, traceparent=None,
    )  # fmt: skip


async def keep_aside(service: Running, position: int, headers: dict[str, str], body: bytes) -> None:
    await service.pool.execute(
        "insert into quarantine values ('end-stream', 'announcer', 1, $1, $2, $3, '不认识')",
        position, json.dumps(headers), body,
    )  # fmt: skip


def again(position: int) -> dict[str, str]:
    key = {"reader": "end-stream", "source": "announcer", "epoch": "1", "position": str(position)}
    return {**key, "csrf": CSRF, "key": f"k{position}"}


async def test_a_message_kept_aside_is_taken_once_however_often_it_is_asked_for(
    service: Running, client: httpx.AsyncClient, cookie: Cookie
) -> None:
    await keep_aside(service, 1, *cancelled().to_message()[2:])
    shown = await client.get(PAGE, headers=cookie())
    assert "公告第1条" in shown.text
    for _ in range(2):
        answer = await client.post(f"{PAGE}/replay", data=again(1), headers=cookie())
        assert answer.status_code == 303, answer.text
        await service.pool.execute("delete from quarantine")
        await keep_aside(service, 1, *cancelled().to_message()[2:])
    assert len(await service.store.read(0, 100)) == 1


async def test_what_cannot_be_read_yet_stays_where_it_is(
    service: Running, client: httpx.AsyncClient, cookie: Cookie
) -> None:
    await keep_aside(service, 2, {}, b"?")
    answer = await client.post(f"{PAGE}/replay", data=again(2), headers=cookie())
    assert answer.status_code == 422
    assert "仍无法识别" in answer.text
    assert await service.pool.fetchval("select count(*) from quarantine") == 1


async def test_what_was_looked_at_calls_nobody_any_more_and_is_kept_with_who_looked_first(
    service: Running, client: httpx.AsyncClient, cookie: Cookie
) -> None:
    await keep_aside(service, 3, {}, b"?")
    assert (await describe(service))["quarantined"] == 1
    for role in ("operator", "office"):
        answer = await client.post(f"{PAGE}/seen", data=again(3), headers=cookie(role))
        assert answer.status_code == 303, answer.text
    assert (await describe(service))["quarantined"] == 0
    seen = await service.pool.fetch("select pos, seen_by from seen_message")
    assert [tuple(row) for row in seen] == [(3, "clerk-1")]
    assert await service.pool.fetchval("select count(*) from quarantine") == 1
    shown = (await client.get(PAGE, headers=cookie())).text
    assert "clerk-1于" in shown
    assert "条待查看" in shown
    assert f'action="{PAGE}/seen"' not in shown
    # Read anew, the message is put aside again: it was looked at all the same.
    await service.pool.execute("delete from quarantine")
    await keep_aside(service, 3, {}, b"?")
    assert (await describe(service))["quarantined"] == 0


async def test_of_many_messages_the_page_lists_some_and_says_how_many_there_are(
    service: Running, client: httpx.AsyncClient, cookie: Cookie
) -> None:
    for position in range(1, AT_ONCE + 6):
        await keep_aside(service, position, {}, b"?")
    await mark_seen(service, ("end-stream", "announcer", 1, 1), "clerk-1")
    shown = (await client.get(PAGE, headers=cookie())).text
    assert f"共{AT_ONCE + 5}条，其中{AT_ONCE + 4}条待查看，先列{AT_ONCE}条" in shown
    assert shown.count("重新处理<") == AT_ONCE
    assert ">公告第1条<" not in shown  # what nobody has looked at comes first


async def test_a_read_model_is_asked_for_anew(
    service: Running, client: httpx.AsyncClient, cookie: Cookie
) -> None:
    form = {"csrf": CSRF, "key": "k3"}
    for _ in range(2):
        answer = await client.post(f"{PAGE}/rebuild", data=form, headers=cookie())
        assert answer.status_code == 303, answer.text
    assert await service.pool.fetchval("select asked from rebuild") == 1
    refused = await client.post(f"{PAGE}/rebuild", data=form, headers=cookie("handler"))
    assert refused.status_code == 403


async def test_how_far_behind_a_reader_is_stands_there_with_since_when(
    service: Running, client: httpx.AsyncClient, cookie: Cookie, launch: Launch, log_database: str
) -> None:
    async with launch(announcer(), log_database) as writer:
        await record(writer, 3)
        await eventually(settled(service, 3))
        (first, *_) = await writer.store.read(0, 1)
    await service.pool.execute("update checkpoint set pos = 0")
    shown = (await client.get(PAGE, headers=cookie())).text
    assert f"3条，自{moment(first.envelope.recorded_at)}起" in shown


async def test_the_page_stands_while_nats_is_away_and_says_so(
    service: Running, client: httpx.AsyncClient, cookie: Cookie, nats_server: NatsServer
) -> None:
    nats_server.kill9()

    async def away() -> bool:
        return not service.bus.connected

    await eventually(away)
    shown = (await client.get(PAGE, headers=cookie())).text
    await asyncio.to_thread(nats_server.restart)
    assert "连不上消息服务（NATS）" in shown
    assert "暂时读不到" in shown


@pytest.mark.parametrize("beyond", [{"epoch": -(2**40)}, {"epoch": 2**31}, {"position": 2**63}])
def test_no_message_is_kept_aside_beyond_all_numbers(beyond: dict[str, int]) -> None:
    kept = {"reader": "toy", "source": "registration", "epoch": 1, "position": 1}
    assert Kept.model_validate(kept).position == 1
    with pytest.raises(ValidationError):
        Kept.model_validate(kept | beyond)

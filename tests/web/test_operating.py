"""The operator's page: what was kept aside is taken once more, and as often as one likes."""

import json
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from contracts.envelope import Envelope
from contracts.events.announcer import EventCancelled
from services._kit.recording import Head, Origin, seal
from services._web.operating import operating_router
from services._web.running import Running
from tests.conftest import MakeDatabase
from tests.kit.conftest import Launch, migrated
from tests.kit.toy import NOON, PROGRAMME, livestream
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
    await keep_aside(service, 1, *cancelled().to_message())
    shown = await client.get(PAGE, headers=cookie())
    assert "announcer第1条" in shown.text
    for _ in range(2):
        answer = await client.post(f"{PAGE}/replay", data=again(1), headers=cookie())
        assert answer.status_code == 303, answer.text
        await service.pool.execute("delete from quarantine")
        await keep_aside(service, 1, *cancelled().to_message())
    assert len(await service.store.envelopes(0, 100)) == 1


async def test_what_cannot_be_read_yet_stays_where_it_is(
    service: Running, client: httpx.AsyncClient, cookie: Cookie
) -> None:
    await keep_aside(service, 2, {}, b"?")
    answer = await client.post(f"{PAGE}/replay", data=again(2), headers=cookie())
    assert answer.status_code == 422
    assert "仍无法识别" in answer.text
    assert await service.pool.fetchval("select count(*) from quarantine") == 1


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

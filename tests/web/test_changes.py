"""Event streams at the wire: who does not keep up, who knows no pieces, who wants a head alone."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, Request, Response

from services._web import changes
from services._web.changes import Change, Changes
from services._web.http import running
from services._web.running import Running
from tests.kit.conftest import Launch
from tests.kit.toy import announcer
from tests.serving import eventually
from tests.web.test_edge import connection

ASK = b"GET /changes HTTP/1.1\r\nHost: a\r\n\r\n"
RETRY, END = b"retry: 1000\n\n", b"0\r\n\r\n"
LARGE = Change("large", {"text": "x" * 1_000_000})


@dataclass
class Feed:
    changes: Changes
    service: Running

    async def listening(self, clients: int) -> None:
        await eventually(lambda: _is(self.changes.listening["all"] == clients))

    def tell(self, change: Change) -> None:
        self.changes.tell(self.service, change)


async def _is(true: bool) -> bool:  # noqa: FBT001 - what is waited for
    return true


async def _nothing(
    pool: asyncpg.Pool, after: int, at_most: int, topic: str | None
) -> Sequence[Change]:
    del pool, after, at_most, topic
    return ()


@pytest.fixture
async def feed(launch: Launch, log_database: str) -> AsyncIterator[Feed]:
    router, told = APIRouter(), Changes(_nothing)

    async def answer(request: Request) -> Response:
        return told.answer(running(request), "all", request)

    router.add_api_route("/changes", answer, response_model=None)
    async with launch(announcer(router), log_database) as service:
        yield Feed(told, service)


async def test_who_does_not_keep_up_is_sent_away_after_a_whole_message_and_nobody_else_is(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BEHIND_AT_MOST", 100_000)
    async with connection(feed.service) as (slow, ask_slowly), connection(feed.service) as (
        quick, ask,
    ):  # fmt: skip
        await ask_slowly(ASK)
        await ask(ASK)
        await feed.listening(2)
        await quick.readuntil(RETRY + b"\r\n")
        told, piece = 0, LARGE.told(feed.service.origin.epoch).piece
        while feed.changes.listening["all"] == 2:
            feed.tell(LARGE)
            told += 1
            assert await quick.readexactly(len(piece)) == piece
        feed.tell(Change("last", {}))
        await quick.readuntil(b"event: last\n")
        seen = await slow.read()
    assert seen.count(b"event: large\n") == told - 1
    assert seen.endswith(b"}\n\n\r\nd\r\n" + RETRY + b"\r\n" + END)


async def test_who_knows_no_pieces_is_sent_none(feed: Feed) -> None:
    async with connection(feed.service) as (reader, send):
        await send(ASK.replace(b"1.1", b"1.0"))
        assert (await reader.readuntil(RETRY)).endswith(b"\r\n\r\n" + RETRY)
        feed.tell(Change("day", {}))
        feed.changes.stop()
        assert await reader.read() == b"event: day\ndata: {}\n\n" + RETRY


async def test_who_asks_for_the_head_alone_does_not_listen(feed: Feed) -> None:
    async with httpx.AsyncClient(base_url=f"http://{feed.service.settings.listen}") as client:
        head = await client.head("/changes")
        assert head.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert not feed.changes.listening
        feed.tell(Change("day", {}))
        assert (await client.get("/health/live")).status_code == 200


async def test_who_is_gone_is_told_nothing(feed: Feed) -> None:
    async with connection(feed.service) as (_, send):
        await send(ASK)
        await feed.listening(1)
    feed.tell(Change("day", {}))
    await feed.listening(0)

"""What viewers are told as it happens: states and public questions, ids only."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from services._web import changes
from tests.livestream.conftest import OPEN_11
from tests.livestream.test_asking import ask, decide
from tests.livestream.test_http import SCHEDULE
from tests.serving import Api, eventually

CHANGES = OPEN_11 + "/changes"


@dataclass
class Viewer:
    lines: AsyncIterator[str]
    last_id: str = ""

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The next event that is no heartbeat."""
        async with asyncio.timeout(15):
            event: dict[str, str] = {}
            async for line in self.lines:
                name, colon, value = line.partition(": ")
                if colon:
                    event[name] = value
                elif event.get("event", "beat") != "beat":
                    self.last_id = event.get("id", self.last_id)
                    return event["event"], json.loads(event["data"])
                else:
                    event = {}
        raise EOFError

    async def fact(self) -> tuple[str, dict[str, Any]]:
        """The next event that tells a fact: numbers of votes come whenever a second is over."""
        while (event := await self.next())[0] == "votes":
            pass
        return event


@contextlib.asynccontextmanager
async def watching(api: Api, last_id: str | None = None) -> AsyncIterator[Viewer]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    async with api.client.stream("GET", CHANGES, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Viewer(response.aiter_lines())


async def test_viewers_see_the_stream_and_public_questions_and_nothing_of_others(
    livestream: Api,
) -> None:
    async with watching(livestream, "1.0") as viewer:
        assert await viewer.fact() == ("state", {"session": "s1", "state": "prepared"})
        assert await viewer.fact() == ("state", {"session": "s2", "state": "prepared"})
        waiting, held, public = [await ask(livestream) for _ in range(3)]
        await decide(livestream, held, "hold", {"reason": "abusive"})
        await decide(livestream, public, "release")
        await decide(livestream, public, "hold", {"reason": "off_topic"})
        await decide(livestream, public, "release")
        await decide(livestream, public, "answer", {"means": "live"})
        await livestream.record(OPEN_11 + "/questions/close", {"session": "s1"})
        await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE)
        for state in ("released", "removed", "released", "answered"):
            assert await viewer.fact() == ("question", {"question": public, "state": state})
        assert await viewer.fact() == ("state", {"session": "s1", "state": "scheduled"})
    assert waiting != held


async def test_viewers_hear_what_is_merged_into_a_public_question_and_what_is_parted_from_it(
    livestream: Api,
) -> None:
    async with watching(livestream, "1.0") as viewer:
        unseen, main, seen = [await ask(livestream) for _ in range(3)]
        await decide(livestream, main, "release")
        await decide(livestream, seen, "release")
        for question in (unseen, seen):
            await decide(livestream, question, "merge", {"into": main})
            await decide(livestream, question, "unmerge")
        told = [await viewer.fact() for _ in range(9)]
    questions = [(data["question"], data["state"]) for event, data in told if event == "question"]
    assert questions == [
        (main, "released"),
        (seen, "released"),
        *[(main, "merged"), (main, "parted")] * 2,
        (seen, "released"),
    ]


async def test_who_comes_back_gets_what_was_missed(livestream: Api) -> None:
    async with watching(livestream, "1.0") as viewer:
        await viewer.next()
        last_id = viewer.last_id
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE)
    for command in ("start", "interrupt", "resume", "end"):
        await livestream.record(f"{OPEN_11}/stream/{command}", {"session": "s1"})
    async with watching(livestream, last_id) as viewer:
        missed = [(await viewer.next())[1]["state"] for _ in range(6)]
    assert missed == ["prepared", "scheduled", "live", "interrupted", "live", "ended"]


async def test_an_unknown_place_means_to_load_anew(livestream: Api) -> None:
    for last_id in ("2.1", "1.999", "whatever"):
        async with watching(livestream, last_id) as viewer:
            assert await viewer.next() == ("reset", {})
    unknown = await livestream.get(CHANGES.replace("open-11", "open-99"))
    assert unknown.status_code == 404


@pytest.mark.parametrize(("limit", "status"), [("OPEN_PER_ADDRESS", 429), ("OPEN_AT_MOST", 503)])
async def test_too_many_streams_are_refused_with_a_reason_until_one_ends(
    livestream: Api, monkeypatch: pytest.MonkeyPatch, limit: str, status: int
) -> None:
    monkeypatch.setattr(changes, limit, 2)
    async with watching(livestream, "1.0") as first, watching(livestream, "1.0") as second:
        await first.next()
        await second.next()
        async with asyncio.timeout(20):  # one that is not refused never ends
            refused = await livestream.get(CHANGES)
    assert (refused.status_code, refused.json()["error"]) == (status, "too_many_streams")
    assert refused.headers["retry-after"] == "60"
    assert "刷新" in refused.json()["message"]

    async def again() -> bool:
        async with livestream.client.stream("GET", CHANGES) as answer:
            return answer.status_code == 200

    await eventually(again)

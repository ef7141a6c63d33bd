"""Server-sent events: what changed, from any point on, the same on every replica."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx

from tests.compliance.conftest import Compliance, Launch, Others, PlayedClock
from tests.compliance.story import Story

CHANGES = "/api/compliance/programmes/daxing-2023/changes"


@dataclass
class Stream:
    lines: AsyncIterator[str]

    async def next(self) -> dict[str, str]:
        """The next event that is no heartbeat."""
        async with asyncio.timeout(15):
            event: dict[str, str] = {}
            async for line in self.lines:
                name, colon, value = line.partition(": ")
                if colon:
                    event[name] = value
                elif event.get("event", "beat") != "beat":
                    return event
                else:
                    event = {}
        raise EOFError


@contextlib.asynccontextmanager
async def listening(compliance: Compliance, **headers: str) -> AsyncIterator[Stream]:
    async with compliance.http.stream("GET", CHANGES, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Stream(response.aiter_lines())


def planned() -> Story:
    return Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")


async def test_a_change_arrives_and_who_comes_back_gets_what_was_missed(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    story = planned()
    await others.say(story.facts)
    clock.set("2023-09-04 10:00")
    await compliance.settled()
    async with listening(compliance) as stream:
        await others.say(story.noticed("2023-09-04 10:00", "2023-09-14").facts[-2:])
        events = [await stream.next()]
        while not _tells(events[-1], "ANN-TIME", "met"):
            events.append(await stream.next())  # what was told before may still be on its way
        following = await stream.next()
    met = json.loads(events[-1]["data"])
    assert (events[-1]["event"], met["row"], met["previous"]) == ("verdict", "open-11", "pending")
    assert events[-1]["id"].startswith("1.")
    async with listening(compliance, **{"Last-Event-ID": events[-1]["id"]}) as stream:
        assert await stream.next() == following


def _tells(event: dict[str, str], code: str, status: str) -> bool:
    told = json.loads(event["data"])
    return (told.get("code"), told.get("status")) == (code, status)


async def test_an_unknown_place_in_the_log_means_to_load_anew(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await others.say(planned().facts)
    clock.set("2023-09-04 10:00")
    await compliance.settled()
    for last_id in ("2.1", "1.999999", "whatever"):
        async with listening(compliance, **{"Last-Event-ID": last_id}) as stream:
            assert (await stream.next())["event"] == "reset"


async def test_a_new_day_in_beijing_is_told(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await others.say(planned().facts)
    clock.set("2023-08-12 23:59")  # nothing falls due in this night
    await compliance.settled()
    async with listening(compliance) as stream:
        clock.set("2023-08-13 00:00")
        while (event := await stream.next())["event"] == "verdict":
            pass  # what was told before may still be on its way
    assert (event["event"], json.loads(event["data"])) == ("day", {"date": "2023-08-13"})


async def test_the_stop_of_the_service_ends_the_stream(
    launch: Launch, others: Others, clock: PlayedClock
) -> None:
    await others.say(planned().facts)
    clock.set("2023-08-12 10:00")
    async with httpx.AsyncClient(timeout=20) as browser, contextlib.AsyncExitStack() as stack:
        async with launch() as compliance:
            await compliance.settled()
            address = f"http://{compliance.running.settings.listen}{CHANGES}"
            response = await stack.enter_async_context(browser.stream("GET", address))
            lines = response.aiter_lines()
            assert await anext(lines) == "retry: 1000"
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 10
        with contextlib.suppress(httpx.HTTPError):
            assert [line async for line in lines if line] == ["retry: 1000"]

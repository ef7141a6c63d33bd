"""How many watched: pages that are open are counted, and told by the clock when all is over."""

import pytest

from services.livestream.viewers import by_minute
from tests.livestream.conftest import OPEN_11
from tests.livestream.test_changes import watching
from tests.livestream.test_intake import SCHEDULE
from tests.serving import Api, eventually

WATCHED = ("daxing-2023", "open-11")


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter of the service looks often; of a minute the greatest number stays as ever."""
    monkeypatch.setattr(by_minute, "EVERY", 0.05)


async def _counted(livestream: Api, minutes: int) -> None:
    async def enough() -> bool:
        figures = await by_minute.figures(livestream.running.pool, *WATCHED)
        return "s1" in figures and figures["s1"].minutes == minutes

    await eventually(enough)


async def _told(livestream: Api) -> list[tuple[int, int]]:
    log = await livestream.log()
    return [(fact["most"], fact["minutes"]) for name, fact in log if name == "StreamWatched"]


async def test_how_many_watched_is_told_a_minute_after_the_stream_has_ended(
    livestream: Api,
) -> None:
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE)
    await livestream.record(OPEN_11 + "/stream/start", {"session": "s1"})
    async with watching(livestream):
        await _counted(livestream, 1)
        livestream.clock.set("2023-08-01T09:01:00+08:00")
        async with watching(livestream):
            await _counted(livestream, 3)
    await livestream.record(OPEN_11 + "/stream/end", {"session": "s1"})
    livestream.clock.set("2023-08-01T09:01:59+08:00")
    await livestream.record(OPEN_11 + "/questions/close", {"session": "s1"})
    assert await _told(livestream) == []

    livestream.clock.set("2023-08-01T09:02:00+08:00")

    async def told() -> list[tuple[int, int]]:
        return await _told(livestream)

    await eventually(told)
    assert await told() == [(2, 3)]

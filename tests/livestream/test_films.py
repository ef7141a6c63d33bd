"""Whether a film can be shown, and where it stands when somebody begins to play it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from services.livestream.media import rows
from services.livestream.media.files import film_path
from services.livestream.media.films import rows as films
from services.livestream.media.films.fitness import LONGEST, Unfit, lasts, unfit
from services.livestream.media.films.showing import position
from services.livestream.media.ingest import Intake
from services.livestream.media.segments import Cut
from services.livestream.media.video import Video
from tests.livestream.conftest import OPEN_11
from tests.livestream.studio import FFMPEG
from tests.livestream.test_intake import KEY, PAGE, SCHEDULE, video
from tests.livestream.test_pages import look
from tests.serving import OFFICE, Api

__all__ = ["video"]

BEGAN = datetime(2023, 9, 14, 1, tzinfo=UTC)


def film(*seconds: float) -> list[Cut]:
    """A film with key frames so far apart."""
    ends = [sum(seconds[: place + 1]) for place in range(len(seconds))]
    return [Cut("null", end - lasted, end) for end, lasted in zip(ends, seconds, strict=True)]


@pytest.mark.parametrize(
    ("cuts", "read_through", "why"),
    [
        (film(2, 2, 12), True, None),
        (film(2, 2), False, Unfit.UNREADABLE),
        (film(), True, Unfit.UNREADABLE),
        (film(2, 12.1, 2), True, Unfit.FEW_KEY_FRAMES),
        (film(0.9), True, Unfit.LENGTH),
        (film(*[10] * int(LONGEST / 10), 1), True, Unfit.LENGTH),
    ],
)
def test_a_film_is_shown_only_if_it_can_be_played_as_it_is(
    cuts: list[Cut], why: Unfit | None, *, read_through: bool
) -> None:
    assert unfit(cuts, read_through=read_through) == why


def test_a_film_lasts_to_the_end_of_its_last_cut() -> None:
    assert (lasts(film(2, 3)), lasts([])) == (5, 0)


@pytest.mark.parametrize(("passed", "at"), [(0, 0), (0.9, 0), (1.5, 1.5), (600, 600)])
def test_it_goes_on_where_it_would_be_and_loses_no_beginning(passed: float, at: float) -> None:
    assert position(BEGAN, BEGAN + timedelta(seconds=passed)) == at


async def test_a_day_that_is_over_is_offered_neither_an_encoder_nor_a_film(
    livestream: Api, video: Video
) -> None:
    await livestream.post(OPEN_11 + "/stream/schedule", SCHEDULE)
    equipped = replace(livestream.running.equipment, video=video)
    object.__setattr__(livestream.running, "equipment", equipped)
    before = await look(livestream, PAGE + "/video", OFFICE)
    livestream.clock.set("2023-08-02T00:00:00+08:00")
    after = await look(livestream, PAGE + "/video", OFFICE)
    for words in ("打开推流入口", "首播影片"):
        assert (words in before.text, words in after.text) == (True, False)


async def test_a_film_goes_on_where_it_would_be_and_ends_by_itself(
    livestream: Api, video: Video, tmp_path: Path
) -> None:
    """As a process finds it that was started five seconds after the film began."""
    file, pool, now = tmp_path / "film.mp4", livestream.running.pool, livestream.running.clock.now()
    process = await asyncio.create_subprocess_exec(
        FFMPEG, "-nostdin", "-loglevel", "quiet", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=10",
        "-t", "7", "-c:v", "libx264", "-g", "10", "-preset", "ultrafast", str(file),
    )  # fmt: skip
    assert await process.wait() == 0
    await livestream.post(OPEN_11 + "/stream/schedule", SCHEDULE)
    assert await rows.open_ingest(pool, KEY, None, now)
    assert await rows.go_on_air(pool, KEY, now - timedelta(seconds=5))
    row = await rows.ingest(pool, KEY)
    assert row is not None
    coming = await films.begin(pool, KEY, "a file", None)
    await video.recordings.put_file(film_path(row.address), file)
    data = await asyncio.to_thread(file.read_bytes)
    await films.accept(pool, coming, sha256(data).hexdigest(), 7000)
    video.joins.mkdir(parents=True)
    await asyncio.wait_for(Intake(livestream.running, video, row).run(), 30)

    told = dict((await livestream.log())[3:])
    assert list(told) == ["StreamStarted", "StreamEnded", "RecordingKept"]
    assert 1500 <= told["RecordingKept"]["duration_ms"] <= 3500
    after = await rows.ingest(pool, KEY)
    assert after is not None
    assert after.finished_at is not None
    assert not list(video.joins.parent.joinpath("films").iterdir())

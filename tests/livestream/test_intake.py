"""What a process left lying is kept, proved and told by the next one; on real servers."""

import asyncio
import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from deploy.local.ports import free_port
from services._kit.postgres import transaction
from services._web.stores import open_store
from services.livestream.hosting import second
from services.livestream.media import kept, rows
from services.livestream.media.commands import LIST
from services.livestream.media.files import Recordings, segment_path, unread_path
from services.livestream.media.ingest import Intake
from services.livestream.media.rows import Ingest, Key
from services.livestream.media.segments import Segment, chain
from services.livestream.media.takes import folders
from services.livestream.media.video import Video
from tests.livestream.conftest import OPEN_11
from tests.livestream.test_asking import ask, decide
from tests.serving import Api, eventually

PAGE = "/live/daxing-2023/open-11"
KEY: Key = ("daxing-2023", "open-11", "s1")
SCHEDULE = {"session": "s1", "starts_at": "2023-08-01T09:00:00+08:00", "account": "旧宫发布"}
PICTURES = (b"a picture", b"another picture", b"a third picture")


@pytest.fixture
async def video(livestream: Api, tmp_path: Path) -> Video:
    """A disk on which pictures come in, and a store that keeps them."""
    vault, patience = livestream.running.equipment.vault, timedelta(seconds=10)
    recordings = Recordings(open_store((tmp_path / "recordings").as_uri()))
    return Video(
        tmp_path / "spool", recordings, vault, "127.0.0.1", "127.0.0.1", range(1, 2), patience,
        frozenset(),
    )  # fmt: skip


@pytest.fixture
async def opened(livestream: Api) -> Ingest:
    """A session that was on the air and is over, of which nothing is told yet."""
    await livestream.post(OPEN_11 + "/stream/schedule", SCHEDULE)
    pool, now = livestream.running.pool, livestream.running.clock.now()
    assert await rows.open_ingest(pool, KEY, 1, now)
    assert await rows.go_on_air(pool, KEY, now - timedelta(minutes=5))
    assert await rows.close(pool, KEY, now)
    return await _read(livestream)


async def _read(livestream: Api) -> Ingest:
    row = await rows.ingest(livestream.running.pool, KEY)
    assert row is not None
    return row


async def _told(livestream: Api) -> dict[str, dict[str, Any]]:
    return dict((await livestream.log())[3:])


def _leave(folder: Path, listed: int, ago: float) -> None:
    """Segments of two seconds each, the last of them written so many seconds ago."""
    folder.mkdir(parents=True)
    for number, picture in enumerate(PICTURES):
        (folder / f"{number:06}.ts").write_bytes(picture)
        written = time.time() - ago - 2 * (len(PICTURES) - 1 - number)
        os.utime(folder / f"{number:06}.ts", (written, written))
    lines = (f"{it:06}.ts,{2 * it}.0,{2 * it + 2}.0\n" for it in range(listed))
    (folder / LIST).write_text("".join(lines))


async def test_what_lies_on_the_disk_is_kept_proved_and_told_once(
    livestream: Api, video: Video, opened: Ingest
) -> None:
    spool = video.spool_of(KEY)
    _leave(spool / "1", listed=3, ago=100)
    _leave(spool / "2", listed=2, ago=40)  # of the third nobody can say how long it is
    await Intake(livestream.running, video, opened).run()

    shown = await kept.aired(livestream.running.pool, KEY)
    assert [each.take for each in shown] == [0, 0, 0, 1, 1]
    assert [await video.recordings.holds(opened.address, each) for each in shown] == [True] * 5
    aside = unread_path(opened.address, "2/000002.ts")
    assert await video.recordings.read(aside) == PICTURES[2]
    told = await _told(livestream)
    assert list(told) == [
        "StreamStarted", "StreamInterrupted", "StreamResumed", "StreamEnded", "RecordingKept"
    ]  # fmt: skip
    assert told["RecordingKept"]["head_sha256"] == chain(shown)
    (gap,) = told["RecordingKept"]["gaps"]
    missing = (shown[3].began - shown[2].ended) // timedelta(milliseconds=1)
    assert gap == {"at_ms": 6000, "lasted_ms": missing}
    assert told["StreamResumed"]["gap_ms"] == missing
    course = await kept.course(livestream.running.pool, KEY)
    assert [each.model_dump() for each in course.gaps] == told["RecordingKept"]["gaps"]
    assert course.milliseconds == told["RecordingKept"]["duration_ms"]
    assert not spool.exists()

    await livestream.running.pool.execute("update ingest set finished_at = null")
    await Intake(livestream.running, video, await _read(livestream)).run()
    assert await _told(livestream) == told
    assert (await _read(livestream)).finished_at is not None

    lists = livestream.running.equipment.lists
    ran = (await second.courses(livestream.running.pool, lists, *KEY[:2]))["s1"]
    assert second.second(ran, shown[3].began + timedelta(seconds=1.5)) == 7


async def test_what_is_lost_is_told_and_not_shown(
    livestream: Api, video: Video, opened: Ingest
) -> None:
    pool, now = livestream.running.pool, livestream.running.clock.now()
    for number, picture in enumerate(PICTURES):
        seen = _segment(number, now, picture)
        await kept.keep(pool, KEY, "1/", f"{number:06}.ts", seen)
        await kept.keep(pool, KEY, "1/", f"{number:06}.ts", seen)  # said twice, kept once
        if number != 1:
            await video.recordings.put(segment_path(opened.address, seen.sha256), picture)
    await Intake(livestream.running, video, opened).run()

    told = (await _told(livestream))["RecordingKept"]
    assert (told["segments"], told["missing"], told["duration_ms"]) == (3, 1, 4000)
    assert told["gaps"] == [{"at_ms": 2000, "lasted_ms": 2000}]
    assert [each.number for each in await kept.aired(pool, KEY)] == [0, 2]
    assert told["head_sha256"] == chain(await kept.aired(pool, KEY, lost=True))


async def test_while_the_store_is_away_pictures_wait_on_the_disk_and_the_door_stays_open(
    livestream: Api, video: Video, opened: Ingest, tmp_path: Path
) -> None:
    pool, store = livestream.running.pool, tmp_path / "recordings"
    store.rmdir()
    store.touch()  # whatever is put there is refused
    await pool.execute("update ingest set closed_at = null, port = $1", free_port())
    row, spool = await _read(livestream), video.spool_of(KEY)
    _leave(spool / "1", listed=2, ago=40)
    intake = Intake(livestream.running, video, row)
    running = asyncio.create_task(intake.run())

    async def listens() -> bool:
        return len(folders(spool)) == 2

    async def keeps() -> bool:
        return len(await kept.aired(pool, KEY)) == 2

    await eventually(listens)
    assert not await keeps()
    store.unlink()
    store.mkdir()
    await eventually(keeps)
    assert not running.done()
    intake.row = replace(row, closed_at=opened.closed_at)
    await running
    assert (await _told(livestream))["RecordingKept"]["segments"] == 2


async def test_an_answer_given_live_leads_to_its_second_of_the_recording(
    livestream: Api, video: Video, opened: Ingest
) -> None:
    pool, now = livestream.running.pool, livestream.running.clock.now()
    for number, picture in enumerate(PICTURES):
        came = _segment(number, now, picture)
        await kept.keep(pool, KEY, "1/", f"{number:06}.ts", came)
        await video.recordings.put(segment_path(opened.address, came.sha256), picture)
    await Intake(livestream.running, video, opened).run()
    question = await ask(livestream)
    await decide(livestream, question, "release")
    await decide(livestream, question, "answer", {"means": "live"})
    said = now - timedelta(seconds=57)
    await pool.execute("update question set taken_up_at = $1", said)
    before = await livestream.client.get(PAGE)
    await livestream.record(OPEN_11 + "/recording/release", {"session": "s1"})
    assert await rows.joined(pool, KEY, now)
    after = await livestream.client.get(PAGE, params={"session": "s1", "t": 3})

    assert "直播3秒时答复" in before.text
    assert "录像公开后可以在这里回看" in before.text
    assert "录像公开后可以在这里回看" not in after.text
    assert opened.address not in before.text
    assert f'href="{PAGE}?session=s1&amp;t=3#screen-s1"' in after.text
    assert f'src="/live/media/{opened.address}/recording.mp4#t=3"' in after.text


async def test_only_who_changes_something_is_noted_and_what_is_closed_stays_closed(
    livestream: Api, opened: Ingest
) -> None:
    pool, session = livestream.running.pool, {"session": "s1"}
    for act in ("key", "air"):
        refused = await livestream.post(OPEN_11 + f"/video/{act}", session)
        assert (refused.status_code, refused.json()["error"]) == (409, "closed")
    assert await _read(livestream) == opened
    await pool.execute("update ingest set closed_at = null, air_from = null")
    for act in ("air", "air", "close", "close"):
        assert (await livestream.post(OPEN_11 + f"/video/{act}", session)).status_code == 200
    assert [it["act"] for it in await rows.acts(pool, KEY)] == ["air", "close"]


async def test_a_port_is_one_sessions_and_what_is_open_is_not_opened_again(
    livestream: Api, opened: Ingest
) -> None:
    async with transaction(livestream.running.pool) as connection:
        assert await rows.free_port(connection, (*KEY[:2], "s2"), range(1, 3)) == 2
        assert await rows.free_port(connection, (*KEY[:2], "s2"), range(1, 2)) is None
        assert await rows.free_port(connection, KEY, range(1, 2)) == 1
        assert not await rows.open_ingest(connection, KEY, 1, opened.opened_at)
    assert await _read(livestream) == opened


async def test_nobody_needs_a_port_a_day_after_the_last_picture(
    livestream: Api, opened: Ingest
) -> None:
    pool, now = livestream.running.pool, livestream.running.clock.now()
    await pool.execute("update ingest set closed_at = null")
    for hours, closed in ((23, None), (25, now + timedelta(hours=25))):
        await rows.close_forgotten(pool, now + timedelta(hours=hours))
        assert (await _read(livestream)).closed_at == closed
    assert opened.closed_at == now


def _segment(number: int, now: datetime, picture: bytes) -> Segment:
    began = now - timedelta(seconds=60 - 2 * number)
    return Segment(0, 0, began, 2000, sha256(picture).hexdigest(), len(picture))

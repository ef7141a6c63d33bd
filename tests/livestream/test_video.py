"""A picture and a tone go through the real thing, and everything that can end, ends.

One story in acts: a stream takes its time, so nobody begins anew.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, async_playwright, expect

from deploy.local.nats import NatsServer
from services.livestream.media.segments import Segment, chain, gaps
from tests.browser.conftest import FLAGS
from tests.conftest import MakeDatabase
from tests.livestream.studio import FFMPEG, PAGE, SESSION, Encoder, Platform, Studio, opened
from tests.prerequisites import chromium

pytestmark = pytest.mark.browser

SECRET = "what-the-platform-gave-us"
AHEAD = "document.querySelector('video').currentTime"
LOOK_BACK = """() => {
  const it = document.querySelector('video');
  it.muted = true;
  return it.play();
}"""


@pytest.fixture
async def studio(
    tmp_path: Path, make_database: MakeDatabase, nats_server: NatsServer
) -> AsyncIterator[Studio]:
    async with opened(tmp_path, make_database, nats_server) as it:
        yield it


@pytest.fixture
async def viewer(studio: Studio) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = await browser.new_page()
        await page.goto(studio.url + PAGE)
        yield page
        await browser.close()


async def plays(studio: Studio, page: Page) -> None:
    """The play head advances."""
    before = await page.evaluate(AHEAD)

    async def advanced() -> bool:
        reached: float = await page.evaluate(AHEAD)
        return reached > float(before) + 1

    await studio.until(advanced)


async def aired(studio: Studio) -> list[Segment]:
    rows = await studio.fetch(
        "select number, take, began, milliseconds, sha256, size from segment"
        " where link is not null order by number"
    )
    return [Segment(**row) for row in rows]


async def test_everything_that_can_end_ends_and_one_recording_is_kept(
    studio: Studio, viewer: Page, tmp_path: Path
) -> None:
    address = (await studio.done("/video/open"))["publish"]
    platform = Platform(tmp_path)
    push = {**SESSION, "name": "旧宫发布", "address": platform.address, "secret": f"?key={SECRET}"}
    await studio.done("/video/targets", push)
    await _nobody_comes_in_with_another_passphrase(studio, address)
    address = await _nor_with_the_one_that_was_changed(studio, address)
    (passphrase,) = parse_qs(urlsplit(address).query)["passphrase"]
    encoder = Encoder(address)
    encoder.start()
    await _a_test_picture_is_seen_by_nobody_else(studio, viewer)
    await studio.done("/video/air")
    await studio.told("StreamStarted")
    await _pushed(studio, "retrying")
    platform.open()
    await plays(studio, viewer)
    await _a_process_without_a_folder_shows_the_same(studio)
    await _pushed(studio, "pushing")
    await _a_second_publisher_is_turned_away(studio, address)

    await encoder.cut()
    await studio.told("StreamInterrupted")
    await expect(viewer.get_by_text("暂时中断")).to_be_visible()
    encoder.start()
    await studio.told("StreamResumed")
    await plays(studio, viewer)

    takes = len({each.take for each in await aired(studio)})
    studio.kill_ffmpeg()
    await _takes(studio, takes + 1)
    await studio.kill()
    await studio.start()
    await _takes(studio, takes + 2)
    assert (await studio.post("/stream/end")).json()["error"] == "by_evidence"
    await _pushed(studio, "pushing")
    told = "".join([studio.log.read_text(encoding="utf-8"), *studio.ffmpegs().values()])
    assert passphrase not in told
    assert SECRET not in told
    await studio.done("/video/close")
    await encoder.cut()
    await studio.told("RecordingKept")
    await _the_recording_is_whole(studio)
    assert passphrase not in str(await studio.facts())
    await _pushed(studio, "done")
    await platform.close()
    await _everybody_may_look_back(studio, viewer)
    await _it_is_deleted_when_the_materials_are_out(studio)


async def _nobody_comes_in_with_another_passphrase(studio: Studio, address: str) -> None:
    stranger = Encoder(address.replace("passphrase=", "passphrase=0"))
    stranger.start()
    await studio.told("PublisherRefused")
    await stranger.cut()


async def _nor_with_the_one_that_was_changed(studio: Studio, address: str) -> str:
    """Whoever still sends with it is cut off and turned away, which is counted.

    Answers the new address.
    """
    (before,) = await studio.fetch("select times from refused_publisher where why = 'wrong_key'")
    old = Encoder(address)
    old.start()

    async def sends() -> bool:
        return bool(await studio.fetch("select from ingest where publisher"))

    await studio.until(sends)
    changed: str = (await studio.done("/video/key"))["publish"]
    assert changed != address

    async def refused() -> bool:
        more = "select from refused_publisher where why = 'wrong_key' and times > $1"
        return bool(await studio.fetch(more, before["times"]))

    await studio.until(refused)
    assert not await sends()
    await old.cut()
    return changed


async def _a_test_picture_is_seen_by_nobody_else(studio: Studio, viewer: Page) -> None:
    async def seen() -> bool:
        return bool(await studio.fetch("select from segment"))

    await studio.until(seen)
    (row,) = await studio.fetch("select address, preview from ingest")
    media = "/live/media/{}/index.m3u8"
    test = await studio.client.get(media.format(row["preview"]))
    assert "0.ts" in test.text
    assert test.headers["cache-control"] == "no-store"
    assert (await studio.client.get(media.format(row["address"]))).status_code == 404
    assert "StreamStarted" not in dict(await studio.facts())
    await expect(viewer.locator("video")).to_be_hidden()


async def _a_process_without_a_folder_shows_the_same(studio: Studio) -> None:
    other = studio.beside()
    await other.start()
    try:
        (row,) = await studio.fetch("select address from ingest")
        media = f"/live/media/{row['address']}"
        assert ".ts" in (await other.client.get(f"{media}/index.m3u8")).text
        first = (await aired(studio))[0]
        shown = await other.client.get(f"{media}/{first.number}.ts")
        assert sha256(shown.content).hexdigest() == first.sha256
    finally:
        await other.kill()
        await other.client.aclose()


async def _a_second_publisher_is_turned_away(studio: Studio, address: str) -> None:
    second = Encoder(address)
    second.start()
    await studio.told("PublisherRefused", 2)
    await second.cut()
    whys = [data["why"] for fact, data in await studio.facts() if fact == "PublisherRefused"]
    assert whys == ["wrong_key", "second_publisher"]


async def _pushed(studio: Studio, state: str) -> None:
    """The push to the platform has come so far."""

    async def come() -> bool:
        return bool(await studio.fetch("select from push_target where state = $1", state))

    await studio.until(come)


async def joined(studio: Studio) -> None:
    """The recording is one file."""

    async def done() -> bool:
        return bool(await studio.fetch("select from ingest where joined_at is not null"))

    await studio.until(done)


async def _takes(studio: Studio, wanted: int) -> None:
    """So many connections of publishers have brought a picture."""

    async def enough() -> bool:
        return len({each.take for each in await aired(studio)}) >= wanted

    await studio.until(enough)


async def _the_recording_is_whole(studio: Studio) -> None:
    facts = await studio.facts()
    kept = dict(facts)["RecordingKept"]
    segments = await aired(studio)
    assert kept["segments"] == len(segments)
    assert kept["head_sha256"] == chain(segments)
    links = await studio.fetch(
        "select link from segment where link is not null order by number desc limit 1"
    )
    assert links[0]["link"] == kept["head_sha256"]
    assert kept["gaps"] == [gap.model_dump() for gap in gaps(segments)]
    resumed = [data["gap_ms"] for fact, data in facts if fact == "StreamResumed"]
    assert set(resumed) <= {gap["lasted_ms"] for gap in kept["gaps"]}
    (row,) = await studio.fetch("select address from ingest")
    folder = studio.folder / "video" / "recordings" / row["address"]
    for each in segments:
        data = (folder / f"{each.sha256}.ts").read_bytes()
        assert sha256(data).hexdigest() == each.sha256
    await joined(studio)
    lasts = await decoded(folder / "recording.mp4")
    assert lasts == pytest.approx(kept["duration_ms"] / 1000, abs=3)


async def _everybody_may_look_back(studio: Studio, viewer: Page) -> None:
    (row,) = await studio.fetch("select address from ingest")
    file = f"/live/media/{row['address']}/recording.mp4"
    assert (await studio.client.get(file)).status_code == 404
    await studio.done("/recording/release")
    await joined(studio)
    part = await studio.client.get(file, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    await viewer.reload()
    await expect(viewer.get_by_role("link", name="打开录像文件")).to_be_visible()
    await viewer.goto(f"{studio.url}{PAGE}?session=s1&t=2#screen-s1")
    await viewer.wait_for_function(f"{AHEAD} >= 2")
    await viewer.evaluate(LOOK_BACK)
    await plays(studio, viewer)


async def _it_is_deleted_when_the_materials_are_out(studio: Studio) -> None:
    reason = {**SESSION, "reason": "kept_long_enough"}
    assert (await studio.post("/recording/delete", reason)).json()["error"] == "materials_not_out"
    await studio.fetch(
        "insert into known_bundle values ('daxing-2023', 'open-11', 'b1', 'district_website', $1)",
        datetime.now(UTC),
    )
    await studio.done("/recording/delete", reason)
    recordings = studio.folder / "video" / "recordings"

    async def gone() -> bool:
        return not [it for it in recordings.rglob("*") if it.is_file()]

    await studio.until(gone)
    assert "RecordingDeleted" in dict(await studio.facts())


async def decoded(recording: Path) -> float:
    """For how long a recording can be watched, in seconds: every picture of it is decoded."""
    process = await asyncio.create_subprocess_exec(
        FFMPEG, "-nostdin", "-loglevel", "quiet", "-i", str(recording), "-f", "null",
        "-progress", "pipe:1", "-", stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told, _ = await process.communicate()
    assert process.returncode == 0
    (*_, last) = [it for it in told.decode().splitlines() if it.startswith("out_time_us=")]
    return int(last.partition("=")[2]) / 1_000_000

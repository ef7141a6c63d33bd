"""A film is uploaded, shown to all at once when its session begins, and kept like any stream.

One story in acts, on the real thing: a film takes its time.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from deploy.local.nats import NatsServer
from services._web.signed_in import TOKEN
from services.livestream.media.segments import chain
from tests.axe import ALL, violations
from tests.browser.tabs import Tabs
from tests.conftest import MakeDatabase
from tests.livestream.studio import FFMPEG, PAGE, SESSION, Studio, opened
from tests.livestream.test_video import LOOK_BACK, aired, decoded, joined, plays
from tests.signing_in import CSRF

pytestmark = pytest.mark.browser

UPLOAD = f"{PAGE}/video/film?session=s1"
SECONDS = 12
LAG = 7
"""Seconds by which one player is at most further behind than another; a film begun anew is more."""
SEEN = """() => {
  const it = document.querySelector('video');
  return it.currentTime - it.seekable.end(0);
}"""


@pytest.fixture
async def studio(
    tmp_path: Path, make_database: MakeDatabase, nats_server: NatsServer
) -> AsyncIterator[Studio]:
    async with opened(tmp_path, make_database, nats_server) as it:
        yield it


@pytest.fixture
async def operator(studio: Studio, tabs: Tabs) -> Page:
    return await tabs.new(studio.url, cookies={TOKEN: studio.token(CSRF, "王")})


async def made(file: Path, *coded: str) -> Path:
    """A film with a picture that is hard to compress: it comes in more than one part."""
    process = await asyncio.create_subprocess_exec(
        FFMPEG, "-nostdin", "-loglevel", "quiet",
        "-f", "lavfi", "-i", "testsrc2=s=640x360:r=10,noise=alls=60:allf=t",
        "-f", "lavfi", "-i", "sine=440", "-t", str(SECONDS), "-c:v", "libx264", "-g", "20",
        "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-b:v", "6M", "-c:a", "aac", *coded, "-y",
        str(file),
    )  # fmt: skip
    assert await process.wait() == 0
    return file


async def test_a_film_is_shown_to_all_at_once_and_kept(
    studio: Studio, operator: Page, tabs: Tabs, tmp_path: Path
) -> None:
    film = await made(tmp_path / "film.mp4")
    await _what_cannot_be_shown_is_turned_down(operator, tmp_path, studio)
    await _an_upload_goes_on_where_it_was_cut_off(operator, film, studio)
    viewer = await tabs.new(studio.url)
    await viewer.goto(studio.url + PAGE)
    await expect(viewer.get_by_text("本场首播影片，到时在本页自动开始")).to_be_visible()
    await pictured(viewer, "premiere-announced")
    await _nobody_sees_it_before_its_time(studio, viewer)

    soon = datetime.now(UTC) + timedelta(seconds=2)
    schedule = {**SESSION, "starts_at": soon.isoformat(), "account": "旧宫发布"}
    await studio.done("/stream/schedule", schedule)
    await studio.told("StreamStarted")
    late = await tabs.new(studio.url)
    await late.goto(studio.url + PAGE)
    await plays(studio, viewer)
    await plays(studio, late)
    places = [float(await it.evaluate(SEEN)) for it in (viewer, late)]
    assert abs(places[0] - places[1]) < LAG
    await expect(operator.get_by_text("正在播放影片")).to_be_visible()
    await studio.told("RecordingKept")
    await _it_was_shown_once_and_in_its_time(studio, soon)
    await _it_is_watched_again_and_deleted(studio, viewer, operator)


async def pictured(page: Page, name: str) -> None:
    """Sound on a phone, and kept as pictures where somebody wants to look at them."""
    folder = os.environ.get("MINSHENG_PICTURES")
    for width, height in ((1280, 900), (390, 844)) if folder else ((390, 844),):
        await page.set_viewport_size({"width": width, "height": height})
        if folder:
            await page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert await violations(page, ALL) == [], name


async def _send(page: Page, film: Path) -> None:
    await page.get_by_label("影片", exact=True).set_input_files(film)
    await page.get_by_role("button", name="上传").click()


async def _what_cannot_be_shown_is_turned_down(
    operator: Page, folder: Path, studio: Studio
) -> None:
    await operator.goto(studio.url + UPLOAD)
    await pictured(operator, "premiere-upload")
    await _send(operator, await made(folder / "other.mp4", "-c:v", "mpeg4"))
    await expect(operator.get_by_text("不能播出")).to_be_visible()
    await expect(operator.get_by_text("不是H.264画面")).to_be_visible()
    await pictured(operator, "premiere-unfit")
    assert "FilmAccepted" not in dict(await studio.facts())
    await operator.get_by_role("button", name="撤下影片").click()
    await expect(operator.get_by_role("link", name="首播影片")).to_be_visible()
    recordings = studio.folder / "video" / "recordings"
    assert not [it for it in recordings.rglob("*") if it.is_file()]


async def _an_upload_goes_on_where_it_was_cut_off(
    operator: Page, film: Path, studio: Studio
) -> None:
    """The first part arrives; then nothing gets through; a page opened anew goes on from there."""
    passed = 0

    async def cut(route: Route) -> None:
        nonlocal passed
        passed += 1
        await (route.continue_() if passed == 1 else route.abort())

    await operator.get_by_role("link", name="首播影片").click()
    await operator.route("**/parts", cut)
    await _send(operator, film)
    await expect(operator.get_by_text("连接中断，正在续传")).to_be_visible()
    await pictured(operator, "premiere-cut")
    (row,) = await studio.fetch("select film, received from film")
    data = await asyncio.to_thread(film.read_bytes)
    assert 0 < row["received"] < len(data)
    await operator.unroute("**/parts")
    await operator.goto(studio.url + UPLOAD)
    await expect(operator.get_by_text("从断开处续传")).to_be_visible()
    await _send(operator, film)
    await expect(operator.get_by_text("可以播出")).to_be_visible()
    await pictured(operator, "premiere-ready")
    (same,) = await studio.fetch("select film, received from film")
    assert same["film"] == row["film"]
    accepted = dict(await studio.facts())["FilmAccepted"]
    assert accepted["sha256"] == sha256(data).hexdigest()
    assert accepted["duration_ms"] == pytest.approx(SECONDS * 1000, abs=500)


async def _nobody_sees_it_before_its_time(studio: Studio, viewer: Page) -> None:
    (row,) = await studio.fetch("select address, preview from ingest")
    for address in row.values():
        assert address not in await viewer.content()
        answer = await studio.client.get(f"/live/media/{address}/index.m3u8")
        assert (answer.status_code, "0.ts" in answer.text) in {(404, False), (200, False)}
    files = [f"/live/media/{row[name]}/film.mp4" for name in ("address", "preview")]
    assert [(await studio.client.get(it)).status_code for it in files] == [404, 200]
    assert (await studio.post("/video/air")).json()["error"] == "film"
    assert (await studio.post("/video/key")).json()["error"] == "film"


async def _it_was_shown_once_and_in_its_time(studio: Studio, due: datetime) -> None:
    facts = [name for name, _ in await studio.facts()]
    assert facts.count("StreamStarted") == facts.count("StreamEnded") == 1
    kept, segments = dict(await studio.facts())["RecordingKept"], await aired(studio)
    assert kept["head_sha256"] == chain(segments)
    assert kept["missing"] == 0
    assert timedelta() <= segments[0].began - due < timedelta(seconds=3)
    assert kept["gaps"] == []
    assert kept["duration_ms"] == pytest.approx(SECONDS * 1000, abs=500)


async def _it_is_watched_again_and_deleted(studio: Studio, viewer: Page, operator: Page) -> None:
    await studio.done("/recording/release")
    await joined(studio)
    (row,) = await studio.fetch("select address from ingest")
    folder = studio.folder / "video" / "recordings" / row["address"]
    lasts = await decoded(folder / "recording.mp4")
    kept = dict(await studio.facts())["RecordingKept"]
    assert lasts == pytest.approx(kept["duration_ms"] / 1000, abs=3)
    await viewer.goto(studio.url + PAGE)
    await viewer.evaluate(LOOK_BACK)
    await plays(studio, viewer)
    await operator.reload()
    await pictured(operator, "premiere-kept")
    assert not list((studio.folder / "video" / "spool" / "films").iterdir())
    await studio.fetch(
        "insert into known_bundle values ('daxing-2023', 'open-11', 'b1', 'district_website', $1)",
        datetime.now(UTC),
    )
    await studio.done("/recording/delete", {**SESSION, "reason": "kept_long_enough"})

    async def gone() -> bool:
        return not [it for it in folder.rglob("*") if it.is_file()]

    await studio.until(gone)

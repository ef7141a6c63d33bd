"""The door in a real Chromium: a phone without network, two phones, and a camera that sees a QR."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import segno
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from deploy.local.ports import free_port
from tests.axe import violations
from tests.browser.conftest import FLAGS
from tests.browser.handbook import PHONE, picture
from tests.browser.tabs import PATIENCE
from tests.prerequisites import chromium
from tests.registration.door_bench import DOOR, arrivals, seated
from tests.registration.pages_bench import Site, serve, site
from tests.serving import HANDLER, Person, eventually
from tests.signing_in import cookies_of

__all__ = ["serve", "site"]

pytestmark = pytest.mark.browser

COLLEAGUE = Person("handler-2", "handler", "jiugong")
WIDTH, HEIGHT, MODULE, QUIET = 640, 480, 8, 4


class Line:
    """The network between a phone and the service, which may be cut."""

    def __init__(self, to: int) -> None:
        self._to, self.port = to, free_port()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for end in list(self._ends):
            end.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", self._to)
        self._ends |= {writer, there[1]}
        await asyncio.gather(self._copy(reader, there[1]), self._copy(there[0], writer))

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()
        self._ends.discard(writer)


@pytest.fixture
async def line(site: Site) -> AsyncIterator[Line]:
    """The network, whole."""
    made = Line(site.client.base_url.port or 0)
    await made.mend()
    yield made
    await made.cut()


async def phone(browser: Browser, site: Site, by: Person) -> BrowserContext:
    """A phone whose owner is signed in."""
    context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    for pair in (await cookies_of(site.api, by)).split("; "):
        name, _, value = pair.partition("=")
        await context.add_cookies([{"name": name, "value": value, "url": "https://127.0.0.1"}])
    return context


async def stands(page: Page, text: str) -> None:
    await expect(page.locator("h1")).to_have_text(text)


async def tap(page: Page, name: str) -> None:
    """Find somebody in the list."""
    await page.locator("#waiting-list li", has_text=name).get_by_role("button").click()


async def scan(page: Page, code: str) -> None:
    """What a hardware scanner does."""
    await page.get_by_label("查询码").fill(f"http://127.0.0.1/sign-up/status#{code}")
    await page.keyboard.press("Enter")


async def opened(page: Page, port: int, heading: str) -> None:
    """The page through the network, once it would open and work without."""
    await page.goto(f"http://127.0.0.1:{port}{DOOR}")
    await stands(page, heading)
    await expect(page.locator("#held")).to_contain_text("断网也能打开本页签到")
    await page.wait_for_function("caches.match(document.getElementById('door').dataset.page)")
    await page.evaluate("navigator.serviceWorker.ready")


async def take_guest(page: Page, name: str) -> None:
    """Somebody without a seat, on the page itself."""
    await page.get_by_text("没有名额的，现场登记").click()
    await page.get_by_label("姓名", exact=True).fill(name)
    await page.get_by_label("其他群众代表").check()
    await page.get_by_label("已当面告知").check()
    await page.get_by_role("button", name="登记到场").click()


async def test_arrivals_without_network_are_sent_once_in_order_and_both_phones_are_told(
    site: Site, line: Line, browser: Browser
) -> None:
    seats = await seated(site, "赵一", "钱二", "孙三")
    context = await phone(browser, site, HANDLER)
    page = await context.new_page()
    await opened(page, line.port, "应到3人，已到0人。")
    await context.set_offline(True)
    await line.cut()
    await scan(page, seats["赵一"][1])
    await expect(page.locator("#said")).to_contain_text("✓ 赵*")
    await tap(page, "孙*")
    await take_guest(page, "来访人")
    waiting = "应到3人，已到3人（现场登记1人），待上传3人。"
    await stands(page, waiting)
    await expect(page.locator("#line")).to_contain_text("网络中断")
    await picture(page, "door", width=PHONE)
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.reload()
    await stands(page, waiting)
    kept = await page.evaluate("JSON.stringify(localStorage)")
    assert not any(secret in kept for secret in ("赵一", "来访人", seats["赵一"][1]))
    assert await arrivals(site) == []

    other = await (await phone(browser, site, COLLEAGUE)).new_page()
    await other.goto(str(site.client.base_url).rstrip("/") + DOOR)
    await tap(other, "孙*")
    await eventually(lambda: _count(site, 1))
    await line.mend()
    await context.set_offline(False)
    await stands(page, "应到3人，已到3人（现场登记1人）。")
    await expect(page.locator("#told")).to_contain_text("没有重复登记")
    came = await arrivals(site)
    assert [name for name, _ in came] == ["CheckedIn", "CheckedIn", "WalkedIn"]
    assert [person for _, person in came[:2]] == [seats["孙三"][0], seats["赵一"][0]]
    await scan(other, seats["赵一"][1])
    await scan(other, seats["赵一"][1])
    await expect(other.locator("#said")).to_contain_text("没有重复登记")
    assert len(await arrivals(site)) == 3


async def _count(site: Site, wanted: int) -> bool:
    return len(await arrivals(site)) == wanted


async def test_a_queue_outlives_the_sign_in_and_the_list_does_not_outlive_the_day(
    site: Site, line: Line, browser: Browser
) -> None:
    seats = await seated(site, "赵一")
    context = await phone(browser, site, HANDLER)
    page = await context.new_page()
    await opened(page, line.port, "应到1人，已到0人。")
    held = await context.cookies()
    await context.clear_cookies()
    await scan(page, seats["赵一"][1])
    await expect(page.locator("#line")).to_contain_text("请重新登录后上传")
    await stands(page, "应到1人，已到1人，待上传1人。")
    await line.cut()
    yesterday = """
        for (const [name, kept] of Object.entries(localStorage)) {
          const state = JSON.parse(kept);
          state.list.fetched -= 24 * 3600e3;
          localStorage.setItem(name, JSON.stringify(state));
        }"""
    await page.evaluate(yesterday)
    await page.reload()
    await stands(page, "名单要联网读取。待上传1人。")
    assert "赵*" not in await page.content()
    await context.add_cookies(
        [{"name": it["name"], "value": it["value"], "url": "https://127.0.0.1"} for it in held]
    )
    await line.mend()
    await page.evaluate("dispatchEvent(new Event('online'))")
    await stands(page, "应到1人，已到1人。")
    assert await arrivals(site) == [("CheckedIn", seats["赵一"][0])]

    await page.get_by_role("button", name="清除本机名单").click()
    await expect(page.locator("#said")).to_contain_text("已清除")
    left = "(async () => [localStorage.length, await caches.has('door')])()"
    assert await page.evaluate(left) == [0, False]


async def test_the_camera_reads_the_code_that_a_participant_shows(
    site: Site, tmp_path: Path
) -> None:
    seats = await seated(site, "赵一")
    film = tmp_path / "shown.y4m"
    film.write_bytes(filmed(f"http://127.0.0.1:8080/sign-up/status#{seats['赵一'][1]}"))
    flags = [*FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
             f"--use-file-for-fake-video-capture={film}"]  # fmt: skip
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=flags)
        page = await (await phone(browser, site, HANDLER)).new_page()
        await page.goto(str(site.client.base_url).rstrip("/") + DOOR)
        await stands(page, "应到1人，已到0人。")
        await page.get_by_role("button", name="用摄像头扫码").click()
        await expect(page.locator("#said")).to_contain_text("✓ 赵*")
        await stands(page, "应到1人，已到1人。")
        await page.get_by_role("button", name="关闭摄像头").click()
        await expect(page.locator("video")).to_be_hidden()
        await browser.close()
    assert await arrivals(site) == [("CheckedIn", seats["赵一"][0])]


def filmed(text: str) -> bytes:
    """A film of a QR code on a sheet of paper, as uncompressed video."""
    matrix = segno.make_qr(text).matrix
    across = len(matrix) + 2 * QUIET
    left, top = (WIDTH - across * MODULE) // 2, (HEIGHT - across * MODULE) // 2
    picture = [bytearray(b"\xeb" * WIDTH) for _ in range(HEIGHT)]
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                x, y = left + (column + QUIET) * MODULE, top + (row + QUIET) * MODULE
                for each in range(y, y + MODULE):
                    picture[each][x : x + MODULE] = b"\x10" * MODULE
    frame = b"FRAME\n" + b"".join(picture) + b"\x80" * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    return head + frame * 2

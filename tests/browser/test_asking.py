"""A question from its asker to the host's screen, in a real Chromium: viewer, moderator, host."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from deploy.local.nats import NatsServer
from deploy.local.postgres import PostgresServer
from services.announcer.app import SERVICE as ANNOUNCER
from services.announcer.programmes import read_plan
from services.livestream.app import SERVICE
from tests.axe import ALL, violations
from tests.browser.handbook import picture
from tests.browser.tabs import Tabs, cookies_in
from tests.browser.test_citizens_pages import WIDE
from tests.conftest import databases
from tests.livestream.conftest import PLANNED, announcing
from tests.livestream.test_asking import MODERATOR
from tests.livestream.test_http import SCHEDULE
from tests.livestream.test_pages import DESK, PAGE
from tests.serving import RESIDENT, Api, eventually, serving
from tests.signing_in import cookies_of

pytestmark = pytest.mark.browser

PARTS = Path(__file__).parents[2] / "build" / "static"
API = "/api/livestream/programmes/daxing-2023/activities/open-11"
ASKED = "旧宫镇南街的绿地什么时候建成，能不能先把路灯装上？"
SAME = "绿地什么时候完工？"
OTHER = "停车位够不够？"


@pytest.fixture
async def live(
    postgres_server: PostgresServer, nats_server: NatsServer, tmp_path: Path
) -> AsyncIterator[Api]:
    """Livestream with a stream that is on the air."""
    async with databases(postgres_server) as make, serving(make, nats_server, tmp_path) as serve:
        announcer = await serve(ANNOUNCER)
        await announcer.record("/api/announcer/programmes", read_plan("daxing-2023"))
        sessions = [{"session": "s1", "starts_on": "2023-09-14"}]
        await announcer.record(PLANNED + "/schedule", {"sessions": sessions, "form": "online"})
        await announcer.record(PLANNED + "/notices", announcing("s1"))
        api = await serve(SERVICE, static_dir=PARTS)
        ready = "select bool_or(noticed) and exists (select from stream) from known_session"
        await eventually(lambda: api.running.pool.fetchval(ready))
        await api.record(API + "/stream/schedule", SCHEDULE)
        api.clock.set("2023-09-14T09:00:00+08:00")
        await api.record(API + "/stream/start", {"session": "s1"})
        api.clock.set("2023-09-14T09:12:34+08:00")
        yield api


async def works(page: Page) -> None:
    """Nothing is cut off, and nobody is shut out."""
    assert await page.evaluate(WIDE) == []
    assert await violations(page, ALL) == []


async def test_a_question_goes_from_its_asker_to_the_host_and_back(live: Api, tabs: Tabs) -> None:
    base = str(live.client.base_url).rstrip("/")
    viewer = await tabs.new(base, width=320)
    await viewer.goto(base + PAGE)
    await viewer.get_by_label("您的提问").fill(ASKED)
    await viewer.get_by_role("button", name="提交提问").click()
    await expect(viewer.locator("#asked")).to_contain_text("第1号提问已收到")
    await works(viewer)
    other = await live.post(API + "/questions", {"session": "s1", "words": SAME}, RESIDENT)
    staff = cookies_in(await cookies_of(live, MODERATOR))
    desk = await tabs.new(base, cookies=staff)
    await desk.goto(base + DESK)
    await desk.get_by_role("button", name="公开第1号").click()
    await expect(desk.locator("#column-released")).to_have_text("公开待答（1）")
    card = desk.locator(f"#q-{other.json()['question']}")
    await card.get_by_text("合并到另一条").click()
    await card.get_by_label("并入").select_option(index=1)
    await card.get_by_role("button", name="第2号合并答复").click()
    await expect(desk.get_by_text("另合并1条")).to_be_visible()
    await works(desk)
    await live.post(API + "/questions", {"session": "s1", "words": OTHER}, RESIDENT)
    await expect(desk.locator("#news")).to_have_text("有1条新提问。刷新查看")
    await works(desk)
    await desk.locator("#news").get_by_role("link").click()
    await expect(desk.get_by_text(OTHER)).to_be_visible()
    await picture(desk, "moderation")
    await expect(desk.locator("#news")).to_be_empty()
    await expect(viewer.get_by_text("另有1条相同的提问合并答复")).to_be_visible()

    host = await tabs.new(base, cookies=staff)
    await host.goto(f"{base}{PAGE}/host")
    await expect(host.locator("#live-word")).to_be_visible()
    await works(host)
    neighbour = await tabs.new(base, javascript=False)
    await neighbour.goto(base + PAGE)
    await neighbour.get_by_role("button", name="第1号，我也想问").click()
    await expect(neighbour.get_by_role("button", name="第1号，不再想问")).to_be_visible()
    for page in (viewer, host):
        await expect(page.locator("[data-votes]").first).to_have_text("3")
    await host.keyboard.press("ArrowDown")
    await expect(host.get_by_role("button", name="第1号开始答复")).to_be_focused()
    await picture(host, "host")
    await host.keyboard.press("Enter")
    await expect(viewer.get_by_text("正在答复")).to_be_visible()
    await works(host)
    await host.get_by_role("button", name="第1号答完了").click()
    await expect(viewer.get_by_text("直播12分34秒时答复")).to_be_visible()

    await viewer.get_by_role("link", name="我的提问", exact=True).click()
    await expect(viewer.get_by_text("已在直播中口头答复。")).to_be_visible()
    await works(viewer)

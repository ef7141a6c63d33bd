"""A notice on its way in a real Chromium: written at a desk, approved on a phone, published."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from services.announcer.app import SERVICE
from services.announcer.programmes import read_plan
from tests.axe import violations
from tests.browser.handbook import picture
from tests.browser.stage import VENDOR, Stage
from tests.browser.tabs import PATIENCE
from tests.serving import Api, Person, Serve, eventually, serve
from tests.signing_in import cookies_of

__all__ = ["serve"]

pytestmark = pytest.mark.browser

ACTIVITY = "/api/announcer/programmes/daxing-2023/activities/open-13"
COMPOSE = "/compose/daxing-2023/open-13"
HANDLER = Person("handler-1", "handler", "zhangziying")
SECOND = Person("handler-2", "handler", "zhangziying")
REVIEWER = Person("reviewer-1", "reviewer", "zhangziying")
SESSION = {
    "session": "s1",
    "starts_on": "2023-10-23",
    "start_at": "2023-10-23T09:00:00+08:00",
    "end_at": "2023-10-23T11:00:00+08:00",
    "place": "长子营镇幸福晚年驿站，长恒路18号",
}
STEPS = ("9:00签到", "9:10参观驿站", "10:00体验助餐、助浴", "10:30座谈，听取意见")
Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def announcer(serve: Serve) -> Api:
    """The activity of the picture on its last day: scheduled, nothing announced."""
    api = await serve(SERVICE, static_dir=VENDOR)
    api.clock.set("2023-10-16T09:42:00+08:00")
    await api.record("/api/announcer/programmes", read_plan("daxing-2023"))
    schedule = {
        "sessions": [SESSION], "form": "offline", "host": "长子营镇人民政府",
        "selection_methods": ["open_selection"],
    }  # fmt: skip
    await api.record(f"{ACTIVITY}/schedule", schedule)
    await api.record(f"{ACTIVITY}/agenda", {"items": [{"title": it} for it in STEPS]})
    return api


@pytest.fixture
async def visit(browser: Browser, announcer: Api, stage: Stage) -> AsyncIterator[Visit]:
    """`await visit(path, person, width=…)`; what is compliance's comes from the stage."""
    contexts = []
    base = str(announcer.client.base_url).rstrip("/")

    async def from_the_stage(route: Route) -> None:
        path = route.request.url.removeprefix(base)
        asked = {k: v for k, v in route.request.headers.items() if k.startswith("hx-")}
        async with httpx.AsyncClient(base_url=stage.url, timeout=PATIENCE / 1000) as client:
            answer = await client.get(path, headers=asked)
        kind = answer.headers["content-type"]
        await route.fulfill(status=answer.status_code, body=answer.content, content_type=kind)

    async def go(path: str, person: Person, *, width: int = 1280, javascript: bool = True) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript,
            locale="zh-CN",
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        for part in ("/wall/**", "/static/**"):
            await context.route(base + part, from_the_stage)
        name, _, value = (await cookies_of(announcer, person)).partition("=")
        address = base.replace("http:", "https:")
        await context.add_cookies([{"name": name, "value": value, "url": address}])
        page = await context.new_page()
        await page.goto(base + path)
        return page

    yield go
    for context in contexts:
        await context.close()


STYLED = (
    "document.readyState === 'complete' && !document.querySelector('.htmx-request')"
    " && [...document.querySelectorAll('link[rel=stylesheet]')].every(it => it.sheet)"
)


async def sound(page: Page, *, javascript: bool = True) -> None:
    """Nothing scrolls sideways, and axe (a script) finds nothing grave."""
    # What compliance works out brings its own styles along: until they are there, it is unstyled.
    await eventually(lambda: page.evaluate(STYLED), PATIENCE / 1000)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    if javascript:
        assert await violations(page) == [], page.url


async def begun(visit: Visit) -> Page:
    page = await visit(COMPOSE, HANDLER)
    await sound(page)
    await page.get_by_label("公告的种类").select_option("activity_selection")
    await page.get_by_role("button", name="开始起草").click()
    await expect(page.get_by_label("流程")).to_have_value("；".join(STEPS))
    return page


async def test_a_notice_is_weighed_while_it_is_written(visit: Visit) -> None:
    desk = await begun(visit)
    banner = desk.locator("#publishing")
    await expect(desk.locator("#last-moment")).to_contain_text(
        "最晚今天（10月16日周一）24:00前发布"
    )
    await expect(banner).to_contain_text("可改期到10月24日（周二），并于当日报备。")
    await expect(desk.locator(".paper .gap").first).to_have_text("网民参与方式：此处待补")

    await desk.get_by_label("网民参与方式").fill("在政务新媒体留言提问")
    await desk.get_by_label("名额与报名").fill("公开遴选30人；10月19日前报名")
    await desk.get_by_label("联系方式").fill("镇党政综合办公室，010-0000-000")
    await desk.get_by_label("联系方式").blur()
    await expect(desk.locator("#said-seats")).to_contain_text("含10月19日当天")
    await expect(desk.locator("#said-contact")).to_contain_text("请核对，是否少了或多了数字")
    await expect(desk.locator(".paper")).to_contain_text("四、网民参与方式")
    await sound(desk)
    await desk.get_by_label("联系方式").fill("镇党政综合办公室，010-0000-0000")
    await desk.get_by_label("联系方式").blur()
    await expect(desk.locator("#said-contact")).to_be_empty()
    await expect(desk.locator("#saved")).to_contain_text("已填8项")
    await picture(desk, "compose")
    await desk.get_by_role("button", name="保存并送审").click()
    await expect(desk.locator("h1")).to_contain_text("待审核")


async def test_two_people_at_one_draft_lose_nothing(visit: Visit, announcer: Api) -> None:
    mine = await begun(visit)
    path = mine.url.removeprefix(str(announcer.client.base_url).rstrip("/"))
    theirs = await visit(path, SECOND)
    await theirs.get_by_label("联系方式").fill("民政科，010-0000-0001")
    await theirs.get_by_label("联系方式").blur()
    await expect(theirs.locator("#saved")).to_contain_text("第2版，handler-2")

    await mine.get_by_label("联系方式").fill("综合办公室，010-0000-0002")
    await mine.get_by_label("联系方式").blur()
    await expect(mine.locator("#banner")).to_contain_text("没有覆盖别人的内容")
    for text in ("民政科", "010-0000-0001", "综合办公室", "010-0000-0002"):
        await expect(mine.locator("#banner .difference")).to_contain_text(text)
    await sound(mine)
    await mine.get_by_role("button", name="以我填的为准").click()
    await expect(mine.locator("#saved")).to_contain_text("第4版，handler-1")

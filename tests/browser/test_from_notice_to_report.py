"""An activity from composer to adoption report, as handler, reviewer and citizen see it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from services.registration.app import SERVICE as REGISTRATION
from tests.axe import ALL, violations
from tests.browser.handbook import PHONE, picture
from tests.browser.tabs import PATIENCE, Tabs, cookies_in
from tests.browser.test_composer import (
    ACTIVITY,
    HANDLER,
    REVIEWER,
    Visit,
    announcer,
    begun,
    sound,
    visit,
)
from tests.browser.test_people import fill_sign_up
from tests.registration.pages_bench import PARTS, Site
from tests.serving import Api, Serve, eventually, serve
from tests.signing_in import cookies_of

__all__ = ["announcer", "serve", "visit"]

pytestmark = pytest.mark.browser

OF = "daxing-2023/open-13"
OPENING = {"closes_at": "2023-10-19T18:00", "seats": "30", "rule": "first_come"}
WECHAT = {
    "账号名称": "长子营发布",
    "页面上显示的发布时间": "2023-10-16T09:40",
    "网址": "https://example.org/n1",
    "佐证": "https://example.org/n1.png",
}
WORDS = "希望驿站周末也开放助餐。"
SUMMARY = "建议驿站周末开放助餐"
Go = Callable[[Page, str], Awaitable[None]]


@pytest.fixture
async def site(serve: Serve, announcer: Api) -> Site:
    """Registration's pages beside the announcer's, with the terms of sign-up set."""
    made = Site(await serve(REGISTRATION, static_dir=PARTS), announcer)

    async def heard() -> bool:
        return bool(await made.api.running.pool.fetchval("select count(*) from sheet"))

    await eventually(heard)
    await made.done(f"/desk/{OF}/sign-up/opening", OPENING, HANDLER)
    return made


@pytest.fixture
def go(site: Site) -> Go:
    """`await go(page, path)`: what one gateway leads to two services."""

    async def to(page: Page, path: str) -> None:
        ours = path.startswith(("/desk/", "/sign-up/", "/opinions/"))
        service = site.api if ours else site.announcer
        await page.goto(str(service.client.base_url).rstrip("/") + path)

    return to


async def follow(go: Go, page: Page, name: str) -> None:
    """A link that may lead to the other service."""
    link = page.get_by_role("link", name=name)
    await go(page, await link.first.get_attribute("href") or "")


async def stands(page: Page, text: str) -> None:
    """Reload until the other service has heard of it."""

    async def there() -> bool:
        await page.reload()
        return await page.get_by_text(text).count() > 0

    await eventually(there, PATIENCE / 1000)


async def publish(desk: Page, visit: Visit, folder: Path) -> None:
    """The handler writes, a reviewer approves on a phone, the handler puts it out twice."""
    await desk.get_by_label("网民参与方式").fill("在政务新媒体留言提问")
    await desk.get_by_label("名额与报名").fill("公开遴选30人；10月19日18:00截止报名")
    await desk.get_by_label("联系方式").fill("镇党政综合办公室，010-0000-0000")
    await desk.get_by_role("button", name="保存并送审").click()
    await expect(desk.locator("h1")).to_contain_text("待审核")

    phone = await visit("/compose/", REVIEWER, width=360, javascript=False)
    await sound(phone, javascript=False)
    await phone.get_by_role("link", name="活动公告暨遴选公告").click()
    await picture(phone, "review", width=PHONE)
    await phone.get_by_role("button", name="通过").click()
    await expect(phone.get_by_role("status")).to_contain_text("已通过")
    await sound(phone, javascript=False)

    await desk.goto(desk.url.removesuffix("review") + "secrecy")
    for point in await desk.get_by_role("checkbox").all():
        await point.check()
    await sound(desk)
    await desk.get_by_role("button", name="记录审查结果").click()
    await desk.get_by_role("link", name="发布", exact=True).click()
    await sound(desk)
    await picture(desk, "publish")
    await desk.get_by_role("button", name="现在发布到区政府网站").click()
    await expect(desk.get_by_role("status")).to_contain_text("已发布到区政府网站")
    async with desk.expect_download() as download:
        await desk.get_by_role("link", name="导出Word").click()
    await (await download.value).save_as(folder / "notice.docx")
    assert (folder / "notice.docx").read_bytes()[:2] == b"PK"
    for label, given in WECHAT.items():
        await desk.get_by_label(label).fill(given)
    await desk.get_by_role("button", name="登记", exact=True).click()
    await expect(desk.get_by_role("status")).to_contain_text("已登记")


async def take_part(go: Go, citizen: Page) -> None:
    """A citizen reads the notice, signs up and gives an opinion."""
    await go(citizen, f"/public/activities/{OF}")
    await stands(citizen, "我要报名")
    await expect(citizen.locator("#notices ~ .paper").first).to_contain_text("网民参与方式")
    await picture(citizen, "public-activity", width=PHONE)
    await follow(go, citizen, "我要报名")
    await fill_sign_up(citizen, "安娜", "13800138000")
    await go(citizen, f"/public/activities/{OF}")
    await follow(go, citizen, "提意见")
    await citizen.get_by_label("意见建议").fill(WORDS)
    await citizen.get_by_label("我已看过以上说明").check()
    await citizen.get_by_role("button", name="提交意见").click()
    await expect(citizen.locator(".code")).to_contain_text("open-13-001")


async def answer(go: Go, desk: Page) -> None:
    """The handler has the opinion answered and decides on it."""
    await go(desk, f"/desk/{OF}/opinions")
    await follow(go, desk, WORDS)
    await desk.get_by_label("承办单位").select_option("zhangziying")
    await desk.get_by_role("button", name="分办").click()
    await desk.get_by_label("答复内容").fill("11月起周末供应午餐。")
    await desk.get_by_role("button", name="保存答复").click()
    await desk.get_by_label("采纳", exact=True).check()
    await desk.get_by_label("理由").first.fill("与供餐单位商定")
    await desk.get_by_label("公开摘要").fill(SUMMARY)
    await desk.get_by_role("button", name="保存采纳情况").click()


async def test_an_activity_goes_from_the_composer_to_the_adoption_report(
    site: Site, visit: Visit, tabs: Tabs, go: Go, tmp_path: Path
) -> None:
    desk = await begun(visit)
    held = cookies_in(await cookies_of(site.api, HANDLER))
    address = str(site.client.base_url).replace("http:", "https:")
    await desk.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in held.items()]
    )
    await publish(desk, visit, tmp_path)
    citizen = await tabs.new(str(site.client.base_url).rstrip("/"), width=320)
    await take_part(go, citizen)
    site.api.clock.set("2023-10-23T15:00:00+08:00")
    await site.announcer.record(
        f"{ACTIVITY}/held", {"started_on": "2023-10-23", "ended_on": "2023-10-23"}, HANDLER
    )
    await answer(go, desk)

    await go(desk, f"/plan/activities/{OF}/materials")
    await desk.get_by_role("button", name="公布").click()
    await expect(desk.get_by_role("status")).to_contain_text("已在活动页面公布")
    await go(desk, f"/plan/activities/{OF}/results")
    await stands(desk, SUMMARY)
    await picture(desk, "results")
    await desk.get_by_role("button", name="公布").click()
    await expect(desk.get_by_role("status")).to_contain_text("已在活动页面公布")

    await go(citizen, f"/public/activities/{OF}")
    await stands(citizen, "全部意见均已反馈。")
    page = citizen.locator("main")
    for told in ("1条意见：采纳1条", SUMMARY, "理由：与供餐单位商定", "工作材料"):
        await expect(page).to_contain_text(told)
    await expect(citizen.locator(".steps .is-done")).to_have_count(5)
    assert await citizen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await violations(citizen, ALL) == []

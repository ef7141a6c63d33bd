"""The year's assessment in a real Chromium: three people from self-score to the final result."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from services.compliance.app import service
from tests.browser.autumn import autumn
from tests.browser.handbook import picture
from tests.browser.tabs import Tabs, cookies_in
from tests.browser.test_people import sound
from tests.compliance.assessing_bench import API, ASSESSOR, LEADER, PAGES, UNIT, others
from tests.compliance.conftest import Others
from tests.registration.pages_bench import Site
from tests.serving import HANDLER, OFFICE, Person, Serve, eventually, serve
from tests.signing_in import cookies_of

__all__ = ["others", "serve"]

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def season(serve: Serve, others: Others) -> Site:
    """Twenty units' autumn, on 12 December."""
    api = await serve(service())
    await others.say(f for f in autumn().facts if f.envelope.service != "compliance")
    api.clock.set("2023-12-12T09:00:00+08:00")

    async def known() -> bool:
        answer = await api.get(f"{API}/assessment-results")
        return answer.status_code == 200

    await eventually(known)
    return Site(api, api)


@pytest.fixture
def visit(tabs: Tabs, season: Site) -> Visit:
    """`await visit(path, by=…, width=…)`: a browser of somebody who is signed in."""
    base = str(season.client.base_url).rstrip("/")

    async def go(path: str, by: Person, width: int = 1280) -> Page:
        held = cookies_in(await cookies_of(season.api, by))
        page = await tabs.new(base, width=width, cookies=held)
        await page.goto(base + path)
        return page

    return go


async def mark_itself(handler: Page) -> None:
    await expect(handler.locator("h1")).to_contain_text("旧宫镇还没有自评")
    await sound(handler)
    notice = handler.get_by_role("group", name="公告")
    await notice.get_by_label("自评分").fill("26")
    await notice.get_by_label("报告").fill("=公告由区政府统一发布")
    await notice.get_by_label("链接").fill("https://example.org/11")
    await handler.get_by_role("button", name="提交自评").click()
    await expect(notice.get_by_text("请填写0到25之间的分数")).to_be_visible()
    await sound(handler)
    await notice.get_by_label("自评分").fill("25")
    await handler.get_by_role("button", name="提交自评").click()
    await expect(handler.get_by_role("status")).to_contain_text("自评已提交")
    async with handler.expect_download() as downloading:
        await handler.get_by_role("link", name="下载佐证材料").click()
    assert (await downloading.value).suggested_filename == "旧宫镇-年度考核佐证材料.xlsx"


async def review(office: Page) -> None:
    await expect(office.locator("h1")).to_contain_text("1个待复核")
    await sound(office)
    await office.get_by_role("link", name="旧宫镇").click()
    await sound(office)
    notice = office.get_by_role("group", name="公告")
    await notice.get_by_label("复核得分").fill("22.5")
    await notice.get_by_label("理由").fill("公告缺少网民参与方式")
    await office.get_by_role("button", name="保存复核").click()
    await expect(office.locator("h1")).to_contain_text("可以申诉到12月19日（周二）24:00")
    await sound(office)


async def appeal(leader: Page) -> None:
    await sound(leader)
    await leader.get_by_label("公告，复核22.5分").check()
    await leader.get_by_label("理由").fill("参与方式在第二段写明")
    await leader.get_by_role("button", name="提交申诉").click()
    await expect(leader.locator("h1")).to_contain_text("已经申诉，等待决定")


async def decide_and_confirm(assessor: Page) -> None:
    await sound(assessor)
    notice = assessor.get_by_role("group", name="公告")
    await notice.get_by_label("申诉后得分").fill("25")
    await notice.get_by_label("理由").fill("")
    await assessor.get_by_label("决定的理由").fill("经核对，参与方式已写明")
    await assessor.get_by_role("button", name="保存决定").click()
    await expect(assessor.locator("h1")).to_contain_text("等待确认")
    await assessor.get_by_role("button", name="确认结果").click()
    await expect(assessor.locator("h1")).to_contain_text("结果已经确认")
    await sound(assessor)


async def test_the_unit_the_office_and_an_assessor_take_it_from_the_self_score_to_the_end(
    season: Site, visit: Visit
) -> None:
    await mark_itself(await visit(UNIT, HANDLER, 360))
    office = await visit(PAGES, OFFICE)
    await review(office)
    await picture(office, "assessment")
    await appeal(await visit(UNIT, LEADER, 360))
    await office.reload()
    await expect(office.get_by_text("你是复核人，申诉由其他人决定。")).to_be_visible()
    assessor = await visit(UNIT, ASSESSOR)
    await decide_and_confirm(assessor)
    await assessor.locator(".fine a").first.click()
    await expect(assessor.locator(".evidence li").first).to_contain_text("SHA-256")
    await assessor.goto(f"{str(season.client.base_url).rstrip('/')}{PAGES}-results")
    await expect(assessor.get_by_role("heading", name="旧宫镇：")).to_be_visible()
    await sound(assessor)


async def test_a_sheet_prints_without_its_forms_on_few_pages_of_a4(
    season: Site, visit: Visit
) -> None:
    del season
    page = await visit("/wall/daxing-2023/assessment/xingfeng", OFFICE)
    await page.emulate_media(media="print")
    await expect(page.locator(".turn")).to_be_hidden()
    await expect(page.locator(".cases li").first).to_be_visible()
    printed = await page.pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= printed.count(b"/Type /Page\n") <= 3
    await page.emulate_media(media="screen")
    await page.goto(page.url.partition("/assessment")[0] + "/scoring-table")
    await sound(page)

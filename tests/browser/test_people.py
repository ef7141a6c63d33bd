"""The people's pages in a real Chromium: citizens on a phone, handler and office at the desk."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.axe import violations
from tests.browser.tabs import Tabs, cookies_in
from tests.registration.pages_bench import (
    DESK,
    OPINIONS,
    SIGN_UP,
    Site,
    opened,
    serve,
    site,
)
from tests.serving import HANDLER, OFFICE, Person
from tests.signing_in import cookies_of

__all__ = ["serve", "site"]

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Page]]
PHONE = {"width": 390, "height": 740}
CLOSED = "2023-09-11T18:30:00+08:00"
STARTED = "2023-09-14T09:30:00+08:00"


@pytest.fixture
def visit(tabs: Tabs, site: Site) -> Visit:
    """`await visit(path, by=…, width=…, javascript=…)`: a browser, signed in or not."""
    base = str(site.client.base_url).rstrip("/")

    async def go(
        path: str, *, by: Person | None = None, width: int = 1280, javascript: bool = True
    ) -> Page:
        held = {} if by is None else cookies_in(await cookies_of(site.api, by))
        height = PHONE["height"] if width < 700 else 900
        page = await tabs.new(base, width=width, height=height, javascript=javascript, cookies=held)
        await page.goto(base + path)
        return page

    return go


async def sound(page: Page, *, javascript: bool = True) -> None:
    """Nothing scrolls sideways, no script is needed, and axe (a script) finds nothing grave."""
    await page.wait_for_load_state("domcontentloaded")  # of where the last click led
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert await page.locator("script").count() == 0
    if javascript:
        assert await violations(page) == [], page.url


async def fill_sign_up(page: Page, name: str, phone: str) -> None:
    await page.get_by_label("姓名", exact=True).fill(name)
    await page.get_by_label("手机号").fill(phone)
    await page.get_by_label("家长代表").check()
    await page.get_by_label("我已看过以上说明").check()
    await page.get_by_role("button", name="提交报名").click()
    await expect(page.locator("h1")).to_have_text("报名成功，请记下查询码")


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with axe"])
async def test_a_citizen_signs_up_on_a_phone_looks_and_withdraws(
    site: Site, visit: Visit, *, javascript: bool
) -> None:
    await opened(site)
    page = await visit(SIGN_UP, width=PHONE["width"], javascript=javascript)
    await sound(page, javascript=javascript)
    await expect(page.get_by_label("监护人姓名")).to_be_hidden()
    await expect(page.get_by_label("我单独同意使用")).to_be_hidden()
    await fill_sign_up(page, "安娜", "13800138000")
    await sound(page, javascript=javascript)
    await expect(page.get_by_role("img", name="查询码的二维码")).to_be_visible()
    code = await page.locator(".value").inner_text()
    held = {it["name"]: it for it in await page.context.cookies()}
    assert held["__Host-person"]["httpOnly"]
    await page.get_by_role("button", name="查看我的报名").click()
    await expect(page.locator(".state .what")).to_have_text("已报名，等待遴选")
    await sound(page, javascript=javascript)
    assert code not in page.url
    await page.get_by_role("button", name="我不能来，退出").click()
    await expect(page.get_by_role("status")).to_contain_text("已退出")
    await page.get_by_role("button", name="重新报名").click()
    await expect(page.get_by_role("status")).to_contain_text("已重新报名")
    await sound(page, javascript=javascript)
    await page.get_by_role("button", name="删除我的信息").click()
    await page.get_by_role("button", name="确定删除").click()
    await expect(page.locator("h1")).to_have_text("您的信息已删除")
    await sound(page, javascript=javascript)


async def test_a_guardian_signs_a_child_up_without_script(site: Site, visit: Visit) -> None:
    await opened(site)
    page = await visit(SIGN_UP, width=PHONE["width"], javascript=False)
    await page.get_by_label("不满14周岁，由监护人填写").check()
    await page.get_by_label("监护人姓名").fill("安大海")
    await page.get_by_label("我是监护人").check()
    await page.get_by_role("textbox", name="需要的便利").fill("助听设备")
    await page.get_by_label("我单独同意使用").check()
    await sound(page, javascript=False)
    await fill_sign_up(page, "安小妹", "13800138000")


async def test_a_scanned_code_leads_on_and_stays_in_no_address(site: Site, visit: Visit) -> None:
    await opened(site)
    code = await site.sign_up("安娜", "13800138000")
    page = await visit("/sign-up/status", width=PHONE["width"])
    asked: list[str] = []
    page.on("request", lambda it: asked.append(f"{it.url} {it.headers.get('referer', '')}"))
    await page.goto("about:blank")
    await page.goto(str(site.client.base_url).rstrip("/") + f"/sign-up/status#{code}")
    await expect(page.locator(".state .what")).to_have_text("已报名，等待遴选")
    assert code not in page.url
    await page.go_back()
    assert code not in page.url
    assert not [it for it in asked[1:] if code in it]  # the first is what was scanned
    plain = await visit(f"/sign-up/status#{code}", width=PHONE["width"], javascript=False)
    await plain.get_by_label("查询码").fill(code)
    await plain.get_by_role("button", name="查询").click()
    await expect(plain.locator(".state .what")).to_have_text("已报名，等待遴选")


async def test_a_handler_opens_selects_confirms_and_checks_in(site: Site, visit: Visit) -> None:
    desk = await visit("/desk/", by=HANDLER)
    await sound(desk)
    await desk.get_by_role("link", name="设置报名").click()
    await desk.get_by_role("link", name="设置报名").click()
    await sound(desk)
    await desk.get_by_label("截止时间").fill("2023-09-11T18:00")
    await desk.get_by_label("名额").fill("1")
    await desk.get_by_label("先到先得：").check()
    await desk.get_by_role("button", name="保存").click()
    await expect(desk.get_by_role("status")).to_contain_text("报名办法已保存")
    await opened(site, seats="1")
    citizens = await visit(SIGN_UP, width=PHONE["width"])
    await fill_sign_up(citizens, "安娜", "13800138000")
    await desk.goto(desk.url.partition("?")[0] + "/entry")
    await sound(desk)
    await desk.get_by_label("姓名", exact=True).fill("钱老伯")
    await desk.get_by_label("电话", exact=True).nth(1).fill("010-69241234")
    await desk.get_by_label("其他群众代表").check()
    await desk.get_by_label("听过或看过说明").check()
    await desk.get_by_role("button", name="登记").click()
    await expect(desk.locator("h1")).to_have_text("报名已登记")

    site.api.clock.set(CLOSED)
    await desk.goto(str(site.client.base_url).rstrip("/") + DESK + "/representatives")
    await sound(desk)
    await desk.get_by_role("link", name="遴选代表").click()
    await sound(desk)
    await desk.get_by_label("候补人数").fill("1")
    await desk.get_by_role("button", name="遴选").click()
    await expect(desk.locator("h1")).to_have_text("代表已确认0人，待确认1人，候补1人。")
    await sound(desk)
    await desk.get_by_role("button", name="确认勾选的名额").click()
    await expect(desk.locator("h1")).to_have_text("代表已确认1人，候补1人。")
    await citizens.get_by_role("button", name="查看我的报名").click()
    await expect(citizens.locator(".state .what")).to_be_visible()

    site.api.clock.set(STARTED)
    await desk.get_by_role("link", name="到场").click()
    await sound(desk)
    await desk.get_by_role("link", name="到现场签到").click()
    await desk.locator("#waiting-list").get_by_role("button").click()
    await expect(desk.locator("h1")).to_have_text("应到1人，已到1人。")
    await desk.get_by_role("navigation", name="位置").get_by_role("link").last.click()
    await desk.get_by_role("link", name="按签到登记").click()
    await desk.get_by_label("主要负责同志到场").check()
    await desk.get_by_role("button", name="登记到场").click()
    await expect(desk.locator("h1")).to_have_text("到场1人，主要负责同志到场。")
    await sound(desk)


async def test_an_opinion_is_followed_from_the_form_to_the_feedback(
    site: Site, visit: Visit
) -> None:
    citizen = await visit(OPINIONS, width=360)
    await sound(citizen)
    await citizen.get_by_label("意见建议").fill("希望工地夜间少施工。")
    await citizen.get_by_label("我已看过以上说明").check()
    await citizen.get_by_role("button", name="提交意见").click()
    await sound(citizen)
    office = await visit("/desk/", by=OFFICE)
    await sound(office)
    await office.goto(str(site.client.base_url).rstrip("/") + DESK + "/opinions")
    await sound(office)
    await office.get_by_role("link", name="希望工地").click()
    await sound(office)
    await office.get_by_label("承办单位").select_option("jiugong")
    await office.get_by_role("button", name="分办").click()
    await office.get_by_label("答复内容").fill("22时后停止施工。")
    await office.get_by_role("button", name="保存答复").click()
    await office.get_by_label("部分采纳").check()
    await office.get_by_label("理由").fill("抢险施工除外")
    await office.get_by_label("公开摘要").fill("建议减少夜间施工")
    await office.get_by_role("button", name="保存采纳情况").click()
    await office.get_by_label("短信或邮件").check()
    await office.get_by_role("button", name="登记反馈").click()
    await expect(office.locator("h1")).to_have_text("open-11-001，已经办结。")
    await sound(office)
    await citizen.get_by_role("button", name="查看办理情况").click()
    await expect(citizen.locator(".trail .made")).to_have_count(5)
    await sound(citizen)

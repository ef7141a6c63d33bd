"""Signing in with a real Chromium over plain loopback: the cookies hold, the pages are legible."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from services.registration.app import SERVICE
from tests.axe import ALL, violations
from tests.browser.handbook import picture
from tests.registration.staffed import CHIEF, OPERATOR, PASSWORD
from tests.serving import Api, Serve, serve

__all__ = ["serve"]
pytestmark = pytest.mark.browser


@pytest.fixture
async def api(serve: Serve) -> Api:
    made = await serve(SERVICE)
    answer = await made.post("/api/registration/accounts", CHIEF, by=OPERATOR)
    assert answer.status_code == 200
    return made


@pytest.fixture(params=["light", "dark"])
async def page(api: Api, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    context = await browser.new_context(
        base_url=f"http://{api.running.settings.listen}",
        color_scheme=request.param,
        java_script_enabled=True,
        viewport={"width": 320, "height": 640},
        locale="zh-CN",
    )
    try:
        yield await context.new_page()
    finally:
        await context.close()


async def sound(page: Page) -> None:
    """Nothing scrolls sideways, nothing is refused by our own policy, axe finds no fault."""
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, f"{page.url} is {wide} wide"
    assert await violations(page, ALL) == []


async def test_an_office_account_signs_in_makes_another_and_signs_out(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text))
    await page.goto("/account/staff")
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    await sound(page)
    await page.get_by_label("用户名").fill("chief")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="账号管理")).to_be_visible()
    await sound(page)
    await page.get_by_label("用户名").fill("li")
    await page.get_by_label("姓名").fill("李四")
    await page.get_by_label("经办人").check()
    await page.get_by_role("button", name="开通账号").click()
    await expect(page.get_by_text("须填单位").first).to_be_visible()
    await expect(page.get_by_label("姓名")).to_have_value("李四")
    await sound(page)
    await page.get_by_label("单位编号").fill("jiugong")
    await page.get_by_role("button", name="开通账号").click()
    await expect(page.get_by_text("只显示这一次")).to_be_visible()
    await picture(page, "new-account")
    await sound(page)
    await page.goto("/account/")
    await sound(page)
    await page.get_by_role("button", name="退出", exact=True).click()
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    await page.goto("/account/")
    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    # Signing out empties the storage of the page at the door, and Chromium says so.
    expected = ("422", "Clear-Site-Data header")
    assert [told for told in complaints if not any(it in told for it in expected)] == []

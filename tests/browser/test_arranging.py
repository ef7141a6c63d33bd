"""An activity gets its date on a phone, and is moved and filed at a desk; in a real Chromium."""

import pytest
from playwright.async_api import expect

from tests.announcer.conftest import announcer, planned
from tests.browser.handbook import picture
from tests.browser.tabs import Tabs, cookies_in
from tests.browser.test_materials import sound
from tests.serving import HANDLER, Api, serve
from tests.signing_in import cookies_of

__all__ = ["announcer", "planned", "serve"]

pytestmark = pytest.mark.browser

PAGE = "/plan/activities/daxing-2023/open-11/arrangement"


async def test_a_date_is_given_and_changed_without_a_script(planned: Api, tabs: Tabs) -> None:
    base = str(planned.client.base_url).rstrip("/")
    page = await tabs.new(base, cookies=cookies_in(await cookies_of(planned, HANDLER)))
    await page.goto(base + PAGE)
    await sound(page)
    await page.get_by_role("link", name="定日期").click()
    await page.get_by_label("日期", exact=True).fill("2023-09-14")
    await page.get_by_label("开始时刻").fill("11:30")
    await page.get_by_label("结束时刻").fill("09:30")
    await page.get_by_role("button", name="定日期").click()
    await expect(page.locator("#error-ends")).to_contain_text("结束应当晚于开始。")
    await sound(page)
    await page.get_by_label("结束时刻").fill("12:30")
    await page.get_by_label("形式").select_option("线下")
    await page.get_by_role("button", name="定日期").click()
    await expect(page.get_by_role("status")).to_contain_text("已记录：定日期。")
    await sound(page)

    await page.get_by_role("link", name="改期").click()
    await expect(page.get_by_label("开始时刻")).to_have_value("11:30")
    await page.get_by_label("日期", exact=True).fill("2023-09-21")
    await page.get_by_label("原因").fill("大雨")
    await sound(page)
    await page.get_by_role("button", name="改期").click()
    await expect(page.get_by_text("2023年9月21日（周四） 11:30—12:30")).to_be_visible()
    await picture(page, "arrangement")
    assert [name for name, _ in await planned.log()][-2:] == ["EventRescheduled", "ChangeFiled"]
    for step in ("document", "report", "unit", "ask", "cancel"):
        await page.goto(f"{base}{PAGE}/{step}")
        await sound(page)

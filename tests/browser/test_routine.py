"""A unit outside the plan is registered, and announces an activity; in a real Chromium."""

import pytest
from playwright.async_api import expect

from tests.announcer.conftest import announcer, planned
from tests.announcer.test_routine import registered
from tests.announcer.test_routine_pages import PAGE, WATER
from tests.browser.tabs import Tabs, cookies_in
from tests.browser.test_materials import sound
from tests.compliance.assessing_bench import others, year
from tests.compliance.test_routine_unit_pages import PAGE as UNITS
from tests.registration.pages_bench import Site
from tests.serving import OFFICE, Api, Serve, eventually, serve
from tests.signing_in import cookies_of

__all__ = ["announcer", "others", "planned", "serve", "year"]

pytestmark = pytest.mark.browser


async def test_the_office_registers_a_unit_without_a_script(year: Site, tabs: Tabs) -> None:
    base = str(year.client.base_url).rstrip("/")
    page = await tabs.new(base, cookies=cookies_in(await cookies_of(year.api, OFFICE)))
    await page.goto(base + UNITS)
    await sound(page)
    await page.get_by_label("单位名称").fill("水务局")
    await page.get_by_label("编号").fill("水务")
    await page.get_by_role("button", name="登记单位").click()
    await expect(page.locator("#error-unit")).to_contain_text("字母、数字、_和-")
    await expect(page.get_by_label("单位名称")).to_have_value("水务局")
    await sound(page)
    await page.get_by_label("编号").fill("")
    await page.get_by_role("button", name="登记单位").click()
    await expect(page.get_by_role("status")).to_contain_text("已登记。")
    await expect(page.get_by_role("link", name="水务局")).to_be_visible()
    await sound(page)


async def test_a_unit_announces_an_activity_without_a_script(
    planned: Api, serve: Serve, tabs: Tabs
) -> None:
    await registered(serve)
    base = str(planned.client.base_url).rstrip("/")
    page = await tabs.new(base, cookies=cookies_in(await cookies_of(planned, WATER)))
    await page.goto(base + PAGE)

    async def heard() -> bool:
        await page.reload()
        return await page.get_by_role("button", name="列入活动").is_visible()

    await eventually(heard)
    await sound(page)
    await page.get_by_label("种类").select_option("政务开放日")
    await page.get_by_label("活动名称").fill("走进自来水厂")
    await page.get_by_label("主题").fill("城乡供水")
    await page.get_by_role("button", name="列入活动").click()
    await expect(page.locator("h1")).to_have_text("走进自来水厂的安排")
    await page.goto(base + PAGE)
    await expect(page.locator("h1")).to_have_text("本单位常态化活动1项。")
    await sound(page)

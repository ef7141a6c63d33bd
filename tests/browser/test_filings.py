"""The office enters the receipt of a filing and decides on it; in a real Chromium."""

import pytest
from playwright.async_api import expect

from tests.announcer.bodies import OPEN_11, SCHEDULE
from tests.announcer.conftest import announcer, planned
from tests.announcer.test_filings import FILED, LIST
from tests.browser.handbook import picture
from tests.browser.tabs import Tabs, cookies_in
from tests.browser.test_materials import sound
from tests.serving import HANDLER, OFFICE, Api, serve
from tests.signing_in import cookies_of

__all__ = ["announcer", "planned", "serve"]

pytestmark = pytest.mark.browser


async def test_a_filing_is_received_and_decided_without_a_script(planned: Api, tabs: Tabs) -> None:
    base = str(planned.client.base_url).rstrip("/")
    page = await tabs.new(base, cookies=cookies_in(await cookies_of(planned, OFFICE)))
    await page.goto(base + LIST)
    await sound(page)
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    await planned.record(f"{OPEN_11}/filings", FILED, by=HANDLER)
    await page.reload()
    await sound(page)
    await page.get_by_role("link", name="旧宫镇").click()
    await picture(page, "filing")
    await sound(page)

    await page.get_by_label("收到的时间").fill("2023-08-01T09:30")
    await page.get_by_label("佐证").fill("收文17号")
    await page.get_by_role("button", name="补记收到时间").click()
    await expect(page.locator("#error-received_at")).to_contain_text("填写的时间晚于现在")
    await sound(page)
    await expect(page.get_by_label("佐证")).to_have_value("收文17号")
    await page.get_by_label("收到的时间").fill("2023-08-01T08:30")
    await page.get_by_role("button", name="补记收到时间").click()
    await expect(page.get_by_role("status")).to_contain_text("收到时间已补记。")

    await page.get_by_label("同意", exact=True).check()
    await page.get_by_label("理由").fill("情况属实")
    await page.get_by_role("button", name="作出决定").click()
    await expect(page.get_by_role("status")).to_contain_text("决定已记录")
    await sound(page)
    await page.get_by_role("link", name="走进").click()
    await expect(page.get_by_text("理由：情况属实")).to_be_visible()
    await sound(page)

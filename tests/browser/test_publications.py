"""Materials elsewhere are entered, moved and taken down; in a real Chromium."""

import pytest
from playwright.async_api import expect

from tests.announcer.bodies import NOTICE, OPEN_11, SCHEDULE, WECHAT
from tests.announcer.conftest import announcer, planned
from tests.announcer.test_publications import PAGE
from tests.browser.tabs import Tabs, cookies_in
from tests.browser.test_materials import sound
from tests.serving import HANDLER, REVIEWER, Api, serve
from tests.signing_in import cookies_of

__all__ = ["announcer", "planned", "serve"]

pytestmark = pytest.mark.browser


async def test_what_stands_elsewhere_is_entered_moved_and_taken_down_without_a_script(
    planned: Api, tabs: Tabs
) -> None:
    base = str(planned.client.base_url).rstrip("/")
    page = await tabs.new(base, cookies=cookies_in(await cookies_of(planned, HANDLER)))
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    await page.goto(base + PAGE)
    await sound(page)
    await planned.record(f"{OPEN_11}/notices", NOTICE)
    await planned.record(f"{OPEN_11}/notices", WECHAT, by=REVIEWER)
    await page.reload()
    await sound(page)
    await page.get_by_role("button", name="确认").click()
    await expect(page.get_by_role("status")).to_contain_text("已确认。")

    await page.get_by_role("link", name="登记别处公布的材料").click()
    await sound(page)
    await page.get_by_label("栏目").select_option("政策公开讲")
    await page.get_by_label("材料清单").fill("活动图片\n座谈记录")
    await page.get_by_label("网址").fill("https://example.org/materials")
    await page.get_by_label("页面显示的发布时间").fill("2023-07-31T08:30")
    await page.get_by_label("佐证").fill("截图1")
    await page.get_by_role("button", name="登记别处公布的材料").click()
    await expect(page.locator("#error-note")).to_contain_text("请写明补录的原因")
    await expect(page.get_by_label("材料清单")).to_have_value("活动图片\n座谈记录")
    await sound(page)
    await page.get_by_label("补录原因").fill("经办人出差")
    await page.get_by_role("button", name="登记别处公布的材料").click()
    await expect(page.get_by_role("status")).to_contain_text("已登记，待另一人确认。")

    await page.get_by_role("link", name="移栏目").click()
    await sound(page)
    await page.get_by_label("原因").fill("栏目放错")
    await page.get_by_role("button", name="移到别的栏目").click()
    await expect(page.get_by_role("status")).to_contain_text("已登记移到新的栏目。")
    await sound(page)
    await page.get_by_role("link", name="政务新媒体").click()
    await page.get_by_label("原因").fill("日期写错")
    await page.get_by_label("撤下的时间").fill("2023-08-01T08:40")
    await sound(page)
    await page.get_by_role("button", name="撤下公告").click()
    await expect(page.get_by_role("status")).to_contain_text("已登记撤下。")
    await sound(page)

"""One's own data and the office's oversight in a real Chromium, on a phone and at a desk."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_people import Visit, fill_sign_up, sound, visit
from tests.registration.pages_bench import DESK, SIGN_UP, Site, opened, serve, site
from tests.serving import HANDLER, OFFICE

__all__ = ["serve", "site", "visit"]

pytestmark = pytest.mark.browser


async def test_a_citizen_sees_corrects_and_erases_their_own_data_on_a_phone(
    site: Site, visit: Visit
) -> None:
    await opened(site)
    page = await visit(SIGN_UP, width=360)
    await shown(page, "sign-up")
    await fill_sign_up(page, "安娜", "13800138000")
    await page.get_by_role("button", name="查看我的报名").click()
    await page.get_by_role("button", name="查看和更正").click()
    await expect(page.locator("h1")).to_have_text("关于我的信息")
    await shown(page, "mine")
    await page.get_by_role("button", name="更正信息").click()
    await page.get_by_label("姓名").fill("安妮")
    await shown(page, "correction")
    await page.get_by_role("button", name="保存").click()
    await expect(page.get_by_role("status")).to_contain_text("已更正")
    await expect(page.get_by_text("安妮")).to_be_visible()
    await page.locator("#content").get_by_role("link", name="个人信息保护说明").click()
    await expect(page.locator("h1")).to_have_text("个人信息保护说明")
    await shown(page, "privacy")


@pytest.mark.parametrize("width", [360, 1280])
async def test_staff_state_a_purpose_and_the_office_sees_the_look(
    site: Site, visit: Visit, width: int
) -> None:
    await opened(site)
    await site.sign_up("赵小一", "13800000001")
    page = await visit(DESK + "/sign-up", by=HANDLER, width=width)
    await shown(page, f"desk-{width}")
    await page.get_by_label("查看姓名和电话的用途").fill("电话核实报名条件")
    await page.get_by_role("button", name="查看姓名和电话").click()
    await expect(page.get_by_text("赵小一")).to_be_visible()
    await shown(page, f"names-{width}")
    person = await site.api.running.pool.fetchval("select person from person")
    await page.goto(page.url.partition("/desk/")[0] + f"{DESK}/people/{person}")
    await expect(page.locator("h1")).to_contain_text("赵*")
    await shown(page, f"person-{width}")
    office = await visit("/desk/looks", by=OFFICE, width=width)
    await expect(office.get_by_text("电话核实报名条件")).to_be_visible()
    await shown(office, f"looks-{width}")
    await office.get_by_role("link", name="个人信息保存").click()
    await expect(office.locator("h1")).to_have_text("1项活动保存着个人信息")
    await shown(office, f"retention-{width}")
    calls = await visit(DESK + "/call-list", by=HANDLER, width=width)
    await shown(calls, f"calls-{width}")


async def shown(page: Page, name: str) -> None:
    """Sound, and kept as a picture where somebody wants to look at it."""
    await sound(page)
    if folder := os.environ.get("MINSHENG_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

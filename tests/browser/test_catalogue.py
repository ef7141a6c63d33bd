"""The catalogue of requirements, and a verdict that is run again, in a real Chromium."""

import pytest
from playwright.async_api import expect

from services.compliance.rules.pack import load_pack
from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("pack", ["daxing-2023", "sample-anlan-2023"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_catalogue_fits_and_needs_no_script(
    open_page: OpenPage, stage: Stage, pack: str, width: int
) -> None:
    stage.pack = pack
    page = await open_page(f"{WALL}/requirements", width=width, javascript=False)
    assert await page.locator(".entry[id]").count() == len(load_pack(pack).requirements)
    await expect(page.locator("h1")).to_have_text("要求目录")
    assert await page.evaluate(OVERFLOW) <= 0


async def test_a_sample_says_that_it_is_invented(open_page: OpenPage, stage: Stage) -> None:
    stage.pack = "sample-anlan-2023"
    page = await open_page(f"{WALL}/requirements")
    await expect(page.locator(".headline")).to_contain_text("虚构的示例")
    await expect(page.locator("#changes")).to_be_visible()


async def test_from_a_verdict_to_its_rule_and_run_again(open_page: OpenPage) -> None:
    page = await open_page(f"{WALL}/activities/open-08/ANN-TIME", javascript=False)
    await page.get_by_role("link", name="这一条怎样判定").click()
    await expect(page.locator("#ANN-TIME")).to_be_visible()
    await page.go_back()
    await page.get_by_role("button", name="重新计算这一项").click()
    await expect(page.get_by_role("heading", name="重算结果一致")).to_be_visible()
    await expect(page.locator(".verdict h1")).to_have_text("公告时间")


@pytest.mark.parametrize("width", [320, 1280])
async def test_what_differs_stands_side_by_side(
    open_page: OpenPage, stage: Stage, width: int
) -> None:
    stage.differs = (("status", "met", "missed"), ("due", "2023-10-08", "2023-10-09"))
    page = await open_page(f"{WALL}/activities/open-08/ANN-TIME/again", width=width)
    await expect(page.get_by_role("heading", name="重算结果与页面不同")).to_be_visible()
    assert await page.locator(".again tbody tr").count() == 2
    assert await page.evaluate(OVERFLOW) <= 0

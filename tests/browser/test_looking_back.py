"""The slider: any day of the season by hand, by key, or by a plain form."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
NOTICE = "#c-open-08-ANN-TIME"
A_DAY_BEFORE = "as_of=2023-10-15T09%3A42%3A00%2B08%3A00"


async def slide(page: Page, day: int) -> None:
    """Let go of the slider at a day of the season."""
    await page.locator("#slider").evaluate(
        "(range, day) => { range.value = day;"
        " range.dispatchEvent(new Event('input', { bubbles: true }));"
        " range.dispatchEvent(new Event('change', { bubbles: true })); }",
        day,
    )


async def test_the_slider_shows_the_wall_of_another_day_and_leads_back(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(WALL)
    assert await page.locator("#slider").get_attribute("aria-valuetext") == (
        "现在10月16日（周一）9:42"
    )
    await slide(page, 57)  # the season begins on 1 August
    await page.wait_for_url("**as_of=2023-09-27T09%3A42%3A00%2B08%3A00")
    bar = page.locator(".bar.past")
    assert await bar.inner_text() == (
        "这是2023年9月27日（周三）9:42的情况，不是现在。此时只能看，不能办理。\n回到现在"
    )
    await expect(bar).to_have_css("background-color", "rgb(106, 63, 160)")
    await expect(page.locator(f"{NOTICE}.s-due_soon")).to_be_visible()
    assert await page.locator("#stream").count() == 0
    await slide(page, 76)  # today
    await page.wait_for_url(stage.url + WALL)
    await expect(page.locator(f"{NOTICE}.s-met_late")).to_be_visible()


async def test_brackets_go_a_day_back_and_forward_and_filters_stay(open_page: OpenPage) -> None:
    page = await open_page(f"{WALL}?status=missed")
    await page.keyboard.press("[")
    await page.wait_for_url(f"**?status=missed&{A_DAY_BEFORE}")
    await expect(page.locator(".grid-card.filtered")).to_be_visible()
    await page.keyboard.press("]")
    await page.wait_for_url("**?status=missed")


async def test_without_javascript_a_form_asks_for_a_moment_and_a_link_leads_back(
    open_page: OpenPage, stage: Stage
) -> None:
    path = f"{WALL}/activities/open-08/ANN-TIME"
    page = await open_page(path, javascript=False)
    await page.get_by_label("看某一时刻").fill("2023-09-28T10:11")
    await page.get_by_role("button", name="看", exact=True).click()
    assert page.url == f"{stage.url}{path}?as_of=2023-09-28T10:11:00%2B08:00"
    assert "未达标" in await page.locator(".verdict header").inner_text()
    await page.locator(".slider a", has_text="回到现在").click()
    assert page.url == stage.url + path


@pytest.mark.parametrize(
    "path", ["", "/season", "/activities/open-13", "/units/zhangziying", "/requirements/MAT-TIME"]
)
async def test_the_slider_stands_on_every_page(open_page: OpenPage, path: str) -> None:
    page = await open_page(WALL + path, width=320)
    await expect(page.locator("#slider")).to_be_visible()
    assert await page.locator(".slider .ahead").count() > 20
    assert await page.evaluate("document.documentElement.scrollWidth") == 320

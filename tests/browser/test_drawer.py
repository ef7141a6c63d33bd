"""The drawer: a verdict over the wall, with its own address, closed by Esc, walked by J and K."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.handbook import picture
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
LATE = "c-open-08-ANN-TIME"


async def test_enter_opens_the_drawer_and_esc_gives_the_focus_back(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(WALL)
    await page.locator(f"#{LATE}").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#drawer h1")).to_have_text("公告时间")
    assert page.url == f"{stage.url}{WALL}/activities/open-08/ANN-TIME"
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()
    assert page.url == f"{stage.url}{WALL}"
    assert await page.evaluate("document.activeElement.id") == LATE


async def test_the_drawer_keeps_the_walls_scroll_and_the_browsers_history(
    open_page: OpenPage,
) -> None:
    page = await open_page(WALL, height=500)
    await page.locator("#c-talk-01-LISTEN").scroll_into_view_if_needed()
    before = await page.evaluate("scrollY")
    await page.locator("#c-talk-01-LISTEN").click()
    await expect(page.locator("#drawer h1")).to_have_text("听取意见")
    await page.go_back()
    await expect(page.locator("#drawer")).to_be_hidden()
    assert await page.evaluate("scrollY") == before
    await page.go_forward()
    await expect(page.locator("#drawer h1")).to_have_text("听取意见")


async def test_reloading_the_drawers_address_gives_the_whole_page(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator(f"#{LATE}").click()
    await expect(page.locator("#drawer h1")).to_have_text("公告时间")
    await page.reload()
    assert await page.locator("#drawer").count() == 0
    assert await page.locator("main h1").inner_text() == "公告时间"
    assert await page.get_by_role("link", name="合规墙").count() == 2


async def test_j_in_the_drawer_shows_the_next_problem(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator("#c-open-13-ANN-TIME").click()
    await expect(page.locator("#drawer h1")).to_have_text("公告时间")
    await page.keyboard.press("j")
    await expect(page.locator("#drawer h1")).to_have_text("公告渠道")
    await page.get_by_role("button", name="上一项").click()
    await expect(page.locator("#drawer h1")).to_have_text("公告时间")
    await page.get_by_role("button", name="关闭").click()
    await expect(page.locator("#drawer")).to_be_hidden()
    assert page.url.endswith(WALL)


async def test_the_working_names_days_counted_and_skipped_clause_and_evidence(
    open_page: OpenPage,
) -> None:
    page = await open_page(WALL)
    await page.locator(f"#{LATE}").click()
    drawer = page.locator("#drawer")
    await expect(drawer.locator("h1")).to_have_text("公告时间")
    assert await drawer.locator(".strip .d-counted .box").count() == 5
    await picture(page, "verdict")
    assert await drawer.locator(".strip .d-holiday").count() == 8
    assert await drawer.locator(".strip .box i").all_inner_texts() == ["班", "班"]
    assert await drawer.locator(".counts .day").all_inner_texts() == [
        "9月27日（周三）",
        "9月26日（周二）",
    ]
    assert "提前5个工作日" in await drawer.locator("blockquote p").inner_text()
    song = await drawer.locator("blockquote p").evaluate("p => getComputedStyle(p).fontFamily")
    assert "Noto Serif CJK SC" in song
    evidence = await drawer.locator(".evidence").inner_text()
    assert "发生 9月28日（周四）10:12" in evidence
    assert "SHA-256" in evidence


async def test_the_drawer_shows_what_its_cell_became(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(WALL)
    await page.locator("#c-open-13-ANN-TIME").click()
    await expect(page.locator("#drawer .chip").first).to_contain_text("临期")
    stage.publish("open-13")
    await expect(page.locator("#drawer .chip").first).to_contain_text("达标")
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.activeElement.id") == "c-open-13-ANN-TIME"


async def test_the_last_verdict_asked_for_is_the_one_shown(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator("#c-open-03-ANN-TIME").click()
    await expect(page.locator("#drawer h1")).to_have_text("公告时间")
    for _ in range(3):
        await page.keyboard.press("j")
    await expect(page.locator("#drawer .subject")).to_contain_text("观音寺街道")
    assert page.url.endswith("/activities/open-05/LEADER")
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.activeElement.id") == "c-open-05-LEADER"


async def test_a_verdict_that_cannot_be_had_says_so(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(WALL)
    stage.down = True
    await page.locator(f"#{LATE}").click()
    await expect(page.locator("#drawer h1")).to_have_text("暂时打不开")
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()

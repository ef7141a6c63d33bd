"""Filters, search and the keys that lead through what is left."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"


async def test_the_four_next_deadlines_say_who_what_and_when(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    cards = await page.locator(".deadline-card").all_inner_texts()
    assert len(cards) == 4
    for words in ("今天24:00前", "10-23活动", "长子营镇 发布活动公告等2项", "剩0个工作日"):
        assert words in cards[0]
    assert "明天24:00前" in cards[2]
    assert "剩1个工作日" in cards[2]


async def test_units_are_picked_without_javascript_and_the_legend_counts_only_them(
    open_page: OpenPage,
) -> None:
    page = await open_page(WALL, javascript=False)
    await page.locator("#pick-unit summary").click()
    unit = page.locator("label", has_text="瀛海镇")
    assert await unit.locator(".s-missed").is_visible()  # its worst status
    await unit.locator("input").check()
    await page.locator("label", has_text="长子营镇").locator("input").check()
    await page.get_by_role("button", name="只看选中的").click()
    assert page.url.endswith("?unit=yinghai&unit=zhangziying&theme=&kind=")
    assert await page.locator("#pick-unit summary").inner_text() == "单位：2家"
    assert await page.locator(".grid tbody tr:not(.dim)").count() == 2
    counts = await page.locator(".legend b").all_inner_texts()
    assert sum(map(int, counts)) == 2 * 26
    await page.get_by_role("link", name="清除筛选").click()
    assert await page.locator("tr.dim").count() == 0


async def test_theme_kind_and_problems_dim_the_other_rows(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(WALL)
    for query, rows in (
        ("theme=创建文明城区", 2),
        ("kind=policy_talk", 5),
        ("kind=policy_talk&problems=on", 1),
        ("unit=nobody", 0),
    ):
        await page.goto(f"{stage.url}{WALL}?{query}")
        assert await page.locator(".grid tbody tr:not(.dim)").count() == rows
    assert "没有符合条件的事项。最近的限期是长子营镇" in await page.locator("main").inner_text()


async def test_a_slash_searches_units_requirements_and_activities(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(WALL)
    for words, found in (
        ("公告时间", "要求 公告时间"),
        ("长子营", "单位 长子营镇"),
        ("讲3", "活动 人社普法进企业"),
        ("养老驿站", "活动 走进幸福晚年驿站"),
    ):
        await page.locator(".grid a").first.focus()
        await page.keyboard.press("/")
        await expect(page.locator("#search")).to_be_focused()
        await page.locator("#search").fill(words)
        await page.keyboard.press("Enter")
        await expect(page.locator(".found h2")).to_contain_text(f"查“{words}”")
        assert found in await page.locator(".found li").first.inner_text()
    await page.locator(".found a").first.click()
    assert page.url == f"{stage.url}{WALL}/activities/open-13"


async def test_j_stops_only_at_what_was_asked_for(open_page: OpenPage) -> None:
    page = await open_page(f"{WALL}?status=missed&unit=yinghai")
    await page.locator("#r-open-01").focus()
    stops = []
    for _ in range(3):
        await page.keyboard.press("j")
        stops.append(await page.evaluate("document.activeElement.id"))
    assert stops == [
        "c-open-12-ANN-CHANNEL", "c-open-12-SEL-NOTICE", "c-open-12-ANN-CHANNEL",
    ]  # fmt: skip

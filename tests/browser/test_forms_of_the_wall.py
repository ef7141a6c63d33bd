"""The wall on paper, in the dark, in large print and on a big screen; the pages around it."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
A4_LANDSCAPE = (842, 595)  # points


@pytest.mark.parametrize("path", ["", "/season"])
async def test_it_prints_on_one_page_of_a4_across(open_page: OpenPage, path: str) -> None:
    page = await open_page(WALL + path, cookies={"theme": "dark"})
    paper = await page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert box is not None
    assert tuple(round(float(side)) for side in box.groups()) == A4_LANDSCAPE


async def test_paper_has_no_colour_and_says_what_it_rests_on(open_page: OpenPage) -> None:
    page = await open_page(WALL, cookies={"theme": "dark"})
    await page.emulate_media(media="print")
    head = await page.locator(".paper-head").inner_text()
    for words in ("截至2023年10月16日（周一）9:42", "daxing-2023", "国办发明电〔2022〕16号"):
        assert words in head
    assert re.search(r"校验码 [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}", head)
    assert not await page.locator(".top").is_visible()
    coloured = await page.evaluate(
        """() => [...document.querySelectorAll("#fresh *")].filter((e) => {
          const style = getComputedStyle(e);
          return e.checkVisibility() && ["color", "backgroundColor"].some((name) => {
            const [r, g, b, a = 1] = style[name].match(/[\\d.]+/g).map(Number);
            return a > 0 && Math.max(r, g, b) - Math.min(r, g, b) > 8;
          });
        }).map((e) => e.className)"""
    )
    assert coloured == []


async def test_paper_shows_the_time_line_of_an_activity_to_its_end(open_page: OpenPage) -> None:
    page = await open_page(WALL + "/activities/open-04")
    await page.set_viewport_size({"width": 1046, "height": 718})  # A4 across, less its margins
    hidden = "e => e.scrollWidth - e.clientWidth"
    assert await page.locator(".timeline").evaluate(hidden) > 0
    await page.emulate_media(media="print")
    assert await page.locator(".timeline").evaluate(hidden) == 0


async def test_dark_is_chosen_once_and_kept(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(f"{WALL}?status=missed", javascript=False)
    background = "() => getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(background) == "rgb(244, 246, 248)"
    await page.get_by_role("link", name="深色").click()
    assert page.url == f"{stage.url}{WALL}?status=missed"
    assert await page.evaluate(background) == "rgb(12, 18, 25)"
    await page.goto(stage.url + "/wall/nowhere")
    assert await page.evaluate(background) == "rgb(12, 18, 25)"
    await page.goto(stage.url + WALL)
    await page.get_by_role("link", name="随系统").click()
    assert await page.evaluate(background) == "rgb(244, 246, 248)"
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(background) == "rgb(12, 18, 25)"


async def test_large_print_is_one_column_that_never_scrolls_sideways(open_page: OpenPage) -> None:
    page = await open_page(WALL, width=320, javascript=False)
    await page.get_by_role("link", name="大字版").click()
    for path in (WALL, f"{WALL}/activities/open-13", f"{WALL}/units/zhangziying"):
        await page.goto(page.url.split("/wall/")[0] + path)
        assert await page.evaluate("getComputedStyle(document.body).fontSize") == "22px"
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
    await page.goto(page.url.split("/wall/")[0] + WALL)
    assert await page.locator(".grid").count() == 0
    await page.locator("#c-open-12-ANN-CHANNEL").click()
    assert page.url.endswith("/activities/open-12/ANN-CHANNEL")


async def test_the_big_screen_fits_has_nothing_to_press_and_renews_itself(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(f"{WALL}/screen", width=1920, height=1080)
    assert await page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    ) == [1920, 1080]
    assert await page.locator("button, input, form, nav").count() == 0
    await expect(page.locator("#c-talk-05-FEEDBACK")).to_be_in_viewport(ratio=1)
    await expect(page.locator(".legend")).to_be_in_viewport(ratio=1)
    assert await page.locator(".deadline-card").count() == 4
    await expect(page.locator("#live-word")).to_have_text("实时")
    stage.publish("open-13")
    await expect(page.locator("#c-open-13-ANN-TIME.s-met")).to_be_visible()
    await expect(page.locator("#live-word")).to_have_text("实时")
    stage.now = stage.now.replace(hour=10)
    stage.tell("beat")
    await expect(page.locator(".clock")).to_have_text("10:42")


async def test_the_season_shows_limits_holidays_and_what_was_moved(open_page: OpenPage) -> None:
    page = await open_page(f"{WALL}/season")
    assert (await page.locator("h1").inner_text()).startswith("本周7个节点")
    assert await page.locator(".gantt tbody tr").count() == 22
    words = await page.locator(".gantt").inner_text()
    for part in ("放假8天", "补班", "今天10月16日", "12月（窗口外）"):
        assert part in words
    moved = page.locator(".gantt tbody tr", has_text="南街回迁房工地")
    assert await moved.locator("rect.earlier").count() == 1
    assert "原定9月14日（周四）" in (await moved.locator("td").text_content() or "")
    await page.get_by_role("link", name="两周").click()
    assert await page.locator(".axis .tick").count() == 14


async def test_a_units_page_says_what_it_must_do_next(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(f"{WALL}/activities/open-13")
    await page.get_by_role("link", name="长子营镇的全部事项").click()
    assert await page.locator("h1").inner_text() == "长子营镇有3项临期"
    assert "公告时间" in await page.locator(".tasks li").first.inner_text()
    assert await page.locator(".changes li").count() == 2
    stage.publish("open-13")
    await expect(page.locator("h1")).to_have_text("长子营镇没有问题")
    await page.goto(f"{stage.url}{WALL}/units/nobody")
    assert await page.locator("h1").inner_text() == "没有这个页面"


async def test_a_requirements_page_has_the_clause_and_every_row(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator(".grid th.name a").nth(5).click()
    assert (await page.locator("h1").inner_text()).startswith("公告时间：3项临期，1项逾期补做")
    assert await page.locator(".judged li").count() == 22
    assert "5个工作日" in await page.locator("blockquote").first.inner_text()
    ways = await page.locator(".ways").inner_text()
    assert "逾期" in ways

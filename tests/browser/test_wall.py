"""The wall in Chromium: what is seen, how the keyboard walks, what the legend does."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.handbook import picture
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"


async def focused(page: Page) -> str:
    """The id of the element that has the focus."""
    return str(await page.evaluate("document.activeElement.id"))


async def test_the_wall_shows_22_activities_by_26_requirements(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    assert await page.locator(".grid tbody tr").count() == 22
    assert await page.locator(".grid tbody a.cell").count() == 22 * 26
    await picture(page, "wall")
    assert await page.locator(".grid thead th[scope=colgroup]").all_inner_texts() == [
        "计划与报备", "事前公告", "代表产生", "举办与听取", "事后公开",
    ]  # fmt: skip


async def test_one_sentence_says_who_turns_red_next(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    assert await page.locator("h1").inner_text() == "今天2家、明天2家，不处理就会变红"
    detail = await page.locator(".headline p").inner_text()
    assert detail.startswith("2023年10月16日（周一）。已有5项未达标，涉及北臧村镇、瀛海镇、统计局")


async def test_the_legend_counts_every_cell_once(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    counts = await page.locator(".legend b").all_inner_texts()
    assert sum(map(int, counts)) == 22 * 26


async def test_the_legend_dims_what_is_not_asked_for_and_moves_nothing(
    open_page: OpenPage,
) -> None:
    page = await open_page(WALL)
    await expect(page.locator("#live-word")).to_have_text("实时")
    missed, met = page.locator(".grid .s-missed").first, page.locator(".grid .s-met").first
    coloured = await met.evaluate("cell => getComputedStyle(cell).backgroundColor")
    place = await missed.bounding_box()
    legend = page.locator('.legend-item[data-status="missed"]')
    await legend.click()
    await expect(met).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    await expect(missed).to_have_css("background-color", "rgb(179, 38, 30)")
    assert await missed.bounding_box() == place
    assert page.url.endswith("?status=missed")
    await legend.click()
    await expect(met).to_have_css("background-color", coloured)


async def test_the_wall_fits_1440_and_1200_px_without_scrolling_sideways(
    open_page: OpenPage,
) -> None:
    for width in (1440, 1425, 1300, 1200):
        page = await open_page(WALL, width=width)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        card = await page.locator(".grid-card").bounding_box()
        grid = await page.locator(".grid").bounding_box()
        assert card is not None
        assert grid is not None
        assert grid["x"] + grid["width"] <= card["x"] + card["width"]


async def test_below_1200_px_the_head_and_the_labels_stay_while_the_wall_scrolls(
    open_page: OpenPage,
) -> None:
    page = await open_page(WALL, width=900)
    label, name = page.locator("#r-talk-05"), page.locator("thead .name").first
    await page.locator(".grid-card").evaluate("card => card.scrollTo(600, 300)")
    card = await page.locator(".grid-card").bounding_box()
    box, head = await label.bounding_box(), await name.bounding_box()
    assert card is not None
    assert box is not None
    assert head is not None
    assert card["x"] <= box["x"] < card["x"] + 60
    assert card["y"] <= head["y"] < card["y"] + 60


async def test_nothing_is_lost_at_320_px(open_page: OpenPage) -> None:
    for path in (WALL, f"{WALL}/activities/open-13", f"{WALL}/activities/open-08/ANN-TIME"):
        page = await open_page(path, width=320, height=640)
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
    page = await open_page(WALL, width=320, height=640)
    last = page.locator("#c-talk-05-FEEDBACK")
    await last.scroll_into_view_if_needed()
    await expect(last).to_be_in_viewport()
    for selector in (".topic", ".form", ".day"):
        assert await page.locator(f"#r-open-13 {selector}").is_visible()


async def test_the_grid_is_one_tab_stop_and_arrows_walk_it(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await expect(page.locator('.grid tbody a[tabindex="0"]')).to_have_count(1)
    await page.locator("#c-open-13-ANN-TIME").focus()
    for key, expected in (
        ("ArrowRight", "c-open-13-ANN-CHANNEL"),
        ("ArrowDown", "c-open-14-ANN-CHANNEL"),
        ("ArrowLeft", "c-open-14-ANN-TIME"),
        ("ArrowUp", "c-open-13-ANN-TIME"),
        ("Home", "r-open-13"),
        ("ArrowLeft", "r-open-13"),
        ("End", "c-open-13-FEEDBACK"),
        ("Control+Home", "r-open-01"),
        ("Control+End", "c-talk-05-FEEDBACK"),
    ):
        await page.keyboard.press(key)
        assert await focused(page) == expected
    assert await page.locator('.grid tbody a[tabindex="0"]').count() == 1


async def test_j_and_k_go_from_problem_to_problem(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator("#c-open-01-WINDOW").focus()
    met = []
    for _ in range(3):
        await page.keyboard.press("j")
        met.append(await page.evaluate("document.activeElement.className"))
        assert "problem" in met[-1]
    here = await focused(page)
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    assert await focused(page) == here


async def test_the_focus_line_speaks_the_cell_in_full(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator("#c-open-13-ANN-TIME").focus()
    line = page.locator("#focus-line")
    assert await line.get_attribute("aria-live") == "polite"
    assert "长子营镇，公告时间，临期，剩0个工作日" in await line.inner_text()
    assert "限期10月16日（周一）24:00" in await line.inner_text()


async def test_focus_is_seen(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator("#c-open-13-ANN-TIME").focus()
    await page.keyboard.press("ArrowRight")
    style = await page.evaluate(
        "(s => [s.outlineStyle, s.outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style == ["solid", "2px"]


async def test_without_javascript_every_cell_is_a_link_to_its_page(open_page: OpenPage) -> None:
    page = await open_page(WALL, javascript=False)
    for selector in ("[data-print]", "#slider", ".key-help"):
        assert not await page.locator(selector).is_visible()
    await page.locator("#c-open-08-ANN-TIME").click()
    assert page.url.endswith("/activities/open-08/ANN-TIME")
    assert await page.locator("h1").inner_text() == "公告时间"
    assert await page.locator(".strip li").count() > 10


async def test_a_past_moment_says_so_and_leads_back_to_now(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(f"{WALL}?as_of=2023-09-18T09:00:00%2B08:00")
    assert await page.locator(".bar.past").is_visible()
    assert "2023年9月18日（周一）9:00" in await page.locator(".bar.past").inner_text()
    assert await page.locator("#stream").count() == 0
    href = await page.locator("#c-open-08-ANN-TIME").get_attribute("href")
    assert href is not None
    assert "as_of=2023-09-18T09:00:00%2B08:00" in href
    await page.locator("#now").click()
    assert page.url == f"{stage.url}{WALL}"


async def test_what_could_not_be_read_is_said_on_the_wall(
    open_page: OpenPage, stage: Stage
) -> None:
    readers = [{"stream": "EV_REGISTRATION_1", "checkpoint": 3, "state": "refilling"}]
    stage.matrix_changes = {"quarantined": 2, "readers": readers}
    page = await open_page(WALL)
    notices = await page.locator(".notice").all_inner_texts()
    assert notices[0].startswith("有2条消息无法识别")
    assert notices[1].startswith("报名服务的事实正在补读")


async def test_an_empty_system_says_how_to_load_a_programme_and_then_shows_it(
    open_page: OpenPage, stage: Stage
) -> None:
    stage.loaded = False
    page = await open_page("/")
    assert await page.locator("h1").inner_text() == "还没有载入方案"
    assert "make run" in await page.locator("main").inner_text()
    stage.loaded = True
    await page.wait_for_url(f"{stage.url}{WALL}")


async def test_a_wrong_address_gets_a_page_that_leads_back(open_page: OpenPage) -> None:
    page = await open_page(f"{WALL}/activities/open-99")
    assert await page.locator("h1").inner_text() == "没有这个页面"
    assert await page.get_by_role("link", name="回到合规墙").is_visible()

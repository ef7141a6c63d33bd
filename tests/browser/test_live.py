"""The wall changes by itself, rings what changed, and says when it can no longer."""

import asyncio
import time

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
CELL = "#c-open-13-ANN-TIME"

NOTE_RINGS = """() => {
  window.rung = [];
  new MutationObserver((changes) => rung.push(...changes.map((change) => change.target.id)))
    .observe(document.body, { subtree: true, attributeFilter: ["data-changed"] });
}"""


async def listening(page: Page, stage: Stage) -> None:
    """Wait until the page's stream is open and its first refresh is done."""
    await expect(page.locator("#live-word")).to_have_text("实时")
    deadline = time.monotonic() + 60
    while stage.fetched < 2:
        assert time.monotonic() < deadline, "the page never fetched itself anew"
        await asyncio.sleep(0.05)


async def test_a_cell_turns_when_facts_arrive_and_rings_for_a_while(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(WALL)
    await listening(page, stage)
    await page.evaluate(NOTE_RINGS)
    due_soon = page.locator('.legend-item[data-status="due_soon"] b')
    before = int(await due_soon.inner_text())
    stage.publish("open-13")
    await expect(page.locator(f"{CELL}.s-met")).to_be_visible()
    await expect(due_soon).to_have_text(str(before - 3))
    assert await page.locator(CELL).get_attribute("aria-label") == "长子营镇，公告时间，达标，临界"
    rung = set(await page.evaluate("rung"))
    announced = {f"c-open-13-{code}" for code in ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM")}
    assert announced <= rung
    assert all(cell.startswith("c-open-13-") for cell in rung)
    await expect(page.locator("[data-changed]")).to_have_count(0)


async def test_focus_filter_and_place_survive_a_change(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(WALL)
    await listening(page, stage)
    await page.locator('.legend-item[data-status="due_soon"]').click()
    await expect(page.locator(".grid-card.filtered")).to_be_visible()
    await page.locator("#c-open-13-ANN-ELEM").focus()
    place = await page.locator("#c-open-15-FEEDBACK").bounding_box()
    stage.publish("open-13")
    await expect(page.locator(f"{CELL}.s-met")).to_be_visible()
    assert await page.evaluate("document.activeElement.id") == "c-open-13-ANN-ELEM"
    pressed = page.locator('.legend-item[aria-current="true"]')
    assert await pressed.get_attribute("data-status") == "due_soon"
    assert await page.locator('.grid tbody a[tabindex="0"]').count() == 1
    assert await page.locator("#c-open-15-FEEDBACK").bounding_box() == place


async def test_many_changes_are_gathered_for_a_second(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(WALL)
    await listening(page, stage)
    fetched = stage.fetched
    for _ in range(50):
        stage.tell("verdict", row="open-13", code="ANN-TIME", status="met")
    while stage.fetched == fetched:  # noqa: ASYNC110 - the server counts, nobody tells
        await asyncio.sleep(0.05)
    await asyncio.sleep(1.5)
    assert stage.fetched == fetched + 1


async def test_a_new_day_renews_the_numbers(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(WALL)
    await listening(page, stage)
    stage.now = stage.now.replace(day=17)
    stage.tell("day", date="2023-10-17")
    await expect(page.locator(f"{CELL}.s-missed")).to_be_visible()
    await expect(page.locator(".headline p")).to_contain_text("10月17日")


@pytest.mark.parametrize("reduced", [False, True])
async def test_the_ring_moves_only_for_those_who_did_not_ask_for_less_motion(
    open_page: OpenPage, *, reduced: bool
) -> None:
    page = await open_page(WALL, reduced_motion=reduced)
    name, outline = await page.locator(CELL).evaluate(
        "cell => { cell.dataset.changed = '';"
        " return [getComputedStyle(cell).animationName, getComputedStyle(cell).outlineWidth]; }"
    )
    assert name == ("none" if reduced else "changed")
    assert outline == "2px"


async def test_a_lost_stream_is_said_with_the_last_time_and_comes_back(
    open_page: OpenPage, stage: Stage
) -> None:
    page = await open_page(WALL)
    await listening(page, stage)
    stage.down = True
    stage.hang_up()
    lost = page.locator("#lost")
    await expect(lost).to_be_visible()
    expected = "实时更新已中断，显示的是09:42的情况，正在重连。限期照常计算。"
    assert await lost.inner_text() == expected
    await expect(page.locator("#live-word")).to_have_text("已中断")
    assert await page.locator(".grid tbody tr").count() == 22
    stage.down = False
    stage.publish("open-13")
    await expect(lost).to_be_hidden()
    await expect(page.locator(f"{CELL}.s-met")).to_be_visible()


async def test_an_activitys_page_is_live_too(open_page: OpenPage, stage: Stage) -> None:
    page = await open_page(f"{WALL}/activities/open-13")
    await expect(page.locator("#live-word")).to_have_text("实时")
    await expect(page.locator(".next h2")).to_have_text(
        "今天24:00前须完成：公告时间、公告渠道、公告要素"
    )
    stage.publish("open-13")
    await expect(page.locator(".next h2")).not_to_contain_text("公告时间")
    await expect(page.locator(".facts li").first).to_contain_text("发布于")

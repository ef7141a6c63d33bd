"""What-if and plan-ahead: asked by a form, answered by an address, readable by everybody."""

import pytest
from playwright.async_api import expect

from tests.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.handbook import picture
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
PAGES = {
    "what if": f"{WALL}/what-if?activity=open-13&starts_on=2023-10-20",
    "another rule": f"{WALL}/what-if?notice_days=15",
    "refused": f"{WALL}/what-if?activity=open-13&starts_on=2023-13-45&notice_days=0",
    "plan": f"{WALL}/plan-ahead?starts_on=2023-10-31&method=open_selection",
    "planned then": f"{WALL}/plan-ahead?starts_on=2023-10-10"
    "&as_of=2023-09-18T09:00:00%2B08:00",
}  # fmt: skip


async def test_from_an_activity_to_what_would_be_without_javascript(
    open_page: OpenPage, stage: Stage
) -> None:
    facts = len(stage.autumn.facts)
    page = await open_page(f"{WALL}/activities/open-13", javascript=False)
    await page.get_by_role("link", name="假如改期或改形式").click()
    await expect(page.locator("h1")).to_have_text("填写假设的日期、形式或天数，看哪些结论会变")
    await page.get_by_label("改到哪一天").fill("2023-10-20")
    await page.get_by_role("button", name="推算").click()
    await expect(page.locator("h1")).to_have_text(
        "假如改到2023年10月20日（周五）举办，将有2项未达标：公告时间、公告渠道"
    )
    await expect(page.locator(".bar.supposed")).to_contain_text("只是推算，不写入。")
    await picture(page, "what-if")
    first = page.locator(".differences li").first
    await expect(first).to_contain_text("公告时间、公告渠道")
    assert await first.locator(".chip").all_inner_texts() == ["临期\n剩0个工作日", "未达标"]
    await expect(first.locator(".why")).to_contain_text("活动日10月20日（周五）不计")
    assert len(stage.autumn.facts) == facts
    await first.get_by_role("link", name="公告时间").click()
    await expect(page.locator(".conclusion")).to_contain_text("今天到期")


async def test_the_form_keeps_what_was_asked_and_shows_what_is_wrong_beside_its_field(
    open_page: OpenPage,
) -> None:
    page = await open_page(PAGES["refused"], width=360)
    await expect(page.locator("[role=alert] li")).to_have_count(2)
    days = page.get_by_label("公告提前几天")
    assert await days.get_attribute("aria-invalid") == "true"
    assert await days.input_value() == "0"
    described = await days.get_attribute("aria-describedby") or ""
    assert "error-notice_days" in described.split()
    assert await page.locator("[name=activity]").input_value() == "open-13"
    await page.locator("[role=alert] a").last.click()
    await page.keyboard.press("Tab")
    assert page.url.endswith("#field-notice_days")


async def test_a_plan_is_made_by_keyboard_alone(open_page: OpenPage) -> None:
    page = await open_page(f"{WALL}/plan-ahead")
    await expect(page.locator("h1")).to_have_text(
        "今天发布公告，线下举办最早可定在2023年10月21日（周六）"
    )
    await page.get_by_label("打算哪一天办").focus()
    await page.keyboard.type("10312023")
    await page.get_by_label("代表怎样产生").focus()
    await page.keyboard.press("ArrowDown")
    await page.get_by_role("button", name="推算").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text(
        "2023年10月31日（周二）线下举办，最晚10月24日（周二）24:00前发布公告"
    )
    await picture(page, "plan-ahead")
    untils = await page.locator(".steps .until").all_inner_texts()
    assert untils[:4] == [
        "10月17日（周二）24:00前 项目自拟",
        "10月24日（周二）24:00前",
        "10月26日（周四）24:00前 项目自拟",
        "10月27日（周五）24:00前 项目自拟",
    ]
    await page.get_by_text("逐日计算").first.click()
    assert await page.locator(".steps details[open] .d-counted .box").count() == 5


async def test_what_is_too_late_says_so_and_names_the_first_date_that_is_not(
    open_page: OpenPage,
) -> None:
    page = await open_page(f"{WALL}/plan-ahead?starts_on=2023-10-18")
    await expect(page.locator("h1")).to_have_text(
        "2023年10月18日（周三）线下举办，公告已经来不及。"
        "今天发布公告，线下举办最早可定在2023年10月21日（周六）"
    )
    await expect(page.locator(".steps .passed").first).to_contain_text("已过")


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing_and_nothing_is_cut_off(open_page: OpenPage, name: str) -> None:
    page = await open_page(PAGES[name], width=320)
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    sizes = await page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 12

"""Everyone can read it: Chinese glyphs, axe, greyscale, names for what is drawn."""

import pytest
from playwright.async_api import expect

from tests.axe import violations
from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
PAGES = {
    "wall": WALL,
    "phone": WALL,
    "activity": f"{WALL}/activities/open-13",
    "verdict": f"{WALL}/activities/open-08/ANN-TIME",
    "not applicable": f"{WALL}/activities/open-14/REP-SIZE",
    "requirements": f"{WALL}/requirements",
    "run again": f"{WALL}/activities/open-08/ANN-TIME/again",
    "unit": f"{WALL}/activities/unit:dangxiao",
    "search in the past": f"{WALL}?q=%E5%85%AC%E5%91%8A&as_of=2023-09-18T09:00:00%2B08:00",
    "screen": f"{WALL}/screen",
    "season": f"{WALL}/season",
    "season on a phone": f"{WALL}/season",
    "month": f"{WALL}/season?span=month",
    "unit's page": f"{WALL}/units/zhangziying",
    "requirement": f"{WALL}/requirements/ANN-TIME",
    "large": WALL,
    "dark": WALL,
    "dark activity": f"{WALL}/activities/open-13",
    "dark season": f"{WALL}/season",
    "dark requirement": f"{WALL}/requirements/ANN-TIME",
    "empty": "/",
    "404": "/wall/nowhere",
}

# Ink and fingerprint of a character as this page's font draws it; a missing glyph is either
# blank or the same box whatever the character.
DRAWN = """character => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 48;
  const pen = canvas.getContext("2d");
  pen.font = "40px " + getComputedStyle(document.body).fontFamily;
  pen.textBaseline = "top";
  pen.fillText(character, 4, 4);
  const points = pen.getImageData(0, 0, 48, 48).data.filter((_, i) => i % 4 === 3);
  return [points.filter((alpha) => alpha > 128).length, [...points].join()];
}"""


async def test_chinese_glyphs_are_really_drawn(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    drawn = [await page.evaluate(DRAWN, character) for character in "瀛榆核迟备㐀"]
    for ink, _ in drawn[:5]:
        assert ink > 150
    fingerprints = {fingerprint for _, fingerprint in drawn[:5]}
    assert len(fingerprints) == 5
    box = await page.evaluate(DRAWN, "\U000f0000")  # a private character that no font has
    assert box[1] not in fingerprints


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing_serious(open_page: OpenPage, stage: Stage, name: str) -> None:
    stage.loaded = name != "empty"
    cookies = {
        "theme": "dark" if name.startswith("dark") else "",
        "large_print": "on" if name == "large" else "",
    }
    width = 320 if name.endswith("phone") else 1440
    page = await open_page(PAGES[name], width=width, cookies=cookies)
    assert await violations(page) == []


async def test_axe_finds_nothing_serious_in_the_drawer(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    await page.locator("#c-open-08-ANN-TIME").click()
    await expect(page.locator("#drawer h1")).to_be_visible()
    assert await violations(page, without=".grid") == []


async def test_every_status_is_told_apart_without_colour(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    signs: dict[str, tuple[str, str]] = {}
    for item in await page.locator(".legend-item").all():
        sample = item.locator(".cell")
        glyph = sample.locator("use")
        drawn = str(await glyph.first.get_attribute("href")) if await glyph.count() else ""
        signs[str(await item.get_attribute("data-status"))] = (drawn, await sample.inner_text())
    # A cross is both missed and gap: one is a solid block, the other only an outline.
    assert len(set(signs.values())) == len(signs) - 1
    assert signs["missed"] == signs["gap"]
    light = await page.evaluate(
        """() => ["missed", "gap"].map((status) => {
          const fill = getComputedStyle(document.querySelector(`.legend .s-${status}`));
          const [r, g, b, a = 1] = fill.backgroundColor.match(/[\\d.]+/g).map(Number);
          return a === 0 ? 255 : 0.3 * r + 0.59 * g + 0.11 * b;
        })"""
    )
    assert light[1] - light[0] > 100


async def test_cells_and_rows_have_spoken_names(open_page: OpenPage) -> None:
    page = await open_page(WALL)
    label = await page.locator("#r-open-03").get_attribute("aria-label")
    assert label == "03，兴丰街道，政务服务大厅，推定，线下，活动日10月24日（周二）"
    nameless = page.locator(".grid tbody a:not([aria-label])")
    assert await nameless.count() == 0


async def test_no_text_is_below_the_floor_of_12_px(open_page: OpenPage) -> None:
    for path in (WALL, PAGES["activity"], PAGES["verdict"]):
        page = await open_page(path)
        sizes = await page.evaluate(
            """() => [...document.querySelectorAll("body *")]
              .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
              .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
        )
        assert min(sizes) >= 12


async def test_a_date_never_breaks_over_a_line(open_page: OpenPage) -> None:
    page = await open_page(PAGES["verdict"], width=320)
    broken = await page.evaluate(
        "() => [...document.querySelectorAll('.nb')].filter((d) => d.getClientRects().length > 1)"
        ".map((d) => d.textContent)"
    )
    assert broken == []

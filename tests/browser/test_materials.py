"""Materials in a real Chromium: a handler adds a photo, publishes, and a resident looks at it."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.announcer import hostile
from tests.announcer.bodies import NOTICE, OPEN_11, SCHEDULE
from tests.announcer.conftest import announcer, planned
from tests.axe import ALL, violations
from tests.browser.handbook import picture
from tests.browser.tabs import Tabs, cookies_in
from tests.serving import HANDLER, Api, serve
from tests.signing_in import cookies_of

__all__ = ["announcer", "planned", "serve"]

pytestmark = pytest.mark.browser

PAGE = "/plan/activities/daxing-2023/open-11/materials"
ALT = "居民代表在工地听工程师介绍楼栋进度"


@pytest.fixture
async def held(planned: Api) -> Api:
    """An activity with a notice and an agenda, which was held."""
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    await planned.record(f"{OPEN_11}/agenda", {"items": [{"title": "参观工地"}, {"title": "座谈"}]})
    await planned.record(f"{OPEN_11}/notices", NOTICE)
    planned.clock.set("2023-09-15T10:00:00+08:00")
    return planned


async def sound(page: Page) -> None:
    """Nothing scrolls sideways at any width, and axe finds nothing at all."""
    for width in (1280, 360, 320):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert await violations(page, ALL) == [], page.url


async def test_a_photo_goes_from_the_desk_to_the_public(
    held: Api, tabs: Tabs, tmp_path: Path
) -> None:
    base = str(held.client.base_url).rstrip("/")
    svg, photo = tmp_path / "图.svg", tmp_path / "现场.jpg"
    svg.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    photo.write_bytes(hostile.photo(size=(900, 600)))
    page = await tabs.new(base, cookies=cookies_in(await cookies_of(held, HANDLER)))
    await page.goto(f"{base}{PAGE}/add")
    await sound(page)

    await page.get_by_label("用途").select_option("photo")
    await page.get_by_label("文字说明").fill(ALT)
    await page.get_by_label("文件", exact=True).set_input_files(svg)
    await page.get_by_role("button", name="上传").click()
    await expect(page.locator("#error-file")).to_contain_text("SVG图里可以有脚本，不接收。")
    await expect(page.get_by_label("文字说明")).to_have_value(ALT)
    await sound(page)
    await page.get_by_label("文件", exact=True).set_input_files(photo)
    await page.get_by_role("button", name="上传").click()

    await expect(page.get_by_role("status")).to_contain_text("文件已收好")
    await expect(page.get_by_role("heading", level=1)).to_have_text("3件工作材料可以公布。")
    await picture(page, "materials")
    await sound(page)
    await page.get_by_role("button", name="公布").click()
    await page.get_by_role("link", name="活动页面").click()
    shown = page.get_by_role("img", name=ALT)
    await shown.scroll_into_view_if_needed()
    await expect(shown).to_have_js_property("naturalWidth", 640)
    await sound(page)
    await page.goto(f"{base}{PAGE}/press-kit")
    await expect(page.get_by_text("随附文件")).to_be_visible()
    await sound(page)

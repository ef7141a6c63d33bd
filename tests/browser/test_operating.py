"""The operator's page in a real Chromium, on a phone and at a desk: what waits is looked at."""

import pytest
from playwright.async_api import expect

from services.registration.app import SERVICE
from tests.browser.tabs import Tabs, cookies_in
from tests.browser.test_privacy import shown
from tests.registration.staffed import OPERATOR
from tests.serving import Serve, serve
from tests.signing_in import cookies_of

__all__ = ["serve"]

pytestmark = pytest.mark.browser


async def test_an_operator_finds_the_page_and_marks_what_was_looked_at(
    serve: Serve, tabs: Tabs
) -> None:
    api = await serve(SERVICE)
    await api.running.pool.executemany(
        "insert into quarantine values ('people', 'announcer', 1, $1, '{}', '', '不认识这种消息')",
        [(1,), (2,)],
    )
    base, cookies = str(api.client.base_url), cookies_in(await cookies_of(api, OPERATOR))
    page = await tabs.new(base, width=1280, cookies=cookies)
    await page.goto(f"{base}/desk/")
    links = page.get_by_role("link", name="系统运行")
    assert [await it.get_attribute("href") for it in await links.all()] == ["/ops/announcer"] * 2
    await page.goto(f"{base}/ops/registration")
    await expect(page.get_by_role("status")).to_contain_text("2条消息无法识别，等待查看")
    await shown(page, "ops-1280")
    await page.get_by_role("button", name="已查看 公告第1条").click()
    await expect(page.get_by_role("status")).to_contain_text("1条消息无法识别")
    await expect(page.get_by_text("operator于")).to_be_visible()
    await page.set_viewport_size({"width": 360, "height": 740})
    await shown(page, "ops-360")

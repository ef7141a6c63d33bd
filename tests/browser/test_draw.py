"""A draw in a real Chromium: a handler leads it, a citizen on a phone finds himself."""

import pytest
from playwright.async_api import expect

from tests.browser.handbook import picture
from tests.browser.test_people import Visit, sound, visit
from tests.registration.draws.bench import AFTER, EVIDENCE, SEED, Drawn
from tests.registration.pages_bench import DESK, SIGN_UP, Site, serve, site
from tests.serving import HANDLER

__all__ = ["serve", "site", "visit"]

pytestmark = pytest.mark.browser

PUBLIC = SIGN_UP + "/draw"
WIDTH = 390


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with axe"])
async def test_a_citizen_finds_himself_in_the_draw_on_a_phone(
    site: Site, visit: Visit, *, javascript: bool
) -> None:
    drawn = Drawn(site)
    await drawn.all()
    page = await visit("/sign-up/status", width=WIDTH, javascript=javascript)
    await page.get_by_label("查询码").fill(drawn.codes[0])
    await page.get_by_role("button").first.click()
    receipt = await page.locator("b.mono").inner_text()
    await sound(page, javascript=javascript)
    await page.get_by_role("link", name="抽签公开").click()
    await expect(page.locator("h1")).to_have_text("抽签公开：7人报名，抽出3人")
    await expect(page.locator(".plot.narrow")).to_be_visible()
    await expect(page.locator(".plot.wide")).to_be_hidden()
    await sound(page, javascript=javascript)
    await page.get_by_label("凭证").fill(receipt.lower())
    await page.get_by_role("button", name="查凭证").click()
    await expect(page.get_by_role("status")).to_contain_text("在封存名单里，第")
    assert receipt not in page.url
    await sound(page, javascript=javascript)
    async with page.expect_download() as download:
        await page.get_by_role("link", name="下载数据包").click()
    assert (await download.value).suggested_filename == "bundle.jsonl"


async def test_a_handler_announces_seeds_and_reveals_a_draw(site: Site, visit: Visit) -> None:
    drawn = Drawn(site)
    desk = await visit(DESK + "/draw", by=HANDLER)
    await desk.get_by_role("link", name="公布抽签办法").click()
    await desk.get_by_label("名额").fill("3")
    await desk.get_by_label("家长代表最少").fill("5")
    await desk.get_by_label("公布时间").fill("2023-09-12T10:00")
    await desk.get_by_label("公开信标drand").check()
    await desk.get_by_label("期号或轮次").fill("3301766")
    await desk.get_by_role("button", name="公布").click()
    await expect(desk.locator("#error-parent_least")).to_contain_text("超过名额3人")
    await sound(desk)
    for category in ("家长代表", "企业代表", "其他群众代表"):
        await desk.get_by_label(f"{category}最少").fill("0")
    await desk.get_by_label("第1项名称").fill("年龄段")
    await desk.get_by_label("第1项分类").fill("18—59岁\n60岁及以上 1—2")
    await desk.get_by_role("button", name="公布").click()
    await expect(desk.get_by_role("status")).to_contain_text("抽签办法已公布")
    await sound(desk)
    await drawn.announced()  # the same by the API, with the keys that its sign-ups use
    await drawn.signed_up()
    await drawn.sealed()
    site.api.clock.set(AFTER)
    await desk.goto(str(site.client.base_url).rstrip("/") + DESK + "/draw")
    await sound(desk)
    await desk.get_by_role("link", name="录入随机数").click()
    await desk.get_by_label("随机数", exact=True).fill(SEED)
    await desk.get_by_label("凭据的网址").fill(EVIDENCE)
    await sound(desk)
    await desk.get_by_role("button", name="保存").click()
    await desk.get_by_role("button", name="揭晓").click()
    await expect(desk.locator("h1")).to_have_text("已揭晓，抽中3人。")
    await picture(desk, "draw")
    await sound(desk)
    public = await visit(PUBLIC)
    await expect(public.locator(".four .step-done")).to_have_count(4)
    await expect(public.locator(".plot.wide")).to_be_visible()
    await sound(public)

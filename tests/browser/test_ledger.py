"""The opinion ledger in a real Chromium: an author on a phone without script, a clerk."""

import pytest
from playwright.async_api import expect

from tests.browser.handbook import picture
from tests.browser.test_people import Visit, serve, site, sound, visit
from tests.registration.pages_bench import DESK, OPINIONS, Site
from tests.serving import HANDLER

__all__ = ["serve", "site", "visit"]

pytestmark = pytest.mark.browser


async def test_a_clerk_enters_cards_merges_them_and_the_author_follows_on_a_phone(
    site: Site, visit: Visit
) -> None:
    author = await visit(OPINIONS, width=390, javascript=False)
    await author.get_by_label("意见建议").fill("希望工地夜间少施工，太吵了。")
    await author.get_by_label("我已看过以上说明").check()
    await author.get_by_role("button", name="提交意见").click()
    await expect(author.locator(".code")).to_contain_text("open-11-001")
    await expect(author.get_by_role("img", name="查询码的二维码")).to_be_visible()
    await sound(author, javascript=False)

    base = str(site.client.base_url).rstrip("/")
    desk = await visit(DESK + "/opinions/entry", by=HANDLER)
    for number, words in ((2, "工地夜间施工太吵，希望少施工。"), (3, "多放几个停车位。")):
        await desk.get_by_label("意见内容").fill(words)
        await desk.get_by_role("button", name="登记意见").click()
        await expect(desk.get_by_role("status")).to_contain_text(f"open-11-00{number}已登记")
    await sound(desk)
    await desk.goto(base + DESK + "/opinions")
    await sound(desk)
    await desk.get_by_role("link", name="工地夜间施工太吵").click()
    await sound(desk)
    await desk.get_by_role("button", name="合并办理").click()
    await expect(desk.locator("h1")).to_have_text("open-11-002，并入第1号，一起办理。")
    await sound(desk)
    await desk.get_by_role("link", name="第1号").click()
    await desk.get_by_label("承办单位").select_option("jiugong")
    await desk.get_by_role("button", name="分办").click()
    await desk.get_by_label("答复内容").fill("22时后停止施工。")
    await desk.get_by_role("button", name="保存答复").click()
    await desk.get_by_label("部分采纳").check()
    await desk.get_by_label("理由").first.fill("抢险施工除外")
    await desk.get_by_label("公开摘要").fill("建议减少夜间施工")
    await desk.get_by_role("button", name="保存采纳情况").click()
    await sound(desk)
    await desk.get_by_label("短信或邮件").check()
    await picture(desk, "opinion")
    await desk.get_by_role("button", name="登记反馈").click()
    await expect(desk.locator("h1")).to_have_text("open-11-001，已经办结。")
    await sound(desk)
    await desk.goto(base + "/desk/ledger")
    await expect(desk.locator("h1")).to_have_text("在办的意见1条。")
    await sound(desk)
    narrow = await visit("/desk/ledger?stage=all", by=HANDLER, width=360)
    await sound(narrow)

    await author.get_by_role("button", name="查看办理情况").click()
    await expect(author.locator(".state .what")).to_have_text("已经办结")
    await sound(author, javascript=False)
    await author.get_by_role("button", name="不满意", exact=True).click()
    await expect(author.get_by_role("status")).to_contain_text("已记下")
    await desk.goto(base + DESK + "/opinions")
    await expect(desk.get_by_text("回访不满意")).to_be_visible()

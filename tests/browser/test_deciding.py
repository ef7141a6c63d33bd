"""One-click reminders and a person's decision, in a real Chromium over the real service."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from services._web.signed_in import TOKEN
from services._web.tokens import Actor, mint
from tests.axe import violations
from tests.browser.handbook import PHONE, picture
from tests.browser.tabs import Tabs
from tests.compliance.conftest import (
    Compliance,
    Launch,
    Others,
    PlayedClock,
    clock,
    database,
    eventually,
    launch,
    others,
    signing_key,
)
from tests.compliance.story import Story
from tests.receivers import SECRET, Gateway
from tests.signing_in import CSRF

__all__ = ["clock", "database", "launch", "others", "signing_key"]

pytestmark = pytest.mark.browser

WALL = "/wall/daxing-2023"
OFFICE = Actor("office-1", frozenset({"office"}), "zhengwufuwuju")
ASSESSOR = Actor("assessor-1", frozenset({"assessor"}), "third-party")
ADDRESS = {"mail": "zhiban@jg.example.cn", "webhook": "OA-17"}
Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    made = Gateway()
    async with made.open():
        yield made


@pytest.fixture
async def site(
    launch: Launch, others: Others, clock: PlayedClock, gateway: Gateway
) -> AsyncIterator[Compliance]:
    """On 6 September one notice is due tomorrow; of two activities it is open if they were held."""
    near = Story("open-11").planned(title="走进南街回迁房项目工地").scheduled("2023-09-14")
    held = Story("open-04", sequences=near.sequences).planned(
        unit="zhengwufuwuju", title="走进政务服务大厅"
    )
    held.scheduled("2023-08-29").cancelled("2023-08-28 09:00").held("2023-08-29")
    also = Story("open-05", sequences=near.sequences).planned(unit="caiyu", title="走进果园")
    also.scheduled("2023-08-29").cancelled("2023-08-28 09:00").held("2023-08-29")
    await others.say([*near.facts, *held.facts[1:], *also.facts[1:]])
    clock.set("2023-09-06 10:00")
    ways = {"reminder_webhook_url": gateway.url, "reminder_webhook_secret": SECRET}
    async with launch(**ways) as compliance:
        await compliance.settled()
        yield compliance


@pytest.fixture
def visit(tabs: Tabs, site: Compliance) -> Visit:
    """`await visit(path, by=…, width=…, javascript=…)`: a browser, signed in or not."""
    base = str(site.http.base_url).rstrip("/")

    async def go(
        path: str, *, by: Actor | None = None, width: int = 1280, javascript: bool = True
    ) -> Page:
        held = {}
        if by is not None:
            held[TOKEN] = mint(site.signing_key, by, datetime.now(UTC), csrf=CSRF, name=by.subject)
        page = await tabs.new(base, width=width, javascript=javascript, cookies=held)
        await page.goto(base + path)
        return page

    return go


async def sound(page: Page) -> None:
    """Nothing scrolls sideways, and axe finds nothing grave."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert await violations(page) == [], page.url


async def test_the_office_reminds_from_the_verdict_and_sees_whom(
    visit: Visit, gateway: Gateway
) -> None:
    page = await visit(f"{WALL}/reminders/jiugong", by=OFFICE)
    await page.get_by_label("值班邮箱").fill("zhiban")
    await page.get_by_label("协同办公收件号").fill("OA-17")
    await page.locator("form.fields").evaluate("form => form.noValidate = true")
    await page.get_by_role("button", name="保存地址").click()
    wrong = page.locator("#error-mail")
    await expect(wrong).to_contain_text("请填写一个邮箱，例如zhiban@example.cn。")
    await page.get_by_label("值班邮箱").fill("")
    await page.get_by_role("button", name="保存地址").click()
    await expect(page.get_by_label("协同办公收件号")).to_have_value("OA-17")

    page = await visit(f"{WALL}/activities/open-11/ANN-TIME", by=OFFICE, width=360)
    await page.locator("summary", has_text="提醒").click()
    acts = page.locator(".acts")
    await expect(acts).to_contain_text("将发给jiugong：")
    await expect(acts).to_contain_text("协同办公收件号 OA-17")
    await expect(acts).to_contain_text("目前尚未发布，请抓紧办理。")
    await picture(page, "remind", width=PHONE)
    await sound(page)
    await page.get_by_role("button", name="发出提醒").click()
    await expect(page.locator(".history").last).to_contain_text("提醒jiugong")
    await page.locator("summary", has_text="提醒").click()
    await expect(page.locator(".acts")).to_contain_text("今天已经提醒过")

    async def taken() -> bool:
        return len(gateway.taken) == 1

    await eventually(taken)
    (message,) = gateway.taken.values()
    assert (message["to"], message["kind"]) == ("OA-17", "reminder")


async def test_a_unit_is_escalated_without_javascript(visit: Visit, site: Compliance) -> None:
    await site.post_to("/api/compliance/units/jiugong/address", ADDRESS)
    page = await visit(f"{WALL}/reminders", by=OFFICE, javascript=False)
    await page.get_by_role("link", name="jiugong").click()
    await page.locator("summary", has_text="督办").click()
    await page.get_by_role("button", name="发出督办").click()
    await expect(page.locator("h1")).to_have_text("jiugong")
    await expect(page.locator("#told + ul")).to_contain_text("督办")
    page = await visit(f"{WALL}/reminders/jiugong", by=OFFICE, width=360)
    await expect(page.locator("#told + ul")).to_contain_text("督办")
    await sound(page)


async def test_an_outsider_decides_and_the_verdict_says_who_and_why(
    visit: Visit, site: Compliance
) -> None:
    page = await visit(f"{WALL}/reviews", by=ASSESSOR)
    await sound(page)
    await page.locator(f"a[href='{WALL}/reviews/open-04/HELD']").click()
    await expect(page.locator("h1")).to_contain_text("按期举办")
    await expect(page.locator("#sides ~ .sides .side h3").first).to_have_text("以取消的记录为准")
    titles = page.locator("#claims ~ .sides h3")
    await expect(titles).to_have_text(["活动排期", "活动取消", "活动举办"])
    await picture(page, "decide")
    left, right = [await titles.nth(number).bounding_box() for number in (0, 1)]
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]  # side by side
    await sound(page)
    await page.locator("form.fields").evaluate("form => form.noValidate = true")
    await page.get_by_role("button", name="保存核定").click()
    await expect(page.locator("#error-reason")).to_contain_text("理由")
    await page.get_by_label("达标", exact=True).check()
    await page.get_by_label("理由").fill("签到表和现场照片证实已举办")
    await page.get_by_role("button", name="保存核定").click()
    await expect(page.locator("h1")).to_have_text("按期举办")
    await site.settled()
    await page.reload()
    await expect(page.locator(".verdict .chip").first).to_contain_text("达标")
    await expect(page.locator(".verdict")).to_contain_text(
        "third-party（assessor-1），理由：签到表和现场照片证实已举办"
    )


async def test_the_office_is_recused_from_its_own_and_decides_on_others(visit: Visit) -> None:
    page = await visit(f"{WALL}/reviews", by=OFFICE, width=360)
    own = page.locator("section", has_text="走进政务服务大厅")
    await expect(own).to_contain_text("回避，由其他单位核定")
    await sound(page)
    page = await visit(f"{WALL}/reviews/open-04/HELD", by=OFFICE, width=360)
    await expect(page.locator(".notice")).to_contain_text("按回避要求须由其他单位的人员核定")
    assert await page.get_by_role("button", name="保存核定").count() == 0
    await sound(page)
    page = await visit(f"{WALL}/reviews/open-05/HELD", by=OFFICE, width=360)
    await sound(page)
    assert await page.get_by_role("button", name="保存核定").count() == 1


async def test_who_is_not_signed_in_sees_nothing_to_do(visit: Visit) -> None:
    page = await visit(f"{WALL}/activities/open-11/ANN-TIME")
    assert await page.locator(".acts").count() == 0
    await sound(page)

"""The office reviews a plan in a real Chromium; a plan that Chromium printed is read alike."""

import html
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from services.announcer.app import SERVICE
from services.announcer.importing.draft import Draft
from tests.announcer.plan_files import PLAN, SAMPLE, drafted, read
from tests.axe import violations
from tests.browser.handbook import picture
from tests.browser.tabs import Tabs, cookies_in
from tests.serving import OFFICE, Api, Serve, serve
from tests.signing_in import cookies_of

__all__ = ["serve"]

pytestmark = pytest.mark.browser

WATER = (
    "（2）开放点7（污水处理）：了解一滴污水怎样变清，提出对河道管理的意见。（主责单位：水务局）\n"
)
CHANGED = PLAN.replace(WATER, "").replace("：白塔镇", "：政务服务局")
Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def announcer(serve: Serve) -> Api:
    return await serve(SERVICE)


@pytest.fixture
def visit(tabs: Tabs, announcer: Api) -> Visit:
    """`await visit(path, width=…, javascript=…)` as the office."""
    base = str(announcer.client.base_url).rstrip("/")

    async def go(path: str, *, width: int = 1280, javascript: bool = True) -> Page:
        held = cookies_in(await cookies_of(announcer, OFFICE))
        page = await tabs.new(base, width=width, javascript=javascript, cookies=held)
        await page.goto(base + path)
        return page

    return go


async def sound(page: Page, *, javascript: bool = True) -> None:
    """Nothing scrolls sideways, on a desk neither, and axe (a script) finds nothing grave."""
    for width in (1280, 360):
        await page.set_viewport_size({"width": width, "height": 900})
        fits = "document.documentElement.scrollWidth <= innerWidth"
        assert await page.evaluate(fits), (page.url, width)
    assert await page.locator("script").count() == 0
    if javascript:
        assert await violations(page) == [], page.url


async def upload(page: Page, file: Path) -> None:
    await page.get_by_label("方案文件").set_input_files(file)
    await page.get_by_label("方案编号").fill("wangchuan-2024")
    await page.get_by_role("button", name="读成草案").click()


@pytest.mark.parametrize("javascript", [False, True], ids=["without script", "with axe"])
async def test_a_plan_is_uploaded_reviewed_and_adopted(
    announcer: Api, visit: Visit, tmp_path: Path, *, javascript: bool
) -> None:
    page = await visit("/plan/import", width=360, javascript=javascript)
    await sound(page, javascript=javascript)
    scan = tmp_path / "scan.docx"
    scan.write_text(PLAN)
    await upload(page, scan)
    await expect(page.locator("#error-file")).to_contain_text("内容却是txt")
    await sound(page, javascript=javascript)

    await upload(page, SAMPLE)
    await expect(page.locator("h1")).to_have_text(
        "读出3个专题、7场政务开放日、2场政策公开讲，8家单位。"
    )
    await expect(page.locator("#line-6 .quote")).to_contain_text("2024年3月12日(星期三)")
    await picture(page, "plan-draft")
    await sound(page, javascript=javascript)
    await page.get_by_role("button", name="采用这份方案").click()
    await expect(page.get_by_role("alert")).to_contain_text("请逐条核对后确认")
    await sound(page, javascript=javascript)
    await page.get_by_label("存疑已逐条与原件核对").check()
    await page.get_by_role("button", name="采用这份方案").click()
    await expect(page.get_by_role("status")).to_contain_text("已经采用这份方案。")
    await expect(page.locator("#difference")).to_have_text("与现有方案wangchuan-2024相同")
    await sound(page, javascript=javascript)
    assert len(await announcer.log()) == 10

    changed = tmp_path / "changed.txt"
    changed.write_text(CHANGED, encoding="gb18030")
    await page.get_by_role("link", name="导入总体方案").click()
    await upload(page, changed)
    await expect(page.locator("#difference")).to_contain_text("有2处不同")
    await page.get_by_label("取消，写明原因").check()
    await page.get_by_label("取消的原因").fill("设备检修")
    await page.get_by_label("存疑已逐条与原件核对").check()
    await sound(page, javascript=javascript)
    await page.get_by_role("button", name="采用这份方案").click()
    await expect(page.get_by_role("status")).to_contain_text("已经采用这份方案。")
    told = [name for name, _ in await announcer.log()][10:]
    assert told == ["ProgrammeAmended", "LeadUnitChanged", "EventCancelled"]


async def test_a_printed_pdf_gives_the_same_plan_as_the_text(browser: Browser) -> None:
    page = await browser.new_page()
    lines = "".join(f"<p>{html.escape(line) or '&nbsp;'}</p>" for line in PLAN.splitlines())
    style = "body { font: 16px/28px 'Noto Sans CJK SC' } p { margin: 0; white-space: pre-wrap }"
    await page.set_content(f"<meta charset=utf-8><style>{style}</style>{lines}")
    printed = await page.pdf(format="A4", margin={"left": "28mm", "right": "26mm"})
    await page.close()

    draft = read("plan.pdf", printed)

    assert plan(draft) == plan(drafted())
    assert {it.code for it in draft.remarks} >= {"joined_lines", "weekday", "units_in_order"}


def plan(draft: Draft) -> object:
    return draft.plan("wangchuan-2024", "daxing-2023")

"""The public site in a real Chromium: pages of every kind, for everyone."""

import pytest
from fastapi.routing import APIRoute
from playwright.async_api import Page

from contracts.events import registration as said
from contracts.values import PersonCategory
from services.announcer import public
from tests.announcer.bodies import OPEN_11
from tests.announcer.conftest import announcer, planned, serve
from tests.announcer.elsewhere import ABOUT, heard, say, signed_up, speaker
from tests.announcer.test_people import OPENED
from tests.announcer.test_public import ACTIVITY, published
from tests.axe import ALL, violations
from tests.browser.tabs import Tabs
from tests.serving import Api, Serve

__all__ = ["announcer", "planned", "serve"]

PAGES = {
    "/public/": ["/public/"],
    "/public/{slug}": ["/public/open-days", "/public/policy-talks"],
    "/public/{slug}/archive": ["/public/open-days/archive", "/public/policy-talks/archive"],
    "/public/{slug}/archive/{year:int}": ["/public/open-days/archive/2023"],
    "/public/{slug}/archive/{year:int}/{month:int}": ["/public/open-days/archive/2023/9"],
    "/public/activities/{programme}/{activity}": [ACTIVITY, ACTIVITY.replace("11", "12")],
    "/public/search": ["/public/search", "/public/search?q=南街", "/public/search?q=没有的词"],
    "/public/log-heads": ["/public/log-heads"],
    "/public/{rest:path}": ["/public/nowhere"],
}
FOR_PROGRAMS = {
    "/public/{slug}.ics",
    "/public/{slug}.atom",
    "/public/{slug}.json",
    "/public/activities/{programme}/{activity}/calendar.ics",
}
LEADS_BACK = {"/public/large-print/{state}"}

# Chinese that a browser without a CJK font cannot draw has the width of nothing or of a box.
_INK = """() => { const c = document.createElement('canvas').getContext('2d');
  const ink = text => { c.canvas.width = 60; c.canvas.height = 40; c.font = '20px '
      + getComputedStyle(document.body).fontFamily; c.fillText(text, 10, 28);
    return Array.from(c.getImageData(0, 0, 60, 40).data).filter(it => it).length; };
  return ['民', '声', '一'].map(ink); }"""


def test_pages_of_every_kind_are_looked_at() -> None:
    routes = [route for router in public.ROUTERS for route in router.routes]
    assert {it.path for it in routes if isinstance(it, APIRoute)} == (
        PAGES.keys() | FOR_PROGRAMS | LEADS_BACK
    )


@pytest.mark.browser
async def test_pages_of_every_kind_work_for_everyone(
    planned: Api, serve: Serve, tabs: Tabs
) -> None:
    await published(planned)
    registration = await serve(speaker("registration"))
    persons = [f"{number:x}" * 8 for number in range(10, 16)]
    parent = PersonCategory.PARENT
    await say(
        registration,
        OPENED,
        *signed_up(*persons),
        *[said.SeatConfirmed(**ABOUT, person=one) for one in persons[:4]],
        *[
            said.ReserveListed(**ABOUT, person=one, category=parent, rank=rank)
            for rank, one in enumerate(persons[4:], 1)
        ],
        *[said.OpinionRecorded(**ABOUT, opinion=f"o{number}") for number in range(12)],
    )
    await planned.record(OPEN_11 + "/form", {"form": "hybrid", "new_media_account": "旧宫发布"})
    base = str((await heard(planned, registration)).client.base_url).rstrip("/")
    narrow, large, dark = [
        await tabs.new(base, width=320),
        await tabs.new(base, width=320, cookies={"large_print": "on"}),
        await tabs.new(base),
    ]
    await dark.emulate_media(color_scheme="dark")
    for path in [path for paths in PAGES.values() for path in paths]:
        for page in (narrow, large):
            await page.goto(base + path)
            await _fits(page)
        assert await violations(narrow, ALL) == [], path
    for path, *_ in PAGES.values():
        await dark.goto(base + path)
        await _fits(dark)
        assert await violations(dark, ALL) == [], path
    one, two, stroke = await narrow.evaluate(_INK)
    assert one != two
    assert one > stroke > 0


@pytest.mark.browser
async def test_large_print_leads_back_to_where_the_reader_was(planned: Api, tabs: Tabs) -> None:
    base = str(planned.client.base_url).rstrip("/")
    page = await tabs.new(base, width=320, javascript=False)
    await page.goto(f"{base}/public/search?q=南街")
    here = page.url
    await page.get_by_role("link", name="大字版").click()
    assert page.url == here
    await page.get_by_role("link", name="标准字号").click()
    assert page.url == here


async def _fits(page: Page) -> None:
    """Nothing scrolls sideways, and fingers find what they aim at."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    heights = await page.eval_on_selector_all(
        "a:not(.skip), button, input",
        "all => all.map(it => [it.getBoundingClientRect().height, it.innerText])",
    )
    assert [it for it in heights if it[0] < 44] == [], page.url

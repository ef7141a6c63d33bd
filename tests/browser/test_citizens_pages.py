"""What registration and livestream show citizens, in a real Chromium: pages of every kind."""

import pytest
from fastapi.routing import APIRoute

from services.livestream import watching
from services.livestream.app import SERVICE as LIVESTREAM
from services.registration.pages.frame import CITIZENS
from services.registration.pages.routes import ROUTERS
from tests.axe import ALL, violations
from tests.browser.tabs import Tabs
from tests.registration.draws.bench import Drawn
from tests.registration.pages_bench import OPINIONS, PROGRAMME, SIGN_UP, Site, serve, site
from tests.serving import Serve, eventually

__all__ = ["serve", "site"]

LIVE = f"/live/{PROGRAMME}/open-11"
PAGES = {
    "/privacy": ["/privacy"],
    "/sign-up/status": ["/sign-up/status"],
    "/sign-up/{programme}/{activity}": [SIGN_UP, SIGN_UP.replace("11", "12")],
    "/sign-up/{programme}/{activity}/representatives": [f"{SIGN_UP}/representatives"],
    "/sign-up/{programme}/{activity}/draw": [f"{SIGN_UP}/draw"],
    "/opinions/status": ["/opinions/status"],
    "/opinions/{programme}/{activity}": [OPINIONS],
    watching.PAGE: [LIVE, f"{LIVE}?asked=1", "/live/nowhere/open-11"],
}
WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? []
  : [...document.querySelectorAll('main *')]
      .map(it => [it.getBoundingClientRect().right, it.outerHTML])
      .filter(([right]) => right > innerWidth).map(([, it]) => it.slice(0, 120))"""
"""What makes a page scroll sideways."""
DOWNLOADS = {
    f"/sign-up/{{programme}}/{{activity}}/draw/{name}"
    for name in ("bundle.jsonl", "verify_draw.py")
}
"""What follows a form (a code, one's own data) is looked at on the way through, in test_people."""


def test_pages_of_every_kind_are_looked_at() -> None:
    routes = [route for router in (*ROUTERS, watching.router) for route in router.routes]
    frames = (CITIZENS.route, watching.PAGES.route)
    assert {
        it.path
        for it in routes
        if isinstance(it, APIRoute) and isinstance(it, frames) and "GET" in (it.methods or ())
    } == PAGES.keys() | DOWNLOADS


@pytest.mark.browser
async def test_pages_of_every_kind_work_for_everyone(site: Site, serve: Serve, tabs: Tabs) -> None:
    await Drawn(site).all()
    live = await serve(LIVESTREAM)

    async def known() -> bool:
        return (await live.client.get(LIVE)).status_code == 200

    await eventually(known)
    base = str(site.client.base_url).rstrip("/")
    narrow = await tabs.new(base, width=320)
    large = await tabs.new(base, width=320, cookies={"large_print": "on"})
    for path in [path for paths in PAGES.values() for path in paths]:
        client = live.client if path.startswith("/live/") else site.client
        for page in (narrow, large):
            await page.goto(str(client.base_url).rstrip("/") + path)
            assert await page.evaluate(WIDE) == [], path
        assert await violations(narrow, ALL) == [], path

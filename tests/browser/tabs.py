"""Tabs of one Chromium; what a test leaves behind is wiped, but the profile is used again.

A new profile with a new renderer costs a second and a half of processor a test: its scripts and
styles are compiled anew. Here the next test gets a new tab of a profile without cookies; besides
them only the HTTP cache outlives a test, and that is never asked for what may change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page

PATIENCE = 60_000.0
"""Milliseconds for what takes one on an idle machine: the whole suite runs beside it."""

PREFIX = "__Host-"  # of a cookie that Chromium takes only as a secure one


@dataclass
class Profiles:
    """The profiles of one Chromium that no test holds, those without JavaScript apart."""

    browser: Browser
    idle: dict[bool, list[BrowserContext]] = field(default_factory=lambda: {True: [], False: []})

    async def take(self, *, javascript: bool) -> BrowserContext:
        """One that nobody holds."""
        if self.idle[javascript]:
            return self.idle[javascript].pop()
        made = await self.browser.new_context(java_script_enabled=javascript, locale="zh-CN")
        made.set_default_timeout(PATIENCE)
        anchor = await made.new_page()  # stays, and with it the process that draws the others
        await anchor.route("**", lambda route: route.fulfill(body=""))
        await anchor.goto("http://127.0.0.1/")
        return made

    async def give_back(self, profile: BrowserContext, *, javascript: bool) -> None:
        """It is wiped for the next test."""
        for page in profile.pages[1:]:
            await page.close()
        await profile.clear_cookies()
        self.idle[javascript].append(profile)


@dataclass
class Tabs:
    """The tabs of one test, each of another person."""

    profiles: Profiles
    held: list[tuple[BrowserContext, bool]] = field(default_factory=list)

    async def new(
        self,
        base: str,
        *,
        width: int = 1280,
        height: int = 900,
        javascript: bool = True,
        reduced_motion: bool = False,
        cookies: Mapping[str, str] | None = None,
    ) -> Page:
        """A blank tab of this size, whose profile holds these cookies of ``base``."""
        profile = await self.profiles.take(javascript=javascript)
        self.held.append((profile, javascript))
        secure = base.replace("http:", "https:")
        await profile.add_cookies(
            [
                {"name": name, "value": value, "url": secure if name.startswith(PREFIX) else base}
                for name, value in (cookies or {}).items()
            ]
        )
        page = await profile.new_page()
        await page.set_viewport_size({"width": width, "height": height})
        if reduced_motion:
            await page.emulate_media(reduced_motion="reduce")
        return page

    async def close(self) -> None:
        """The test is over."""
        for profile, javascript in self.held:
            await self.profiles.give_back(profile, javascript=javascript)


def cookies_in(header: str) -> dict[str, str]:
    """The cookies of a header."""
    named = (each.partition("=") for each in header.split("; "))
    return {name: value for name, _, value in named}

"""Pictures of every page of a system that runs, on a phone and on a desk, for somebody to look at.

``python -m tests.browser.pictures http://127.0.0.1:8080 pictures`` beside ``make run``: follows
every link as a citizen and as staff of each role (accounts are made for them), takes one page of
each kind, and says what no eye should have to find: a page that fails, scrolls sideways or has a
script error. A kind is an address without its ids.
"""

import asyncio
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.async_api import BrowserContext, Error, Page, async_playwright

from tests.browser.conftest import FLAGS
from tests.prerequisites import chromium

SIZES = {"phone": (390, 844), "desk": (1280, 900)}
TALLEST = 3200  # pixels of a picture
PASSWORD = "pictures-of-every-page"
STAFF = {
    "handler": ("handler", "zhengwufuwuju"),
    "office": ("office", "zhengwufuwuju"),
    "reviewer": ("reviewer", "zhengwufuwuju"),
    "moderator": ("moderator", "zhengwufuwuju"),
    "assessor": ("assessor", "zhengwufuwuju"),
    "operator": ("operator", "zhengwufuwuju"),
}
BEGIN = (
    "/",
    "/public/",
    "/desk/",
    "/live/",
    "/account/",
    "/no-such-page",
    "/wall/daxing-2023/screen",
)
NO_PAGE = re.compile(
    r"\.(ics|atom|json|jsonl|xlsx|docx|zip|py|mp4|csv|png|jpg|pdf)$|/export$|^/(static|api|account/sign-out|appearance|public/large-print)"
)
ONE = r"(?<=/)(activity|open-?\d|talk-?\d|routine|unit:|programme(?=$|/[A-Z]))[\w:-]*"
IDS = [
    (re.compile(r"(?<=/)[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=opinions/)o\d+"), "ID"),
    (re.compile(ONE), "ONE"),
    (re.compile(r"(?<=/)[A-Z]{3,}(-[A-Z\d]+)*(?=$|/)"), "CODE"),
    (re.compile(r"(?<=/)\d{4}(-\d\d-\d\d|/\d+)?"), "DAY"),
    (re.compile(r"(?<=/units/)\w+|(?<=/reminders/)\w+|(?<=/assessment/)\w+"), "UNIT"),
    (re.compile(r"(?<=/staff/)\w+"), "ACCOUNT"),
]


def kind(address: str) -> str:
    """What kind of page an address is of: its path without ids; filters do not count."""
    parts = urlsplit(address)
    path = parts.path
    for pattern, name in IDS:
        path = pattern.sub(name, path)
    return path + ("?session" if "session=" in parts.query else "")


@dataclass
class Walk:
    """One role's way through the pages; ``seen`` are the kinds that any role came to."""

    url: str
    folder: Path
    role: str
    seen: set[str]
    problems: list[str] = field(default_factory=list)

    async def through(self, page: Page) -> None:
        """Every kind of page that links lead to, the nearest first."""
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        waiting = [self.url + it for it in BEGIN]
        asked: set[str] = set()
        while waiting:
            address = waiting.pop(0)
            if (what := kind(address)) in asked:
                continue
            asked.add(what)
            waiting += await self._look(page, address, what)

    async def _look(self, page: Page, address: str, what: str) -> list[str]:
        try:
            answer = await page.goto(address, wait_until="load")
        except Error as error:
            self.problems.append(f"{address}: {error.message.splitlines()[0]}")
            return []
        status, what = answer.status if answer else 0, kind(page.url)  # perhaps of the sign-in page
        if status >= 500:
            self.problems.append(f"{address}: {status}")
        if (reached := f"{what} {status}") not in self.seen:
            self.seen.add(reached)
            await self._take(page, what, status)
        links = await page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        ours = [urljoin(address, it).partition("#")[0] for it in links if it.startswith(self.url)]
        return [it for it in ours if not NO_PAGE.search(urlsplit(it).path)]

    async def _take(self, page: Page, what: str, status: int) -> None:
        name = re.sub(r"[^\w.-]+", "_", what).strip("_") or "home"
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            wide = await page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.problems.append(f"{page.url} is {wide} wide on a {size}")
            tall = await page.evaluate("document.documentElement.scrollHeight")
            await page.set_viewport_size(
                {"width": width, "height": min(max(tall, height), TALLEST)}
            )
            to = self.folder / size / f"{name}.{self.role}.{status}.png"
            await page.screenshot(path=to, animations="disabled", scale="css")


async def sign_in(context: BrowserContext, url: str, role: str) -> None:
    """Make an account for a role, and sign in with it as a person does."""
    login, (granted, unit) = f"pictures-{role}", STAFF[role]
    made = ["minsheng", "registration", "account", login, "--name", login, "--role", granted]
    await asyncio.to_thread(
        subprocess.run,
        [*made, "--unit", unit, "--password-stdin", "--url", url],
        input=PASSWORD, text=True, check=False, capture_output=True,
    )  # fmt: skip
    page = await context.new_page()
    await page.goto(url + "/account/sign-in")
    await page.locator("[name=login]").fill(login)
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("main button").first.click()
    await page.wait_for_url(lambda it: "sign-in" not in it)
    await page.close()


async def main(url: str, folder: Path, roles: list[str]) -> None:
    """Take all pictures; what is wrong goes to standard output."""
    for size in SIZES:
        (folder / size).mkdir(parents=True, exist_ok=True)
    seen: set[str] = set()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for role in roles:
            context = await browser.new_context(locale="zh-CN")
            if role in STAFF:
                await sign_in(context, url, role)
            walk = Walk(url, folder, role, seen)
            await walk.through(await context.new_page())
            found = [f"{role}: {len(seen)} kinds of pages so far", *walk.problems]
            print("\n".join(found), flush=True)  # noqa: T201
            await context.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(
        main(sys.argv[1].rstrip("/"), Path(sys.argv[2]), sys.argv[3:] or ["citizen", *STAFF])
    )

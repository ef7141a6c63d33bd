"""A real Chromium over the stage, and the few things every browser test asks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright, expect

from deploy.local.ports import free_port
from tests.browser.stage import Stage, create_stage_app
from tests.prerequisites import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-rasterization",  # Debian's wrapper enables it, on a GPU that is emulated
    "--disable-software-rasterizer",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 60_000.0
"""Milliseconds for what takes one on an idle machine: the whole suite runs beside it."""

expect.set_options(timeout=PATIENCE)

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the tests of this worker."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        await launched.close()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The pages over facts in memory, served on a free port; `stage.url` is their address."""
    made = Stage()
    port = free_port()
    config = uvicorn.Config(
        create_stage_app(made),
        host="127.0.0.1",
        port=port,
        log_level="error",
        ws="none",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it in no other way
        await asyncio.sleep(0.01)
    made.url = f"http://127.0.0.1:{port}"
    yield made
    made.hang_up()
    server.should_exit = True
    server.force_exit = True
    with suppress(asyncio.CancelledError):
        await serving


@pytest.fixture
async def open_page(browser: Browser, stage: Stage) -> AsyncIterator[OpenPage]:
    """`await open_page(path, width=…, height=…, javascript=True)`; any script error fails."""
    errors: list[str] = []
    contexts = []

    async def open_one(
        path: str,
        *,
        width: int = 1440,
        height: int = 1000,
        javascript: bool = True,
        reduced_motion: bool = False,
        cookies: Mapping[str, str] | None = None,
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            reduced_motion="reduce" if reduced_motion else "no-preference",
            locale="zh-CN",
        )
        contexts.append(context)
        for name, value in (cookies or {}).items():
            await context.add_cookies([{"name": name, "value": value, "url": stage.url}])
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text)
                if message.type == "error" and "Content Security Policy" in message.text
                else None
            ),
        )
        await page.goto(stage.url + path)
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert errors == []

"""A real Chromium over the stage, and the few things every browser test asks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright, expect

from deploy.local.ports import free_port
from tests.browser.stage import Stage, create_stage_app
from tests.browser.tabs import PATIENCE, Profiles, Tabs
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
    "--renderer-process-limit=1",  # all tabs of a profile are drawn by one process
]

expect.set_options(timeout=PATIENCE)

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the tests of this worker."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """Its profiles, used by one test after another."""
    return Profiles(browser)


@pytest.fixture
async def tabs(profiles: Profiles) -> AsyncIterator[Tabs]:
    """`await tabs.new(address, …)`: a blank tab of a profile of its own."""
    made = Tabs(profiles)
    yield made
    await made.close()


@pytest.fixture(scope="session")
async def theatre() -> AsyncIterator[tuple[FastAPI, str]]:
    """The pages of a stage on one free port, so that Chromium keeps what never changes."""
    app, port = create_stage_app(), free_port()
    config = uvicorn.Config(
        app,
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
    yield app, f"http://127.0.0.1:{port}"
    server.should_exit = True
    server.force_exit = True
    with suppress(asyncio.CancelledError):
        await serving


@pytest.fixture
def stage(theatre: tuple[FastAPI, str]) -> Iterator[Stage]:
    """The pages over facts in memory; `stage.url` is their address."""
    app, url = theatre
    made = app.state.stage = Stage(url)
    yield made
    made.hang_up()


@pytest.fixture
async def open_page(tabs: Tabs, stage: Stage) -> AsyncIterator[OpenPage]:
    """`await open_page(path, width=…, height=…, javascript=True)`; any script error fails."""
    errors: list[str] = []

    async def open_one(path: str, *, width: int = 1440, height: int = 1000, **more: Any) -> Page:
        page = await tabs.new(stage.url, width=width, height=height, **more)
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
    assert errors == []

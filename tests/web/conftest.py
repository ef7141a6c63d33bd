"""The toy's pages on a real service, and a browser's cookies and headers."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services._web.running import Running
from services._web.signed_in import TOKEN
from services._web.tokens import Actor, mint
from tests.kit.conftest import Launch, keys_file, launch, log_database, signing_key
from tests.kit.toy import announcer
from tests.web.toy import configure, public, router

__all__ = ["keys_file", "launch", "log_database", "signing_key"]

Cookie = Callable[..., dict[str, str]]
CSRF = "a-word-of-the-session"


@pytest.fixture
async def service(launch: Launch, log_database: str) -> AsyncIterator[Running]:
    toy = announcer(router, public, configure=configure)
    async with launch(toy, log_database) as running:
        yield running


@pytest.fixture
async def client(service: Running) -> AsyncIterator[httpx.AsyncClient]:
    base = f"http://{service.settings.listen}"
    async with httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=20) as opened:
        yield opened


@pytest.fixture
def cookie(signing_key: dict[str, Any]) -> Cookie:
    """`cookie("handler", csrf=…, minutes=…)`: the header of a browser that is signed in."""

    def make(role: str = "office", csrf: str = CSRF, minutes: int = 5) -> dict[str, str]:
        made = datetime.now(UTC) + timedelta(minutes=min(minutes, 0) * 2)
        actor = Actor("clerk-1", frozenset({role}), "museum")
        lifetime = timedelta(minutes=abs(minutes))
        token = mint(signing_key, actor, made, lifetime, csrf=csrf, name="王科员")
        return {"Cookie": f"{TOKEN}={token}"}

    return make

"""docs/how-to/connect-a-channel.md, followed: its receiver publishes once, and is looked at."""

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from deploy.local.ports import free_port
from services._telling.channels import NotTaken, Webhook, signature
from services.announcer.connected.ways import Connected, connected
from services.announcer.settings import Settings
from services.announcer.verifying.comparing import Expected, compare, decoded, text_of
from services.announcer.verifying.fetching import fetch
from tests.receivers import SECRET
from tests.serving import eventually

PAGE = (Path(__file__).parents[2] / "docs/how-to/connect-a-channel.md").read_text(encoding="utf-8")
DELIVERY = UUID("0b8f6a6c-5f1f-5a0f-9d54-2f6f5c1f6a11")
TITLE, BODY = "活动公告", "时间：2023年9月14日<上午>。\n地点：南街"
NOTICE = {"title": TITLE, "body": BODY}


def as_told(**values: object) -> Settings:
    """Settings from the variables that the page names."""
    named = set(re.findall(r"`MINSHENG_(\w+)", PAGE))
    assert {it.lower() for it in named} <= set(Settings.model_fields)
    assert {it.upper() for it in values} <= named
    return Settings.model_validate(
        {"database_url": "", "nats_url": "", "token_keys_file": "keys", "files_url": "", **values}
    )


@pytest.fixture
async def website(tmp_path: Path) -> AsyncIterator[tuple[Connected, str]]:
    """The page's receiver as a process, and where it listens."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=tmp_path, stderr=asyncio.subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "SECRET": SECRET, "SITE": origin, "PORT": str(port)},
    )  # fmt: skip
    settings = as_told(website_webhook_url=f"{origin}/", website_webhook_secret=SECRET)

    async def answers() -> bool:
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                return (await client.get(origin)).is_success
        except httpx.ConnectError:
            return False

    try:
        await eventually(answers)
        yield connected(settings)["website"], origin
    finally:
        child.kill()
        await child.wait()


async def test_the_receiver_of_the_page_publishes_once_and_its_page_is_verified(
    website: tuple[Connected, str], tmp_path: Path
) -> None:
    channel, origin = website
    receipt = await channel.publish(DELIVERY, NOTICE)
    assert await channel.publish(DELIVERY, NOTICE) == receipt
    assert len(list((tmp_path / "pages").iterdir())) == 1

    page = await fetch(receipt.address, trusted=[origin])
    shown = text_of(decoded(page.content, page.charset))
    assert compare(Expected(TITLE, BODY, {}), shown).state == "as_published"


async def test_the_receiver_of_the_page_refuses_another_secret(
    website: tuple[Connected, str], tmp_path: Path
) -> None:
    channel, _ = website
    forged = replace(channel, webhook=Webhook(channel.webhook.url, "another secret"))
    with pytest.raises(NotTaken, match="http_401"):
        await forged.publish(DELIVERY, NOTICE)
    assert not list((tmp_path / "pages").iterdir())


@pytest.mark.parametrize(("age", "altered"), [(0, b" "), (3600, b""), (-3600, b"")])
async def test_the_receiver_of_the_page_refuses_what_is_altered_or_replayed(
    website: tuple[Connected, str], tmp_path: Path, age: int, altered: bytes
) -> None:
    body = json.dumps({"id": str(DELIVERY), **NOTICE}).encode()
    stamp = str(int(time.time()) - age)
    headers = {
        "X-Minsheng-Timestamp": stamp,
        "X-Minsheng-Signature": f"sha256={signature(SECRET, stamp, body)}",
    }
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(website[0].webhook.url, content=body + altered, headers=headers)
    assert answer.status_code == 401
    assert not list((tmp_path / "pages").iterdir())

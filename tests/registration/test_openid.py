"""Signing in with a real OpenID Connect provider, and everything that must not pass."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from deploy.local.ports import free_ports
from services.registration.accounts.openid import OpenIdFailed, identity
from services.registration.app import SERVICE
from tests.registration.browser import Browser
from tests.registration.staffed import CHIEF, OPERATOR
from tests.serving import Api, Serve

CLIENT, SECRET = "minsheng", "a-secret-of-this-test"
SCRIPT = Path(__file__).parent / "openid_provider.mjs"
CALLBACK = "/account/openid/callback"


@dataclass
class Signing:
    """Registration, a provider beside it, and a browser for both."""

    api: Api
    provider: str

    def browser(self) -> Browser:
        return Browser(f"http://{self.api.running.settings.listen}")

    async def person(self, **claims: Any) -> None:
        async with httpx.AsyncClient() as client:
            await client.post(f"{self.provider}/person", json=claims)

    async def to_the_provider_and_back(self, browser: Browser) -> str:
        """Start, sign in there; answers the address that leads back to us."""
        answer = await browser.ask("GET", "/account/openid/start", params={"next": "/desk/x"})
        assert answer.status_code == 303, answer.text
        address = answer.headers["location"]
        async with httpx.AsyncClient() as client:
            for _ in range(5):
                answer = await client.get(address)
                address = str(httpx.URL(address).join(answer.headers["location"]))
                if urlsplit(address).path == CALLBACK:
                    return address
        raise AssertionError(address)


@pytest.fixture
async def signing(serve: Serve) -> AsyncIterator[Signing]:
    port, ours = free_ports(2)
    base, issuer = f"http://127.0.0.1:{ours}", f"http://127.0.0.1:{port}"
    command = ["node", str(SCRIPT), str(port), CLIENT, SECRET, base + CALLBACK]
    quiet = subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
    try:
        api = await serve(
            SERVICE,
            listen=f"127.0.0.1:{ours}",
            public_url=base,
            oidc_issuer=issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
        )
        body = {**CHIEF, "login": "chief@daxing.example", "password": None}
        assert (await api.post("/api/registration/accounts", body, by=OPERATOR)).is_success
        await _ready(issuer)
        yield Signing(api, issuer)
    finally:
        process.terminate()
        await process.wait()


async def _ready(issuer: str) -> None:
    async with asyncio.timeout(30), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(f"{issuer}/.well-known/openid-configuration")
            except httpx.ConnectError:
                await asyncio.sleep(0.1)
            else:
                return


async def test_a_verified_address_signs_in_and_then_the_subject_alone(signing: Signing) -> None:
    assert "用统一身份登录" in (await signing.browser().see("/account/sign-in")).text
    for email in ("Chief@daxing.example", "moved@daxing.example"):
        await signing.person(sub="s-1", email=email, email_verified=True)
        browser = signing.browser()
        answer = await browser.ask("GET", await signing.to_the_provider_and_back(browser))
        assert answer.headers["location"] == "/desk/x", answer.text
        assert browser.signed_in
        assert set(browser.cookies) == {"__Host-session", "__Host-token"}
    await signing.person(sub="s-2", email="chief@daxing.example", email_verified=True)
    await _refused(signing, "没有对应的账号")


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "s-1", "email": "stranger@daxing.example", "email_verified": True},
        {"sub": "s-1", "email": "chief@daxing.example", "email_verified": False},
        {"sub": "s-1"},
    ],
)
async def test_whom_nobody_gave_an_account_gets_none(
    signing: Signing, claims: dict[str, Any]
) -> None:
    await signing.person(**claims)
    await _refused(signing, "没有对应的账号")
    assert await signing.api.running.pool.fetchval("select count(*) from account") == 1


async def test_a_wrong_state_or_another_browser_is_refused(signing: Signing) -> None:
    browser = signing.browser()
    back = await signing.to_the_provider_and_back(browser)
    code = parse_qs(urlsplit(back).query)["code"][0]
    other = await signing.browser().ask("GET", back)
    assert other.status_code == 403
    wrong = await browser.ask("GET", f"{CALLBACK}?code={code}&state=wrong")
    assert wrong.status_code == 403
    assert (await browser.ask("GET", back)).status_code == 403, "a flow is taken once"
    assert not browser.signed_in


@pytest.mark.parametrize("word", ["nonce", "verifier"])
async def test_a_wrong_nonce_or_verifier_is_refused(signing: Signing, word: str) -> None:
    await signing.person(sub="s-1", email="chief@daxing.example", email_verified=True)
    browser = signing.browser()
    back = await signing.to_the_provider_and_back(browser)
    change = {
        "nonce": "update openid_flow set nonce = repeat('x', 50)",
        "verifier": "update openid_flow set verifier = repeat('x', 50)",
    }
    await signing.api.running.pool.execute(change[word])
    answer = await browser.ask("GET", back)
    assert answer.status_code == 403
    assert "统一登录没有成功" in answer.text
    assert not browser.signed_in


async def test_a_code_is_redeemed_once(signing: Signing) -> None:
    await signing.person(sub="s-1", email="chief@daxing.example", email_verified=True)
    browser, pool = signing.browser(), signing.api.running.pool
    back = await signing.to_the_provider_and_back(browser)
    await pool.execute("create table kept as select * from openid_flow")
    cookies = dict(browser.cookies)
    assert (await browser.ask("GET", back)).status_code == 303
    await pool.execute("insert into openid_flow select * from kept")
    thief = signing.browser()
    thief.cookies = cookies
    assert (await thief.ask("GET", back)).status_code == 403
    assert not thief.signed_in


async def test_without_pkce_the_provider_gives_no_code(signing: Signing) -> None:
    start = await signing.browser().ask("GET", "/account/openid/start")
    asked = parse_qs(urlsplit(start.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    plain = {name: value[0] for name, value in asked.items() if "challenge" not in name}
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{signing.provider}/auth", params=plain)
    assert "error=invalid_request" in answer.headers["location"]


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other.example"}, {"aud": "other"}, {"aud": ["other"]}, {"nonce": "other"},
        {"exp": int(time()) - 120}, {"azp": "other"}, {"exp": None}, {"nonce": None}, {"sub": None},
    ],
)  # fmt: skip
def test_an_id_token_that_is_not_for_this_moment_names_nobody(change: dict[str, Any]) -> None:
    claims = {
        "iss": "https://id.example", "aud": CLIENT, "sub": "s", "nonce": "n",
        "iat": int(time()), "exp": int(time()) + 60, "email": "a@b.c", "email_verified": "true",
    }  # fmt: skip
    assert identity(claims, "https://id.example/", CLIENT, "n").email is None
    changed = {name: value for name, value in (claims | change).items() if value is not None}
    with pytest.raises(OpenIdFailed):
        identity(changed, "https://id.example", CLIENT, "n")


async def _refused(signing: Signing, told: str) -> None:
    browser = signing.browser()
    answer = await browser.ask("GET", await signing.to_the_provider_and_back(browser))
    assert answer.status_code == 403
    assert told in answer.text
    assert not browser.signed_in

"""Pages: who may see them, which forms count, and how refusals read."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services._web.running import Running
from services._web.signed_in import PERSON
from services._web.tokens import Actor, mint
from tests.web.conftest import CSRF, Cookie

GOOD = {"activity": "a1", "title": "走进博物馆", "csrf": CSRF, "key": "k1"}


async def facts(service: Running) -> int:
    return len(await service.store.read(0, 100))


async def test_nobody_signed_in_is_led_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/toy/?row=open-11&x=/y")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account/renew?next=/toy/%3Frow%3Dopen-11%26x%3D/y"
    assert answer.headers["cache-control"] == "no-store"


async def test_an_expired_token_is_renewed(client: httpx.AsyncClient, cookie: Cookie) -> None:
    answer = await client.get("/toy/", headers=cookie(minutes=-5))
    assert answer.status_code == 303


async def test_another_role_reads_why_not(client: httpx.AsyncClient, cookie: Cookie) -> None:
    answer = await client.get("/toy/", headers=cookie("assessor"))
    assert answer.status_code == 403
    assert "没有办理此项的权限" in answer.text
    assert "王科员" in answer.text


async def test_a_page_shows_its_form_and_forbids_everything_else(
    client: httpx.AsyncClient, cookie: Cookie
) -> None:
    answer = await client.get("/toy/", headers=cookie())
    assert answer.status_code == 200
    assert "王科员" in answer.text
    assert f'name="csrf" value="{CSRF}"' in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<script>| style=| on[a-z]+=", answer.text)


async def test_a_form_counts_once_however_often_it_is_sent(
    client: httpx.AsyncClient, cookie: Cookie, service: Running
) -> None:
    for csrf in (CSRF, CSRF, "of-a-new-session"):
        answer = await client.post("/toy/", data={**GOOD, "csrf": csrf}, headers=cookie(csrf=csrf))
        assert answer.status_code == 303, answer.text
    assert await facts(service) == 1
    other = await client.post("/toy/", data={**GOOD, "title": "另一个"}, headers=cookie())
    assert other.status_code == 409
    assert "已经提交过" in other.text


@pytest.mark.parametrize(
    "forged",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/toy/", "/ask/"])
async def test_another_sites_form_changes_nothing(
    client: httpx.AsyncClient, cookie: Cookie, service: Running, path: str, forged: dict[str, str]
) -> None:
    answer = await client.post(path, data=GOOD, headers=cookie() | forged)
    assert answer.status_code == 403
    assert "不是从本站页面发出" in answer.text
    assert await facts(service) == 0


@pytest.mark.parametrize("told", [None, "none", "same-origin"])
async def test_a_browser_that_names_no_origin_must_say_it_is_ours(
    service: Running, cookie: Cookie, told: str | None
) -> None:
    headers = cookie() | ({"Sec-Fetch-Site": told} if told else {})
    async with httpx.AsyncClient(base_url=f"http://{service.settings.listen}") as bare:
        answer = await bare.post("/toy/", data=GOOD, headers=headers)
    assert answer.status_code == (303 if told == "same-origin" else 403)


async def test_behind_a_gateway_the_name_that_people_use_is_ours(
    client: httpx.AsyncClient, cookie: Cookie
) -> None:
    seen = {"Origin": "https://minsheng.example", "X-Forwarded-Host": "minsheng.example"}
    answer = await client.post("/toy/", data=GOOD, headers=cookie() | seen)
    assert answer.status_code == 303


@pytest.mark.parametrize("csrf", ["", "of-another-session", "字"])
async def test_another_sessions_form_changes_nothing(
    client: httpx.AsyncClient, cookie: Cookie, service: Running, csrf: str
) -> None:
    answer = await client.post("/toy/", data={**GOOD, "csrf": csrf}, headers=cookie())
    assert answer.status_code == 403
    assert await facts(service) == 0


async def test_a_bearer_token_opens_no_page(
    client: httpx.AsyncClient, cookie: Cookie, service: Running
) -> None:
    bearer = cookie()["Cookie"].partition("=")[2]
    answer = await client.post("/toy/", data=GOOD, headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == 401
    assert "登录已过期" in answer.text
    assert await facts(service) == 0


async def test_a_form_without_a_key_or_of_another_kind_is_refused(
    client: httpx.AsyncClient, cookie: Cookie
) -> None:
    assert (
        await client.post("/toy/", data={**GOOD, "key": ""}, headers=cookie())
    ).status_code == 422
    plain = {**cookie(), "Content-Type": "text/plain"}
    assert (await client.post("/toy/", content="a=b", headers=plain)).status_code == 422


async def test_what_was_typed_comes_back_with_what_is_wrong_beside_it(
    client: httpx.AsyncClient, cookie: Cookie, service: Running
) -> None:
    wrong = {
        "activity": "第一场", "title": "<b>好</b>", "day": "昨天", "count": "0", "kind": "x",
        "points": ["a", "b"], "csrf": CSRF, "key": "k1", "more": "1",
    }  # fmt: skip
    answer = await client.post("/toy/", data=wrong, headers=cookie())
    assert answer.status_code == 422
    for text in (
        "请填写编号，小写字母、数字和-。", "请填写日期，例如2023-10-16。", "不能小于1。",
        "请从列出的选项中选择。", "没有这一项。", "&lt;b&gt;好&lt;/b&gt;", 'value="第一场"',
        'aria-describedby="hint-activity error-activity" aria-invalid="true"',
    ):  # fmt: skip
        assert text in answer.text
    assert answer.text.count(" checked") == 2
    assert await facts(service) == 0


async def test_a_refusal_of_the_domain_stands_at_its_field_or_on_top(
    client: httpx.AsyncClient, cookie: Cookie
) -> None:
    missing = {"csrf": CSRF, "key": "k", "activity": "a1", "title": "  "}
    answer = await client.post("/toy/", data=missing, headers=cookie())
    assert answer.status_code == 422
    assert "请填写此项。" in answer.text


async def test_a_page_that_breaks_says_so_and_nothing_more(
    client: httpx.AsyncClient, cookie: Cookie
) -> None:
    answer = await client.get("/toy/broken", headers=cookie())
    assert answer.status_code == 500
    assert "RuntimeError" not in answer.text


async def test_an_unknown_address_is_a_page_for_people_and_json_for_programs(
    client: httpx.AsyncClient,
) -> None:
    assert "没有这个页面" in (await client.get("/nowhere")).text
    assert (await client.get("/api/nowhere")).json()["error"] == "not_found"


async def test_large_print_is_honoured_on_citizens_pages(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere", headers={"Cookie": "large_print=on"})
    assert 'class="large"' in answer.text


async def test_a_citizen_needs_no_account_and_may_be_known_by_a_cookie(
    client: httpx.AsyncClient, signing_key: dict[str, Any]
) -> None:
    answer = await client.post("/ask/", data={"activity": "a1", "key": "k1"})
    assert answer.headers["location"] == "/ask/citizen"
    person = mint(signing_key, Actor("p-123", frozenset({"public"})), datetime.now(UTC))
    known = {"Cookie": f"{PERSON}={person}"}
    answer = await client.post("/ask/", data={"activity": "a2", "key": "k2"}, headers=known)
    assert answer.headers["location"] == "/ask/p-123"
    office = mint(signing_key, Actor("clerk", frozenset({"office"})), datetime.now(UTC))
    posing = {"Cookie": f"{PERSON}={office}"}
    answer = await client.post("/ask/", data={"activity": "a3", "key": "k3"}, headers=posing)
    assert answer.headers["location"] == "/ask/citizen"


async def test_static_files_are_kept_for_good_under_their_checksum(
    client: httpx.AsyncClient, cookie: Cookie
) -> None:
    page = (await client.get("/toy/", headers=cookie())).text
    addresses = re.findall(r'href="(/toy/static/[^"]+)"', page)
    assert len(addresses) == 4
    for address in addresses:
        answer = await client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]

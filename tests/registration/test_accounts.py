"""Accounts: signing in, sessions, and what nobody may do in another's name."""

import asyncio
import hashlib
from datetime import UTC, datetime

import pytest

from services._web.signed_in import TOKEN
from services._web.tokens import verify
from services.registration.accounts.sessions import SESSION
from tests.registration.staffed import CHIEF, OPERATOR, PASSWORD, NewBrowser
from tests.serving import HANDLER, Api


async def test_without_any_account_the_page_names_the_command(alone: Api) -> None:
    answer = await alone.get("/account/sign-in")
    assert "minsheng registration account" in answer.text
    assert "<form method" not in answer.text


async def test_only_the_office_and_operators_make_accounts(api: Api) -> None:
    path, body = "/api/registration/accounts", {**CHIEF, "login": "another"}
    assert (await api.post(path, body, by=HANDLER)).status_code == 403
    assert (await api.post(path, {**body, "password": "short"}, by=OPERATOR)).status_code == 422
    taken = await api.post(path, CHIEF, by=OPERATOR)
    assert (taken.status_code, taken.json()["error"]) == (409, "login_taken")


async def test_signing_in_leads_on_with_a_token_that_services_verify(
    api: Api, browse: NewBrowser
) -> None:
    browser = await browse()
    answer = await browser.sign_in(" Clerk ", PASSWORD, next="/desk/activities?x=1")
    assert answer.headers["location"] == "/desk/activities?x=1"
    assert answer.headers["cache-control"] == "no-store"
    actor = verify(api.running.token_keys, browser.cookies[TOKEN], _now())
    assert actor.roles == {"handler"}
    assert actor.unit == "jiugong"
    page = await browser.see("/account/")
    assert "王科员" in page.text
    assert "当前设备" in page.text


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/\n/x"]
)
async def test_signing_in_never_leads_to_another_site(browse: NewBrowser, away: str) -> None:
    browser = await browse()
    assert (await browser.sign_in("clerk", PASSWORD, next=away)).headers["location"] == "/desk/"
    renewed = await browser.ask("GET", "/account/renew", params={"next": away})
    assert renewed.headers["location"] == "/desk/"


async def test_nothing_tells_an_unknown_login_from_a_wrong_password(browse: NewBrowser) -> None:
    browser = await browse()
    answers = [await browser.sign_in(login, "wrong") for login in ("chief", "nobody")]
    for answer in answers:
        assert answer.status_code == 422
        assert "用户名或密码不对。" in answer.text
        assert "wrong" not in answer.text
    assert not browser.signed_in


async def test_five_failures_close_a_login_for_every_address_and_only_that_login(
    browse: NewBrowser,
) -> None:
    tries = [await browse(address=f"10.0.1.{number}") for number in range(8)]
    answers = await asyncio.gather(*(it.sign_in("chief", "wrong") for it in tries))
    assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 3
    answer = await (await browse()).sign_in("chief", PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 901
    assert "分钟后再试" in answer.text
    await browse("clerk")


async def test_twenty_failures_close_an_address(api: Api, browse: NewBrowser) -> None:
    await api.running.pool.execute(
        "insert into attempt (kind, key) select 'sign-in', '10.0.0.1' from generate_series(1, 20)"
    )
    assert (await (await browse()).sign_in("chief", PASSWORD)).status_code == 429
    await browse("chief", address="10.0.0.2")
    await api.running.pool.execute("update attempt set at = at - interval '16 minutes'")
    await browse("chief")


async def test_a_session_is_new_at_every_sign_in_and_the_old_one_is_over(
    browse: NewBrowser,
) -> None:
    browser = await browse()
    browser.cookies[SESSION] = "planted-by-somebody"
    await browser.sign_in("chief", PASSWORD)
    first = browser.cookies[SESSION]
    assert first != "planted-by-somebody"
    await browser.sign_in("chief", PASSWORD)
    assert browser.cookies[SESSION] != first
    old = await browse()
    old.cookies[SESSION] = first
    assert (await old.see("/account/")).url.path == "/account/sign-in"


async def test_the_database_holds_no_word_that_opens_a_session(
    api: Api, browse: NewBrowser
) -> None:
    word = (await browse("chief")).cookies[SESSION]
    rows = await api.running.pool.fetch("select id_hash from login_session")
    assert [row["id_hash"] for row in rows] == [hashlib.sha256(word.encode()).hexdigest()]
    kept = await api.running.pool.fetchval("select password_hash from account limit 1")
    assert kept.startswith("$argon2id$")


async def test_a_session_renews_its_token_and_brings_back(browse: NewBrowser) -> None:
    browser = await browse("chief")
    del browser.cookies[TOKEN]
    page = await browser.see("/account/staff")
    assert page.status_code == 200
    assert "账号管理" in page.text
    assert TOKEN in browser.cookies


async def test_signing_out_ends_the_session_at_once(browse: NewBrowser) -> None:
    browser = await browse("chief")
    stolen = dict(browser.cookies)
    answer = await browser.send("/account/sign-out", "/account/")
    assert answer.status_code == 303
    assert not browser.cookies
    thief = await browse()
    thief.cookies = stolen  # the token still lives, but the session behind it does not
    assert (await thief.see("/account/")).url.path == "/account/sign-in"


async def test_a_changed_password_ends_every_other_session(browse: NewBrowser) -> None:
    browser, other = await browse("chief"), await browse("chief")
    copied = dict(browser.cookies)
    changed = {
        "current": PASSWORD,
        "new": "另一个足够长的新密码哈哈",
        "again": "另一个足够长的新密码哈哈",
    }
    answer = await browser.send("/account/password", "/account/", **changed)
    assert answer.status_code == 303, answer.text
    assert (await browser.see("/account/")).url.path == "/account/"
    assert (await other.see("/account/")).url.path == "/account/sign-in"
    thief = await browse()
    thief.cookies = copied
    assert (await thief.see("/account/")).url.path == "/account/sign-in"
    fresh = await browse()
    assert (await fresh.sign_in("chief", PASSWORD)).status_code == 422
    assert (await fresh.sign_in("chief", changed["new"])).status_code == 303


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"current": "不是这个密码"}, "现在的密码不对。"),
        ({"new": "短", "again": "短"}, "至少12个字符"),
        ({"again": "不一样的另一个密码呀呀呀"}, "两次填写的新密码不一致。"),
        ({"new": "chief-chief-chief", "again": "chief-chief-chief"}, "不能含有用户名"),
        ({"new": PASSWORD, "again": PASSWORD}, "不能和现在的密码相同"),
    ],
)
async def test_a_password_that_will_not_do_is_told_so(
    browse: NewBrowser, typed: dict[str, str], told: str
) -> None:
    browser = await browse("chief")
    good = {
        "current": PASSWORD,
        "new": "另一个足够长的新密码哈哈",
        "again": "另一个足够长的新密码哈哈",
    }
    answer = await browser.send("/account/password", "/account/", **{**good, **typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert "另一个足够长" not in answer.text


async def test_sessions_are_listed_and_ended_one_by_one_or_all_others(
    api: Api, browse: NewBrowser
) -> None:
    browser, second, third = [await browse("chief") for _ in range(3)]
    assert (await browser.see("/account/")).text.count("退出这台") == 2
    row = hashlib.sha256(second.cookies[SESSION].encode()).hexdigest()
    await browser.send("/account/sessions", "/account/", session=row)
    assert (await second.see("/account/")).url.path == "/account/sign-in"
    assert (await third.see("/account/")).url.path == "/account/"
    await browser.send("/account/sessions", "/account/")
    assert (await third.see("/account/")).url.path == "/account/sign-in"
    assert (await browser.see("/account/")).url.path == "/account/"
    clerk = await browse("clerk")
    mine = hashlib.sha256(browser.cookies[SESSION].encode()).hexdigest()
    await clerk.send("/account/sessions", "/account/", session=mine)
    assert (await browser.see("/account/")).url.path == "/account/", "another's is not ended"
    assert await api.running.pool.fetchval("select count(*) from login_session") == 4


def _now() -> datetime:
    return datetime.now(UTC)

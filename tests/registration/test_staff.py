"""The office makes, resets and closes accounts; nobody else does, in nobody's name."""

from datetime import UTC, datetime

import pytest

from services._web.signed_in import TOKEN
from services._web.tokens import verify
from tests.registration.staffed import NewBrowser
from tests.serving import Api


@pytest.mark.parametrize(
    "forged",
    [
        {"headers": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}},
        {"csrf": ""},
        {"csrf": "of-another-session"},
    ],
)
async def test_a_forged_form_changes_no_account(
    api: Api, browse: NewBrowser, forged: dict[str, str]
) -> None:
    browser = await browse("chief")
    before = await api.running.pool.fetch("select * from account order by id")
    clerk = next(row["id"] for row in before if row["login"] == "clerk")
    good = {"login": "new-one", "name": "新人", "roles": "assessor"}
    for path in (
        "/account/staff",
        *(f"/account/staff/{clerk}/{it}" for it in ("reset", "disable")),
    ):
        answer = await browser.send(path, "/account/staff", **{**good, **forged})
        assert answer.status_code == 403
    assert await api.running.pool.fetch("select * from account order by id") == before


async def test_the_office_makes_resets_and_closes_accounts(api: Api, browse: NewBrowser) -> None:
    office, page = await browse("chief"), "/account/staff"
    made = await office.send(
        page, page, login="li", name="李四", roles=["handler", "reviewer"], unit="caiyu"
    )
    assert made.status_code == 200
    password = _shown(made.text)
    assert password not in (await office.see(page)).text
    person = await browse()
    first = await person.sign_in("li", password, next="/desk/")
    assert first.headers["location"] == "/account/", "first of all another password"
    assert not verify(api.running.token_keys, person.cookies[TOKEN], _now()).roles
    assert (await person.see(page)).url.path == "/account/", "where another is chosen"
    early = await person.send(page, "/account/")
    assert (early.status_code, "修改初始密码" in early.text) == (403, True)
    mine = {"current": password, "new": "自己的密码足够长足够长", "again": "自己的密码足够长足够长"}
    mine = {name: value + "呀" * (name != "current") for name, value in mine.items()}
    changed = await person.send("/account/password", "/account/", **mine)
    assert changed.headers["location"] == "/desk/"
    assert verify(api.running.token_keys, person.cookies[TOKEN], _now()).roles == {
        "handler", "reviewer",
    }  # fmt: skip
    identity = await api.running.pool.fetchval("select id from account where login = 'li'")
    assert (await person.see(page)).status_code == 403
    reset = await office.send(f"{page}/{identity}/reset", page)
    assert (await person.see("/account/")).url.path == "/account/sign-in"
    assert (await person.sign_in("li", _shown(reset.text))).status_code == 303
    await office.send(f"{page}/{identity}/disable", page)
    assert (await person.see("/account/")).url.path == "/account/sign-in"
    assert "已停用" in (await office.see(page)).text
    assert (await person.sign_in("li", _shown(reset.text))).status_code == 422


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"login": "有空 格"}, "请填写用户名"),
        ({"login": "CLERK"}, "已有这个用户名"),
        ({"roles": "emperor"}, "至少一个角色"),
        ({"roles": "handler", "unit": ""}, "须填单位"),
    ],
)
async def test_an_account_that_will_not_do_is_told_so(
    browse: NewBrowser, typed: dict[str, str], told: str
) -> None:
    office, page = await browse("chief"), "/account/staff"
    good = {"login": "new-one", "name": "<i>新人</i>", "roles": "assessor", "unit": "caiyu"}
    answer = await office.send(page, page, **{**good, **typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert "<i>" not in answer.text


async def test_a_unit_is_chosen_by_its_name_once_there_is_a_plan(
    api: Api, browse: NewBrowser
) -> None:
    await api.running.pool.execute("insert into known_unit values ('p', 'caiyu', '采育镇', false)")
    office, page = await browse("chief"), "/account/staff"
    assert '<option value="caiyu">采育镇</option>' in (await office.see(page)).text
    good = {"login": "new-one", "name": "新人", "roles": "handler"}
    refused = await office.send(page, page, **good, unit="jiugong")
    assert (refused.status_code, "方案中没有这个单位" in refused.text) == (422, True)
    assert (await office.send(page, page, **good, unit="caiyu")).status_code == 200
    clerk = await api.running.pool.fetchval("select id from account where login = 'clerk'")
    kept = {"name": "王科员", "roles": "handler", "unit": "jiugong"}
    one = f"{page}/{clerk}"
    assert (await office.send(one, one, **kept)).status_code == 303, "a unit that has left stays"


async def test_the_office_changes_what_somebody_may_do(api: Api, browse: NewBrowser) -> None:
    office, clerk = await browse("chief"), await browse("clerk")
    identity = await api.running.pool.fetchval("select id from account where login = 'clerk'")
    page = f"/account/staff/{identity}"
    shown = await office.see(page)
    assert 'value="王科员"' in shown.text
    assert shown.text.count(" checked") == 1

    homeless = await office.send(page, page, name="王科长", roles=["leader"], unit="")
    assert (homeless.status_code, "须填单位" in homeless.text) == (422, True)
    changed = await office.send(
        page, page, name="王科长", roles=["leader", "reviewer"], unit="caiyu"
    )
    assert changed.status_code == 303
    assert "王科长" in (await office.see("/account/staff")).text
    assert (await clerk.see("/account/")).url.path == "/account/sign-in"
    again = await browse("clerk")
    actor = verify(api.running.token_keys, again.cookies[TOKEN], _now())
    assert (set(actor.roles), actor.unit) == ({"leader", "reviewer"}, "caiyu")
    assert (await again.see(page)).status_code == 403


async def test_nobody_gives_up_their_own_office_role(api: Api, browse: NewBrowser) -> None:
    office = await browse("chief")
    identity = await api.running.pool.fetchval("select id from account where login = 'chief'")
    page = f"/account/staff/{identity}"
    answer = await office.send(page, page, name="周主任", roles=["assessor"])
    assert (answer.status_code, "不能去掉自己的全区角色" in answer.text) == (422, True)


async def test_nobody_closes_their_own_account(api: Api, browse: NewBrowser) -> None:
    office, page = await browse("chief"), "/account/staff"
    identity = await api.running.pool.fetchval("select id from account where login = 'chief'")
    answer = await office.send(f"{page}/{identity}/disable", page)
    assert answer.status_code == 422
    assert "不能停用自己的账号" in answer.text


def _shown(page: str) -> str:
    return page.partition("<code>")[2].partition("</code>")[0]


def _now() -> datetime:
    return datetime.now(UTC)

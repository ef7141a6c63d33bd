"""Citizens' pages on real servers: signing up, following, leaving, being forgotten."""

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from services._web.signed_in import PERSON
from services._web.tokens import read
from tests.registration.pages_bench import (
    OPINIONS,
    PLANNED,
    SIGN_UP,
    Site,
    opened,
    serve,
    site,
)
from tests.serving import eventually

__all__ = ["serve", "site"]

ANNA = {"name": "安娜", "phone": "138 0013 8000", "category": "parent", "consent": "on"}
STATUS = "/sign-up/status"


async def test_before_the_notice_the_page_says_when_sign_up_opens(site: Site) -> None:
    page = await site.get(SIGN_UP)
    assert "报名还没有开始" in page
    assert "开放时间以遴选公告为准" in page
    assert "<form" not in page


async def test_the_form_says_what_when_where_how_many_and_until_when(site: Site) -> None:
    await opened(site)
    page = await site.get(SIGN_UP)
    for words in (
        "2023年9月14日（周四）", "9:30—11:30", "南街回迁房项目工地", "旧宫镇人民政府",
        "公众名额2个", "9月11日（周一）18:00", "先后确定", "监护人", "删除",
    ):  # fmt: skip
        assert words in page
    assert "区人大代表" not in page
    assert "电子邮箱" not in page


async def test_somebody_signs_up_once_however_often_the_form_is_sent(site: Site) -> None:
    await opened(site)
    first = await site.post(SIGN_UP, ANNA, key="k1")
    again = await site.post(SIGN_UP, ANNA, key="k1")
    assert first.status_code == again.status_code == 200
    code = re.compile(r'"value">(\w{10})<')
    assert code.findall(first.text) == code.findall(again.text) != []
    assert (await site.facts()).count("SignedUp") == 1


async def test_the_browser_is_remembered_as_the_person_who_signed_up(site: Site) -> None:
    await opened(site)
    answer = await site.post(SIGN_UP, ANNA)
    kept = answer.headers["set-cookie"]
    assert all(it in kept for it in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
    claims = read(
        site.api.running.token_keys,
        kept.removeprefix(f"{PERSON}=").partition(";")[0],
        datetime.now(UTC),
    )
    person = await site.api.running.pool.fetchval("select person from person")
    assert claims.actor.subject == person
    assert claims.actor.roles == {"public"}


async def test_a_number_known_before_is_not_told_from_a_new_one(site: Site) -> None:
    await opened(site)
    first = await site.post(SIGN_UP, ANNA)
    again = await site.post(SIGN_UP, ANNA | {"name": "别人", "category": "enterprise"})
    shape = re.compile(r'"value">\w{10}<|value="\w+"|viewBox="[^"]*"| d="[^"]*"')
    assert shape.sub("", first.text) == shape.sub("", again.text)
    assert "set-cookie" in again.headers
    assert (await site.facts()).count("SignedUp") == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "请填写姓名。"),
        ({"phone": "12345"}, "请填写11位手机号码"),
        ({"category": "npc_deputy"}, "请选择类别。"),
        ({"consent": ""}, "请先勾选同意"),
        ({"idcard": "110"}, "没有这一项。"),
        ({"mail": "anna@example.cn"}, "没有这一项。"),  # nothing here sends mail
    ],
)
async def test_what_is_wrong_stands_beside_its_field(
    site: Site, wrong: dict[str, str], told: str
) -> None:
    await opened(site)
    answer = await site.post(SIGN_UP, ANNA | wrong)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="138 0013 8000"' in answer.text or "phone" in wrong
    assert "SignedUp" not in await site.facts()


async def test_another_sites_form_signs_nobody_up(site: Site) -> None:
    await opened(site)
    answer = await site.client.post(
        SIGN_UP, data={**ANNA, "key": "k"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "SignedUp" not in await site.facts()


async def test_after_the_end_the_page_says_so_and_the_form_is_refused(site: Site) -> None:
    await opened(site)
    site.api.clock.set("2023-09-11T18:00:00+08:00")
    page = await site.get(SIGN_UP)
    assert "报名已经截止" in page
    assert "<form" not in page
    answer = await site.post(SIGN_UP, ANNA)
    assert answer.status_code == 409
    assert "报名已经截止" in answer.text


async def test_a_cancelled_activity_takes_nobody(site: Site) -> None:
    await opened(site)
    await site.announcer.record(PLANNED + "/cancel", {"reason": "降雨"})

    async def off() -> bool:
        return "活动已取消" in (await site.client.get(SIGN_UP)).text

    await eventually(off)
    assert (await site.post(SIGN_UP, ANNA)).status_code == 409


async def test_a_code_shows_how_far_one_is_and_never_stands_in_an_address(site: Site) -> None:
    await opened(site)
    code = await site.sign_up("安娜", "13800138000")
    answer = await site.post(STATUS, {"code": f" {code[:4].lower()}-{code[4:]}"})
    assert answer.status_code == 200
    assert "已报名，等待遴选" in answer.text
    assert "安娜" not in answer.text
    assert "13800138000" not in answer.text
    assert not re.search(rf'(href|action)="[^"]*{code}', answer.text)
    unknown = await site.post(STATUS, {"code": "AAAAAAAAAA"})
    assert unknown.status_code == 404
    assert "没有这个查询码" in unknown.text


async def test_one_tap_withdraws_and_another_signs_up_again_while_it_is_open(site: Site) -> None:
    await opened(site)
    code = await site.sign_up("安娜", "13800138000")
    gone = await site.post(STATUS + "/withdrawal", {"code": code})
    assert "已退出。" in gone.text
    assert (await site.post(STATUS + "/withdrawal", {"code": code})).status_code == 200
    assert (await site.facts()).count("SignUpWithdrawn") == 1
    back = await site.post(STATUS + "/return", {"code": code})
    assert "已重新报名" in back.text
    assert "已报名，等待遴选" in back.text
    site.api.clock.set("2023-09-11T18:00:00+08:00")
    shown = await site.post(STATUS, {"code": code})
    assert "退出后不能恢复" in shown.text
    await site.post(STATUS + "/withdrawal", {"code": code})
    late = await site.post(STATUS + "/return", {"code": code})
    assert late.status_code == 409
    assert "报名已经截止" in late.text


async def test_after_the_end_a_known_number_is_answered_like_an_unknown_one(site: Site) -> None:
    await opened(site)
    await site.sign_up("安娜", "13800138000")
    site.api.clock.set("2023-09-11T18:00:00+08:00")
    known = await site.post(SIGN_UP, ANNA)
    unknown = await site.post(SIGN_UP, ANNA | {"phone": "13800138001"})
    assert known.status_code == unknown.status_code == 409
    assert known.text == unknown.text


async def test_after_the_start_nobody_withdraws(site: Site) -> None:
    await opened(site)
    code = await site.sign_up("安娜", "13800138000")
    site.api.clock.set("2023-09-14T09:30:00+08:00")
    assert "我不能来" not in (await site.post(STATUS, {"code": code})).text
    answer = await site.post(STATUS + "/withdrawal", {"code": code})
    assert answer.status_code == 409
    assert "活动已经开始" in answer.text


async def test_one_is_forgotten_with_the_code_and_the_cookie(site: Site) -> None:
    await opened(site)
    code = await site.sign_up("安娜", "13800138000")
    asked = await site.post(STATUS + "/erasure", {"code": code})
    assert "不能恢复" in asked.text
    gone = await site.post(STATUS + "/erasure", {"code": code, "confirmed": "yes"})
    assert "您的信息已删除" in gone.text
    assert f'{PERSON}=""' in gone.headers["set-cookie"]
    assert await site.api.running.pool.fetchval("select count(*) from vault_field") == 0
    assert (await site.post(STATUS, {"code": code})).status_code == 404


async def test_an_opinion_is_given_in_words_and_followed_with_a_code(site: Site) -> None:
    words = "希望增加\n夜间照明。"
    given = {"words": words, "category": "parent", "phone": "", "consent": "on"}
    code = await site.code(OPINIONS, given)
    answer = await site.post("/opinions/status", {"code": code})
    assert words in answer.text
    for step in ("收到", "分办", "答复", "采纳情况", "反馈"):
        assert f'<p class="step">{step}' in answer.text
    assert answer.text.count("，已完成") == 1
    unknown = await site.post("/opinions/status", {"code": "AAAAAAAAAA"})
    assert unknown.status_code == 404
    asked = await site.post(STATUS + "/erasure", {"code": code, "kind": "opinion"})
    assert "您写的意见" in asked.text
    gone = {"code": code, "kind": "opinion", "confirmed": "yes"}
    assert (await site.post(STATUS + "/erasure", gone)).status_code == 200
    assert (await site.post("/opinions/status", {"code": code})).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"words": "字" * 501}, "最多500个字"),
        ({"words": ""}, "请填写此项"),
        ({"consent": ""}, "请先勾选同意"),
        ({"phone": "1"}, "请填写11位手机号码"),
    ],
)
async def test_an_opinion_that_cannot_be_taken_stays_in_the_form(
    site: Site, wrong: dict[str, str], told: str
) -> None:
    answer = await site.post(OPINIONS, {"words": "好", "consent": "on"} | wrong)
    assert answer.status_code == 422
    assert told in answer.text
    assert "OpinionRecorded" not in await site.facts()


@pytest.mark.parametrize("path", [SIGN_UP, OPINIONS, STATUS])
async def test_what_is_sent_too_often_from_one_address_is_put_off(site: Site, path: str) -> None:
    await site.post(path, {"code": "AAAAAAAAAA"})
    pool = site.api.running.pool
    await pool.execute("update pace set free_at = now() + interval '690 seconds'")
    answer = await site.post(path, {"code": "AAAAAAAAAA"})
    assert answer.status_code == 429
    assert "次数太多，没有办理，2分钟后再试" in answer.text
    assert 0 < int(answer.headers["retry-after"]) <= 92
    await pool.execute("update pace set free_at = now() + interval '9 minutes'")
    assert (await site.post(path, {"code": "AAAAAAAAAA"})).status_code in {404, 409, 422}


async def test_one_number_is_put_off_after_ten_tries_known_or_not(site: Site) -> None:
    await opened(site)
    for _ in range(10):
        assert (await site.post(SIGN_UP, ANNA)).status_code == 200
    answer = await site.post(SIGN_UP, ANNA)
    assert answer.status_code == 429
    assert "这个号码提交的次数太多" in answer.text
    assert (await site.post(SIGN_UP, ANNA | {"phone": "13800138001"})).status_code == 200
    rows = await site.api.running.pool.fetch("select * from pace")
    assert {row["kind"] for row in rows} == {"forms", "phone"}
    assert not any(b"1380013800" in row["key"] for row in rows)


async def test_of_tries_that_come_at_once_as_many_are_granted_as_one_after_the_other(
    site: Site,
) -> None:
    await opened(site)
    tries = [ANNA, ANNA | {"phone": "13800138001"}]
    answers = await asyncio.gather(*(site.post(SIGN_UP, tries[n < 12]) for n in range(15)))
    told = Counter((n < 12, answer.status_code) for n, answer in enumerate(answers))
    assert told == {(True, 200): 10, (True, 429): 2, (False, 200): 3}


async def test_pages_of_an_unknown_activity_do_not_exist(site: Site) -> None:
    for path in (SIGN_UP, OPINIONS, SIGN_UP + "/representatives"):
        await site.get(path.replace("open-11", "open-99"), status=404)


async def test_large_print_is_kept_on_every_page(site: Site) -> None:
    for path in (SIGN_UP, OPINIONS, STATUS, "/opinions/status"):
        answer = await site.client.get(path, headers={"Cookie": "large_print=on"})
        assert 'class="large"' in answer.text

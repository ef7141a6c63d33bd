"""The draw's pages on real servers: composed at the desk, followed by anybody."""

import re
from typing import Any

import pytest

from tests.registration.draws.bench import AFTER, EVIDENCE, PEOPLE, SEED, Drawn
from tests.registration.pages_bench import ASSESSOR, CODE, DESK, SIGN_UP, Site, opened, serve, site
from tests.serving import HANDLER, OFFICE, STRANGER, eventually

__all__ = ["serve", "site"]

PUBLIC = SIGN_UP + "/draw"
RECEIPT = re.compile(r'class="mono nb">([0-9A-Z-]{19})<')
TERMS: dict[str, Any] = {
    "seats": "3",
    "reserve": "2",
    "parent_least": "1",
    "parent_most": "2",
    "first_label": "年龄段",
    "first_values": "18—59岁\n60岁及以上 1—2",
    "kind": "drand",
    "issue": "3301766",
    "known_at": "2023-09-12T10:00",
}


@pytest.fixture
def drawn(site: Site) -> Drawn:
    return Drawn(site)


async def announced_at_the_desk(drawn: Drawn) -> str:
    return await drawn.site.done(DESK + "/draw/terms", TERMS, HANDLER)


async def test_a_handler_leads_a_draw_from_its_terms_to_the_list(drawn: Drawn) -> None:
    site = drawn.site
    assert "没有公布抽签办法" in await site.get(PUBLIC)
    assert "公布抽签办法" in await site.get(DESK + "/draw", HANDLER)
    early = {"closes_at": "2023-09-11T18:00", "seats": "3", "rule": "draw"}
    refused = await site.post(DESK + "/sign-up/opening", early, HANDLER)
    assert "先公布抽签办法" in refused.text
    page = await announced_at_the_desk(drawn)
    assert "抽签办法已公布" in page
    again = await site.get(DESK + "/draw/terms", HANDLER)
    assert "60岁及以上 1—2" in again
    assert 'value="3301766"' in again
    await opened_as_announced(drawn)
    assert "截止后抽3人" in await site.get(PUBLIC)
    codes = [await by_form(drawn, number) for number in range(len(PEOPLE))]
    await drawn.sealed()
    page = await site.get(PUBLIC)
    for told in ("7份报名已封存，等待随机数", "每类报名人的机会", "人人均等时42.9%", "承诺"):
        assert told in page
    assert "等9月12日（周二）10:00公布随机数" in await site.get(DESK + "/draw", HANDLER)

    site.api.clock.set(AFTER)
    assert "录入随机数" in await site.get(DESK + "/draw", HANDLER)
    seed = {"value": "1234", "published_at": "2023-09-12T10:00", "evidence": EVIDENCE}
    wrong = await site.post(DESK + "/draw/seed", seed, HANDLER)
    assert "64位小写十六进制" in wrong.text
    page = await site.done(DESK + "/draw/seed", seed | {"value": SEED}, HANDLER)
    assert "更正随机数" in page
    page = await site.done(DESK + "/draw/reveal", {}, HANDLER)
    assert "已揭晓，抽中3人" in page
    page = await site.get(PUBLIC)
    assert "7人报名，抽出3人" in page
    assert page.count('class="drawn"') >= 3
    assert "代表名单" in page
    assert not any(name in page for name, _, _ in PEOPLE)
    found = [await own(drawn, code) for code in codes]
    assert sum("<b>抽中</b>" in it for it in found) == 3
    assert sum("<b>候补第" in it for it in found) == 2


async def opened_as_announced(drawn: Drawn) -> None:
    await opened(drawn.site, seats="3", rule="draw")


async def by_form(drawn: Drawn, number: int) -> str:
    """Somebody signs up over the web, as the form asks."""
    name, category, age = PEOPLE[number]
    given = {
        "name": name, "phone": f"1380000000{number}", "category": category, "consent": "on",
        "attribute_first": "b" if age == "old" else "a",
    }  # fmt: skip
    return await drawn.site.code(SIGN_UP, given)


async def own(drawn: Drawn, code: str) -> str:
    """What a person finds with the receipt of their status page."""
    status = (await drawn.site.post("/sign-up/status", {"code": code})).text
    receipt = RECEIPT.search(status)
    assert receipt is not None, status
    answer = await drawn.site.post(PUBLIC, {"receipt": receipt[1], "session": "s1"})
    assert answer.status_code == 200
    assert receipt[1] not in answer.text
    return answer.text


async def test_the_form_asks_what_the_draw_needs_and_says_so_at_the_field(drawn: Drawn) -> None:
    await announced_at_the_desk(drawn)
    await opened_as_announced(drawn)
    form = await drawn.site.get(SIGN_UP)
    assert all(it in form for it in ("年龄段", "60岁及以上", "attribute_first"))
    given = {"name": "赵一", "phone": "1", "category": "parent", "consent": "on"}
    answer = await drawn.site.post(SIGN_UP, given)
    assert answer.status_code == 422
    assert "请选择年龄段。" in answer.text
    assert "请填写11位手机号码" in answer.text
    assert 'name="asked_of" value="s1"' in answer.text
    elsewhere = {"asked_of": "s2", "attribute_first": "b"}  # what another session's draw asked
    answer = await drawn.site.post(SIGN_UP, given | {"phone": "13800000002"} | elsewhere)
    assert "请选择年龄段。" in answer.text
    blank = {"phone": "13800000003", "session": " "}  # which names no session, nor none
    answer = await drawn.site.post(SIGN_UP, given | blank)
    assert answer.status_code == 422, "who answers nothing would hold up the draw"
    assert "请选择年龄段。" in answer.text
    entry = {
        "channel": "paper", "name": "赵一", "phone": "13800000001", "category": "parent",
        "consent": "on",
    }  # fmt: skip
    assert "请选择年龄段。" in (await drawn.site.post(DESK + "/sign-up/entry", entry, HANDLER)).text
    entered = await drawn.site.post(
        DESK + "/sign-up/entry", entry | {"attribute_first": "b"}, HANDLER
    )
    assert CODE.search(entered.text)


async def test_unknown_receipts_are_all_answered_alike(drawn: Drawn) -> None:
    await drawn.announced()
    await drawn.signed_up()
    await drawn.sealed()
    answers = {
        re.sub(r'name="key" value="\w+"', "", (await drawn.site.post(PUBLIC, given)).text)
        for given in (
            {"receipt": "AAAA-AAAA-AAAA-AAAA", "session": "s1"},
            {"receipt": "什么", "session": "s1"},
        )
    }
    assert len(answers) == 1
    assert "封存名单里没有这个凭证" in answers.pop()
    empty = await drawn.site.post(PUBLIC, {"receipt": " ", "session": "s1"})
    assert "请填写凭证。" in empty.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"seats": "0"}, "请填写名额，整数，至少1。"),
        ({"parent_least": "3", "parent_most": "2"}, "最多2人小于最少3人"),
        ({"parent_least": "2", "parent_most": "", "enterprise_least": "2"}, "最少的人数合计4人"),
        ({"first_label": ""}, "请填写按什么分"),
        ({"first_values": "只有一类"}, "至少写两类"),
        ({"first_values": "甲 3—1\n乙"}, "第1行最少3人大于最多1人"),
        ({"first_values": "甲 0—1\n乙 0—1"}, "最多的人数合计2人，坐不满名额3人"),
        ({"kind": "ssq"}, "期号是7位数字"),
        ({"kind": "other", "issue": "体彩第7期"}, "请填写公布结果的网址"),
        ({"issue": "3269846", "known_at": "2023-09-01T08:00"}, "必须晚于现在"),
        ({"known_at": "2023-09-13T10:00"}, "第3301766轮在9月12日（周二）10:00公布"),
    ],
)
async def test_terms_that_cannot_be_are_explained_at_the_field(
    site: Site, wrong: dict[str, str], told: str
) -> None:
    answer = await site.post(DESK + "/draw/terms", TERMS | wrong, HANDLER)
    assert answer.status_code in {409, 422}
    assert told in answer.text
    assert "DrawAnnounced" not in await site.facts()


async def test_quotas_that_cannot_be_met_are_widened_with_one_button(drawn: Drawn) -> None:
    await drawn.announced()
    await drawn.signed_up(tuple((name, "other_public", "young") for name, _, _ in PEOPLE))
    await drawn.closed()

    async def explained() -> bool:
        return "放宽比例并封存" in await drawn.site.get(DESK + "/draw", HANDLER)

    await eventually(explained)
    assert "还没有封存" in await drawn.site.get(PUBLIC)
    nothing = await drawn.site.post(DESK + "/draw/quotas", {"reason": ""}, HANDLER)
    assert nothing.status_code == 422
    page = await drawn.site.done(DESK + "/draw/quotas", {"reason": "没有家长报名"}, HANDLER)
    assert "名单已封存" in page
    assert "放宽比例，原因：没有家长报名" in await drawn.site.get(PUBLIC)


async def test_no_more_people_than_seats_all_have_one(drawn: Drawn) -> None:
    await drawn.announced()
    await drawn.signed_up(PEOPLE[:2])
    await drawn.closed()

    async def explained() -> bool:
        return "全部入选" in await drawn.site.get(DESK + "/draw", HANDLER)

    await eventually(explained)
    assert "不用抽签" in await drawn.site.get(PUBLIC)
    page = await drawn.site.done(DESK + "/draw/everybody", {}, HANDLER)
    assert "待确认2人" in page


async def test_a_silent_source_is_told_and_another_named_in_the_open(drawn: Drawn) -> None:
    await drawn.announced()
    await drawn.signed_up()
    await drawn.sealed()
    drawn.site.api.clock.set(AFTER)
    absent = {"reason": "信标停止服务", "evidence": "https://example.org/status"}
    page = await drawn.site.done(DESK + "/draw/absence", absent, HANDLER)
    assert "随机数暂不可用" in page
    assert "随机数暂不可用：信标停止服务" in await drawn.site.get(PUBLIC)
    later = {"kind": "drand", "issue": "3302000", "known_at": "2023-09-12T12:00"}
    page = await drawn.site.done(
        DESK + "/draw/source", later | {"reason": "原信标停止服务"}, OFFICE
    )
    public = await drawn.site.get(PUBLIC)
    assert "随机数改取公开信标drand第3302000轮，原因：原信标停止服务" in public


async def test_an_assessor_reads_the_draw_and_others_do_not(drawn: Drawn) -> None:
    await drawn.announced()
    page = await drawn.site.get(DESK + "/draw", ASSESSOR)
    assert page.count("<form") == 1
    await drawn.site.get(DESK + "/draw", STRANGER, status=403)
    for path in ("terms", "quotas", "seal", "seed", "absence", "source", "reveal", "everybody"):
        answer = await drawn.site.post(f"{DESK}/draw/{path}", {}, STRANGER)
        assert answer.status_code == 403

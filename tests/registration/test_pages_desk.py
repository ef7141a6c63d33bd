"""The desk on real servers: from the opening of sign-up to opinions fed back."""

import pytest

from tests.registration.pages_bench import (
    API,
    ASSESSOR,
    DESK,
    MODERATOR,
    OPENING,
    OPINIONS,
    PROGRAMME,
    SIGN_UP,
    Site,
    opened,
    serve,
    site,
)
from tests.serving import HANDLER, OFFICE, STRANGER

__all__ = ["serve", "site"]

ENTRY = {
    "channel": "telephone",
    "name": "钱老伯",
    "phone": "010-69241234",
    "category": "other_public",
    "consent": "on",
}
DEPUTY = {
    "name": "周代表",
    "phone": "13900000001",
    "category": "npc_deputy",
    "reason": "区人大代表，长期关注教育",
}
CLOSED = "2023-09-11T18:30:00+08:00"
STARTED = "2023-09-14T09:30:00+08:00"
PARTS = ("/sign-up", "/representatives", "/attendance", "/opinions")


async def persons(site: Site) -> dict[str, list[str]]:
    """The ids of whoever was selected, seated, or stands in reserve."""
    rows = await site.api.running.pool.fetch("select * from person order by signed_up_at")
    steps = {"selected": "selected_at", "seated": "seated_at", "reserve": "reserve_rank"}
    return {
        step: [row["person"] for row in rows if row[column] is not None]
        for step, column in steps.items()
    }


async def chosen(site: Site) -> None:
    """Two of four people have a seat, the others stand in reserve."""
    await opened(site)
    for number, name in enumerate(("赵一", "钱二", "孙三", "李四")):
        await site.sign_up(name, f"1380000000{number}")
    site.api.clock.set(CLOSED)
    given = {"rule": "first_come", "seats": "2", "reserve": "2"}
    await site.done(DESK + "/representatives/selection", given, HANDLER)
    seats = {"persons": (await persons(site))["selected"]}
    await site.done(DESK + "/representatives/confirmation", seats, HANDLER)


async def test_an_activity_goes_from_the_opening_to_its_representatives(site: Site) -> None:
    home = await site.get("/desk/", HANDLER)
    assert "1场活动要设置报名" in home
    await opened(site)
    assert "报名中，已报0人，最晚9月11日（周一）18:00" in await site.get(DESK + "/sign-up", HANDLER)
    for name, phone in (("赵一", "13800000001"), ("钱二", "13800000002"), ("孙三", "13800000003")):
        await site.sign_up(name, phone)
    entered = await site.code(DESK + "/sign-up/entry", ENTRY, HANDLER)
    assert "已报名" in (await site.post("/sign-up/status", {"code": entered})).text
    selection = DESK + "/representatives/selection"
    early = await site.post(selection, {"rule": "draw", "seats": "2"}, HANDLER)
    assert early.status_code == 409
    assert "报名还没有截止" in early.text

    site.api.clock.set(CLOSED)
    page = await site.get(DESK + "/representatives", HANDLER)
    assert "可以遴选" in page
    given = {"rule": "first_come", "seats": "2", "reserve": "2"}
    page = await site.done(selection, given, HANDLER)
    assert "待确认2人，候补2人" in page
    public = await site.get(SIGN_UP + "/representatives")
    assert "孙*" in public
    assert "赵" not in public  # selected, not seated yet
    seats = {"persons": (await persons(site))["selected"]}
    page = await site.done(DESK + "/representatives/confirmation", seats, HANDLER)
    assert "代表已确认2人" in page
    public = await site.get(SIGN_UP + "/representatives")
    assert all(name in public for name in ("赵*", "钱*", "公开遴选，先到先得", "noindex"))


async def test_a_seat_goes_to_the_reserve_and_who_came_is_counted(site: Site) -> None:
    await chosen(site)
    gone, by = (await persons(site))["seated"][0], (await persons(site))["reserve"][0]
    release = f"{DESK}/representatives/{gone}/release"
    assert "候补第1位：孙*" in await site.get(release, HANDLER)
    page = await site.done(release, {"reason": "not_reached", "by": by}, HANDLER)
    assert "联系不上" in page
    code = await site.code(DESK + "/representatives/invitation", DEPUTY, HANDLER)
    said = await site.post("/sign-up/status/answer", {"code": code, "answer": "accept"})
    assert "已接受邀请" in said.text
    page = await site.get(DESK + "/representatives", HANDLER)
    assert "区人大代表</dt><dd>1人" in page
    assert "/wall/daxing-2023/activities/open-11" in page
    page = await site.done(DESK + "/representatives/size-reason", {"reason": "场地小"}, HANDLER)
    assert "人数说明：场地小" in page
    assert ">场地小</textarea>" in (
        await site.get(DESK + "/representatives/size-reason", HANDLER)
    ).replace("\n", "")

    site.api.clock.set(STARTED)
    assert "1场活动要登记到场" in await site.get("/desk/", HANDLER)
    came = (await persons(site))["seated"][0]
    page = await site.done(DESK + "/check-in", {"person": came}, HANDLER)
    assert "应到3人，已到1人" in page
    page = await site.done(DESK + "/attendance/from-check-ins", {"leader": "principal"}, HANDLER)
    assert "到场1人，主要负责同志到场" in page
    counts = {"parent": "8", "npc_deputy": "3", "leader": "deputy"}
    silent = await site.post(DESK + "/attendance/by-hand", counts, HANDLER)
    assert (silent.status_code, "更正的请写明原因" in silent.text) == (409, True)
    counts |= {"leader_office": "副镇长", "reason": "签到表漏登"}
    page = await site.done(DESK + "/attendance/by-hand", counts, HANDLER)
    assert "（副镇长）" in page
    assert "签到表漏登" in page
    assert "到场11人，其他负责同志代为到场" in page
    assert page.index("区人大代表</dt><dd>3人") < page.index("家长代表</dt><dd>8人")
    sheet = await site.get(DESK + "/attendance/sheet", HANDLER)
    assert "应到3人" in sheet
    assert ">便<" not in sheet
    silent = await site.post(DESK + "/attendance/sheet", {"purpose": "x"}, HANDLER)
    purpose = {"purpose": "现场安排无障碍座位"}
    marked = await site.post(DESK + "/attendance/sheet", purpose, HANDLER)
    assert (silent.status_code, marked.status_code) == (422, 200)
    assert await site.api.running.pool.fetchval("select count(*) from look") == 1
    for shown in (sheet, page, marked.text):
        assert not any(name in shown for name in ("赵一", "周代表", "13800000001"))


async def test_an_opinion_is_dispatched_answered_decided_and_fed_back(site: Site) -> None:
    words = "希望工地夜间少施工。"
    code = await site.code(OPINIONS, {"words": words, "consent": "on"})
    assert "1条意见在办" in await site.get("/desk/", HANDLER)
    assert words[:9] in await site.get(DESK + "/opinions", HANDLER)
    one = await site.api.running.pool.fetchval("select opinion from opinion")
    path = f"{DESK}/opinions/{one}"
    await site.get(path, STRANGER, status=403)
    wrong = await site.post(path + "/dispatch", {"unit": "nobody"}, HANDLER)
    assert "没有这个单位" in wrong.text
    await site.done(path + "/dispatch", {"unit": "caiyu"}, HANDLER)
    assert "分办给本单位的意见1条" in await site.get("/desk/", STRANGER)
    asked = await site.get(path, STRANGER)
    assert words in asked
    assert path + "/dispatch" not in asked
    await site.done(path + "/reply", {"text": "22时后停止施工。"}, STRANGER)
    late = await site.post(path + "/feedback", {"means": "telephone"}, HANDLER)
    assert late.status_code == 409
    decision = {"decision": "adopted", "reason": "列入管理", "summary": "建议减少夜间施工"}
    assert (await site.post(path + "/decision", decision, STRANGER)).status_code == 403
    empty = await site.post(path + "/decision", decision | {"reason": " "}, HANDLER)
    assert empty.status_code == 422
    await site.done(path + "/decision", decision, HANDLER)
    page = await site.done(path + "/feedback", {"means": "published"}, HANDLER)
    assert "open-11-001，已经办结。" in page
    followed = (await site.post("/opinions/status", {"code": code})).text
    assert followed.count("，已完成") == 5
    for told in ("22时后停止施工。", "采纳。理由：列入管理", "采育镇"):
        assert told in followed
    entry = {"source": "hall", "words": "多办几次。", "category": "parent"}
    await site.code(DESK + "/opinions/entry", entry, OFFICE)
    assert "2条，1条在办" in await site.get(DESK + "/opinions", HANDLER)


async def test_names_are_shown_for_a_purpose_alone_and_each_look_is_on_record(site: Site) -> None:
    await opened(site)
    await site.sign_up("赵小一", "13800000001")
    masked = await site.get(DESK + "/sign-up", HANDLER)
    assert "赵*" in masked
    assert "赵小一" not in masked
    assert "13800000001" not in masked
    names = DESK + "/sign-up/names"
    for purpose in ("", "看看", "just looking"):
        answer = await site.post(names, {"purpose": purpose}, HANDLER)
        assert answer.status_code == 422
        assert "赵小一" not in answer.text
    assert await site.api.running.pool.fetchval("select count(*) from look") == 0
    assert "赵小一" not in await site.get(names, HANDLER, status=303)
    page = await site.done(names, {"purpose": "电话核实报名条件"}, HANDLER)
    assert "赵小一" in page
    assert "13800000001" in page
    look = await site.api.running.pool.fetchrow("select actor, purpose from look")
    assert look is not None
    assert tuple(look) == (HANDLER.subject, "电话核实报名条件")


async def test_an_assessor_reads_everything_and_is_offered_nothing(site: Site) -> None:
    await opened(site)
    await site.sign_up("赵小一", "13800000001")
    await site.code(OPINIONS, {"words": "少施工。", "consent": "on"})
    one = await site.api.running.pool.fetchval("select opinion from opinion")
    assert "走进南街回迁房项目工地" in await site.get("/desk/", ASSESSOR)
    for part in (*PARTS, f"/opinions/{one}"):
        page = await site.get(DESK + part, ASSESSOR)
        assert page.count("<form") == 1  # signing out
        assert "少施工" not in page
    answer = await site.post(DESK + "/sign-up/close", {}, ASSESSOR)
    assert answer.status_code == 403


async def test_the_desk_belongs_to_the_unit(site: Site) -> None:
    for part in PARTS:
        await site.get(DESK + part, STRANGER, status=403)
        await site.get(DESK + part, MODERATOR, status=403)
    for path in ("/sign-up/opening", "/sign-up/names", "/representatives/selection",
                 "/check-in", "/opinions/none"):  # fmt: skip
        assert (await site.post(DESK + path, OPENING, STRANGER)).status_code == 403
    assert "走进南街" not in await site.get("/desk/", STRANGER)
    await site.get("/desk/", MODERATOR)
    office, handler = [await site.get("/desk/", who) for who in (OFFICE, HANDLER)]
    assert "走进南街" in office
    wall = f'href="/wall/{PROGRAMME}'
    assert all(f"{wall}/{page}" in office for page in ("reviews", "reminders", "assessment"))
    assert f"{wall}/assessment" in handler
    assert f"{wall}/re" not in handler
    assert "走进南街" not in await site.get("/desk/?unit=caiyu", OFFICE)
    assert "没有活动" in await site.get("/desk/?unit=nobody", OFFICE)
    nobody = await site.client.get(DESK + "/sign-up")
    assert nobody.headers["location"].startswith("/account/renew?next=/desk/")
    forged = await site.client.post(
        DESK + "/sign-up/opening", data={**OPENING, "key": "k", "csrf": "another"},
        headers=await site.headers(HANDLER),
    )  # fmt: skip
    assert forged.status_code == 403
    bearer = await site.client.post(
        DESK + "/sign-up/opening", data=OPENING, headers=site.api.headers(HANDLER)
    )
    assert bearer.status_code in {401, 403}
    assert await site.facts() == ["SignUpSheetPrepared"]
    none = await site.done(DESK + "/opinions/none", {}, HANDLER)
    assert "已声明没有收到意见" in none
    later = await site.get(DESK + "/opinions", HANDLER)
    assert "9月5日（周二）9:00声明没有收到意见" in later
    assert "opinions/none" not in later


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"closes_at": "昨天"}, "请填写截止的日期和时刻。"),
        ({"closes_at": "2023-09-15T09:00"}, "不能晚于活动开始"),
        ({"closes_at": "2023-09-01T09:00"}, "必须晚于现在"),
        ({"seats": "二十"}, "请填写名额，整数。"),
        ({"rule": "luck"}, "请从列出的选项中选择。"),
    ],
)
async def test_an_opening_that_cannot_be_stays_in_the_form(
    site: Site, wrong: dict[str, str], told: str
) -> None:
    answer = await site.post(DESK + "/sign-up/opening", OPENING | wrong, HANDLER)
    assert answer.status_code in {409, 422}
    assert told in answer.text


async def test_what_was_recorded_for_the_activity_as_a_whole_is_shown_too(site: Site) -> None:
    await site.api.record(API + "/sign-up/open", {}, HANDLER)
    person = {"category": "parent", "name": "安娜", "phone": "13800138000"}
    await site.api.record(API + "/sign-ups", person, HANDLER)
    assert "安*" in await site.get(DESK + "/sign-up", HANDLER)
    assert "已报1人" in await site.get("/desk/", HANDLER)
    await site.sign_up("别人", "13800138001")


async def test_attendance_of_the_whole_makes_no_second_line_and_opinions_count_once(
    site: Site,
) -> None:
    await opened(site)
    await site.sign_up("赵一", "13800000001")
    await site.code(OPINIONS, {"words": "希望工地夜间少施工。", "consent": "on"})
    site.api.clock.set(STARTED)
    came = {"attendance": {"parent": 8}, "leader": "principal"}
    await site.api.record(API + "/attendance", came, HANDLER)

    home = await site.get("/desk/", HANDLER)

    assert home.count(">走进南街回迁房项目工地</a>") == 1
    assert "到场情况已登记" in home
    assert home.count(">1条</a>") == 1
    assert "赵*" in await site.get(DESK + "/sign-up", HANDLER)  # not the whole, of which none is

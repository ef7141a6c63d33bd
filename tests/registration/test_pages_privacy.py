"""Pages about personal data: the notice, one's own data by code, staff on request, the office."""

import pytest

from services._vault.retention import Until
from services.registration.keeping.purging import periods
from tests.registration.pages_bench import (
    API,
    ASSESSOR,
    DESK,
    OPINIONS,
    SIGN_UP,
    Site,
    opened,
    site,
)
from tests.serving import HANDLER, OFFICE, STRANGER, serve

__all__ = ["serve", "site"]

STATUS = "/sign-up/status"


async def test_every_form_and_the_notice_say_the_rules_that_the_purge_goes_by(site: Site) -> None:
    await opened(site)
    rules = periods(site.api.running)
    notice = await site.get("/privacy")

    for until in Until:
        assert rules.says(until) in notice
    for path in (SIGN_UP, OPINIONS):
        page = await site.get(path)
        assert 'href="/privacy"' in page
        assert "最晚保存到2024年12月31日" in page
    assert "活动结束满30天后删除" in await site.get(SIGN_UP)


async def test_a_code_leads_to_everything_that_is_held_and_to_its_correction(site: Site) -> None:
    await opened(site)
    code = await site.sign_up("赵小一", "13800000001")
    await site.done(DESK + "/sign-up/names", {"purpose": "电话核实报名条件"}, HANDLER)
    assert "查看和更正" in (await site.post(STATUS, {"code": code})).text
    mine = (await site.post(STATUS + "/mine", {"code": code})).text
    for text in (
        "赵小一", "13800000001", "旧宫镇经办人，用途：电话核实报名条件", "2024年12月31日",
        "本人看过说明后同意（网上）", code,
    ):  # fmt: skip
        assert text in mine
    assert HANDLER.subject not in mine
    form = (await site.post(STATUS + "/mine/correction", {"code": code})).text
    assert 'value="13800000001"' in form
    corrected = STATUS + "/mine/corrected"
    wrong = await site.post(corrected, {"code": code, "name": "赵小一", "phone": "1"})
    assert wrong.status_code == 422
    assert "11位手机号码" in wrong.text
    empty = await site.post(corrected, {"code": code, "name": "", "phone": "13800000001"})
    assert empty.status_code == 422
    given = {"code": code, "name": "赵晓一", "phone": "13800000002", "access_needs": "手语"}
    done = await site.post(corrected, given)
    assert "已更正" in done.text
    assert "更正需要的便利、姓名、电话" in done.text
    plain = await site.post(STATUS + "/mine.txt", {"code": code})
    machine = await site.post(STATUS + "/mine.json", {"code": code})
    assert "赵晓一" in plain.text
    assert plain.headers["content-disposition"].startswith("attachment")
    assert machine.json()["values"][0]["value"] == "赵晓一"


async def test_an_author_sees_and_corrects_their_own_data_too(site: Site) -> None:
    code = await site.code(OPINIONS, {"words": "少施工。", "name": "钱二", "consent": "on"})
    asked = {"code": code, "kind": "opinion"}
    assert "少施工。" in (await site.post(STATUS + "/mine", asked)).text
    done = await site.post(STATUS + "/mine/corrected", asked | {"name": "钱小二", "phone": ""})
    assert "钱小二" in done.text
    unknown = await site.post(STATUS + "/mine", asked | {"code": "2222222222"})
    assert unknown.status_code == 404


async def test_staff_do_it_for_whoever_telephones_and_say_why(site: Site) -> None:
    await opened(site)
    code = await site.sign_up("赵小一", "13800000001")
    await site.sign_up("钱小二", "13800000002")
    pool = site.api.running.pool
    person = await pool.fetchval("select person from person order by signed_up_at limit 1")
    page = f"{DESK}/people/{person}"
    shown = await site.get(page, HANDLER)
    assert "138****0001" in shown
    assert "赵小一" not in shown
    for by in (STRANGER, ASSESSOR):
        await site.get(page, by, status=403)
    no_reason = await site.post(page + "/correction", {"name": "赵晓一"}, HANDLER)
    assert no_reason.status_code == 422
    why = {"reason": "本人来电更正"}
    taken = await site.post(page + "/correction", why | {"phone": "13800000002"}, HANDLER)
    assert taken.status_code == 409
    assert "已经有人报名" in taken.text
    given = why | {"phone": "13800000003"}
    assert "138****0003" in await site.done(page + "/correction", given, HANDLER)
    copy = await site.post(page + "/copy", {"reason": "本人到场要求查阅"}, HANDLER)
    assert "赵小一" in copy.text
    assert code not in copy.text, "whoever has it may act in their place"
    unsure = await site.post(page + "/erasure", {"reason": "本人来电撤回同意"}, HANDLER)
    assert unsure.status_code == 422
    sure = {"reason": "本人来电撤回同意", "sure": "on"}
    assert "信息已删除" in await site.done(page + "/erasure", sure, HANDLER)
    await site.get(page, HANDLER, status=404)
    requests = await pool.fetch("select kind, actor, reason from data_request order by id")
    assert [tuple(row) for row in requests] == [
        ("correction", HANDLER.subject, "本人来电更正"),
        ("access", HANDLER.subject, "本人到场要求查阅"),
        ("erasure", HANDLER.subject, "本人来电撤回同意"),
    ]
    assert (await site.facts()).count("PersonCorrected") == 1


async def test_the_office_sees_every_look_and_what_is_held_until_when(site: Site) -> None:
    await opened(site)
    await site.sign_up("赵小一", "13800000001")
    await site.done(DESK + "/sign-up/names", {"purpose": "电话核实报名条件"}, HANDLER)
    looks = await site.get("/desk/looks", OFFICE)
    assert "1次查看" in looks
    assert "电话核实报名条件" in looks
    assert "没有符合条件的查看" in await site.get("/desk/looks?actor=nobody", OFFICE)
    held = await site.get("/desk/retention", OFFICE)
    assert "1项活动保存着个人信息" in held
    assert "到最后期限" in held
    for page in ("/desk/looks", "/desk/retention"):
        await site.get(page, HANDLER, status=403)


@pytest.mark.parametrize("path", ["/people", "/people?purpose=电话核实报名条件"])
async def test_a_look_that_cannot_be_recorded_shows_nothing(site: Site, path: str) -> None:
    await opened(site)
    await site.sign_up("赵小一", "13800000001")
    await site.api.running.pool.execute("alter table look add check (purpose = '')")
    answer = await site.client.get(API + path, headers=site.api.headers(HANDLER))

    assert "赵小一" not in answer.text
    assert (answer.status_code >= 500) == ("purpose" in path)

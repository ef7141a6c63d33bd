"""What people consented to, and who consented for a child."""

import re
from typing import Any

import pytest

from services.registration.applicants import consent
from tests.registration.pages_bench import API, DESK, PROGRAMME, SIGN_UP, Site, opened, serve, site
from tests.serving import HANDLER, RESIDENT

__all__ = ["serve", "site"]

ANNA = {"name": "安娜", "phone": "13800138000", "category": "parent", "consent": "on"}
CHILD = ANNA | {"who": "guardian", "guardian": "安大海", "guardian_consent": "on", "name": "安小妹"}
ENTRY = ANNA | {"channel": "paper", "who": "self"}
STATUS = "/sign-up/status"


async def consents(site: Site) -> list[dict[str, Any]]:
    rows = await site.api.running.pool.fetch(
        "select * from consent join consent_notice on sha256 = notice order by at"
    )
    return [dict(row) for row in rows]


async def test_a_consent_keeps_the_words_the_time_and_by_whom(site: Site) -> None:
    await opened(site)
    page = await site.get(SIGN_UP)
    version = re.findall(r'name="notice" value="(\w{64})"', page)[0]
    code = await site.code(SIGN_UP, ANNA | {"notice": version})
    (kept,) = await consents(site)
    assert kept["notice"] == version == consent.version(kept["says"].split("\n"))
    assert "旧宫镇人民政府的经办人员" in kept["says"]
    assert (kept["given_by"], kept["channel"], kept["entered_by"]) == ("person", "web", None)
    assert kept["at"].isoformat() == "2023-09-05T01:00:00+00:00"
    assert not kept["access_needs"]
    shown = await site.post(STATUS, {"code": code})
    assert "9:00本人同意的说明" in shown.text
    await site.post(STATUS + "/erasure", {"code": code, "confirmed": "yes"})
    assert await consents(site) == []


async def test_a_guardian_signs_a_child_up_and_staff_see_it(site: Site) -> None:
    await opened(site)
    await site.code(SIGN_UP, CHILD)
    (kept,) = await consents(site)
    assert kept["given_by"] == "guardian"
    page = await site.get(DESK + "/sign-up", HANDLER)
    assert "监护人安*填写" in page
    assert "安大海" not in page
    names = await site.done(DESK + "/sign-up/names", {"purpose": "核实报名条件"}, HANDLER)
    assert "安小妹" in names
    assert "安大海" in names


async def test_a_guardians_name_is_not_kept_for_whoever_comes_on_their_own(site: Site) -> None:
    await opened(site)
    await site.code(SIGN_UP, ANNA | {"who": "self", "guardian": "安大海"})
    names = await site.done(DESK + "/sign-up/names", {"purpose": "核实报名条件"}, HANDLER)
    assert "安大海" not in names


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (CHILD | {"guardian": ""}, "请填写监护人的姓名。"),
        (CHILD | {"guardian_consent": ""}, "请由监护人勾选同意"),
        (ANNA | {"access_needs": "轮椅"}, "请勾选同意，或者清空“需要的便利”。"),
        (ANNA | {"notice": "0" * 64}, "说明刚刚更新，请重新看过再勾选。"),
    ],
)
async def test_a_consent_of_its_own_is_asked_for_where_the_law_wants_one(
    site: Site, wrong: dict[str, str], told: str
) -> None:
    await opened(site)
    answer = await site.post(SIGN_UP, wrong)
    assert answer.status_code == 422
    assert told in answer.text
    assert await consents(site) == []


async def test_what_staff_enter_is_consented_to_alike(site: Site) -> None:
    await opened(site)
    page = await site.get(DESK + "/sign-up/entry", HANDLER)
    assert "只用于这次活动的报名" in page
    child = ENTRY | {"who": "guardian", "guardian": "安大海", "access_needs": "手语"}
    refused = await site.post(DESK + "/sign-up/entry", child, HANDLER)
    assert "清空“需要的便利”" in refused.text
    await site.code(DESK + "/sign-up/entry", child | {"consent": ["on", "needs"]}, HANDLER)
    (kept,) = await consents(site)
    assert (kept["given_by"], kept["channel"]) == ("guardian", "paper")
    assert kept["access_needs"]
    assert kept["entered_by"] == HANDLER.subject


async def test_a_second_person_of_one_number_is_told_apart_for_staff(site: Site) -> None:
    await opened(site)
    await site.code(DESK + "/sign-up/entry", ENTRY, HANDLER)
    answer = await site.post(DESK + "/sign-up/entry", ENTRY | {"name": "白明"}, HANDLER)
    assert answer.status_code == 422
    assert "已经登记了安*，一个号码登记一人" in answer.text
    assert "另一个手机号或固定电话" in answer.text
    again = await site.post(DESK + "/sign-up/entry", ENTRY, HANDLER)
    assert "以前登记过" in again.text


async def test_the_api_tells_the_notice_and_takes_its_version(site: Site) -> None:
    await opened(site)
    told = (await site.client.get(API + "/sign-up/notice")).json()
    body = {"session": "s1", "name": "安娜", "phone": "13800138000", "category": "parent"}
    old = await site.api.post(API + "/sign-ups", body | {"consent": "0" * 64}, RESIDENT)
    assert old.status_code == 422
    taken = await site.api.post(
        API + "/sign-ups", body | {"consent": told["version"], "guardian": "安大海"}, RESIDENT
    )
    assert taken.status_code == 200, taken.text
    (kept,) = await consents(site)
    assert kept["says"].split("\n") == told["says"]
    assert kept["given_by"] == "guardian"
    assert kept["programme"] == PROGRAMME

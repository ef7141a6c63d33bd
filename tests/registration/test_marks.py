"""Marks: whom staff ought to look at before they choose, and where the marks never are."""

import pytest

from services._web.faults import BadField
from services.registration.applicants.marks import Hints, marks
from services.registration.applicants.reason import official_reason
from tests.registration.pages_bench import API, DESK, SIGN_UP, Site, opened, serve, site
from tests.registration.test_pages_desk import DEPUTY, ENTRY
from tests.serving import HANDLER, OFFICE, STRANGER

__all__ = ["serve", "site"]

HINTS = Hints({"13800000001": ("民生实事",)}, frozenset({b"ours"}), frozenset({"王科员"}))


@pytest.mark.parametrize(
    ("values", "category", "digest", "told"),
    [
        ({"phone": "13800000001"}, "parent", b"", ["本年度已入选：民生实事"]),
        ({"phone": "13800000002"}, "parent", b"ours", ["号码是主责单位工作人员的"]),
        ({"own_staff": "yes"}, "parent", b"", ["登记时说明是主责单位工作人员"]),
        ({"name": "王科员"}, "parent", b"", ["与主责单位工作人员账号同名，请核实"]),
        ({"name": "王科员"}, "own_staff", b"ours", []),  # who says so does not pose as anybody
        ({"name": "安娜", "phone": "13800000002"}, "parent", b"other", []),
        ({}, "parent", b"", []),  # forgotten
    ],
)
def test_a_mark_says_what_was_found(
    values: dict[str, str], category: str, digest: bytes, told: list[str]
) -> None:
    assert list(marks(values, category, digest, HINTS)) == told


@pytest.mark.parametrize(
    "reason",
    ["联系 138 0013 8000", "电话０１０－６９２４１２３４", "证号110115199001011234", "周代表推荐"],
)
def test_a_public_reason_holds_no_number_and_no_name(reason: str) -> None:
    with pytest.raises(BadField):
        official_reason(reason, "周代表")


def test_a_public_reason_may_hold_years_and_numbers_of_people() -> None:
    assert official_reason("2023年至2026年的区政协委员", "周代表")


async def chosen_elsewhere(site: Site, phone: str) -> None:
    """The same number was given a seat in another activity of the programme."""
    api = API.replace("open-11", "open-12")
    who = {"name": "安娜", "phone": phone, "category": "parent", "reason": "由学校推荐"}
    invited = await site.api.post(api + "/invitations", who, OFFICE)
    assert invited.status_code == 200, invited.text
    answer = f"{api}/invitations/{invited.json()['person']}/answer"
    await site.api.record(answer, {"accepted": True}, OFFICE)


async def test_staff_see_marks_before_they_choose_and_nobody_else_does(site: Site) -> None:
    await opened(site)
    await chosen_elsewhere(site, "13800000001")
    numbers = await site.done(
        DESK + "/sign-up/staff", {"numbers": "138 0000 0002\n010-69241234\n"}, HANDLER
    )
    assert "已录入本单位工作人员号码2个" in numbers
    await site.sign_up("安娜", "13800000001")
    await site.sign_up("白明", "13800000002")
    await site.sign_up("常乐", "13800000003")
    page = await site.get(DESK + "/sign-up", HANDLER)
    assert "2人有标注" in page
    assert "本年度已入选：走进瀛海镇政务服务中心" in page
    assert "号码是主责单位工作人员的" in page
    only = await site.get(DESK + "/sign-up?marked=1", HANDLER)
    assert "白*" in only
    assert "常*" not in only
    site.api.clock.set("2023-09-11T18:30:00+08:00")
    choosing = await site.get(DESK + "/representatives/selection", HANDLER)
    assert "※本年度已入选" in choosing
    given = {"rule": "first_come", "seats": "3"}
    chosen = await site.done(DESK + "/representatives/selection", given, HANDLER)
    assert "待确认3人" in chosen
    assert "※" in chosen
    public = await site.get(SIGN_UP + "/representatives") + await site.get(SIGN_UP)
    assert "※" not in public
    assert "mark" not in str(await site.api.log())


async def test_the_numbers_of_staff_are_kept_so_that_nobody_reads_them(site: Site) -> None:
    path = DESK + "/sign-up/staff"
    wrong = await site.post(path, {"numbers": "13800000002\n处长办公室"}, HANDLER)
    assert wrong.status_code == 422
    assert "这几行不是电话号码：处长办公室" in wrong.text
    assert (await site.post(path, {"numbers": "13800000002"}, STRANGER)).status_code == 403
    await site.done(path, {"numbers": "13800000002"}, HANDLER)
    await site.done(path, {"numbers": "13800000003"}, HANDLER)
    rows = await site.api.running.pool.fetch("select * from staff_number")
    assert len(rows) == 1
    assert "1380000" not in str(rows)
    assert "13800000003" not in await site.get(path, HANDLER)


async def test_whom_the_clerk_enters_as_own_staff_is_marked(site: Site) -> None:
    await opened(site)
    await site.code(DESK + "/sign-up/entry", ENTRY | {"own_staff": "yes"}, HANDLER)
    assert "登记时说明是主责单位工作人员" in await site.get(DESK + "/sign-up", HANDLER)


async def test_an_invitation_needs_a_reason_which_everybody_may_read(site: Site) -> None:
    await opened(site)
    path = DESK + "/representatives/invitation"
    none = await site.post(path, DEPUTY | {"reason": ""}, HANDLER)
    assert "请填写邀请理由" in none.text
    number = await site.post(path, DEPUTY | {"reason": "电话13900000001"}, HANDLER)
    assert "不要写电话、证件号码" in number.text
    missing = {"name": "周代表", "phone": "13900000001", "category": "npc_deputy"}
    answer = await site.api.post(API + "/invitations", missing, HANDLER)
    assert (answer.status_code, answer.json()["field"]) == (422, "reason")
    code = await site.code(path, DEPUTY, HANDLER)
    assert "区人大代表，长期关注教育" in await site.get(DESK + "/representatives", HANDLER)
    await site.post("/sign-up/status/answer", {"code": code, "answer": "accept"})
    public = await site.get(SIGN_UP + "/representatives")
    assert "定向邀请：区人大代表，长期关注教育" in public
    assert "公众名额2个；定向邀请已确定1人。" in public
    assert "另有定向邀请1人，不占公众名额" in await site.get(SIGN_UP)
    data = [data for name, data in await site.api.log() if name == "RepresentativeInvited"]
    assert data[0]["reason"] == DEPUTY["reason"]

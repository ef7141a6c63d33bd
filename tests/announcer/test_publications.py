"""What is out is confirmed, moved, taken down and entered on pages."""

from typing import Any

import pytest

from tests.announcer.bodies import MATERIALS, NOTICE, OPEN_11, SCHEDULE, WECHAT
from tests.announcer.composer import PUBLIC, SECOND, Composer
from tests.serving import HANDLER, STRANGER, Api

PAGE = "/plan/activities/daxing-2023/open-11/publications"
ELSEWHERE: dict[str, Any] = {
    "channel": "district_website",
    "column": "policy_talk",
    "title": "工地开放日材料",
    "items": "活动图片\n\n 座谈记录 \n",
    "introduces": "on",
    "address": "https://example.org/m",
    "published_at": "2023-08-01T08:30",
    "evidence": "截图1",
}
WHY: dict[str, Any] = {"reason": "栏目放错"}


@pytest.fixture
async def desk(planned: Api) -> Composer:
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    return Composer(planned)


async def done(desk: Composer, path: str, what: str, **typed: Any) -> list[tuple[str, Any]]:
    """The facts that a form came to."""
    before = len(await desk.api.log())
    answer = await desk.post(f"{PAGE}/{path}", **typed)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{PAGE}?done={what}"
    return (await desk.api.log())[before:]


async def test_materials_in_the_wrong_column_elsewhere_are_entered_confirmed_and_moved(
    desk: Composer,
) -> None:
    page = (await desk.get(PAGE)).text
    for told in ("还没有发布公告。", "还没有公布材料。", "还没有公布采纳情况。"):
        assert told in page
    [(name, entered)] = await done(desk, "entry", "entered", **ELSEWHERE)
    assert (name, entered["items"], entered["shows_introduction"]) == (
        "MaterialsPublished", 2, True,
    )  # fmt: skip
    assert (entered["entry"], entered["column"]) == ("manual", "policy_talk")
    [told] = (await desk.api.get(OPEN_11)).json()["publications"]
    own = (await desk.get(f"{PAGE}?done=entered")).text
    assert "已登记，待另一人确认。" in own
    assert "/confirmation" not in own, "nobody confirms their own entry"
    assert f"{PAGE}/{told['id']}/confirmation" in (await desk.get(PAGE, by=SECOND)).text
    refused = await desk.post(f"{PAGE}/{told['id']}/confirmation")
    assert (refused.status_code, "补录须由另一人确认" in refused.text) == (409, True)
    await done(desk, f"{told['id']}/confirmation", "confirmed", by=SECOND)
    assert "登记已确认" in (await desk.get(PAGE)).text

    move = f"{told['id']}/move"
    assert "在“政策公开讲”栏目" in (await desk.get(f"{PAGE}/{move}")).text
    [(name, moved)] = await done(desk, move, "moved", column="open_day", **WHY)
    assert (name, moved["column"], moved["bundle"]) == (
        "MaterialsMoved", "open_day", entered["bundle"],
    )  # fmt: skip
    assert "“政务开放日”栏目" in (await desk.get(PAGE)).text
    again = await desk.post(f"{PAGE}/{move}", column="open_day", **WHY)
    assert (again.status_code, "没有变化" in again.text) == (409, True)
    [(name, _)] = await done(desk, f"{told['id']}/withdrawal", "withdrawn", reason="重新整理")
    assert name == "MaterialsWithdrawn"
    page = (await desk.get(PAGE)).text
    assert "已撤下" in page
    assert told["id"] not in page, "what is down can be neither moved nor taken down"
    for path in (move, f"{told['id']}/withdrawal"):
        assert (await desk.get(f"{PAGE}/{path}")).status_code == 404
        assert (await desk.post(f"{PAGE}/{path}", **WHY)).status_code == 404


async def test_a_notice_is_taken_down_here_at_once_and_elsewhere_when_it_was(
    desk: Composer,
) -> None:
    [ours] = await desk.api.record(f"{OPEN_11}/notices", NOTICE, by=HANDLER)
    [theirs] = await desk.api.record(f"{OPEN_11}/notices", WECHAT, by=HANDLER)
    assert "走进南街回迁房项目工地活动公告" in (await desk.get(PUBLIC)).text
    page = (await desk.get(f"{PAGE}/{ours['id']}/withdrawal")).text
    assert "撤下后公众页面不再显示" in page
    assert "撤下的时间由系统记录" in page
    assert "occurred_at" not in page
    assert (await desk.get(f"{PAGE}/{ours['id']}/move")).status_code == 404
    [(name, down)] = await done(desk, f"{ours['id']}/withdrawal", "withdrawn", reason="日期写错")
    assert (name, down["channel"]) == ("AnnouncementWithdrawn", "district_website")

    path = f"{theirs['id']}/withdrawal"
    assert "先在原渠道撤下" in (await desk.get(f"{PAGE}/{path}")).text
    for when, told in (
        ("2023-08-01T07:00", "不能早于发布时间2023年8月1日8:00。"),
        ("2023-08-01T10:00", "填写的时间晚于现在"),
        ("昨天", "请填写撤下的日期和时刻。"),
    ):
        wrong = await desk.post(f"{PAGE}/{path}", reason="日期写错", occurred_at=when)
        assert wrong.status_code in {409, 422}
        assert f"</span> {told}" in wrong.text
        assert "日期写错" in wrong.text
    [(_, down)] = await done(
        desk, path, "withdrawn", reason="日期写错", occurred_at="2023-08-01T08:40"
    )
    assert (down["channel"], down["account"]) == ("new_media", "旧宫发布")
    seen = (await desk.api.get(OPEN_11)).json()["publications"]
    assert [it["withdrawn_at"][11:16] for it in seen] == ["00:40", "01:00"]


async def test_only_what_is_in_force_can_be_acted_on(desk: Composer) -> None:
    first, second = [
        (await desk.api.record(f"{OPEN_11}/materials", MATERIALS | {"title": it}))[0]["id"]
        for it in ("第一稿", "第二稿")
    ]
    page = (await desk.get(PAGE)).text
    assert "以后来的为准" in page
    assert f"{PAGE}/{second}/move" in page
    assert f"{PAGE}/{first}/move" not in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"items": " "}, "请填写材料清单，一行一件。"),
        ({"items": "图\n" * 101}, "最多100件，多的合并写。"),
        ({"published_at": "2023-08-01T09:30"}, "填写的时间晚于现在"),
        ({"published_at": "2023-07-31T09:30"}, "发布当天没有登记的，请写明补录的原因。"),
        ({"evidence": ""}, "请填写佐证，200字以内。"),
        ({"address": "长" * 201}, "请填写网址，200字以内。"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_recorded(
    desk: Composer, typed: dict[str, Any], told: str
) -> None:
    before = len(await desk.api.log())
    answer = await desk.post(f"{PAGE}/entry", note="", **ELSEWHERE | typed)
    assert answer.status_code in {409, 422}
    assert f"</span> {told}" in answer.text
    assert ELSEWHERE["title"] in answer.text
    assert len(await desk.api.log()) == before


async def test_a_form_counts_once_and_only_for_the_lead_unit(desk: Composer) -> None:
    for _ in range(2):
        assert (await desk.post(f"{PAGE}/entry", key="k1", **ELSEWHERE)).status_code == 303
    [told] = (await desk.api.get(OPEN_11)).json()["publications"]
    for answer in (
        await desk.get(PAGE, by=STRANGER),
        await desk.get(f"{PAGE}/entry", by=STRANGER),
        await desk.post(f"{PAGE}/entry", by=STRANGER, **ELSEWHERE),
        await desk.post(f"{PAGE}/{told['id']}/withdrawal", by=STRANGER, **WHY),
        await desk.post(f"{PAGE}/{told['id']}/move", by=STRANGER, column="open_day", **WHY),
        await desk.post(f"{PAGE}/{told['id']}/confirmation", by=STRANGER),
    ):
        assert answer.status_code == 403
    nowhere = f"{PAGE}/00000000-0000-0000-0000-000000000000"
    assert (await desk.get(f"{nowhere}/move")).status_code == 404
    assert (await desk.post(f"{nowhere}/confirmation")).status_code == 404

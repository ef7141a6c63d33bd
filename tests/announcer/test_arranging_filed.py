"""Changes of an arrangement are put to the office: made, or asked for before."""

from typing import Any

import pytest

from services._kit.writer import Busy
from services.announcer.domain.planning import ChangeLeadUnit
from tests.announcer.composer import Composer
from tests.announcer.test_arranging import FIRST, PAGE, done
from tests.serving import OFFICE, STRANGER, Api


@pytest.fixture
def desk(planned: Api) -> Composer:
    return Composer(planned)


@pytest.mark.parametrize(
    ("kind", "typed", "value", "session"),
    [
        ("reschedule", {"starts_on": "2023-09-21"}, "2023-09-21", "s1"),
        ("reschedule", {"starts_on": "2023-09-21", "starts": "14:00"}, "2023-09-21T14:00", "s1"),
        ("outside_window", {"starts_on": "2023-12-05"}, "2023-12-05", "s1"),
        ("cancellation", {}, "cancelled", "s1"),
        ("venue", {"place": "文化广场"}, "文化广场", "s1"),
        ("form", {"form": "hybrid"}, "hybrid", None),
        ("unit", {"lead_unit": "caiyu"}, "caiyu", None),
    ],
)
async def test_a_change_is_put_to_the_office_before_it_is_made(
    desk: Composer, kind: str, typed: dict[str, str], value: str, session: str | None
) -> None:
    assert f'href="{PAGE}/ask"' in (await desk.get(PAGE)).text
    await done(desk, "schedule", **FIRST)
    given = {"kind": kind, "session": "s1", "reason": "场馆维修", **typed}
    [(name, asked)] = await done(desk, "ask", **given)
    assert (name, asked["kind"], asked["new_value"]) == ("ChangeFiled", kind, value)
    assert asked["session"] == session


async def test_what_is_asked_says_what_the_change_is_to_and_nothing_else(desk: Composer) -> None:
    before = len(await desk.api.log())
    empty = {"starts_on": "", "starts": "", "form": "", "place": "", "lead_unit": ""}
    for typed, field, told in (
        ({"kind": "reschedule"}, "starts_on", "所选的变更要填这一项。"),
        ({"kind": "reschedule", "starts": "14:00"}, "starts_on", "所选的变更要填这一项。"),
        (
            {"kind": "venue", "starts_on": "2023-09-21"},
            "starts_on",
            "所选的变更不填这一项，请清空。",
        ),
        ({"kind": "unit", "lead_unit": "nowhere"}, "lead_unit", "没有单位nowhere。"),
    ):
        given: dict[str, Any] = {"reason": "场馆维修", **empty, **typed}
        wrong = await desk.post(PAGE + "/ask", **given)
        assert wrong.status_code == 422
        assert f'id="error-{field}"><span aria-hidden="true">✕</span> {told}' in wrong.text
        assert "场馆维修" in wrong.text
    assert len(await desk.api.log()) == before


async def test_the_lead_is_given_to_another_unit_and_filed(desk: Composer) -> None:
    page = (await desk.get(PAGE + "/unit")).text
    assert "本单位不能再办理这项活动" in page
    assert '<option value="caiyu">采育镇</option>' in page
    assert 'value="jiugong"' not in page, "it leads already"
    before = len(await desk.api.log())
    for typed, told in (
        ({}, "请填写主责单位，从列出的单位中选择。"),
        ({"lead_unit": "nowhere"}, "没有单位nowhere。"),
        ({"lead_unit": "caiyu", "filed": "on"}, "报备要写明原因。"),
        ({"lead_unit": "jiugong"}, "没有变化"),
    ):
        fields: dict[str, Any] = {"lead_unit": "", **typed}
        wrong = await desk.post(PAGE + "/unit", **fields)
        assert wrong.status_code in {409, 422}
        assert told in wrong.text
    assert len(await desk.api.log()) == before

    answer = await desk.post(PAGE + "/unit", lead_unit="caiyu", reason="职能划转", filed="on")
    assert (answer.status_code, answer.headers["location"]) == (
        303, "/wall/daxing-2023/activities/open-11",
    )  # fmt: skip
    (filed, filing), (changed, lead) = (await desk.api.log())[before:]
    assert (changed, lead["lead_unit"]) == ("LeadUnitChanged", "caiyu")
    assert (filed, filing["kind"], filing["new_value"]) == ("ChangeFiled", "unit", "caiyu")
    assert (await desk.get(PAGE)).status_code == 403, "it is another unit's now"
    assert "更换主责单位，采育镇。原因：职能划转" in (await desk.get(PAGE, by=STRANGER)).text
    assert "采育镇主责" in (await desk.get(PAGE, by=OFFICE)).text
    assert "报备变更" in (await desk.get(PAGE + "/filing", by=STRANGER)).text
    for _ in range(2):
        back = await desk.post(PAGE + "/unit", by=OFFICE, key="k1", lead_unit="jiugong")
        assert back.headers["location"] == f"{PAGE}?done=unit"
    assert (await desk.get(PAGE + "/filing")).status_code == 404, "all is as it was planned"
    await done(desk, "schedule", **FIRST)
    [(_, late)] = await done(desk, "filing", kind="unit", session="s1", reason="划回")
    assert (late["kind"], late["new_value"], late["session"]) == ("unit", "jiugong", None)


async def test_a_first_date_outside_the_season_is_filed_by_its_date_alone(desk: Composer) -> None:
    await done(desk, "schedule", **FIRST | {"starts_on": "2023-12-05"})
    [(_, filing)] = await done(desk, "filing", kind="outside_window", reason="场馆维修")
    assert (filing["kind"], filing["new_value"]) == ("outside_window", "2023-12-05")


async def test_a_lead_that_was_filed_and_not_given_is_given_when_it_is_sent_again(
    desk: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, cut = desk.api.running.writer, [1]
    record = writer.execute

    async def interrupted(request: Any) -> Any:
        if isinstance(request.command.command, ChangeLeadUnit) and cut:
            cut.clear()
            raise Busy
        return await record(request)

    monkeypatch.setattr(writer, "execute", interrupted)
    before = len(await desk.api.log())
    given: dict[str, Any] = {"lead_unit": "caiyu", "reason": "职能划转", "filed": "on"}
    answers = [await desk.post(PAGE + "/unit", key="k1", **given) for _ in range(2)]
    assert [it.status_code for it in answers] == [503, 303]
    names = [name for name, _ in (await desk.api.log())[before:]]
    assert names == ["ChangeFiled", "LeadUnitChanged"]

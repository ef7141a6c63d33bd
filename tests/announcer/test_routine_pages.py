"""A unit outside the plan announces an activity of its own on a page."""

from typing import Any

from tests.announcer.composer import Composer
from tests.announcer.test_routine import registered
from tests.serving import HANDLER, OFFICE, Api, Person, Serve, eventually

PAGE = "/plan/routine/daxing-2023"
WATER = Person("handler-water", "handler", "shuiwuju")
OWN: dict[str, Any] = {"kind": "open_day", "title": "走进自来水厂", "topic": "城乡供水"}


async def test_a_unit_outside_the_plan_announces_its_own_and_arranges_it(
    planned: Api, serve: Serve
) -> None:
    desk = Composer(planned)
    assert "本单位没有登记为计划外的单位。" in (await desk.get(PAGE, by=WATER)).text
    empty = (await desk.get(PAGE, by=OFFICE)).text
    assert "还没有登记计划外的单位。" in empty
    assert 'href="/wall/daxing-2023/routine-units"' in empty
    refused = await desk.post(PAGE, by=WATER, **OWN)
    assert (refused.status_code, "没有保存" in refused.text) == (422, True)

    await registered(serve)

    async def heard() -> bool:
        return "列入活动" in (await desk.get(PAGE, by=WATER)).text

    await eventually(heard)
    latest = await desk.get("/plan/routine", by=WATER)
    assert (latest.status_code, latest.headers["location"]) == (303, PAGE)
    assert (await desk.post(PAGE, by=WATER, key="k1", **OWN)).status_code == 303
    answer = await desk.post(PAGE, by=WATER, key="k1", **OWN)
    names = [name for name, _ in await planned.log()]
    assert names[23:] == ["EventPlanned"], "the same form counts once"
    told = (await planned.log())[-1][1]
    assert (told["lead_unit"], told["routine"], told["number"]) == ("shuiwuju", True, 1)
    where = answer.headers["location"]
    assert where == f"/plan/activities/daxing-2023/{told['activity']}/arrangement"
    assert "走进自来水厂的安排" in (await desk.get(where, by=WATER)).text
    page = (await desk.get(PAGE, by=WATER)).text
    assert "本单位常态化活动1项。" in page
    assert "政务开放日，时间待定" in page
    assert "走进自来水厂" in (await desk.get(PAGE, by=OFFICE)).text
    own = (await desk.get(PAGE, by=HANDLER)).text
    assert "走进自来水厂" not in own, "another unit's"
    assert "本单位没有登记为计划外的单位。" in own

    typed = {"lead_unit": "", "kind": "", "title": "", "topic": "供水"}
    wrong = await desk.post(PAGE, by=OFFICE, **typed)
    assert wrong.status_code == 422
    for said in ("请填写单位，从列出的单位中选择。", "请填写此项。", "请填写活动名称，200字以内。"):
        assert f"</span> {said}" in wrong.text
    assert 'value="供水"' in wrong.text
    of_the_plan = await desk.post(PAGE, by=OFFICE, lead_unit="jiugong", **OWN)
    assert "没有单位jiugong。" in of_the_plan.text
    forged = await desk.post(PAGE, by=HANDLER, lead_unit="shuiwuju", **OWN)
    assert forged.status_code == 422, "whoever is not of the office acts for their own unit"
    assert (await desk.post(PAGE, by=OFFICE, lead_unit="shuiwuju", **OWN)).status_code == 303
    assert (await planned.log())[-1][1]["number"] == 2
    assert (await desk.get("/plan/routine/nothing", by=OFFICE)).status_code == 404


async def test_before_a_plan_there_is_nothing_to_be_outside_of(announcer: Api) -> None:
    answer = await Composer(announcer).get("/plan/routine", by=OFFICE)
    assert (answer.status_code, "还没有导入总体方案。" in answer.text) == (404, True)

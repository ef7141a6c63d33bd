"""The office registers units outside the plan on a page, and sees how each stands."""

from tests.compliance.assessing_bench import ASSESSOR, others, serve, year
from tests.registration.pages_bench import Site
from tests.serving import HANDLER, OFFICE, eventually

__all__ = ["others", "serve", "year"]

PAGE = "/wall/daxing-2023/routine-units"


async def test_the_office_registers_a_unit_by_its_name_and_sees_how_it_stands(year: Site) -> None:
    assert "还没有登记计划外的单位。" in await year.get(PAGE, OFFICE)
    page = await year.done(PAGE, {"unit_name": "水务局", "unit": ""}, OFFICE)
    assert "已登记。" in page
    assert "登记了计划外的单位1个。" in page
    assert "编号unit-5771d68b90" in page
    page = await year.done(PAGE, {"unit_name": "民政局", "unit": "minzhengju"}, OFFICE)
    assert "编号minzhengju" in page

    async def judged() -> bool:
        return "/activities/unit:minzhengju/ROUTINE" in await year.get(PAGE, OFFICE)

    await eventually(judged)
    again = await year.done(PAGE, {"unit_name": "民政局", "unit": ""}, OFFICE)
    assert "登记了计划外的单位2个。" in again, "its name has an id already"


async def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_recorded(year: Site) -> None:
    for given, status, told in (
        ({"unit_name": "", "unit": ""}, 422, "请填写单位名称，200字以内。"),
        ({"unit_name": "水务局", "unit": "水务"}, 422, "请填写编号，字母、数字、_和-。"),
        ({"unit_name": "水务局", "unit": "jiugong"}, 409, "该单位已在方案内承担活动"),
        ({"unit_name": "jiugong", "unit": ""}, 409, "该单位已在方案内承担活动"),
    ):
        answer = await year.post(PAGE, given, OFFICE)
        assert (answer.status_code, f"</span> {told}" in answer.text) == (status, True), given
        assert given["unit_name"] in answer.text
    assert "RoutineUnitRegistered" not in await year.facts()


async def test_nobody_but_the_office_and_operators_sees_or_registers(year: Site) -> None:
    for by in (HANDLER, ASSESSOR):
        await year.get(PAGE, by, 403)
        answer = await year.post(PAGE, {"unit_name": "水务局"}, by)
        assert answer.status_code == 403

"""The office looks at what was filed, enters receipts and decides, on pages."""

from typing import Any

import pytest

from tests.announcer.bodies import OPEN_11, SCHEDULE
from tests.announcer.composer import Composer
from tests.serving import HANDLER, OFFICE, STRANGER, Api

LIST = "/plan/filings/daxing-2023"
ARRANGEMENT = "/plan/activities/daxing-2023/open-11/arrangement"
ONE = "/plan/activities/daxing-2023/open-11/filings/f1"
FILED = {
    "filing": "f1",
    "kind": "reschedule",
    "new_value": "2023-09-21T09:30",
    "session": "s1",
    "reason": "大雨",
}
PAPER = {"received_at": "2023-08-01T08:30", "evidence": "收文〔2023〕17号"}


@pytest.fixture
async def desk(planned: Api) -> Composer:
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    return Composer(planned)


async def facts_of(desk: Composer, path: str, **typed: Any) -> list[tuple[str, dict[str, Any]]]:
    """The facts that the office's form came to."""
    before = len(await desk.api.log())
    answer = await desk.post(f"{ONE}/{path}", by=OFFICE, **typed)
    assert (answer.status_code, answer.headers.get("location")) == (303, f"{ONE}?done={path}")
    return (await desk.api.log())[before:]


async def test_the_office_enters_a_receipt_and_decides_and_the_unit_reads_it(
    desk: Composer,
) -> None:
    assert "还没有单位报备变更。" in (await desk.get(LIST, by=OFFICE)).text
    await desk.api.record(f"{OPEN_11}/filings", FILED, by=HANDLER)
    page = (await desk.get(LIST, by=OFFICE)).text
    assert "各单位报备变更1次。" in page
    assert "改期，2023年9月21日（周四）9:30。原因：大雨" in page
    assert f'href="{ONE}"' in page
    page = (await desk.get(ONE, by=OFFICE)).text
    assert "走进南街回迁房项目工地”报备：改期，2023年9月21日（周四）9:30。" in page
    assert "2023年8月1日9:00，由系统记录" in page

    [(name, received)] = await facts_of(desk, "receipt", **PAPER)
    assert (name, received["received_at"]) == ("FilingReceived", "2023-08-01T00:30:00.000000Z")
    assert received["evidence"]["address"] == PAPER["evidence"]
    [(name, decided)] = await facts_of(desk, "decision", approved="true", reason="情况属实")
    assert (name, decided["approved"]) == ("FilingDecided", True)
    page = (await desk.get(f"{ONE}?done=decision", by=OFFICE)).text
    assert "决定已记录" in page
    assert "2023年8月1日8:30，佐证：收文〔2023〕17号" in page
    assert "作出决定" not in page, "it is decided once"
    unit = (await desk.get(ARRANGEMENT)).text
    assert "已同意" in unit
    assert "理由：情况属实" in unit
    assert ONE not in unit, "the page is the office's"
    assert ONE in (await desk.get(ARRANGEMENT, by=OFFICE)).text
    again = await desk.post(f"{ONE}/decision", by=OFFICE, approved="false", reason="改主意")
    assert (again.status_code, "已有决定" in again.text) == (409, True)


async def test_two_receipts_that_differ_are_both_kept_and_said_to_differ(desk: Composer) -> None:
    await desk.api.record(f"{OPEN_11}/filings", FILED, by=HANDLER)
    await facts_of(desk, "receipt", **PAPER)
    assert await facts_of(desk, "receipt", **PAPER) == []
    await facts_of(desk, "receipt", **PAPER | {"received_at": "2023-08-01T08:45"})
    for path in (LIST, ONE):
        assert "收到时间不一致" in (await desk.get(path, by=OFFICE)).text


async def test_every_change_is_said_in_words_with_its_session(desk: Composer) -> None:
    second = {"session": "s2", "starts_on": "2023-09-15"}
    await desk.api.record(f"{OPEN_11}/schedule", {"sessions": [second]})
    for at, (kind, value, told) in enumerate(
        [
            ("outside_window", "2023-12-05", "在计划期外举办，2023年12月5日（周二）"),
            ("cancellation", "cancelled", "取消。"),
            ("form", "hybrid", "改变形式，线上线下结合"),
            ("venue", "文化广场", "改变地点，文化广场"),
            ("unit", "caiyu", "更换主责单位，采育镇"),
        ]
    ):
        filed = {"filing": f"g{at}", "kind": kind, "new_value": value, "reason": "停电"}
        await desk.api.record(f"{OPEN_11}/filings", filed, by=HANDLER)
        assert told in (await desk.get(LIST, by=OFFICE)).text
    await desk.api.record(f"{OPEN_11}/filings", FILED | {"session": "s2"}, by=HANDLER)
    assert "第2场，2023年9月15日（周五）：改期" in (await desk.get(LIST, by=OFFICE)).text


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [
        ("receipt", PAPER | {"received_at": ""}, "请填写收到的日期和时刻。"),
        ("receipt", PAPER | {"received_at": "2023-08-01T09:30"}, "填写的时间晚于现在"),
        ("receipt", PAPER | {"evidence": ""}, "请填写佐证，200字以内。"),
        ("decision", {"reason": "情况属实"}, "请填写决定，同意或者不同意。"),
        ("decision", {"approved": "true", "reason": ""}, "请填写理由，200字以内。"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_recorded(
    desk: Composer, path: str, typed: dict[str, str], told: str
) -> None:
    await desk.api.record(f"{OPEN_11}/filings", FILED, by=HANDLER)
    before = len(await desk.api.log())
    answer = await desk.post(f"{ONE}/{path}", by=OFFICE, **typed)
    assert answer.status_code in {409, 422}
    assert f"</span> {told}" in answer.text
    for kept in filter(None, typed.values()):
        assert kept in answer.text
    assert len(await desk.api.log()) == before


async def test_only_the_office_looks_and_only_at_what_was_filed(desk: Composer) -> None:
    await desk.api.record(f"{OPEN_11}/filings", FILED, by=HANDLER)
    for by in (HANDLER, STRANGER):
        for answer in (
            await desk.get(LIST, by=by),
            await desk.get(ONE, by=by),
            await desk.post(f"{ONE}/receipt", by=by, **PAPER),
            await desk.post(f"{ONE}/decision", by=by, approved="true", reason="好"),
        ):
            assert answer.status_code == 403
    for path in ("/plan/filings/nothing", ONE.replace("f1", "f2"), ONE.replace("11", "99")):
        assert (await desk.get(path, by=OFFICE)).status_code == 404

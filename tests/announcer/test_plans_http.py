"""A plan's file over the API and on the office's pages: saved, reviewed, adopted by decision."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.announcer.importing.files import MOST_BYTES
from services.announcer.programmes import read_plan
from tests.announcer.plan_files import PLAN, SAMPLE, body, docx, pdf
from tests.prerequisites import SHARED
from tests.serving import HANDLER, OFFICE, Api, Person
from tests.signing_in import CSRF, cookies_of

PLANS = "/api/announcer/plans"
PROGRAMME = "wangchuan-2024"
WATER = (
    "（2）开放点7（污水处理）：了解一滴污水怎样变清，提出对河道管理的意见。（主责单位：水务局）\n"
)
LESS = PLAN.replace(WATER, "").replace("：白塔镇", "：政务服务局")


async def save(
    api: Api, data: bytes | str, name: str = SAMPLE.name, programme: str = PROGRAMME
) -> httpx.Response:
    content = data.encode() if isinstance(data, str) else data
    given = {"programme": programme, "name": name, "pack": "daxing-2023"}
    return await api.client.post(PLANS, params=given, content=content, headers=api.headers(OFFICE))


async def saved(api: Api, data: bytes | str, **given: str) -> dict[str, Any]:
    answer = await save(api, data, **given)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def adopt(api: Api, shown: dict[str, Any], **decided: Any) -> httpx.Response:
    decision = {"difference": shown["difference"], "accept_doubts": True, **decided}
    return await api.post(f"{PLANS}/{shown['draft']}/adoption", decision)


async def names(api: Api) -> list[str]:
    return [name for name, _ in await api.log()]


async def adopted(api: Api) -> dict[str, Any]:
    """The sample, adopted."""
    shown = await saved(api, PLAN)
    assert (await adopt(api, shown)).status_code == 200
    return shown


async def test_a_draft_is_not_in_force(announcer: Api) -> None:
    shown = await saved(announcer, PLAN)

    assert shown["changes"] is None
    assert len(shown["activities"]) == 9
    assert await announcer.log() == []
    assert (await announcer.get(f"/api/announcer/programmes/{PROGRAMME}")).status_code == 404


async def test_an_adopted_draft_is_the_programme(announcer: Api) -> None:
    await adopted(announcer)
    programme = (await announcer.get(f"/api/announcer/programmes/{PROGRAMME}")).json()

    assert await names(announcer) == ["ProgrammeImported", *["EventPlanned"] * 9]
    assert programme["season_start"] == "2024-04-01"
    assert programme["activities"][0]["activity"] == "open-01"


async def test_importing_twice_changes_nothing(announcer: Api) -> None:
    first = await adopted(announcer)
    again = await saved(announcer, PLAN)
    as_word = await saved(announcer, docx(body(PLAN)), name="plan.docx")

    assert again["draft"] == first["draft"]
    assert again["changes"] == as_word["changes"] == []
    for shown in (again, as_word):
        answer = await adopt(announcer, shown)
        assert answer.json()["events"] == []
    assert len(await announcer.log()) == 10


async def test_doubts_have_to_be_accepted(announcer: Api) -> None:
    shown = await saved(announcer, PLAN)
    answer = await adopt(announcer, shown, accept_doubts=False)

    assert (answer.status_code, answer.json()["error"]) == (409, "doubts_open")
    assert await announcer.log() == []


async def test_obstacles_cannot_be_accepted(announcer: Api) -> None:
    shown = await saved(announcer, PLAN.replace("（主责单位：水务局）", ""))
    answer = await adopt(announcer, shown)

    assert (answer.status_code, answer.json()["error"]) == (409, "obstacles")


async def test_what_is_gone_is_cancelled_only_by_decision(announcer: Api) -> None:
    await adopted(announcer)
    shown = await saved(announcer, LESS)
    undecided = await adopt(announcer, shown)
    decided = await adopt(announcer, shown, cancel={"open-07": "设备检修"})

    assert (undecided.status_code, undecided.json()["error"]) == (409, "undecided")
    assert decided.status_code == 200
    assert (await names(announcer))[10:] == [
        "ProgrammeAmended",
        "LeadUnitChanged",
        "EventCancelled",
    ]
    assert (await saved(announcer, LESS))["changes"] == []


async def test_a_decision_on_another_difference_is_refused(announcer: Api) -> None:
    await adopted(announcer)
    shown = await saved(announcer, LESS)
    unit = f"/api/announcer/programmes/{PROGRAMME}/activities/open-03/unit"
    await announcer.record(unit, {"lead_unit": "zhengwufuwuju"})
    answer = await adopt(announcer, shown, cancel={"open-07": "设备检修"})

    assert (answer.status_code, answer.json()["error"]) == (409, "stale")


async def test_other_words_are_on_the_public_page_and_the_title_stays(announcer: Api) -> None:
    await adopted(announcer)
    shown = await saved(announcer, PLAN.replace("（污水处理）", "（清水河道）"))
    assert (await adopt(announcer, shown)).status_code == 200
    row = (await announcer.get(f"/api/announcer/programmes/{PROGRAMME}/activities/open-07")).json()

    assert row["planned"]["printed_label"] == "开放点7（清水河道）"
    assert row["planned"]["title"] == "污水处理"


@pytest.mark.shared
async def test_the_season_s_own_plan_differs_in_nothing_from_the_printed_one(
    announcer: Api,
) -> None:
    await announcer.record("/api/announcer/programmes", read_plan("daxing-2023"))
    data = (SHARED / "policy" / "daxing-2023-plan.txt").read_bytes()

    assert (await saved(announcer, data, programme="daxing-2023"))["changes"] == []


@pytest.mark.parametrize(
    ("name", "data", "status", "reason"),
    [
        ("plan.pdf", pdf(), 422, "no_text"),
        ("plan.pdf", pdf(password="geheim"), 422, "encrypted"),
        ("plan.txt", b"a" * (MOST_BYTES + 1), 422, "too_large"),
        ("plan.txt", b"a" * (MOST_BYTES + 2), 413, "too_large"),
        ("plan.docx", PLAN.encode(), 422, "wrong_name"),
    ],
)
async def test_a_refused_file_leaves_nothing(
    announcer: Api, name: str, data: bytes, status: int, reason: str
) -> None:
    answer = await save(announcer, data, name)

    assert (answer.status_code, answer.json()["error"]) == (status, reason)
    assert await announcer.running.pool.fetchval("select count(*) from plan_draft") == 0


async def headers(api: Api, by: Person) -> dict[str, str]:
    origin = str(api.client.base_url).rstrip("/")
    return {"Origin": origin, "Cookie": await cookies_of(api, by)}


async def post(api: Api, path: str, given: dict[str, str], **more: Any) -> httpx.Response:
    """A form as our own page sends it, by the office."""
    hidden = {"key": uuid4().hex, "csrf": CSRF}
    return await api.client.post(
        path, data={**given, **hidden}, headers=await headers(api, OFFICE), **more
    )


async def uploaded(api: Api, name: str, data: bytes) -> httpx.Response:
    given = {"programme": PROGRAMME, "pack": "daxing-2023"}
    return await post(api, "/plan/import", given, files={"file": (name, data)})


async def test_the_office_reviews_and_adopts_on_a_page(announcer: Api) -> None:
    answer = await uploaded(announcer, SAMPLE.name, SAMPLE.read_bytes())
    page = answer.headers["location"]
    shown = await announcer.client.get(page, headers=await headers(announcer, OFFICE))
    difference = shown.text.partition('name="difference" value="')[2].partition('"')[0]
    unchecked = await post(announcer, page, {"difference": difference})
    given = {"difference": difference, "accept_doubts": "on"}
    done = await post(announcer, page, given)

    assert "读出3个专题、7场政务开放日、2场政策公开讲，8家单位。" in shown.text
    assert "2024年3月12日是星期二，不是星期三。" in shown.text
    assert unchecked.status_code == 409
    assert "请逐条核对后确认" in unchecked.text
    assert done.status_code == 303
    assert len(await announcer.log()) == 10
    again = await announcer.client.get("/plan/import", headers=await headers(announcer, OFFICE))
    assert f'value="{PROGRAMME}"' in again.text
    assert 'value="daxing-2023"' in again.text


async def test_a_page_asks_what_becomes_of_what_is_gone(announcer: Api) -> None:
    await adopted(announcer)
    shown = await saved(announcer, LESS)
    page = f"/plan/drafts/{shown['draft']}"
    given = {"difference": shown["difference"], "accept_doubts": "on"}
    undecided = await post(announcer, page, given)
    unreasoned = await post(announcer, page, {**given, "gone-open-07": "cancel"})
    kept = await post(announcer, page, {**given, "gone-open-07": "keep"})

    assert undecided.status_code == unreasoned.status_code == 409
    assert "请写明取消的原因" in unreasoned.text
    assert kept.status_code == 303
    assert (await names(announcer))[10:] == ["ProgrammeAmended", "LeadUnitChanged"]


async def test_a_page_says_beside_the_field_why_a_file_is_refused(announcer: Api) -> None:
    scan = await uploaded(announcer, "plan.pdf", pdf())
    nothing = await uploaded(announcer, "", b"")

    assert scan.status_code == nothing.status_code == 422
    assert "可能是扫描件" in scan.text
    assert "请选择文件。" in nothing.text


async def test_only_the_office_imports(announcer: Api) -> None:
    page = await announcer.client.get("/plan/import", headers=await headers(announcer, HANDLER))
    given = {"programme": PROGRAMME, "name": SAMPLE.name}
    api = await announcer.client.post(
        PLANS, params=given, content=PLAN.encode(), headers=announcer.headers(HANDLER)
    )

    assert page.status_code == api.status_code == 403

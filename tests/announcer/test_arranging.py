"""An activity's dates, form and place are given and changed on pages, and filed as they change."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from services._kit.writer import Busy
from services.announcer.domain.filing import FileChange
from tests.announcer.composer import Composer
from tests.serving import HANDLER, STRANGER, Api
from tests.signing_in import CSRF, cookies_of

PAGE = "/plan/activities/daxing-2023/open-11/arrangement"
FIRST: dict[str, Any] = {
    "starts_on": "2023-09-14",
    "starts": "09:30",
    "ends": "11:30",
    "place": "工地",
}
WHY: dict[str, Any] = {"reason": "大雨", "filed": "on"}


@pytest.fixture
def desk(planned: Api) -> Composer:
    return Composer(planned)


async def done(desk: Composer, step: str, **typed: Any) -> list[tuple[str, dict[str, Any]]]:
    """The facts that a form came to."""
    before = len(await desk.api.log())
    answer = await desk.post(f"{PAGE}/{step}", **typed)
    assert answer.status_code == 303, answer.text
    filed = "&filed=on" if "filed" in typed else ""
    assert answer.headers["location"] == f"{PAGE}?done={step}{filed}"
    return (await desk.api.log())[before:]


async def test_a_handler_arranges_an_activity_from_the_first_date_to_the_day(
    desk: Composer,
) -> None:
    assert "还没有定。先在" in (await desk.get(PAGE)).text
    methods = ["open_selection", "directed_invitation"]
    [(name, data)] = await done(desk, "schedule", **FIRST, form="offline", methods=methods)
    session = {"session": "s1", "starts_on": "2023-09-14", "ends_on": "2023-09-14"}
    times = {"start_at": "2023-09-14T01:30:00.000000Z", "end_at": "2023-09-14T03:30:00.000000Z"}
    assert (name, data["sessions"]) == ("EventScheduled", [{**session, **times, "place": "工地"}])
    assert (data["form"], data["selection_methods"]) == ("offline", methods)
    page = (await desk.get(PAGE)).text
    for words in ("9:30—11:30", "工地", "线下", "改期", "加一场"):
        assert words in page
    assert "定形式" not in page
    assert "定地点" not in page
    assert "<h1>加一场</h1>" in (await desk.get(PAGE + "/schedule")).text
    assert 'value="09:30"' in (await desk.get(PAGE + "/move")).text
    assert "已记录：改期，并已报备。" in (await desk.get(PAGE + "?done=move&filed=on")).text

    moved, filed = await done(desk, "move", **FIRST | {"starts_on": "2023-09-21"}, **WHY)
    assert (moved[0], moved[1]["moved"]["starts_on"]) == ("EventRescheduled", "2023-09-21")
    kind, value = filed[1]["kind"], filed[1]["new_value"]
    assert (filed[0], kind, value) == ("ChangeFiled", "reschedule", "2023-09-21T09:30")
    [_, (_, filed_out)] = await done(desk, "move", starts_on="2023-12-05", **WHY)
    assert (filed_out["kind"], filed_out["new_value"]) == ("outside_window", "2023-12-05")
    facts = await done(desk, "form", form="hybrid", account="旧宫发布", **WHY)
    assert [name for name, _ in facts] == ["FormChanged", "ChangeFiled"]
    [(_, late)] = await done(desk, "filing", kind="outside_window", reason="场馆维修")
    assert (late["kind"], late["new_value"]) == ("outside_window", "2023-12-05")
    [(name, _)] = await done(desk, "place", place="文化广场", reason="场地大")
    assert name == "VenueChanged"
    [(_, host)] = await done(desk, "host", host="旧宫镇人民政府")
    assert host["host"] == "旧宫镇人民政府"
    await the_plan_is_recorded_by_its_hash(desk)
    [(_, agenda)] = await done(desk, "agenda", steps="签到\n介绍政策\n座谈", introduces="2")
    assert [it["introduces"] for it in agenda["items"]] == [False, True, False]
    points = [it["point"] for it in (await desk.api.log())[11][1]["content_points"]]
    [(name, _)] = await done(desk, "points", points=points)
    assert name == "ContentPointsTicked"
    assert "还没有结束" in (await desk.post(PAGE + "/held", started_on="2023-12-05")).text
    desk.api.clock.set("2023-12-06T09:00:00+08:00")
    [(name, held)] = await done(desk, "held", started_on="2023-12-05")
    assert (name, held["ended_on"]) == ("EventHeld", "2023-12-05")
    told = {"title": "走进工地", "channel": "new_media", "address": "https://example.org/r"}
    shown = {"published_at": "2023-12-06T08:30", "evidence": "截图1"}
    [(name, report)] = await done(desk, "report", **told, **shown)
    assert (name, report["evidence"]["address"]) == ("PublicityReported", "截图1")


async def the_plan_is_recorded_by_its_hash(desk: Composer) -> None:
    assert (
        'action="/plan/documents/daxing-2023/open-11"' in (await desk.get(PAGE + "/document")).text
    )
    origin = str(desk.api.client.base_url).rstrip("/")
    headers = {"Cookie": await cookies_of(desk.api, HANDLER), "Origin": origin}
    for files, status in (({}, 422), ({"file": ("a.docx", b"plan")}, 303)):
        answer = await desk.api.client.post(
            "/plan/documents/daxing-2023/open-11", files=files, headers=headers,
            data={"csrf": CSRF, "key": uuid4().hex, "emergency": "on"},
        )  # fmt: skip
        assert answer.status_code == status, answer.text
    name, data = (await desk.api.log())[-1]
    assert (name, data["emergency_measures"]) == ("ImplementationPlanRecorded", True)
    assert data["document_sha256"] == sha256(b"plan").hexdigest()
    assert (await desk.post(PAGE + "/document", emergency="on")).status_code == 404


async def test_one_more_session_is_named_and_one_of_several_cancelled(desk: Composer) -> None:
    await done(desk, "schedule", **FIRST)
    [(_, data)] = await done(desk, "schedule", **FIRST | {"starts_on": "2023-09-15"})
    assert data["sessions"][0]["session"] == "s2"
    assert "第2场，2023年9月15日" in (await desk.get(PAGE + "/cancel")).text
    await done(desk, "schedule", **FIRST | {"starts": "08:00", "ends": "09:00"})
    page = (await desk.get(PAGE)).text
    assert page.index("8:00—9:00") < page.index("9:30—11:30"), "the earlier is the first"
    cancelled, filed = await done(desk, "cancel", session="s2", **WHY)
    assert (cancelled[0], cancelled[1]["session"]) == ("EventCancelled", "s2")
    assert (filed[1]["kind"], filed[1]["session"]) == ("cancellation", "s2")
    await done(desk, "cancel", reason="停电")
    [(name, filing)] = await done(desk, "filing", kind="cancellation", reason="停电")
    assert (name, filing["new_value"], filing["session"]) == ("ChangeFiled", "cancelled", None)
    page = (await desk.get(PAGE)).text
    assert "活动已取消" in page
    assert "登记举办" not in page
    assert (await desk.get(PAGE + "/cancel")).status_code == 404


@pytest.mark.parametrize(
    ("step", "typed", "told"),
    [
        ("schedule", {**FIRST, "ends": "09:00"}, "结束应当晚于开始。"),
        ("schedule", {**FIRST, "starts": "9点"}, "时刻，例如09:30"),
        ("schedule", {**FIRST, "ends_on": "2023-09-13"}, "结束日期不能早于开始日期。"),
        ("move", {**FIRST, "reason": ""}, "请填写此项。"),
        ("move", {**FIRST, **WHY}, "没有变化"),
        ("form", {"form": "online", "filed": "on"}, "报备要写明原因。"),
        ("agenda", {"steps": "签到", "introduces": "2"}, "流程只有1步。"),
        ("filing", {"kind": "cancellation", "reason": "停电"}, "请先办理变更"),
        ("held", {"started_on": "2023-09-14", "ended_on": "2023-09-13"}, "结束日期不能早于"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field_and_nothing_is_recorded(
    desk: Composer, step: str, typed: dict[str, Any], told: str
) -> None:
    await done(desk, "schedule", **FIRST)
    before = len(await desk.api.log())
    answer = await desk.post(f"{PAGE}/{step}", **typed)
    assert answer.status_code in {409, 422}
    assert told in answer.text
    assert len(await desk.api.log()) == before


async def test_what_is_known_of_the_days_stands_in_the_form(desk: Composer) -> None:
    await done(desk, "schedule", **FIRST | {"ends_on": "2023-09-15"})
    page = (await desk.get(PAGE + "/held")).text
    assert 'value="2023-09-14"' in page
    assert 'value="2023-09-15"' in page, "materials are due by the last day"
    reason = "报备的原因"  # of a change of the place nothing else keeps it
    shown = {it: reason in (await desk.get(f"{PAGE}/{it}")).text for it in ("place", "move")}
    assert shown == {"place": True, "move": False}


async def test_a_form_counts_once_and_only_for_the_lead_unit(desk: Composer) -> None:
    await done(desk, "schedule", **FIRST)
    move: dict[str, Any] = FIRST | {"starts_on": "2023-09-21"} | WHY
    for _ in range(2):
        assert (await desk.post(PAGE + "/move", key="k1", **move)).status_code == 303
    names = [name for name, _ in await desk.api.log()]
    assert (names.count("EventRescheduled"), names.count("ChangeFiled")) == (1, 1)
    for answer in (
        await desk.get(PAGE, by=STRANGER),
        await desk.post(PAGE + "/cancel", by=STRANGER, reason="停电"),
    ):
        assert answer.status_code == 403
    assert (await desk.get(PAGE + "/nothing")).status_code == 404


async def test_a_cancellation_whose_filing_was_interrupted_is_filed_when_it_is_sent_again(
    desk: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await done(desk, "schedule", **FIRST)
    writer, cut = desk.api.running.writer, [1]
    record = writer.execute

    async def interrupted(request: Any) -> Any:
        if isinstance(request.command.command, FileChange) and cut:
            cut.clear()
            raise Busy
        return await record(request)

    monkeypatch.setattr(writer, "execute", interrupted)
    before = len(await desk.api.log())
    answers = [await desk.post(PAGE + "/cancel", key="k1", **WHY) for _ in range(3)]
    assert [it.status_code for it in answers] == [503, 303, 303]
    recorded = (await desk.api.log())[before:]
    assert [name for name, _ in recorded] == ["EventCancelled", "ChangeFiled"]
    assert "没有变化" in (await desk.post(PAGE + "/cancel", **WHY)).text


@pytest.mark.parametrize(
    ("typed", "filed"),
    [
        ({"place": "广场"}, [("venue", "广场")]),
        (
            {"starts_on": "2023-09-21", "place": "广场"},
            [("reschedule", "2023-09-21T09:30"), ("venue", "广场")],
        ),
        (
            {"starts_on": "2023-11-30", "ends_on": "2023-12-01"},
            [("outside_window", "2023-11-30T09:30")],
        ),
    ],
)
async def test_what_a_move_changes_is_filed_each_as_what_it_is(
    desk: Composer, typed: dict[str, Any], filed: list[tuple[str, str]]
) -> None:
    await done(desk, "schedule", **FIRST)
    facts = await done(desk, "move", **FIRST | typed, **WHY)
    told = [data for name, data in facts if name == "ChangeFiled"]
    assert [(it["kind"], it["new_value"]) for it in told] == filed
    assert {it["session"] for it in told} == {"s1"}


async def test_a_move_is_of_the_session_that_was_chosen_or_of_none(desk: Composer) -> None:
    await done(desk, "schedule", **FIRST)
    await done(desk, "schedule", **FIRST | {"starts_on": "2023-09-15"})
    await done(desk, "cancel", session="s1", reason="停电")
    before = len(await desk.api.log())
    answer = await desk.post(
        PAGE + "/move", session="s1", **FIRST | {"starts_on": "2023-09-21"}, **WHY
    )
    assert answer.status_code == 409
    assert len(await desk.api.log()) == before

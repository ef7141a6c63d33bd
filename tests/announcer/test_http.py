"""The announcer's API on real servers: what it records, and how it refuses bad input."""

from typing import Any
from uuid import uuid4

import pytest

from contracts.event import DomainEvent
from contracts.events.compliance import RoutineUnitRegistered
from services._kit.decider import Decider
from services._kit.running import Service
from services._kit.writer import Aggregates, Request
from services.announcer.programmes import read_plan
from tests.serving import (
    HANDLER,
    OFFICE,
    RESIDENT,
    REVIEWER,
    STRANGER,
    Api,
    Person,
    Serve,
    eventually,
)

PROGRAMMES = "/api/announcer/programmes"
OPEN_11 = f"{PROGRAMMES}/daxing-2023/activities/open-11"
SHA256 = "ab" * 32
SESSION = {
    "session": "s1",
    "starts_on": "2023-09-14",
    "start_at": "2023-09-14T09:00:00+08:00",
    "end_at": "2023-09-14T11:30:00+08:00",
    "place": "南街回迁房项目工地",
}
SCHEDULE = {"sessions": [SESSION], "form": "offline", "host": "旧宫镇人民政府"}
NOTICE = {
    "notice": "n1",
    "kinds": ["activity"],
    "channel": "district_website",
    "entry": "built_in",
    "title": "走进南街回迁房项目工地活动公告",
    "announces": [{"session": "s1", "starts_on": "2023-09-14"}],
    "elements": {"start_at": "2023年9月14日（星期四）9:00"},
}
WECHAT = {
    **NOTICE,
    "channel": "new_media",
    "account": "旧宫发布",
    "entry": "manual",
    "published_at": "2023-08-01T08:00:00+08:00",
    "address": "https://example.org/n1",
    "evidence": {"address": "https://example.org/n1.png"},
}

MATERIALS = {
    "bundle": "m1",
    "channel": "district_website",
    "column": "open_day",
    "title": "工作材料",
    "items": 3,
    "content_sha256": SHA256,
    "entry": "built_in",
}


async def test_a_plan_is_imported_once_and_whole(announcer: Api) -> None:
    plan = read_plan("daxing-2023")

    first = await announcer.record(PROGRAMMES, plan)
    again = await announcer.record(PROGRAMMES, plan)

    assert [event["type"] for event in first] == ["ProgrammeImported.v1"] + 22 * ["EventPlanned.v1"]
    assert [event["position"] for event in first] == list(range(1, 24))
    assert again == []
    read = (await announcer.get(f"{PROGRAMMES}/daxing-2023")).json()
    assert len(read["activities"]) == 22
    assert read["activities"][0]["unit_name"] == "采育镇"


async def test_another_plan_under_the_same_id_is_409_and_changes_nothing(planned: Api) -> None:
    plan = read_plan("daxing-2023")
    plan["activities"][0]["title"] = "另一个标题"

    response = await planned.post(PROGRAMMES, plan)

    assert (response.status_code, response.json()["error"]) == (409, "other_content")
    assert response.json()["field"] == "programme"
    assert planned.running.writer.log_end == 23


BAD_PLANS: list[tuple[dict[str, Any], str, str]] = [
    ({"season_end": "2023-02-30"}, "season_end", "date"),
    ({"season_end": "2023-07-31"}, "season_end", "season_start"),
    ({"office_unit": "nobody"}, "office_unit", "unknown unit nobody"),
    ({"programme": "大兴"}, "programme", "pattern"),
    ({"surprise": 1}, "surprise", "no such field"),
    ({"title": "a\u0000b"}, "title", "NUL"),
    ({"activities": []}, "activities", "at least 1"),
]


async def test_a_plan_with_a_bad_field_is_422_naming_it(announcer: Api) -> None:
    for change, field, expected in BAD_PLANS:
        response = await announcer.post(PROGRAMMES, read_plan("daxing-2023") | change)

        assert response.status_code == 422, response.text
        assert response.json()["field"] == field
        assert expected in response.json()["expected"]
    assert announcer.running.writer.log_end == 0


async def test_a_lead_unit_outside_the_plan_is_422(announcer: Api) -> None:
    plan = read_plan("daxing-2023")
    plan["activities"][7]["lead_unit"] = "nobody"

    response = await announcer.post(PROGRAMMES, plan)

    assert (response.status_code, response.json()["field"]) == (422, "activities")
    assert "7.lead_unit: unknown unit nobody" in response.json()["expected"]


BAD_COMMANDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("/schedule", {"sessions": [SESSION | {"starts_on": "2023-02-30"}]},
     "sessions.0.starts_on", "date"),
    ("/schedule", {"sessions": [SESSION | {"end_at": "2023-09-14T08:00:00+08:00"}]},
     "sessions.0", "end_at must be after start_at"),
    ("/schedule", {"sessions": [SESSION | {"ends_on": "2023-09-13"}]}, "sessions.0", "ends_on"),
    ("/schedule", {"sessions": [SESSION | {"start_at": "2023-09-14T09:00:00"}]},
     "sessions.0.start_at", "zone"),
    ("/schedule", {"sessions": [SESSION, SESSION]}, "sessions", "only once"),
    ("/schedule", {"sessions": [SESSION | {"seats": 30}]}, "sessions.0.seats", "no such field"),
    ("/schedule", {"sessions": []}, "sessions", "at least 1"),
    ("/schedule", {}, "sessions", "this field"),
    ("/form", {"form": "by post"}, "form", "offline"),
    ("/held", {"started_on": "2023-07-31", "ended_on": "2023-07-30"}, "ended_on", "started_on"),
    ("/filings", {"filing": "f1", "kind": "reschedule", "new_value": "明天", "reason": "雨"},
     "new_value", "YYYY-MM-DD"),
    ("/filings", {"filing": "f1", "kind": "form", "new_value": "paper", "reason": "雨"},
     "new_value", "online"),
    ("/unit", {"lead_unit": "nobody"}, "lead_unit", "a unit of the programme"),
    ("/notices", NOTICE | {"published_at": "2023-08-01T08:00:00+08:00"},
     "published_at", "set by the server"),
    ("/notices", NOTICE | {"channel": "new_media"}, "entry", "district_website only"),
    ("/notices", WECHAT | {"evidence": None}, "evidence", "required"),
    ("/notices", WECHAT | {"published_at": "2023-08-01T08:00:00"}, "published_at", "zone"),
    ("/notices", NOTICE | {"title": "\ud800"}, "title", "string"),
    ("/materials", MATERIALS | {"column": None}, "column", "open_day or policy_talk"),
    ("/materials", MATERIALS | {"items": -1}, "items", "0"),
]  # fmt: skip


async def test_bad_input_names_the_field_and_changes_nothing(planned: Api) -> None:
    for path, body, field, expected in BAD_COMMANDS:
        response = await planned.post(OPEN_11 + path, body)

        assert response.status_code == 422, (path, body, response.text)
        assert response.json()["field"] == field, response.text
        assert expected in response.json()["expected"], response.text
        assert response.json()["message"]
    assert planned.running.writer.log_end == 23


async def test_a_repeated_request_gets_the_same_answer_and_no_new_fact(planned: Api) -> None:
    first = await planned.post(OPEN_11 + "/schedule", SCHEDULE, key="k1")
    again = await planned.post(OPEN_11 + "/schedule", SCHEDULE, key="k1")
    other_key = await planned.post(OPEN_11 + "/schedule", SCHEDULE, key="k2")

    assert first.json()["events"] == again.json()["events"]
    assert (first.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert other_key.json()["events"] == []
    assert planned.running.writer.log_end == 24


async def test_the_same_key_with_another_body_is_409(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE, key="k1")

    response = await planned.post(OPEN_11 + "/schedule", SCHEDULE | {"host": "别的"}, key="k1")

    assert (response.status_code, response.json()["error"]) == (409, "key_reused")
    assert planned.running.writer.log_end == 24


async def test_a_body_over_the_limit_is_413(planned: Api) -> None:
    response = await planned.post(OPEN_11 + "/notices", NOTICE | {"body": "长" * 30_000})

    assert (response.status_code, response.json()["error"]) == (413, "too_large")


async def test_what_is_not_json_is_422(planned: Api) -> None:
    response = await planned.client.post(
        OPEN_11 + "/schedule", content=b"{", headers=planned.headers(OFFICE)
    )

    assert response.status_code == 422


async def test_without_a_token_it_is_401(planned: Api) -> None:
    response = await planned.client.post(OPEN_11 + "/schedule", json=SCHEDULE)

    assert (response.status_code, response.json()["error"]) == (401, "missing_token")


async def test_without_a_key_it_is_422(planned: Api) -> None:
    headers = planned.headers(OFFICE)
    del headers["Idempotency-Key"]

    response = await planned.client.post(OPEN_11 + "/schedule", json=SCHEDULE, headers=headers)

    assert (response.status_code, response.json()["field"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize(
    ("by", "path", "body"),
    [
        (STRANGER, "/schedule", SCHEDULE),
        (RESIDENT, "/schedule", SCHEDULE),
        (HANDLER, "/filings/f1/receipt",
         {"received_at": "2023-08-01T08:00:00+08:00", "evidence": {"address": "x"}}),
    ],
)  # fmt: skip
async def test_who_may_not_is_403(planned: Api, by: Person, path: str, body: Any) -> None:
    response = await planned.post(OPEN_11 + path, body, by)

    assert response.status_code == 403
    assert planned.running.writer.log_end == 23


async def test_an_unknown_activity_is_404(planned: Api) -> None:
    path = OPEN_11.replace("open-11", "open-99")

    for response in (await planned.post(path + "/schedule", SCHEDULE), await planned.get(path)):
        assert (response.status_code, response.json()["error"]) == (404, "unknown_activity")


async def test_an_activity_goes_from_plan_to_materials(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE, HANDLER)
    plan = {"document_sha256": SHA256, "emergency_measures": True}
    await planned.record(OPEN_11 + "/implementation-plan", plan, HANDLER)
    agenda = {"items": [{"title": "介绍工程情况", "introduces": True}]}
    await planned.record(OPEN_11 + "/agenda", agenda, HANDLER)
    await planned.record(OPEN_11 + "/notices", NOTICE, HANDLER)
    [wechat] = await planned.record(OPEN_11 + "/notices", WECHAT, HANDLER)
    confirmation = f"{OPEN_11}/publications/{wechat['id']}/confirmation"
    own = await planned.post(confirmation, None, HANDLER)
    await planned.record(confirmation, None, REVIEWER)
    filing = {"filing": "f1", "kind": "reschedule", "new_value": "2023-09-21", "reason": "大雨"}
    await planned.record(OPEN_11 + "/filings", filing, HANDLER)
    moved = SESSION | {
        "starts_on": "2023-09-21",
        "start_at": "2023-09-21T09:00:00+08:00",
        "end_at": "2023-09-21T11:30:00+08:00",
    }
    await planned.record(OPEN_11 + "/reschedule", {"moved": moved, "reason": "大雨"}, HANDLER)
    planned.clock.set("2023-09-22T09:00:00+08:00")
    receipt = {"received_at": "2023-09-13T16:00:00+08:00", "evidence": {"address": "传真"}}
    await planned.record(OPEN_11 + "/filings/f1/receipt", receipt)
    held = {"session": "s1", "started_on": "2023-09-21", "ended_on": "2023-09-21"}
    await planned.record(OPEN_11 + "/held", held, HANDLER)
    materials = MATERIALS | {"column": "policy_talk"}
    await planned.record(OPEN_11 + "/materials", materials, HANDLER)
    move = {"column": "open_day", "reason": "栏目有误"}
    await planned.record(OPEN_11 + "/materials/m1/move", move, HANDLER)
    await planned.record(OPEN_11 + "/content-points", {"points": ["p1", "p2"]}, HANDLER)
    report = {
        "report": "r1", "channel": "new_media", "title": "居民走进工地",
        "address": "https://example.org/r1", "published_at": "2023-09-22T08:00:00+08:00",
        "evidence": {"address": "https://example.org/r1.png"},
    }  # fmt: skip
    await planned.record(OPEN_11 + "/publicity", report, HANDLER)
    kit = {"recipients": 2, "content_sha256": SHA256}
    await planned.record(OPEN_11 + "/press-kit", kit, HANDLER)
    withdrawal = {"channel": "new_media", "account": "旧宫发布", "reason": "过期"}
    await planned.record(OPEN_11 + "/notices/n1/withdrawal", withdrawal, HANDLER)
    gone = {"channel": "district_website", "reason": "更新"}
    await planned.record(OPEN_11 + "/materials/m1/withdrawal", gone, HANDLER)

    assert (own.status_code, own.json()["error"]) == (409, "own_entry")
    assert [name for name, _ in (await planned.log())[23:]] == [
        "EventScheduled", "ImplementationPlanRecorded", "AgendaRecorded", "AnnouncementPublished",
        "AnnouncementPublished", "PublicationConfirmed", "ChangeFiled", "EventRescheduled",
        "FilingReceived", "EventHeld", "MaterialsPublished", "MaterialsMoved",
        "ContentPointsTicked", "PublicityReported", "PressKitProvided", "AnnouncementWithdrawn",
        "MaterialsWithdrawn",
    ]  # fmt: skip
    read = (await planned.get(OPEN_11)).json()
    assert read["sessions"][0]["starts_on"] == "2023-09-21"
    assert [it["withdrawn_at"] is None for it in read["publications"]] == [True, False, False, True]


async def test_a_manual_entry_carries_the_claimed_time_and_its_own(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)

    await planned.record(OPEN_11 + "/notices", NOTICE)
    await planned.record(OPEN_11 + "/notices", WECHAT)

    built_in, manual = (await planned.running.store.envelopes(24, 10))[:2]
    assert built_in.occurred_at == built_in.recorded_at
    assert manual.occurred_at.isoformat() == "2023-08-01T00:00:00+00:00"
    assert manual.recorded_at.isoformat() == "2023-08-01T01:00:00+00:00"
    assert built_in.data["address"] == "/public/activities/daxing-2023/open-11#notice-n1"
    assert built_in.data["text_sha256"] == manual.data["text_sha256"]


async def test_two_claims_about_one_publication_are_both_recorded(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)

    first = await planned.record(OPEN_11 + "/notices", WECHAT)
    same = await planned.record(OPEN_11 + "/notices", WECHAT)
    other = await planned.record(
        OPEN_11 + "/notices", WECHAT | {"published_at": "2023-08-01T07:00:00+08:00"}
    )

    assert (len(first), len(same), len(other)) == (1, 0, 1)


async def test_a_publication_in_the_future_is_refused_naming_the_field(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)

    response = await planned.post(
        OPEN_11 + "/notices", WECHAT | {"published_at": "2023-08-01T09:00:01+08:00"}
    )

    assert (response.status_code, response.json()["error"]) == (409, "in_future")
    assert response.json()["field"] == "published_at"


# All that the announcer needs of compliance: a service of that name that says one fact.
REGISTRAR: Decider[DomainEvent, None] = Decider(
    name="unit",
    initial=None,
    decide=lambda event, _: [event],
    evolve=lambda state, _: state,
)
COMPLIANCE = Service(
    name="compliance",
    aggregates=Aggregates({"unit": REGISTRAR}, lambda event: f"unit:{event.programme}"),
)


async def test_only_units_registered_outside_the_plan_announce_routine_activities(
    planned: Api, serve: Serve
) -> None:
    body = {
        "activity": "water-1", "kind": "open_day", "topic": "供水", "title": "走进水厂",
        "lead_unit": "shuiwuju",
    }  # fmt: skip
    path = f"{PROGRAMMES}/daxing-2023/activities"
    unknown = await planned.post(path, body)

    compliance = await serve(COMPLIANCE)
    fact = RoutineUnitRegistered(programme="daxing-2023", unit="shuiwuju", unit_name="水务局")
    now = compliance.running.clock.now()
    request = Request(uuid4(), "unit:daxing-2023", fact, occurred_at=now, actor="office-1")
    await compliance.running.writer.execute(request)
    by = Person("handler-water", "handler", "shuiwuju")

    async def known() -> bool:
        return (await planned.post(path, body, by)).status_code == 200

    await eventually(known)

    assert (unknown.status_code, unknown.json()["field"]) == (422, "lead_unit")
    assert [name for name, _ in await planned.log()][23:] == ["EventPlanned"]
    assert (await planned.get(f"{path}/water-1")).json()["unit_name"] == "水务局"
    assert (await planned.post(path, body, HANDLER)).status_code == 403

"""The announcer's API on real servers: how it answers, and how it refuses bad input."""

from typing import Any

import pytest

from services.announcer.programmes import read_plan
from tests.announcer.bodies import MATERIALS, NOTICE, OPEN_11, PROGRAMMES, SCHEDULE, SESSION, WECHAT
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Api, Person


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

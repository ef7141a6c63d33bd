"""What people decide over HTTP, and what bad input gets."""

from typing import Any

import pytest

from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from tests.compliance.conftest import Compliance, Others, PlayedClock
from tests.compliance.story import Story

REVIEW = {"activity": "open-11", "code": "MAT-TIME", "status": "met", "reason": "已核对"}
POINT = {"point": "p1", "title": "按期公告", "full_marks": 100, "marks": 90}

BAD: list[tuple[str, dict[str, Any], int, str]] = [
    ("/packs", {"pack": "other-2024"}, 422, "pack"),
    ("/packs", {"pack": "daxing-2023", "pack_sha256": "0"}, 422, "pack_sha256"),
    ("/packs", {}, 422, "pack"),
    ("/calendars", {"calendar": "us"}, 422, "calendar"),
    ("/calendars", {"calendar": "cn", "through_year": 2099}, 422, "through_year"),
    ("/routine-units", {"unit": "a b", "unit_name": "某局"}, 422, "unit"),
    ("/routine-units", {"unit": "jiugong", "unit_name": "旧宫镇"}, 409, "unit"),
    ("/reviews", {**REVIEW, "code": "NO-SUCH"}, 409, "code"),
    ("/reviews", {**REVIEW, "status": "fine"}, 422, "status"),
    ("/reviews", {**REVIEW, "status": "needs_review"}, 409, "status"),
    ("/reviews", {**REVIEW, "activity": "open-99"}, 422, "activity"),
    ("/reviews", {**REVIEW, "basis": ["unheard-of"]}, 422, "basis"),
    ("/reviews", {**REVIEW, "reason": "a\x00b"}, 422, "reason"),
    ("/reviews", {**REVIEW, "reviewer": "me"}, 422, "reviewer"),
    (
        "/assessments",
        {"assessment": "x", "title": "考核", "points": [{**POINT, "evidence": ["no"]}]},
        409,
        "points.0.evidence",
    ),
    ("/assessments", {"assessment": "x", "title": "考核", "points": []}, 422, "points"),
]


@pytest.fixture
async def loaded(compliance: Compliance, others: Others, clock: PlayedClock) -> Compliance:
    story = Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")
    await others.say(story.facts)
    clock.set("2023-09-15 10:00")
    await compliance.settled()
    return compliance


async def test_rules_are_adopted_with_the_checksums_of_their_files(loaded: Compliance) -> None:
    pack, calendar = load_pack("daxing-2023"), load_calendar()
    answer = await loaded.post("/packs", {"pack": "daxing-2023"})
    assert [event["type"] for event in answer.json()["events"]] == ["PackAdopted.v1"]
    whole = {"calendar": calendar.id, "calendar_version": calendar.version, "through_year": 2023}
    assert (await loaded.post("/calendars", whole)).status_code == 200
    again = await loaded.post("/packs", {"pack": "daxing-2023", "pack_sha256": pack.sha256})
    assert again.json() == {"events": [], "repeated": False}
    await loaded.settled()
    made = await loaded.get("/matrix")
    assert made["pack"]["adopted_sha256"] == pack.sha256
    assert made["calendar"]["through_year"] == 2023


async def test_a_review_settles_what_was_open(
    loaded: Compliance, others: Others, clock: PlayedClock
) -> None:
    story = Story("open-11", sequences={"announcer": 3})
    story.materials("2023-09-18 10:00", recorded="2023-09-22 10:00")
    await others.say(story.facts)
    clock.set("2023-09-22 10:00")
    await loaded.settled()
    assert (await loaded.statuses())["open-11", "MAT-TIME"] == "needs_review"
    answer = await loaded.post("/reviews", REVIEW, roles=["assessor"], unit="third-party")
    assert answer.status_code == 200
    await loaded.settled()
    assert (await loaded.statuses())["open-11", "MAT-TIME"] == "met"
    verdict = await loaded.get("/activities/open-11/verdicts/MAT-TIME")
    assert verdict["working"]["reviewed_by"] == "clerk-1"
    assert verdict["history"][-1]["previous"] == "needs_review"


async def test_a_routine_unit_and_the_assessment_get_rows_of_their_own(loaded: Compliance) -> None:
    unit = {"unit": "minzhengju", "unit_name": "民政局"}
    assert (await loaded.post("/routine-units", unit)).status_code == 200
    fact = (await loaded.get("/activities/open-11"))["facts"][0]["id"]
    body = {"assessment": "y2023", "title": "年度考核", "points": [{**POINT, "evidence": [fact]}]}
    assert (await loaded.post("/assessments", body, roles=["assessor"])).status_code == 200
    await loaded.settled()
    statuses = await loaded.statuses()
    assert statuses["unit:minzhengju", "ROUTINE"] == "pending"
    assert statuses["programme", "ASSESS"] == "met"
    row = await loaded.get("/activities/unit:minzhengju")
    assert row["row"]["unit_name"] == "民政局"


async def test_the_same_key_gives_the_same_answer_and_never_another_body(
    loaded: Compliance,
) -> None:
    first = await loaded.post("/reviews", REVIEW, key="k1")
    second = await loaded.post("/reviews", REVIEW, key="k1")
    assert second.json() == {"events": first.json()["events"], "repeated": True}
    other = await loaded.post("/reviews", {**REVIEW, "status": "missed"}, key="k1")
    assert (other.status_code, other.json()["error"]) == (409, "key_reused")


async def test_bad_input_names_the_field_and_changes_nothing(loaded: Compliance) -> None:
    before = loaded.running.writer.log_end
    for path, body, status, field in BAD:
        answer = await loaded.post(path, body)
        assert (answer.status_code, answer.json()["field"]) == (status, field), (path, body)
        assert answer.json()["message"]
    assert loaded.running.writer.log_end == before


async def test_writing_needs_a_token_with_the_role(loaded: Compliance) -> None:
    without = await loaded.http.post("/api/compliance/programmes/daxing-2023/reviews", json=REVIEW)
    assert without.status_code == 401
    assert (await loaded.post("/reviews", REVIEW, roles=["handler"])).status_code == 403
    unknown = await loaded.http.get("/api/compliance/programmes/nowhere/matrix")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "unknown_programme")

"""Registration's API on real servers, fed by the announcer's stream."""

from typing import Any

from tests.registration.conftest import OPEN_11, PLANNED, SHEETS, names
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Api, eventually

SEAT = {"person": "p1", "category": "parent", "method": "open_selection"}
ANNA: dict[str, Any] = {"category": "parent", "name": "安娜", "phone": "138 0013 8000"}
ATTENDANCE = {"attendance": {"parent": 12, "npc_deputy": 2}, "leader": "principal"}
BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("/sign-up/open", {"closes_at": "2023-09-12T18:00:00"}, "closes_at", "zone"),
    ("/sign-up/open", {"closes_at": "2023-02-30T18:00:00Z"}, "closes_at", "datetime"),
    ("/sign-up/open", {"session": "s9"}, "session", "a session that is scheduled"),
    ("/seats", SEAT | {"name": "张三"}, "name", "no such field"),
    ("/seats", SEAT | {"category": "friend"}, "category", "parent"),
    ("/seats", SEAT | {"person": "张三"}, "person", "pattern"),
    ("/seats", SEAT | {"person": "p\u0000"}, "person", "pattern"),
    ("/seats", SEAT | {"occurred_at": "2023-08-01T08:00:00"}, "occurred_at", "zone"),
    ("/attendance", ATTENDANCE | {"attendance": {"parent": -1}}, "attendance.parent", "0"),
    ("/attendance", {"attendance": {}}, "leader", "this field"),
    ("/size-reason", {"reason": ""}, "reason", "at least 1"),
    ("/size-reason", {"reason": "\ud800"}, "reason", "string"),
    ("/opinions/o1/decision", {"decision": "later", "reason": "x"}, "decision", "adopted"),
    ("/sign-ups", {"category": "parent", "telephone": "1"}, "telephone", "no such field"),
    ("/sign-ups", {"category": "parent"}, "name", "this field"),
    ("/sign-ups", ANNA | {"phone": "12345"}, "phone", "11 digits"),
    ("/sign-ups", ANNA | {"person": "p1"}, "person", "either"),
    ("/sign-ups", ANNA | {"mail": "anna@example.cn"}, "mail", "no such field"),
    ("/opinions", {"words": "好", "mail": "anna@example.cn"}, "mail", "no such field"),
    ("/opinions", {"category": "parent"}, "words", "this field"),
    ("/opinions/o1/dispatch", {"unit": "nobody"}, "unit", "a unit of the programme"),
]


async def test_people_go_from_sign_up_to_opinions(registration: Api) -> None:
    post = registration.record
    await post(OPEN_11 + "/sign-up/open", {"closes_at": "2023-08-05T18:00:00+08:00"}, HANDLER)
    signed = await registration.post(OPEN_11 + "/sign-ups", ANNA, HANDLER, "k")
    again = await registration.post(OPEN_11 + "/sign-ups", ANNA, HANDLER, "k")
    await post(OPEN_11 + "/sign-up/close", {}, HANDLER)
    person = signed.json()["person"]
    await post(OPEN_11 + "/selections", SEAT | {"person": person}, HANDLER)
    await post(OPEN_11 + "/seats", SEAT | {"person": person, "session": "s1"}, HANDLER)
    await post(OPEN_11 + "/size-reason", {"reason": "场地小"}, HANDLER)
    await post(OPEN_11 + "/attendance", ATTENDANCE, HANDLER)
    await post(OPEN_11 + "/opinions", {"opinion": "o1", "category": "parent"}, HANDLER)
    decision = {"decision": "adopted", "reason": "列入计划"}
    await post(OPEN_11 + "/opinions/o1/decision", decision, HANDLER)
    await post(OPEN_11 + "/opinions/o1/feedback", None, HANDLER)
    await post(OPEN_11 + "/no-opinions", {}, HANDLER)

    assert again.json()["person"] == person
    assert (signed.json()["repeated"], again.json()["repeated"]) == (False, True)
    assert await names(registration) == [
        "SignUpOpened", "SignedUp", "SignUpClosed", "RepresentativeSelected", "SeatConfirmed",
        "SizeReasonRecorded", "AttendanceRecorded", "OpinionRecorded", "OpinionDecided",
        "OpinionFedBack", "NoOpinionsDeclared",
    ]  # fmt: skip
    read = (await registration.get(OPEN_11)).json()
    assert person not in str(read)
    assert read["sign_up"][0]["open"] is False
    assert [it["seated"] for it in read["people"]] == [0, 1]
    assert read["opinions"][0]["decision"] == "adopted"
    assert read["attendance"][0]["attendance"] == {"parent": 12, "npc_deputy": 2}


async def test_bad_input_names_the_field_and_changes_nothing(registration: Api) -> None:
    for path, body, field, expected in BAD:
        response = await registration.post(OPEN_11 + path, body)

        assert response.status_code == 422, (path, body, response.text)
        assert response.json()["field"] == field, response.text
        assert expected in response.json()["expected"], response.text
    assert registration.running.writer.log_end == SHEETS


async def test_who_may_not_and_what_is_not_there(registration: Api) -> None:
    other_unit = await registration.post(OPEN_11 + "/seats", SEAT, STRANGER)
    public = await registration.post(OPEN_11 + "/seats", SEAT, RESIDENT)
    no_token = await registration.client.post(OPEN_11 + "/seats", json=SEAT)
    unknown = await registration.post(OPEN_11.replace("open-11", "open-99") + "/seats", SEAT)
    unread = await registration.get(OPEN_11.replace("open-11", "open-99"))
    closed = await registration.post(OPEN_11 + "/sign-ups", ANNA, RESIDENT)
    claims = ANNA | {"category": "npc_deputy"}
    deputy = await registration.post(OPEN_11 + "/sign-ups", claims, RESIDENT)
    large = await registration.post(OPEN_11 + "/size-reason", {"reason": "长" * 30_000})

    assert [it.status_code for it in (other_unit, public, no_token)] == [403, 403, 401]
    assert [it.status_code for it in (unknown, unread)] == [404, 404]
    assert (closed.status_code, closed.json()["error"]) == (409, "not_open")
    assert (deputy.status_code, deputy.json()["field"]) == (422, "category")
    assert large.status_code == 413
    assert registration.running.writer.log_end == SHEETS


async def test_the_same_key_with_another_body_is_409(registration: Api) -> None:
    await registration.record(OPEN_11 + "/seats", SEAT, key="k")

    response = await registration.post(OPEN_11 + "/seats", SEAT | {"category": "media"}, key="k")

    assert (response.status_code, response.json()["error"]) == (409, "key_reused")


async def test_sign_up_ends_at_the_announced_moment(registration: Api) -> None:
    await registration.record(OPEN_11 + "/sign-up/open", {"closes_at": "2023-08-01T18:00:00+08:00"})
    await registration.record(OPEN_11 + "/sign-up/open", {"closes_at": "2023-08-02T18:00:00+08:00"})
    registration.clock.set("2023-08-02T08:00:00+08:00")
    assert (await registration.post(OPEN_11 + "/sign-ups", ANNA, RESIDENT)).status_code == 200

    registration.clock.set("2023-08-02T18:30:00+08:00")
    await eventually(lambda: _closed(registration))

    closed = (await registration.running.store.read(SHEETS + 3, 1))[0].envelope
    assert closed.occurred_at.isoformat() == "2023-08-02T10:00:00+00:00"
    assert closed.recorded_at.isoformat() == "2023-08-02T10:30:00+00:00"
    status = (await registration.get("/status")).json()
    # What is still to come is the end of keeping access needs, 30 days after the day itself.
    assert (status["due_timers"], status["next_timer_at"]) == (0, "2023-10-14T16:00:00.000000Z")


async def _closed(api: Api) -> bool:
    return (await names(api))[-1] == "SignUpClosed"


async def test_a_cancelled_activity_takes_nobody_any_more(
    announcer: Api, registration: Api
) -> None:
    await registration.record(OPEN_11 + "/sign-up/open", {})

    await announcer.record(PLANNED + "/cancel", {"reason": "封闭施工"})
    await eventually(lambda: _closed(registration))

    async def heard() -> bool:
        sql = "select cancelled from known_activity where activity = 'open-11'"
        return bool(await registration.running.pool.fetchval(sql))

    await eventually(heard)
    again = await registration.post(OPEN_11 + "/sign-up/open", {}, OFFICE)
    assert (again.status_code, again.json()["error"]) == (409, "cancelled")


async def test_a_new_lead_unit_acts_from_then_on(announcer: Api, registration: Api) -> None:
    await announcer.record(PLANNED + "/unit", {"lead_unit": "caiyu"})

    async def heard() -> bool:
        return (await registration.post(OPEN_11 + "/seats", SEAT, STRANGER)).status_code == 200

    await eventually(heard)
    assert (await registration.post(OPEN_11 + "/seats", SEAT, HANDLER)).status_code == 403

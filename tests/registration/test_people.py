"""People with names over HTTP: one a number, found by their code, forgotten on demand."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.registration.conftest import OPEN_11, names
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Api

ZHANG: dict[str, Any] = {"category": "parent", "name": "张三丰", "phone": "138-0013-8000"}
PEOPLE = OPEN_11 + "/people"
CODES = "/api/registration/codes/"


@pytest.fixture
async def opened(registration: Api) -> Api:
    """Registration with sign-up of session s1 open."""
    await registration.record(OPEN_11 + "/sign-up/open", {"session": "s1"})
    return registration


async def sign_up(api: Api, key: str | None = None, **other: Any) -> dict[str, Any]:
    response = await api.post(
        OPEN_11 + "/sign-ups", ZHANG | {"session": "s1"} | other, HANDLER, key
    )
    assert response.status_code == 200, response.text
    return dict(response.json())


async def state(api: Api, code: str) -> list[str]:
    response = await api.get(CODES + code)
    assert response.status_code == 200, response.text
    return [place["state"] for place in response.json()["places"]]


async def besides_sign_up(api: Api) -> list[str]:
    return [name for name in await names(api) if not name.startswith("SignUp")]


async def read(api: Api, path: str, by: Any = HANDLER) -> Any:
    return await api.client.get(path, headers=api.headers(by))


async def test_one_number_is_one_person_within_an_activity(opened: Api) -> None:
    first = await sign_up(opened, "k")
    repeated = await sign_up(opened, "k")
    other_spelling = await sign_up(opened, phone="+86 138 0013 8000")
    other_number = await sign_up(opened, phone="010-8888 6666")

    assert (repeated["person"], repeated["code"]) == (first["person"], first["code"])
    assert other_spelling["person"] == first["person"]
    assert other_number["person"] != first["person"]
    assert await besides_sign_up(opened) == ["SignedUp", "SignedUp"]


async def test_without_a_session_the_only_open_one_is_meant(opened: Api) -> None:
    await sign_up(opened, session=None)
    await opened.record(OPEN_11 + "/sign-up/open", {"session": "s2"})
    unclear = await opened.post(OPEN_11 + "/sign-ups", ZHANG, RESIDENT)

    assert await opened.running.pool.fetchval("select session from person") == "s1"
    assert (unclear.status_code, unclear.json()["field"]) == (422, "session")
    assert unclear.json()["expected"] == "one of s1, s2"


async def test_a_race_for_one_number_ends_in_one_person(opened: Api) -> None:
    answers = await asyncio.gather(*(sign_up(opened) for _ in range(5)))

    assert len({answer["person"] for answer in answers}) == 1
    assert await besides_sign_up(opened) == ["SignedUp"]


async def test_the_public_cannot_learn_whether_a_number_is_known(opened: Api) -> None:
    await sign_up(opened)
    path, body = OPEN_11 + "/sign-ups", ZHANG | {"session": "s1"}
    known = await opened.post(path, body, RESIDENT)
    other_category = await opened.post(path, body | {"category": "enterprise"}, RESIDENT)
    new = await opened.post(path, body | {"phone": "13900139000"}, RESIDENT)

    for answer in (known, other_category, new):
        assert (answer.status_code, list(answer.json())) == (200, ["code"])
        assert len(answer.json()["code"]) == 10
    assert await state(opened, new.json()["code"].lower()) == ["signed_up"]
    assert (await opened.get(CODES + known.json()["code"])).status_code == 404
    refused = await opened.post(path, body | {"person": "p1"}, RESIDENT)
    assert (refused.status_code, refused.json()["field"]) == (422, "person")


async def test_a_code_shows_every_step_and_lets_one_leave(opened: Api) -> None:
    code = (await sign_up(opened))["code"]
    other = await sign_up(opened, phone="13900139000")
    seen = [await state(opened, code)]
    await opened.record(OPEN_11 + "/sign-up/close", {"session": "s1"})
    rule = {"session": "s1", "rule": "first_come", "seats": 1, "reserve": 1}
    await opened.record(OPEN_11 + "/selection", rule, HANDLER)
    seen += [await state(opened, code), await state(opened, other["code"])]
    left = await opened.post(CODES + code + "/withdrawal", {}, RESIDENT)
    again = await opened.post(CODES + code + "/withdrawal", {}, RESIDENT)
    place = {"session": "s1", "person": (await sign_up_known(opened, code))}
    filled = {**place, "reason": "withdrew", "by": other["person"]}
    await opened.record(OPEN_11 + "/seats/replacement", filled, HANDLER)
    seen += [await state(opened, code), await state(opened, other["code"])]
    came = {"session": "s1", "person": other["person"]}
    opened.clock.set("2023-09-14T09:00:00+08:00")
    await opened.record(OPEN_11 + "/check-ins", came, HANDLER)
    leader = {"session": "s1", "leader": "deputy"}
    await opened.record(OPEN_11 + "/attendance/from-check-ins", leader, HANDLER)
    seen.append(await state(opened, other["code"]))

    assert [len(left.json()["events"]), again.json()["events"]] == [2, []]
    assert [one for (one,) in seen] == [
        "signed_up", "selected", "reserve", "withdrawn", "seated", "checked_in",
    ]  # fmt: skip
    assert (await names(opened))[-2:] == ["CheckedIn", "AttendanceRecorded"]


async def sign_up_known(api: Api, code: str) -> str:
    """The person whose short number a code shows."""
    short = (await api.get(CODES + code)).json()["short"]
    rows = (await read(api, PEOPLE)).json()["people"]
    return str(next(row["person"] for row in rows if row["short"] == short))


async def test_whoever_is_invited_answers_by_code(registration: Api) -> None:
    path = OPEN_11 + "/invitations"
    body = ZHANG | {"category": "npc_deputy", "session": "s1", "reason": "本选区的区人大代表"}
    invited = (await registration.post(path, body, HANDLER)).json()
    yes, no = {"accepted": True}, {"accepted": False}
    accepted = await registration.post(CODES + invited["code"] + "/answer", yes, RESIDENT)
    seated = await state(registration, invited["code"])
    by_staff = f"{path}/{invited['person']}/answer"
    await registration.record(by_staff, {"session": "s1", **no}, HANDLER)

    assert (accepted.status_code, seated) == (200, ["seated"])
    assert await names(registration) == [
        "RepresentativeInvited", "InvitationAnswered", "SeatConfirmed", "InvitationAnswered",
        "SeatReleased",
    ]  # fmt: skip


async def test_full_names_need_a_purpose_that_is_written_down(opened: Api) -> None:
    signed = await sign_up(opened)
    masked = (await read(opened, PEOPLE)).json()["people"]
    silly = await read(opened, PEOPLE + "?purpose=hello there")
    full = (await read(opened, PEOPLE + "?purpose=电话通知活动时间")).json()["people"]
    looks = await opened.running.pool.fetch("select * from look")

    assert [row["name"] for row in masked] == ["张*"]
    assert [row["phone"] for row in masked] == ["138****8000"]
    assert (silly.status_code, silly.json()["field"]) == (422, "purpose")
    assert (full[0]["name"], full[0]["phone"]) == ("张三丰", "13800138000")
    assert [(row["actor"], row["purpose"], row["items"]) for row in looks] == [
        (HANDLER.subject, "电话通知活动时间", [signed["person"]])
    ]


async def test_who_looks_again_within_a_quarter_of_an_hour_made_one_look(opened: Api) -> None:
    first = await sign_up(opened)
    start = opened.running.clock.now()

    async def call(minutes: int) -> None:
        opened.clock.set((start + timedelta(minutes=minutes)).isoformat())
        await read(opened, PEOPLE + "?purpose=电话通知活动时间")

    await call(0)
    await call(5)
    second = await sign_up(opened, phone="13800138001")
    await call(14)
    await call(15)
    await read(opened, PEOPLE + "?purpose=核对报名人员身份")
    looks = await opened.running.pool.fetch("select at, purpose, items from look order by id")

    assert [((it["at"] - start) // timedelta(minutes=1), it["items"]) for it in looks] == [
        (0, [first["person"]]),
        (14, [second["person"]]),
        (15, [first["person"]]),
        (15, sorted([first["person"], second["person"]])),
    ]


async def test_people_are_shown_to_their_own_unit_and_the_office_alone(opened: Api) -> None:
    signed = await sign_up(opened)
    erasure = f"/api/registration/programmes/daxing-2023/people/{signed['person']}/erasure"
    unknown = erasure.replace(signed["person"], "nobody")

    allowed = [(await read(opened, PEOPLE, by)).status_code for by in (HANDLER, OFFICE)]
    denied = [(await read(opened, PEOPLE, by)).status_code for by in (STRANGER, RESIDENT)]
    assert (allowed, denied) == ([200, 200], [403, 403])
    assert (await opened.get(PEOPLE)).status_code == 401
    assert (await opened.post(erasure, {}, STRANGER)).status_code == 403
    assert (await opened.post(erasure, {}, RESIDENT)).status_code == 403
    assert (await opened.post(unknown, {}, HANDLER)).status_code == 404
    assert (await opened.post(OPEN_11 + "/sign-ups", ZHANG, STRANGER)).status_code == 403


async def test_who_is_erased_leaves_the_sheet_and_is_a_new_person_next_time(opened: Api) -> None:
    signed = await sign_up(opened)
    first = await opened.post(CODES + signed["code"] + "/erasure", {}, RESIDENT, "k")
    gone = await opened.get(CODES + signed["code"])
    again = await sign_up(opened)

    assert (first.status_code, gone.status_code) == (200, 404)
    assert await names(opened) == [
        "SignUpOpened", "SignedUp", "SignUpWithdrawn", "PersonErased", "SignedUp",
    ]  # fmt: skip
    assert again["person"] != signed["person"]

"""What a person may ask of their own data by code alone: all of it, put right, forgotten."""

from typing import Any

from services.registration.keeping.holding import activity_of
from tests.registration.conftest import OPEN_11, names
from tests.serving import HANDLER, OFFICE, RESIDENT, Api

CODES, OPINION_CODES = "/api/registration/codes/", "/api/registration/opinion-codes/"
PEOPLE = OPEN_11 + "/people"
ZHANG = {"name": "张三丰", "phone": "13800138000", "category": "parent", "access_needs": "轮椅"}
LI = {"name": "李四", "phone": "13900139000", "category": "parent"}


async def signed_up(api: Api, form: dict[str, str]) -> str:
    """The code of somebody who signs up."""
    if "SignUpOpened" not in await names(api):
        await api.record(OPEN_11 + "/sign-up/open", {})
    answer = await api.post(OPEN_11 + "/sign-ups", form, RESIDENT)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["code"])


async def data(api: Api, code: str, path: str = CODES) -> dict[str, Any]:
    answer = await api.get(f"{path}{code}/data")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def correct(api: Api, code: str, **values: str) -> int:
    answer = await api.post(f"{CODES}{code}/correction", values, RESIDENT)
    return answer.status_code


def values(found: dict[str, Any]) -> dict[str, str]:
    return {it["field"]: it["value"] for it in found["values"]}


async def test_a_code_shows_everything_that_is_held_and_who_looked(registration: Api) -> None:
    code = await signed_up(registration, ZHANG)
    await registration.client.get(
        PEOPLE, params={"purpose": "电话通知活动时间"}, headers=registration.headers(HANDLER)
    )
    first = await data(registration, code)
    second = await data(registration, code)

    assert values(first) == {
        "person.name": "张三丰", "person.phone": "13800138000", "person.access_needs": "轮椅",
        "person.code": code,
    }  # fmt: skip
    assert all("删除" in it["until"] for it in first["values"])
    assert [it["state"] for it in first["steps"]] == ["signed_up"]
    (message,) = first["messages"]
    assert message["kind"] == "signed_up"
    (look,) = first["looks"]
    assert (look["unit"], look["roles"], look["purpose"]) == (
        "旧宫镇",
        ["经办人"],
        "电话通知活动时间",
    )
    assert HANDLER.subject not in str(first)
    assert first["kept_until"].startswith("2025-01-01T00:00:00+08:00")
    assert [it["kind"] for it in second["requests"]] == ["access", "access"]


async def test_an_author_sees_their_words_and_who_opened_them(registration: Api) -> None:
    said = await registration.post(
        OPEN_11 + "/opinions", {"words": "夜里太吵", "name": "王五"}, RESIDENT
    )
    await registration.client.get(OPEN_11 + "/opinions", headers=registration.headers(OFFICE))
    found = await data(registration, said.json()["code"], OPINION_CODES)

    assert values(found)["opinion.words"] == "夜里太吵"
    assert [it["purpose"] for it in found["looks"]] == ["办理意见"]
    assert [it["source"] for it in found["opinions"]] == ["form"]


async def test_a_correction_is_a_fact_of_fields_and_moves_the_number(registration: Api) -> None:
    code = await signed_up(registration, ZHANG)
    wrong = await correct(registration, code, phone="12345")
    done = await correct(registration, code, name="张三峰", phone="13800138001", access_needs="")
    again = await correct(registration, code, phone="13800138001")
    fresh = await signed_up(registration, ZHANG)  # the old number is anybody's again
    known = await signed_up(registration, ZHANG | {"phone": "13800138001"})

    assert (wrong, done, again) == (422, 200, 200)
    assert values(await data(registration, code)) == {
        "person.name": "张三峰", "person.phone": "13800138001", "person.code": code,
    }  # fmt: skip
    facts = [it for name, it in await registration.log() if name == "PersonCorrected"]
    assert [it["fields"] for it in facts] == [["access_needs", "name", "phone"]]
    assert "13800138001" not in str(facts)
    assert (await registration.get(CODES + fresh)).status_code == 200
    assert (await registration.get(CODES + known)).status_code == 404


async def test_a_number_of_somebody_else_is_taken_without_a_word(registration: Api) -> None:
    """A refusal would tell that the number is known; the index goes on finding its first owner."""
    zhang, li = await signed_up(registration, ZHANG), await signed_up(registration, LI)
    taken = await correct(registration, li, phone=ZHANG["phone"])
    free = await correct(registration, zhang, phone="13700137000")

    assert taken == free == 200
    assert values(await data(registration, li))["person.phone"] == ZHANG["phone"]


async def test_whoever_came_has_their_name_corrected_by_staff_alone(registration: Api) -> None:
    code = await signed_up(registration, ZHANG)
    pool = registration.running.pool
    person = await pool.fetchval("select person from person")
    await registration.record(OPEN_11 + "/sign-up/close", {})
    for path in ("/seats", "/check-ins"):
        answer = await registration.post(OPEN_11 + path, {"person": person}, HANDLER)
        if answer.status_code != 200:
            await pool.execute("update person set checked_in_at = now()")

    assert await correct(registration, code, name="张三峰") == 409
    assert await correct(registration, code, access_needs="手语") == 200
    assert await activity_of(pool, person) == ("daxing-2023", "open-11")


async def test_erasure_leaves_nothing_of_what_is_new(registration: Api) -> None:
    code = await signed_up(registration, ZHANG)
    await correct(registration, code, phone="13800138001")
    await registration.post(f"{CODES}{code}/erasure", {}, RESIDENT)

    for table in ("vault_person", "vault_field", "vault_index"):
        count = await registration.running.pool.fetchval(f"select count(*) from {table}")  # noqa: S608 - our own names
        assert count == 0, table
    assert (await registration.get(f"{CODES}{code}/data")).status_code == 404
    assert await correct(registration, code, name="张") == 404

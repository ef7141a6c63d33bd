"""The call list over HTTP: who is telephoned, what is said, who looked, and that it was done."""

from contracts.events import registration as said
from contracts.values import PersonCategory
from services._kit.postgres import transaction
from services.registration.telling.view import TellingView
from tests.registration.conftest import OPEN_11
from tests.registration.telling_bench import ABOUT, LANDLINE, fact
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Api, Person, eventually

CALL_LIST = OPEN_11 + "/call-list"
ASSESSOR = Person("assessor-1", "assessor")


async def look(api: Api, by: Person, purpose: str | None = "电话告知") -> list[dict[str, str]]:
    response = await api.client.get(
        CALL_LIST, params={"purpose": purpose} if purpose else {}, headers=api.headers(by)
    )
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    calls: list[dict[str, str]] = response.json()["calls"]
    return calls


async def on_the_list(api: Api) -> None:
    """p1 has a landline and is invited: the local default leaves them to the telephone."""
    invited = said.RepresentativeInvited(
        **ABOUT, session="s1", person="p1", category=PersonCategory.NPC_DEPUTY
    )
    async with transaction(api.running.pool) as connection:
        vault = api.running.equipment.vault
        await vault.put(connection, "p1", "person/p1", {"name": "赵代表", "phone": LANDLINE})
        await TellingView().apply(connection, [fact(invited)])

    async def listed() -> bool:
        found: bool = await api.running.pool.fetchval(
            "select exists (select from message where channel = 'call')"
        )
        return found

    await eventually(listed)


async def test_staff_see_whom_to_call_and_mark_it_once(registration: Api) -> None:
    await on_the_list(registration)
    (call,) = await look(registration, HANDLER)
    path = f"{CALL_LIST}/{call['message']}"
    first = await registration.post(path, by=HANDLER)
    again = await registration.post(path, {}, OFFICE)

    assert (call["name"], call["phone"]) == ("赵代表", LANDLINE)
    assert call["say"].startswith("邀请您参加“")
    assert "9月14日（周四）" in call["say"]
    assert "地点：工地" in call["say"]
    assert [it.json()["repeated"] for it in (first, again)] == [False, True]
    assert await look(registration, OFFICE) == []
    row = await registration.running.pool.fetchrow("select state, called_by from message")
    assert row is not None
    assert tuple(row) == ("called", HANDLER.subject)


async def test_every_look_is_on_record_with_its_purpose(registration: Api) -> None:
    await on_the_list(registration)
    await look(registration, HANDLER, "通知改期")
    nothing_said = await registration.client.get(CALL_LIST, headers=registration.headers(HANDLER))

    rows = await registration.running.pool.fetch("select actor, purpose, items from look")
    assert [tuple(row) for row in rows] == [(HANDLER.subject, "通知改期", ["p1"])]
    assert nothing_said.status_code == 422
    assert nothing_said.json()["field"] == "purpose"


async def test_others_see_and_mark_nothing(registration: Api) -> None:
    await on_the_list(registration)
    (call,) = await look(registration, OFFICE)
    for person in (STRANGER, RESIDENT, ASSESSOR):
        seen = await registration.client.get(
            CALL_LIST, params={"purpose": "看"}, headers=registration.headers(person)
        )
        marked = await registration.post(f"{CALL_LIST}/{call['message']}", by=person)
        assert (seen.status_code, marked.status_code) == (403, 403)
    elsewhere = CALL_LIST.replace("open-11", "open-12")
    other = await registration.post(f"{elsewhere}/{call['message']}", by=OFFICE)
    no_token = await registration.client.get(CALL_LIST, params={"purpose": "看"})
    assert (other.status_code, no_token.status_code) == (404, 401)


async def test_what_is_cancelled_is_not_called_any_more(registration: Api) -> None:
    await on_the_list(registration)
    (call,) = await look(registration, OFFICE)
    cancelled = said.SignUpSheetCancelled(**ABOUT, session="s1", reason="cancelled")
    async with transaction(registration.running.pool) as connection:
        await TellingView().apply(connection, [fact(cancelled)])
    marked = await registration.post(f"{CALL_LIST}/{call['message']}", by=OFFICE)

    async def told_instead() -> bool:
        return [it["kind"] for it in await look(registration, OFFICE)] == ["cancelled"]

    await eventually(told_instead)
    assert (marked.status_code, marked.json()["error"]) == (409, "dropped")

"""Opinions with words over HTTP: given by anyone, answered by who was asked, followed by code."""

from typing import Any

from tests.registration.conftest import OPEN_11, names, said
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Api

OPINIONS = OPEN_11 + "/opinions"
SAID = {"words": "工地夜间施工太吵", "name": "李四", "phone": "13800138000", "session": "s1"}
FOLLOWED = "/api/registration/opinion-codes/"


async def give(api: Api, key: str | None = None) -> dict[str, Any]:
    response = await api.post(OPINIONS, SAID, RESIDENT, key)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def test_an_opinion_is_heard_to_the_end(registration: Api) -> None:
    post = registration.record
    given = await give(registration, "k")
    assert (await give(registration, "k"))["opinion"] == given["opinion"]
    path = f"{OPINIONS}/{given['opinion']}"
    await post(path + "/dispatch", {"unit": "caiyu"}, HANDLER)
    await post(path + "/reply", {"text": "已要求22时后停工"}, STRANGER)
    await post(path + "/decision", {"decision": "adopted", "reason": "列入管理"}, HANDLER)
    await post(path + "/feedback", {"means": "telephone"}, HANDLER)
    told = (await registration.get(FOLLOWED + given["code"])).json()

    assert await names(registration) == [
        "OpinionRecorded", "OpinionDispatched", "OpinionReplied", "OpinionDecided",
        "OpinionFedBack",
    ]  # fmt: skip
    assert (await said(registration))[0][1]["source"] == "form"
    assert (told["words"], told["reply"], told["unit"]) == (
        SAID["words"], "已要求22时后停工", "caiyu",
    )  # fmt: skip
    assert "phone" not in told


async def test_words_are_shown_to_who_must_answer_and_to_nobody_else(registration: Api) -> None:
    given = await give(registration)
    path = f"{OPINIONS}/{given['opinion']}"

    async def seen(by: Any, where: str = path) -> int:
        headers = registration.headers(by)
        return (await registration.client.get(where, headers=headers)).status_code

    before = [await seen(by) for by in (HANDLER, OFFICE, STRANGER, RESIDENT)]
    foreign = await registration.post(path + "/reply", {"text": "不该由我答复"}, STRANGER)
    await registration.record(path + "/dispatch", {"unit": "caiyu"}, HANDLER)

    assert before == [200, 200, 403, 403]
    assert foreign.status_code == 403
    assert await seen(STRANGER) == 200
    assert await seen(STRANGER, OPINIONS) == 403
    assert (await registration.get(OPINIONS)).status_code == 401
    assert (
        await registration.post(path + "/dispatch", {"unit": "caiyu"}, STRANGER)
    ).status_code == 403


async def test_a_reply_stays_as_it_is_until_the_unit_is_asked_again(registration: Api) -> None:
    path = f"{OPINIONS}/{(await give(registration))['opinion']}"
    await registration.record(path + "/reply", {"text": "第一次答复"}, HANDLER)

    same = await registration.post(path + "/reply", {"text": "第一次答复"}, HANDLER)
    other = await registration.post(path + "/reply", {"text": "第二次答复"}, HANDLER)
    await registration.record(path + "/dispatch", {"unit": "jiugong"}, HANDLER)
    asked = await registration.record(path + "/reply", {"text": "第二次答复"}, HANDLER)

    assert (same.status_code, same.json()["events"]) == (200, [])
    assert (other.status_code, other.json()["error"]) == (409, "already_replied")
    assert len(asked) == 1


async def test_an_author_can_have_their_words_forgotten(registration: Api) -> None:
    given = await give(registration)
    await registration.record(
        f"{OPINIONS}/{given['opinion']}/reply", {"text": "关于您说的夜间施工"}, HANDLER
    )
    erased = await registration.post(FOLLOWED + given["code"] + "/erasure", {}, RESIDENT)
    rows = await registration.client.get(OPINIONS, headers=registration.headers(HANDLER))

    assert erased.status_code == 200
    [row] = rows.json()["opinions"]
    assert (row["opinion"], row["words"], row["reply"]) == (given["opinion"], None, None)
    assert (await registration.get(FOLLOWED + given["code"])).status_code == 404

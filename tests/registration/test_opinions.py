"""Opinions with words over HTTP: given by anyone, answered by who was asked, followed by code."""

from typing import Any
from uuid import uuid4

import pytest

from services._kit.decider import Refused
from services._kit.writer import Request
from services._web.http import Write
from services._web.tokens import Actor
from services.registration.acting import Target, find_activity
from services.registration.domain.hearing.commands import RecordOpinion
from services.registration.domain.order import Order
from services.registration.hearing.words import issue_code
from services.registration.keeping.holding import ownerless
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
    for step, body, field in (
        ("/decision", {"decision": "adopted", "reason": "李四说得对"}, "reason"),
        ("/summary", {"summary": "夜间太吵", "reply": "已回电138-0013-8000"}, "reply"),
    ):
        named = await registration.post(path + step, body, HANDLER)
        assert (named.status_code, named.json()["field"]) == (422, field)
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


async def test_merged_opinions_go_one_way_and_each_author_follows_their_own(
    registration: Api,
) -> None:
    main, other = await give(registration), await give(registration)
    path = f"{OPINIONS}/{main['opinion']}"
    for step, body in (
        (f"{OPINIONS}/{other['opinion']}/merge", {"into": main["opinion"]}),
        (path + "/reply", {"text": "22时后停工"}),
        (path + "/decision", {"decision": "adopted", "reason": "列入管理"}),
        (path + "/feedback", {"means": "published"}),
    ):
        await registration.record(step, body, HANDLER)
    alone = await registration.post(
        f"{OPINIONS}/{other['opinion']}/reply", {"text": "另行答复"}, HANDLER
    )
    queued = "select person from message where kind = 'fed_back'"

    assert (main["case"], other["case"]) == ("open-11-001", "open-11-002")
    assert (alone.status_code, alone.json()["error"]) == (409, "merged")
    assert len(await registration.running.pool.fetch(queued)) == 2
    await registration.post(FOLLOWED + main["code"] + "/erasure", {}, RESIDENT)
    told = (await registration.get(FOLLOWED + other["code"])).json()
    assert (told["case"], told["merged"], told["words"]) == ("open-11-002", True, SAID["words"])
    assert (told["reply"], told["decision"]) == ("22时后停工", "adopted")
    assert told["fed_back_at"] is not None


async def test_a_merge_brings_the_reply_and_undone_it_takes_it_away(registration: Api) -> None:
    main, other = await give(registration), await give(registration)
    await registration.record(
        f"{OPINIONS}/{main['opinion']}/reply", {"text": "22时后停工"}, HANDLER
    )
    path = f"{OPINIONS}/{other['opinion']}"
    await registration.record(path + "/merge", {"into": main["opinion"]}, HANDLER)
    merged = (await registration.get(FOLLOWED + other["code"])).json()
    await registration.record(path + "/unmerge", {}, HANDLER)
    alone = (await registration.get(FOLLOWED + other["code"])).json()

    assert (merged["reply"], merged["merged"]) == ("22时后停工", True)
    assert (alone["reply"], alone["merged"]) == (None, False)


async def test_a_reply_that_was_sent_stays_the_authors_through_a_merge(registration: Api) -> None:
    main, other = await give(registration), await give(registration)
    path, into = f"{OPINIONS}/{other['opinion']}", {"into": main["opinion"]}

    async def read() -> tuple[str | None, str | None]:
        told = (await registration.get(FOLLOWED + other["code"])).json()
        return told["reply"], told["reply_before_merge"]

    async def reply_to_main(step: str, text: str) -> None:
        await registration.record(f"{OPINIONS}/{main['opinion']}{step}", {"text": text}, HANDLER)

    await registration.record(path + "/reply", {"text": "已经派人去看"}, HANDLER)
    await registration.record(path + "/merge", into, HANDLER)
    assert await read() == ("已经派人去看", None)
    await reply_to_main("/reply", "22时后停工")
    assert await read() == ("22时后停工", "已经派人去看")
    await registration.record(path + "/unmerge", {}, HANDLER)
    await reply_to_main("/reply/correction", "21时后停工")
    assert await read() == ("已经派人去看", None)
    await registration.record(path + "/merge", into, HANDLER)
    assert await read() == ("21时后停工", "已经派人去看")


async def test_a_reply_that_was_read_outlives_a_second_merge(registration: Api) -> None:
    last, middle, first = [(await give(registration)) for _ in range(3)]

    async def merge(one: dict[str, Any], into: dict[str, Any]) -> None:
        path = f"{OPINIONS}/{one['opinion']}/merge"
        await registration.record(path, {"into": into["opinion"]}, HANDLER)

    async def read() -> tuple[str | None, str | None]:
        told = (await registration.get(FOLLOWED + first["code"])).json()
        return told["reply"], told["reply_before_merge"]

    async def reply(to: dict[str, Any], text: str) -> None:
        path = f"{OPINIONS}/{to['opinion']}/reply"
        await registration.record(path, {"text": text}, HANDLER)

    await merge(first, middle)
    await reply(middle, "已经派人去看")
    await merge(middle, last)
    assert await read() == ("已经派人去看", None)
    await reply(last, "22时后停工")
    assert await read() == ("22时后停工", "已经派人去看")


async def test_a_reply_is_corrected_even_after_it_was_fed_back(registration: Api) -> None:
    given = await give(registration)
    path = f"{OPINIONS}/{given['opinion']}"
    await registration.record(path + "/reply", {"text": "20时后停工"}, HANDLER)
    await registration.record(
        path + "/decision", {"decision": "adopted", "reason": "列入管理"}, HANDLER
    )
    await registration.record(path + "/feedback", {"means": "message"}, HANDLER)
    right = {"text": "22时后停工"}
    first = await registration.record(path + "/reply/correction", right, HANDLER)
    again = await registration.post(path + "/reply/correction", right, HANDLER)
    told = (await registration.get(FOLLOWED + given["code"])).json()
    mine = await registration.client.get(path, headers=registration.headers(HANDLER))

    assert (len(first), again.json()["events"]) == (1, [])
    assert (told["reply"], told["corrected_at"] is not None) == ("22时后停工", True)
    assert told["fed_back_at"] is not None
    assert mine.json()["former_reply"] == "20时后停工"


async def test_who_is_not_asked_rightly_gives_it_back(registration: Api) -> None:
    path = f"{OPINIONS}/{(await give(registration))['opinion']}"
    await registration.record(path + "/dispatch", {"unit": "caiyu"}, HANDLER)
    why = {"reason": "不属本单位职责"}
    nobody = await registration.post(path + "/return", {"reason": " "}, STRANGER)
    await registration.record(path + "/return", why, STRANGER)
    gone = await registration.post(path + "/reply", {"text": "答复"}, STRANGER)
    row = await registration.client.get(path, headers=registration.headers(HANDLER))

    assert (nobody.status_code, gone.status_code) == (422, 403)
    assert (row.json()["unit"], row.json()["returned_by"]) == (None, "caiyu")
    assert row.json()["return_reason"] == "不属本单位职责"


async def test_who_is_not_content_is_heard_once_more(registration: Api) -> None:
    given = await give(registration)
    path, code = f"{OPINIONS}/{given['opinion']}", FOLLOWED + given["code"] + "/follow-up"
    early = await registration.post(code, {"satisfied": False}, RESIDENT)
    decision = {"decision": "not_adopted", "reason": "没有权限"}
    await registration.record(path + "/decision", decision, HANDLER)
    await registration.record(path + "/feedback", {"means": "telephone"}, HANDLER)
    await registration.record(code, {"satisfied": False}, RESIDENT)
    await registration.record(path + "/reopening", {"reason": "本人不满意，复核一次"}, HANDLER)
    told = (await registration.get(FOLLOWED + given["code"])).json()

    assert (early.status_code, early.json()["error"]) == (409, "not_fed_back")
    assert (told["decision"], told["fed_back_at"], told["satisfied"]) == (None, None, False)
    assert told["reopened_at"] is not None


async def test_who_asked_during_a_livestream_may_get_a_code_too(registration: Api) -> None:
    service = registration.running
    order = Order(
        "daxing-2023", "open-11", RecordOpinion(opinion="q1", question="q1"), "reaction",
        service.clock.now(),
    )  # fmt: skip
    stream = "opinions:daxing-2023:open-11"
    await service.writer.execute(Request(uuid4(), stream, order, service.clock.now(), "reaction"))
    given = await give(registration)
    activity = await find_activity(service.pool, "daxing-2023", "open-11")
    actor = Actor(HANDLER.subject, frozenset({"handler"}), "jiugong")
    write = Write(service, actor, "k", "/", b"")
    target = Target(activity, write, service.pool, service.equipment.vault)
    code = await issue_code(target, "q1")

    assert await issue_code(target, "q1") == code
    with pytest.raises(Refused, match="has_a_code"):
        await issue_code(target, given["opinion"])
    assert (await registration.get(FOLLOWED + code)).json()["case"] == "open-11-001"


async def test_a_reply_from_before_the_code_is_the_askers_and_is_corrected_as_theirs(
    registration: Api,
) -> None:
    service = registration.running
    asked = RecordOpinion(opinion="q1", question="q1")
    order = Order("daxing-2023", "open-11", asked, "reaction", service.clock.now())
    stream = "opinions:daxing-2023:open-11"
    await service.writer.execute(Request(uuid4(), stream, order, service.clock.now(), "reaction"))
    path = OPEN_11 + "/opinions/q1"
    await registration.record(path + "/reply", {"text": "已经安排"}, HANDLER)
    activity = await find_activity(service.pool, "daxing-2023", "open-11")
    actor = Actor(HANDLER.subject, frozenset({"handler"}), "jiugong")
    write = Write(service, actor, "k", "/", b"")
    code = await issue_code(Target(activity, write, service.pool, service.equipment.vault), "q1")
    before = (await registration.get(FOLLOWED + code)).json()
    await registration.record(path + "/reply/correction", {"text": "10月完工"}, HANDLER)
    after = (await registration.get(FOLLOWED + code)).json()

    assert (before["reply"], after["reply"]) == ("已经安排", "10月完工")
    assert await ownerless(service.pool) == 0

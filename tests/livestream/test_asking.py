"""Questions over HTTP: everybody asks, a moderator reads first, and words stay in the vault."""

import asyncio
import json
from typing import Any

import pytest
from fastapi.routing import APIRoute

from services._vault.vault import Vault
from services.livestream.keeping.purging import expire_looks
from tests.livestream.conftest import OPEN_11, PLANNED
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Api, Person, eventually

QUESTIONS = OPEN_11 + "/questions"
CANARY = "金丝雀：旧宫镇的绿地何时建成"
CONTACT = "13800138000"
MODERATOR = Person("moderator-jiugong", "moderator", "jiugong")
ASSESSOR = Person("assessor-1", "assessor", "jiugong")


async def ask(api: Api, words: str = CANARY, session: str = "s1", **more: str) -> str:
    body = {"session": session, "words": words, **more}
    response = await api.post(QUESTIONS, body, RESIDENT)
    assert response.status_code == 200, response.text
    question: str = response.json()["question"]
    return question


async def decide(api: Api, question: str, what: str, body: Any = None) -> list[dict[str, Any]]:
    return await api.record(f"{QUESTIONS}/{question}/{what}", body or {}, MODERATOR)


async def shown(api: Api) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = (await api.get(QUESTIONS)).json()["questions"]
    return questions


async def everything(
    api: Api, by: Person = MODERATOR, purpose: str | None = None
) -> list[dict[str, Any]]:
    response = await api.client.get(
        QUESTIONS + "/all",
        params={"purpose": purpose} if purpose else {},
        headers=api.headers(by),
    )
    assert response.status_code == 200, response.text
    questions: list[dict[str, Any]] = response.json()["questions"]
    return questions


async def test_a_question_is_asked_released_and_answered_in_writing(livestream: Api) -> None:
    question = await ask(livestream, contact=CONTACT)
    waiting = await shown(livestream)
    await decide(livestream, question, "release")
    [released] = await shown(livestream)
    await decide(livestream, question, "answer", {"means": "written", "text": "年底前建成。"})
    [answered] = await shown(livestream)
    [known] = await everything(livestream)
    [in_full] = await everything(livestream, purpose="电话答复提问人")

    assert waiting == []
    assert (released["number"], released["words"], released["state"]) == (1, CANARY, "released")
    assert (answered["answer"], answered["state"]) == ("年底前建成。", "answered")
    assert set(answered) == {
        "question", "session", "number", "state", "asked_at", "words", "votes", "merged",
        "answering", "means", "answer", "second",
    }  # fmt: skip
    assert (known["contact"], known["words"]) == (CONTACT[0] + "***", CANARY)
    assert in_full["contact"] == CONTACT
    looks = await livestream.running.pool.fetch(
        "select actor, purpose, items from look order by id"
    )
    assert [tuple(row) for row in looks] == [
        (MODERATOR.subject, "审核和答复提问", [question]),
        (MODERATOR.subject, "电话答复提问人", [question]),
    ]
    assert [name for name, _ in (await livestream.log())[2:]] == [
        "QuestionAsked",
        "QuestionReleased",
        "QuestionAnswered",
    ]


async def test_the_same_key_is_the_same_question(livestream: Api) -> None:
    body = {"session": "s1", "words": CANARY}
    first = (await livestream.post(QUESTIONS, body, RESIDENT, key="k")).json()
    await livestream.record(QUESTIONS + "/close", {"session": "s1"})
    again = (await livestream.post(QUESTIONS, body, RESIDENT, key="k")).json()
    other = await livestream.post(QUESTIONS, body | {"words": "别的"}, RESIDENT, key="k")
    without_a_token = await livestream.client.post(
        QUESTIONS, json=body, headers={"Idempotency-Key": "k"}
    )

    assert (again["question"], again["events"]) == (first["question"], first["events"])
    assert (other.status_code, other.json()["error"]) == (409, "key_reused")
    assert (without_a_token.status_code, without_a_token.json()["error"]) == (409, "closed")


async def test_somebody_without_a_token_asks_under_a_fresh_id(livestream: Api) -> None:
    for key in ("a", "b"):
        response = await livestream.client.post(
            QUESTIONS,
            json={"session": "s1", "words": CANARY},
            headers={"Idempotency-Key": key},
        )
        assert response.status_code == 200, response.text
    await ask(livestream)

    persons = await livestream.running.pool.fetch("select person from vault_person")
    assert len({row["person"] for row in persons}) == 3
    assert RESIDENT.subject in {row["person"] for row in persons}


OPEN_11_ON_A_DAY = {"programme": "daxing-2023", "activity": "open-11", "day": "2023-09-14"}


async def test_held_and_waiting_questions_reach_no_public_answer(livestream: Api) -> None:
    waiting, held, taken_off = [await ask(livestream) for _ in range(3)]
    await decide(livestream, held, "hold", {"reason": "abusive"})
    await decide(livestream, taken_off, "release")
    await decide(livestream, taken_off, "hold", {"reason": "personal_data"})

    answered = []
    for route in livestream.running.definition.routers:
        for each in route.routes:
            if not isinstance(each, APIRoute) or "GET" not in (each.methods or ()):
                continue
            if each.path.endswith("/changes"):  # endless: tests/livestream/test_changes.py
                continue
            where = each.path.format(
                **OPEN_11_ON_A_DAY, question=waiting, address="a" * 22, number=0
            )
            answer = await livestream.get(where)
            answered.append(answer.is_success)
            assert CANARY not in answer.text
            shown_of = answer.text.replace(where, "")  # what was asked for may be repeated
            assert not any(question in shown_of for question in (waiting, held, taken_off))
    assert sum(answered) >= 3
    assert {each["state"] for each in await everything(livestream)} == {"waiting", "held"}


async def test_only_staff_of_the_lead_unit_moderate_and_read_everything(livestream: Api) -> None:
    question = await ask(livestream)
    for by in (STRANGER, RESIDENT, ASSESSOR):
        for path, body in (
            (f"{question}/release", {}),
            (f"{question}/hold", {"reason": "abusive"}),
            (f"{question}/answer", {"means": "live"}),
            ("close", {"session": "s1"}),
        ):
            response = await livestream.post(f"{QUESTIONS}/{path}", body, by)
            assert response.status_code == 403, (by, path)
        read = await livestream.client.get(QUESTIONS + "/all", headers=livestream.headers(by))
        assert read.status_code == 403
    assert (await livestream.get(QUESTIONS + "/all")).status_code == 401
    for by in (OFFICE, HANDLER, MODERATOR):
        assert len(await everything(livestream, by)) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"session": "s1"}, "words"),
        ({"session": "s1", "words": "  "}, "words"),
        ({"session": "s1", "words": "长" * 501}, "words"),
        ({"session": "s1", "words": "a\u0000"}, "words"),
        ({"session": "s1", "words": "a", "name": "张三"}, "name"),
    ],
)
async def test_bad_input_names_the_field_and_repeats_no_word(
    livestream: Api, body: dict[str, Any], field: str
) -> None:
    response = await livestream.post(QUESTIONS, body, RESIDENT)

    assert (response.status_code, response.json()["field"]) == (422, field)
    assert "张三" not in response.text
    assert livestream.running.writer.log_end == 2


async def test_who_asks_where_nothing_is_streamed_is_refused(livestream: Api) -> None:
    unprepared = await livestream.post(QUESTIONS, {"session": "s9", "words": "?"}, RESIDENT)
    unknown = await livestream.post(f"{QUESTIONS}/nothing/release", {})
    elsewhere = QUESTIONS.replace("open-11", "open-99")
    nowhere = await livestream.post(elsewhere, {"session": "s1", "words": "?"}, RESIDENT)

    assert (unprepared.status_code, unprepared.json()["error"]) == (409, "not_prepared")
    assert (unknown.status_code, nowhere.status_code) == (404, 404)


async def test_what_nobody_answered_a_day_after_the_end_is_left_open(livestream: Api) -> None:
    schedule = {"session": "s1", "starts_at": "2023-09-14T09:00:00+08:00", "account": "旧宫发布"}
    question, held = await ask(livestream), await ask(livestream)
    await decide(livestream, held, "hold", {"reason": "repeated"})
    await livestream.record(OPEN_11 + "/stream/schedule", schedule)
    livestream.clock.set("2023-09-14T09:00:00+08:00")
    for command in ("start", "end"):
        await livestream.record(f"{OPEN_11}/stream/{command}", {"session": "s1"})
    livestream.clock.set("2023-09-15T08:59:59+08:00")
    late = await ask(livestream)
    livestream.clock.set("2023-09-15T09:00:00+08:00")

    async def closed() -> bool:
        return len(await left_open(livestream)) == 2

    await eventually(closed)
    assert await left_open(livestream) == [question, late]
    again = await livestream.record(QUESTIONS + "/close", {"session": "s1"})
    refused = await livestream.post(QUESTIONS, {"session": "s1", "words": "?"}, RESIDENT)
    assert again == []
    assert refused.json()["error"] == "closed"


async def test_what_was_asked_of_a_cancelled_stream_is_left_open_at_once(
    announcer: Api, livestream: Api
) -> None:
    question, held = await ask(livestream), await ask(livestream)
    other = await ask(livestream, session="s2")
    await decide(livestream, held, "hold", {"reason": "abusive"})
    await announcer.record(PLANNED + "/cancel", {"session": "s1", "reason": "停电"})

    async def closed() -> bool:
        return bool(await left_open(livestream))

    await eventually(closed)
    assert await left_open(livestream) == [question]
    await decide(livestream, other, "handover")
    await decide(livestream, other, "handover")
    assert await left_open(livestream) == [question, other]


async def test_nobody_without_a_name_asks_endlessly(livestream: Api) -> None:
    running = livestream.running
    address = running.equipment.vault.derive("pace forms", "127.0.0.1")
    await running.pool.execute(
        "insert into pace values ('forms', $1, now() + interval '1 day')", address
    )
    body, key = {"session": "s1", "words": "?"}, {"Idempotency-Key": "k"}
    anonymous = await livestream.client.post(QUESTIONS, json=body, headers=key)

    assert anonymous.status_code == 429
    assert anonymous.headers["retry-after"]
    assert (await livestream.post(QUESTIONS, body, RESIDENT)).status_code == 200


async def left_open(api: Api) -> list[str]:
    return [data["question"] for name, data in await api.log() if name == "QuestionLeftOpen"]


async def test_looks_stay_on_record_for_three_years(livestream: Api) -> None:
    pool = livestream.running.pool
    for years in (2, 4):
        await pool.execute(
            "insert into look (at, actor, programme, activity, purpose, items)"
            " values ($1::timestamptz - make_interval(years => $2), 'm', 'p', 'a', 'x', '{q}')",
            livestream.running.clock.now(), years,
        )  # fmt: skip
    expiring = asyncio.create_task(expire_looks(livestream.running))

    async def one_left() -> bool:
        return bool(await pool.fetchval("select count(*) = 1 from look"))

    await eventually(one_left)
    expiring.cancel()


async def test_words_stand_in_the_vault_and_nowhere_else(
    livestream: Api, capfd: pytest.CaptureFixture[str]
) -> None:
    question = await ask(livestream, contact=CONTACT)
    await decide(livestream, question, "release")
    await decide(livestream, question, "answer", {"means": "written", "text": CANARY + "。"})
    pool = livestream.running.pool
    tables = await pool.fetch("select tablename from pg_tables where schemaname = 'public'")
    dump = 'select t::text from "{}" t'  # bytes as hexadecimal digits
    rows = [row["t"] for each in tables for row in await pool.fetch(dump.format(each["tablename"]))]
    everything = "".join(rows) + json.dumps(await livestream.log(), ensure_ascii=False)
    out, err = capfd.readouterr()

    for private in (CANARY, CONTACT):
        assert private not in everything
        assert private.encode().hex() not in everything
        assert private not in out + err
    vault: Vault = livestream.running.equipment.vault
    kept = await vault.read(pool, [question])
    assert kept == {question: {"words": CANARY, "contact": CONTACT, "answer": CANARY + "。"}}

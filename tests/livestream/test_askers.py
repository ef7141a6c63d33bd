"""Those who ask and want to know: told what became of it, counted once, never published."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.postgres import PostgresServer
from services.announcer.app import SERVICE as ANNOUNCER
from services.announcer.programmes import read_plan
from services.livestream.app import SERVICE
from services.livestream.askers.mark import COOKIE
from services.livestream.viewers import by_minute
from services.livestream.viewers.votes_told import VotesTold
from tests.conftest import databases, nats_servers
from tests.livestream.conftest import PLANNED, announcing
from tests.livestream.test_asking import MODERATOR
from tests.livestream.test_changes import watching
from tests.livestream.test_http import SCHEDULE
from tests.livestream.test_pages import DESK, PAGE, look, send
from tests.serving import RESIDENT, STRANGER, Api, Person, eventually, serving

API = "/api/livestream/programmes/daxing-2023/activities/open-11"
NEIGHBOUR = Person("resident-2", "public")
CANARY = "金丝雀：某某家的电话"


@pytest.fixture(scope="module")
async def live(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """Livestream with two sessions, of which a notice announces the first."""
    folder: Path = tmp_path_factory.mktemp("askers")
    with nats_servers(folder) as nats:
        async with databases(postgres_server) as make, serving(make, nats(), folder) as serve:
            announcer = await serve(ANNOUNCER)
            await announcer.record("/api/announcer/programmes", read_plan("daxing-2023"))
            sessions = [{"session": name, "starts_on": "2023-09-14"} for name in ("s1", "s2")]
            await announcer.record(PLANNED + "/schedule", {"sessions": sessions, "form": "online"})
            await announcer.record(PLANNED + "/notices", announcing("s1"))
            api = await serve(SERVICE)
            ready = (
                "select exists (select from known_session where noticed)"
                " and (select count(*) = 2 from stream)"
            )
            await eventually(lambda: api.running.pool.fetchval(ready))
            yield api


async def asked(api: Api, by: Person = RESIDENT, words: str = "何时建成") -> str:
    response = await api.post(API + "/questions", {"session": "s1", "words": words}, by)
    assert response.status_code == 200, response.text
    question: str = response.json()["question"]
    return question


async def told(api: Api, question: str, what: str, body: Any = None) -> None:
    await api.record(f"{API}/questions/{question}/{what}", body or {}, MODERATOR)


async def vote(api: Api, question: str, by: Person, *, wish: bool = True) -> httpx.Response:
    return await api.post(f"{API}/questions/{question}/vote", {"wish": wish}, by)


async def shown(api: Api, question: str) -> dict[str, Any]:
    public = (await api.get(API + "/questions")).json()["questions"]
    [found] = [each for each in public if each["question"] == question]
    return dict(found)


def mark_of(answer: httpx.Response) -> dict[str, str]:
    """The Cookie header of a browser that was given a mark."""
    [given] = [it for it in answer.headers.get_list("set-cookie") if it.startswith(COOKIE)]
    assert all(word in given for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    return {"Cookie": given.partition(";")[0]}


async def test_the_box_opens_with_the_notice_or_when_the_stream_is_live(live: Api) -> None:
    body = {"session": "s2", "words": "?"}
    early = await live.post(API + "/questions", body, RESIDENT)
    await live.record(API + "/stream/schedule", SCHEDULE | {"session": "s2"})
    await live.record(API + "/stream/start", {"session": "s2"})
    late = await live.post(API + "/questions", body, RESIDENT)

    assert (early.status_code, early.json()["error"]) == (409, "not_open")
    assert late.status_code == 200


async def test_who_asks_without_an_account_reads_what_became_of_it_and_nobody_else_does(
    live: Api,
) -> None:
    sent = await send(live, PAGE, key="own", session="s1", words=CANARY)
    browser = mark_of(sent)
    own = (await live.client.get(PAGE + "/mine", headers=browser)).text
    question = await live.running.pool.fetchval(
        "select question from question order by number desc"
    )
    hold = {"reason": "personal_data", "message": "请去掉电话后再提"}
    await told(live, question, "hold", hold)
    held = (await live.client.get(PAGE + "/mine", headers=browser)).text
    code = re.search(r"\d+-[A-Z2-7]{8}", held)
    assert code is not None
    elsewhere = await send(live, PAGE + "/mine", key="code", code=f" {code[0].lower()} ")
    guessed = await send(live, PAGE + "/mine", key="guess", code=code[0][:-1] + "A7")
    forged = await live.client.get(
        PAGE + "/mine", headers={"Cookie": f"{COOKIE}=0123456789abcdef.{'0' * 64}"}
    )

    assert "还没有看" in own
    for page in (held, elsewhere.text):
        assert CANARY in page
        assert "含有个人信息。去掉姓名" in page
        assert "请去掉电话后再提" in page
    assert guessed.status_code == 404
    for page in (guessed.text, forged.text, (await look(live, PAGE)).text):
        assert CANARY not in page
        assert "请去掉电话后再提" not in page


async def test_who_asked_without_an_account_can_have_it_deleted_and_nothing_of_others(
    live: Api,
) -> None:
    others = await asked(live, words="别人的提问")
    sent = await send(live, PAGE, key="to be deleted", session="s1", words=CANARY)
    browser, origin = mark_of(sent), {"Origin": f"http://{live.running.settings.listen}"}
    latest = "select question from question order by number desc"
    question = await live.running.pool.fetchval(latest)
    for each in (others, question):
        await told(live, each, "release")
    before = (await look(live, PAGE)).text
    path, sent_by = PAGE + "/mine/erase", browser | origin
    erased = await live.client.post(path, data={"key": "erase"}, headers=sent_by)
    after = (await look(live, PAGE)).text
    kept = "select item from vault_field where item = any($1)"
    left = await live.running.pool.fetch(kept, [others, question])

    assert CANARY in before
    assert erased.headers["location"].endswith("/mine?erased=yes")
    assert f'{COOKIE}=""' in erased.headers["set-cookie"]
    assert CANARY not in after
    assert "别人的提问" in after
    assert [row["item"] for row in left] == [others]


async def test_a_person_is_counted_once_however_questions_are_merged(live: Api) -> None:
    first, second = await asked(live), await asked(live, NEIGHBOUR)
    waiting = await vote(live, first, NEIGHBOUR)
    for question in (first, second):
        await told(live, question, "release")
    staff = await vote(live, first, MODERATOR)
    for _ in range(2):
        assert (await vote(live, first, NEIGHBOUR)).status_code == 200
    apart = [(await shown(live, each))["votes"] for each in (first, second)]
    await told(live, second, "merge", {"into": first})
    merged = await shown(live, first)
    await told(live, second, "unmerge")
    again = [(await shown(live, each))["votes"] for each in (first, second)]
    await vote(live, first, NEIGHBOUR, wish=False)
    await vote(live, second, NEIGHBOUR, wish=False)
    withdrawn = [(await shown(live, each))["votes"] for each in (first, second)]

    assert (waiting.status_code, staff.status_code) == (409, 403)
    assert (apart, again) == ([2, 1], [2, 1])
    assert (merged["votes"], merged["merged"]) == (2, 1)
    assert withdrawn == [1, 1], "who asked goes on wanting to know"
    assert "vote" not in str(await live.log()).lower()


async def test_a_browser_votes_once_and_may_take_it_back(live: Api) -> None:
    question = await asked(live)
    await told(live, question, "release")
    path = f"{PAGE}/questions/{question}/vote"
    first = await send(live, path)
    browser = mark_of(first)
    origin = {"Origin": f"http://{live.running.settings.listen}"}
    again = await live.client.post(path, data={"key": "k2"}, headers=browser | origin)
    page = (await live.client.get(PAGE, headers=browser)).text
    counted = (await shown(live, question))["votes"]
    await live.client.post(path, data={"key": "k3", "wish": "no"}, headers=browser | origin)

    assert first.headers["location"] == again.headers["location"] == f"{PAGE}#q-{question}"
    assert "set-cookie" not in again.headers
    assert "已表示想问" in page
    assert (counted, (await shown(live, question))["votes"]) == (2, 1)


async def test_votes_are_paced(live: Api) -> None:
    question, running = await asked(live), live.running
    await told(live, question, "release")
    person = Person("resident-quick", "public")
    key = running.equipment.vault.derive("pace votes", person.subject)
    await running.pool.execute(
        "insert into pace values ('votes', $1, now() + interval '1 day')", key
    )

    assert (await vote(live, question, person)).status_code == 429
    assert (await vote(live, question, NEIGHBOUR)).status_code == 200


async def test_a_host_takes_the_next_question_and_the_recording_has_its_second(live: Api) -> None:
    less, more, pinned = [await asked(live, words=f"第{it}个问题") for it in ("一", "二", "三")]
    for question in (less, more, pinned):
        await told(live, question, "release")
    await vote(live, more, NEIGHBOUR)
    host = f"{PAGE}/host"
    await send(live, f"{host}/{pinned}/first", MODERATOR, "first")
    screen = (await look(live, f"{host}?session=s1", MODERATOR)).text
    order = sorted((less, more, pinned), key=lambda it: screen.index(f'id="q-{it}"'))
    await live.record(API + "/stream/schedule", SCHEDULE)
    for at, command in (("09:00", "start"), ("09:10", "interrupt"), ("09:15", "resume")):
        live.clock.set(f"2023-09-14T{at}:00+08:00")
        await live.record(f"{API}/stream/{command}", {"session": "s1"})
    live.clock.set("2023-09-14T09:20:30+08:00")
    taken = await send(live, f"{host}/{more}/take-up", MODERATOR, "up")
    answering = await shown(live, more)
    live.clock.set("2023-09-14T09:25:00+08:00")
    await send(live, f"{host}/{more}/answered", MODERATOR, "done")
    answered, page = await shown(live, more), (await look(live, PAGE)).text
    refused = [await look(live, host, by) for by in (None, STRANGER)]

    assert order == [pinned, more, less]
    assert taken.headers["location"] == f"{host}?session=s1"
    assert (answering["answering"], answered["state"]) == (True, "answered")
    assert answered["second"] == 15 * 60 + 30
    assert "直播15分30秒时答复" in page
    assert [each.status_code for each in refused] == [303, 403]


async def test_a_moderator_merges_on_the_page_and_both_askers_are_told(live: Api) -> None:
    sent = await send(live, PAGE, key="merged", session="s1", words="何时完工")
    browser = mark_of(sent)
    own = await live.running.pool.fetchval("select question from question order by number desc")
    main = await asked(live, NEIGHBOUR)
    nothing = await send(live, f"{DESK}/{own}/merge", MODERATOR, "none")
    merged = await send(live, f"{DESK}/{own}/merge", MODERATOR, "into", into=main)
    desk = (await look(live, DESK, MODERATOR)).text
    await told(live, main, "release")
    await told(live, main, "answer", {"means": "written", "text": "明年三月。"})
    late = await send(live, f"{DESK}/{own}/unmerge", MODERATOR, "back")
    page = (await live.client.get(PAGE + "/mine", headers=browser)).text

    assert (nothing.status_code, merged.status_code, late.status_code) == (422, 303, 409)
    assert "另合并1条" in desk
    assert "一起答复" in desk
    assert re.search(r"与第\d+号提问内容相同，一起答复。已书面答复。", page)
    assert "明年三月。" in page


async def test_votes_of_a_second_are_one_message_and_who_is_new_is_told(live: Api) -> None:
    question = await asked(live)
    await told(live, question, "release")
    async with watching(live) as viewer:
        while (event := await viewer.next())[0] != "votes":
            pass
        assert event[1]["counts"][question] == 1
        for number in range(5):
            await vote(live, question, Person(f"voter-{number}", "public"))
        counts = {question: 1}
        while counts.get(question) != 6:
            name, data = await viewer.next()
            assert name == "votes"
            counts = data["counts"]
    async with watching(live) as viewer:
        name, data = await viewer.next()
        assert (name, data["counts"][question]) == ("votes", 6)


def test_only_what_differs_is_told_and_what_nobody_watches_is_forgotten() -> None:
    votes = VotesTold()
    [first] = votes.news({"a": {"q1": 1, "q2": 2}, "b": {}})
    [second] = votes.news({"a": {"q1": 1, "q2": 3}})

    assert (first.topic, first.data) == ("a", {"counts": {"q1": 1, "q2": 2}})
    assert second.data == {"counts": {"q2": 3}}
    assert [it.data for it in votes.greeting("a")] == [{"counts": {"q1": 1, "q2": 3}}]
    assert votes.greeting("b") == []
    assert votes.news({}) == []
    assert votes.greeting("a") == []


async def test_viewers_of_all_processes_add_up_by_the_minute(live: Api) -> None:
    topic, running = "daxing-2023/open-11", live.running
    await running.pool.execute("update stream set phase = 'live' where session = 's1'")
    for at, seen in (
        ("09:30:01", {"a": 3, "b": 4}),
        ("09:30:40", {"a": 5}),
        ("09:31:00", {"b": 2}),
    ):
        live.clock.set(f"2023-09-14T{at}+08:00")
        for process, streams in seen.items():
            await by_minute.note(running, {topic: streams, "elsewhere/x": 9}, process)
    await by_minute.note(running, {}, "a")
    # The service itself counts who still listens from an earlier test.
    await running.pool.execute("delete from viewers where process not in ('a', 'b')")
    figures = await by_minute.figures(running.pool, "daxing-2023", "open-11")
    assert figures["s1"] == by_minute.Watched(most=9, minutes=11)
    assert "同时观看最多9个页面" in (await look(live, DESK, MODERATOR)).text

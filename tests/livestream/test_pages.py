"""Pages: viewers ask without an account, moderators decide, nobody sees what is not theirs."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services._web.signed_in import PERSON, TOKEN
from services._web.tokens import Actor, mint
from tests.livestream.conftest import OPEN_11
from tests.livestream.test_asking import CANARY, CONTACT, MODERATOR, ask, decide, everything
from tests.livestream.test_http import SCHEDULE
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Api, Person

PAGE = "/live/daxing-2023/open-11"
DESK = PAGE + "/moderation"
CSRF = "a-word-of-the-session"


def cookie(api: Api, by: Person, name: str = TOKEN) -> dict[str, str]:
    actor = Actor(by.subject, frozenset({by.role}), by.unit)
    csrf, called = (CSRF, "王科员") if name == TOKEN else ("", "")
    token = mint(api.key, actor, datetime.now(UTC), csrf=csrf, name=called)
    return {"Cookie": f"{name}={token}"}


async def look(api: Api, path: str, by: Person | None = None) -> httpx.Response:
    answer = await api.client.get(path, headers=cookie(api, by) if by else {})
    assert not re.search(r"<script>| style=| on[a-z]+=", answer.text)
    return answer


async def send(
    api: Api, path: str, by: Person | None = None, key: str = "k1", **form: str
) -> httpx.Response:
    origin = {"Origin": f"http://{api.running.settings.listen}"}
    who = cookie(api, by, PERSON if by is RESIDENT else TOKEN) if by else {}
    form |= {"key": key, "csrf": CSRF}
    return await api.client.post(path, data=form, headers=origin | who)


async def test_a_viewer_without_an_account_asks_and_reads_the_number(livestream: Api) -> None:
    before = await look(livestream, PAGE)
    sent = [await send(livestream, PAGE, session="s1", words=CANARY) for _ in range(2)]
    after = await look(livestream, sent[0].headers["location"])

    assert "还没有公开的提问" in before.text
    assert [each.status_code for each in sent] == [303, 303]
    assert "第1号提问已收到" in after.text
    assert CANARY not in after.text
    assert [each["words"] for each in await everything(livestream)] == [CANARY]


async def test_a_viewer_with_a_persons_cookie_asks_as_that_person(livestream: Api) -> None:
    await send(livestream, PAGE, RESIDENT, session="s1", words=CANARY)

    pool = livestream.running.pool
    assert await pool.fetchval("select person from vault_person") == RESIDENT.subject


async def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(
    livestream: Api,
) -> None:
    answer = await send(livestream, PAGE, session="s1", words="长" * 501, contact=CONTACT)

    assert answer.status_code == 422
    assert "请填写提问，不超过500字。" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert CONTACT in answer.text
    assert livestream.running.writer.log_end == 2


async def test_a_stream_that_never_ran_is_not_said_to_begin_soon(livestream: Api) -> None:
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE)
    before = await look(livestream, PAGE)
    livestream.clock.set("2023-09-15T00:00:00+08:00")
    after = await look(livestream, PAGE)

    assert ("data-starts" in before.text, "data-starts" in after.text) == (True, False)
    assert "本场没有直播记录" in after.text
    assert "旧宫发布" not in after.text


async def test_the_page_says_where_to_watch_and_shows_questions_with_answers(
    livestream: Api,
) -> None:
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE)
    question = await ask(livestream, contact=CONTACT)
    await decide(livestream, question, "release")
    await decide(livestream, question, "answer", {"means": "written", "text": "年底前<建成>。"})
    page = (await look(livestream, PAGE)).text

    for text in ("尚未开始", "旧宫发布", "9月14日（周四）9:00", CANARY, "年底前&lt;建成&gt;。"):
        assert text in page, text
    assert CONTACT not in page
    await livestream.record(OPEN_11 + "/questions/close", {"session": "s1"})
    await livestream.record(OPEN_11 + "/questions/close", {"session": "s2"})
    assert "提问已经结束" in (await look(livestream, PAGE)).text


async def test_a_moderator_releases_holds_and_answers(livestream: Api) -> None:
    first, second = await ask(livestream), await ask(livestream)
    waiting = await look(livestream, DESK, MODERATOR)
    released = await send(livestream, f"{DESK}/{first}/release", MODERATOR)
    no_reason = await send(livestream, f"{DESK}/{second}/hold", MODERATOR)
    held = await send(livestream, f"{DESK}/{second}/hold", MODERATOR, reason="abusive")
    path = f"{DESK}/{first}/answer"
    empty = await send(livestream, path, MODERATOR, means="written", text=" ")
    written = await send(livestream, path, MODERATOR, "k2", means="written", text="年底前。")
    late = await send(livestream, f"{DESK}/{first}/hold", MODERATOR, "k3", reason="abusive")
    done = await look(livestream, DESK, MODERATOR)

    assert CANARY in waiting.text
    assert [each.status_code for each in (released, held, written)] == [303, 303, 303]
    assert (no_reason.status_code, empty.status_code, late.status_code) == (422, 422, 409)
    assert "请填写理由，从列出的选项中选择。" in no_reason.text
    assert "请填写书面答复" in empty.text
    assert "不能再撤下" in late.text
    assert "已答（1）" in done.text
    assert [name for name, _ in (await livestream.log())[4:]] == [
        "QuestionReleased",
        "QuestionHeld",
        "QuestionAnswered",
    ]


async def test_an_askers_contact_is_shown_for_a_purpose_alone(livestream: Api) -> None:
    question = await ask(livestream, contact=CONTACT)
    path = f"{PAGE}/questions/{question}"
    board, masked = await look(livestream, DESK, MODERATOR), await look(livestream, path, MODERATOR)
    silly = await send(livestream, path + "/purpose", MODERATOR, purpose="看看")
    stated = await send(livestream, path + "/purpose", MODERATOR, "k2", purpose="电话答复提问人")
    full = await look(livestream, path, MODERATOR)
    office = await look(livestream, "/live/looks", OFFICE)
    denied = await look(livestream, "/live/looks", MODERATOR)

    for page in (board, masked, silly):
        assert CONTACT not in page.text
        assert f"{CONTACT[0]}***" in page.text
    assert (silly.status_code, stated.status_code, denied.status_code) == (422, 303, 403)
    assert CONTACT in full.text
    assert "2次查看" in office.text
    assert f'href="/account/staff/{MODERATOR.subject}">王科员</a>' in office.text
    assert "电话答复提问人" in office.text


async def test_a_moderator_runs_the_stream_and_ends_the_asking(livestream: Api) -> None:
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE)
    question = await ask(livestream)
    for command, state in (
        ("start", "正在直播"),
        ("interrupt", "暂时中断"),
        ("resume", "正在直播"),
        ("end", "已经结束"),
    ):
        sent = await send(livestream, f"{DESK}/stream/{command}", HANDLER, command, session="s1")
        assert sent.status_code == 303, sent.text
        assert state in (await look(livestream, PAGE)).text
    confirm = await look(livestream, f"{DESK}/close?session=s1", HANDLER)
    closed = await send(livestream, f"{DESK}/close", HANDLER, session="s1")
    words = await look(livestream, f"{PAGE}/questions/{question}", HANDLER)

    assert "还有1条提问没有答复" in confirm.text
    assert closed.status_code == 303
    assert (await livestream.log())[-1][0] == "QuestionLeftOpen"
    assert CANARY in words.text
    assert "转为意见建议" in words.text


PAGES: list[str] = [DESK, DESK + "/close?session=s1", PAGE + "/questions/{question}"]
POSTS: list[tuple[str, dict[str, Any]]] = [
    ("/{question}/release", {}),
    ("/{question}/hold", {"reason": "abusive"}),
    ("/{question}/answer", {"means": "live"}),
    ("/stream/start", {"session": "s1"}),
    ("/close", {"session": "s1"}),
]


async def test_other_units_and_strangers_see_and_change_nothing(livestream: Api) -> None:
    question = await ask(livestream)
    for path in PAGES:
        where = path.format(question=question)
        for by, status in ((None, 303), (STRANGER, 403), (MODERATOR, 200)):
            answer = await look(livestream, where, by)
            assert answer.status_code == status, (where, by)
            assert by is MODERATOR or CANARY not in answer.text
    for path, form in POSTS:
        where = DESK + path.format(question=question)
        for by, status in ((None, 401), (STRANGER, 403)):
            answer = await send(livestream, where, by, **form)
            assert answer.status_code == status, (where, by)
    foreign = await livestream.client.post(
        f"{DESK}/{question}/release",
        data={"key": "k", "csrf": CSRF},
        headers=cookie(livestream, OFFICE) | {"Origin": "https://evil.example"},
    )
    assert foreign.status_code == 403
    assert livestream.running.writer.log_end == 3


@pytest.mark.parametrize(("by", "listed"), [(OFFICE, 1), (MODERATOR, 1), (STRANGER, 0)])
async def test_the_list_shows_what_ones_unit_leads(
    livestream: Api, by: Person, listed: int
) -> None:
    page = await look(livestream, "/live/", by)

    assert page.status_code == 200
    assert bool(page.text.count(DESK)) == bool(listed)
    assert listed or "还没有直播" in page.text


async def test_what_is_not_there_is_a_page(livestream: Api) -> None:
    for path in ("/live/daxing-2023/open-99", "/live/nowhere/x/y"):
        answer = await look(livestream, path)
        assert (answer.status_code, "没有这个页面" in answer.text) == (404, True)
    style = await livestream.get("/live/static/files/live.css")
    assert style.status_code == 200

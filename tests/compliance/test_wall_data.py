"""What the wall is made of: facts of four streams, judged as of any moment."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import pytest
from fastapi import Request

from contracts.values import PersonCategory
from services.compliance.board import Board
from services.compliance.http import get_matrix
from services.compliance.judging.assess import assess
from services.compliance.judging.case import Programme
from services.compliance.judging.projection import read_fact
from services.compliance.lookup import look
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from tests.compliance.conftest import Compliance, Launch, Others, PlayedClock
from tests.compliance.story import Story, at


def open_11() -> Story:
    story = Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")
    return story.noticed("2023-09-04 10:00", "2023-09-14").held("2023-09-14")


async def test_the_matrix_shows_what_assess_says(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    story = open_11()
    await others.say(story.facts)
    clock.set("2023-09-15 10:00")
    await compliance.settled()
    facts = [fact for fact in map(read_fact, others.log) if fact]
    expected = assess(
        load_pack("daxing-2023"), load_calendar(),
        Programme("daxing-2023").add(facts), at("2023-09-15 10:00"),
    )  # fmt: skip
    assert {(v.row, v.code): v.status.value for v in expected} == await compliance.statuses()
    made = await compliance.get("/matrix")
    assert [column["code"] for column in made["columns"]][:3] == ["WINDOW", "FILE", "DETAIL"]
    assert made["rows"][0]["date"] == "2023-09-14"
    assert made["recorded_through"]["announcer"] == len(story.facts)
    assert made["quarantined"] == 0
    assert sum(made["counts"].values()) == 26


async def test_a_past_moment_shows_what_was_shown_then(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    story, shown = open_11(), {}
    for fact in story.facts:
        moment = fact.recorded_at.isoformat()
        clock.set(moment)
        await others.say([fact])
        await compliance.settled()
        shown[moment] = await compliance.statuses()
    clock.set("2023-10-01 00:00")
    assert shown == {moment: await compliance.statuses(as_of=moment) for moment in shown}
    assert await compliance.statuses(as_of="2023-07-01T00:00:00+08:00") == {}


async def test_facts_may_come_in_any_order_between_streams(
    launch: Launch, others: Others, clock: PlayedClock
) -> None:
    clock.set("2023-09-20 00:00")
    story = open_11().seated("2023-09-10", (PersonCategory.PARENT,) * 3)
    sealed = others.record(story.facts)
    async with launch() as compliance:
        await others.publish([one for one in sealed if one.service == "registration"])
        await compliance.settled()
        assert await compliance.statuses() == {}
        await others.publish([one for one in sealed if one.service == "announcer"])
        await compliance.settled()
        late = await compliance.statuses()
    facts = [fact for fact in map(read_fact, sealed) if fact]
    whole = assess(
        load_pack("daxing-2023"), load_calendar(),
        Programme("daxing-2023").add(facts), at("2023-09-20 00:00"),
    )  # fmt: skip
    assert {(v.row, v.code): v.status.value for v in whole} == late


async def test_a_message_that_cannot_be_read_shows_on_the_wall(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    story = open_11()
    sealed = others.record(story.facts)
    strange = replace(sealed[-1], type="EventHeld.v9")
    clock.set("2023-09-15 10:00")
    await others.publish([*sealed[:-1], strange])
    await compliance.settled()
    made = await compliance.get("/matrix")
    assert made["quarantined"] == 1
    assert made["recorded_through"]["announcer"] == len(sealed)


@pytest.mark.parametrize(
    "address", ["/api/compliance/programmes/daxing-2023/matrix", "/wall/daxing-2023"]
)
async def test_an_unchanged_wall_is_not_sent_again(
    compliance: Compliance, others: Others, clock: PlayedClock, address: str
) -> None:
    await others.say(open_11().facts)
    clock.set("2023-09-18 10:00")
    await compliance.settled()
    first = await compliance.http.get(address)
    tag = {"If-None-Match": first.headers["etag"]}
    clock.set("2023-09-18 11:00")  # nothing changes in this hour
    assert (await compliance.http.get(address, headers=tag)).status_code == 304
    clock.set("2023-09-19 00:00")  # one working day less is left
    assert (await compliance.http.get(address, headers=tag)).status_code == 200


class Counted:
    """A pool that counts what it is asked, in the one way in which it may be."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool, self.queries = pool, list[str]()

    async def fetch(self, query: str, *arguments: Any) -> Any:
        self.queries.append(query)
        return await self._pool.fetch(query, *arguments)


@pytest.mark.parametrize("tagged", [True, False])
async def test_what_is_known_already_is_shown_after_one_query(
    compliance: Compliance, others: Others, clock: PlayedClock, *, tagged: bool
) -> None:
    await others.say(open_11().facts)
    clock.set("2023-09-18 10:00")
    await compliance.settled()
    counted: Any = Counted(compliance.running.pool)
    known = SimpleNamespace(running=replace(compliance.running, pool=counted), board=Board())
    request = cast("Request", SimpleNamespace(app=SimpleNamespace(state=known)))
    tag = (await get_matrix(await look("daxing-2023", request, None))).headers["etag"]
    counted.queries.clear()
    again = await get_matrix(await look("daxing-2023", request, None), tag if tagged else "")
    assert again.status_code == (304 if tagged else 200)
    assert len(counted.queries) == 1


async def test_one_activity_and_one_verdict_open_to_their_facts(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await others.say(open_11().facts)
    clock.set("2023-09-15 10:00")
    await compliance.settled()
    activity = await compliance.get("/activities/open-11")
    assert activity["row"]["unit_name"] == "jiugong"
    assert len(activity["verdicts"]) == 26
    assert activity["facts"][0]["type"] == "EventHeld.v1"
    verdict = await compliance.get("/activities/open-11/verdicts/ANN-TIME")
    assert verdict["status"] == "met"
    assert verdict["clause"] == "三"
    assert verdict["working"]["standard"] == "2023-09-07"
    assert {day["kind"] for day in verdict["working"]["days"]} >= {"anchor", "weekend", "working"}
    assert {fact["id"] for fact in verdict["facts"]} == set(verdict["evidence"])
    assert verdict["history"][-1]["status"] == "met"
    missing = await compliance.http.get(
        "/api/compliance/programmes/daxing-2023/activities/open-11/verdicts/NONE"
    )
    assert (missing.status_code, missing.json()["error"]) == (404, "unknown_requirement")


async def test_a_moment_needs_a_zone(compliance: Compliance, others: Others) -> None:
    await others.say(open_11().facts[:2])
    await compliance.settled()
    for address in ("2023-10-16", "2023-10-16T09:42:00", "soon"):
        answer = await compliance.http.get(
            "/api/compliance/programmes/daxing-2023/matrix", params={"as_of": address}
        )
        assert (answer.status_code, answer.json()["field"]) == (422, "as_of")
    unescaped = "/api/compliance/programmes/daxing-2023/matrix?as_of=2023-10-16T09:42:00+08:00"
    then = (await compliance.http.get(unescaped)).json()
    assert then["as_of"] == "2023-10-16T09:42:00+08:00"


async def test_every_page_opens_and_errors_are_pages_too(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    empty = await compliance.http.get("/")
    assert "还没有载入方案" in empty.text
    assert 'href="/account/sign-in?next=/plan/import"' in empty.text
    await others.say(open_11().facts)
    clock.set("2023-09-15 10:00")
    await compliance.settled()
    home = await compliance.http.get("/")
    assert home.headers["location"] == "/wall/daxing-2023"
    wall = await compliance.http.get("/wall/daxing-2023")
    assert "公告" in wall.text
    then = await compliance.http.get("/wall/daxing-2023?as_of=2023-09-01T00:00:00%2B08:00")
    assert "回到现在" in then.text
    for path in (
        "/activities/open-11", "/activities/programme", "/activities/open-11/ANN-TIME",
        "/cells/open-11/ANN-TIME", "?unit=jiugong&status=missed&q=x", "/screen", "/season",
        "/season?span=fortnight", "/units/jiugong", "/units/zhengwufuwuju", "/requirements/ROUTINE",
    ):  # fmt: skip
        answer = await compliance.http.get(f"/wall/daxing-2023{path}")
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    fragment = await compliance.http.get(
        "/wall/daxing-2023/activities/open-11/ANN-TIME", headers={"HX-Request": "true"}
    )
    assert "<html" not in fragment.text
    for path, status in (
        ("/wall/other", 404), ("/wall/daxing-2023/activities/none", 404), ("/nowhere", 404),
        ("/wall/daxing-2023?as_of=2023-07-01T00:00:00%2B08:00", 404),
        ("/wall/daxing-2023?as_of=soon", 422), ("/wall/daxing-2023/season?span=year", 422),
        ("/wall/daxing-2023/units/none", 404), ("/wall/daxing-2023/requirements/NONE", 404),
        ("/wall/daxing-2023/moment?at=soon", 422), ("/appearance/loud", 404),
    ):  # fmt: skip
        answer = await compliance.http.get(path)
        assert (answer.status_code, "<html" in answer.text) == (status, True), path
    sheet = await compliance.http.get("/static/base.css")
    assert sheet.status_code == 200


async def test_a_units_page_tells_how_its_verdicts_came_about_by_then(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    story = open_11()
    for fact in story.facts:
        clock.set(fact.recorded_at.isoformat())
        await others.say([fact])
        await compliance.settled()
    page = "/wall/daxing-2023/units/jiugong"
    assert "活动，按期举办" in (await compliance.http.get(page)).text
    before = await compliance.http.get(f"{page}?as_of=2023-09-04T09:00:00%2B08:00")
    assert "活动，公告时间" in before.text
    assert "活动，按期举办</a>　举办" not in before.text


async def test_a_time_from_a_form_is_meant_in_beijing_and_leads_only_to_our_own_pages(
    compliance: Compliance,
) -> None:
    for query, location in (
        ("at=2023-09-13T17:00&back=/wall/p/season", "/wall/p/season?as_of=2023-09-13T17:00:00"),
        ("at=2023-09-13T17:00&back=/wall/p?q=x", "/wall/p?q=x&as_of=2023-09-13T17:00:00"),
        ("at=2023-09-13T17:00&back=//elsewhere", "/wall/p?as_of=2023-09-13T17:00:00"),
        ("at=2023-09-13", "/wall/p?as_of=2023-09-13T00:00:00"),
    ):
        answer = await compliance.http.get(f"/wall/p/moment?{query}")
        assert answer.headers["location"] == f"{location}%2B08:00"
    dark = await compliance.http.get("/appearance/dark?back=//elsewhere")
    assert (dark.status_code, dark.headers["location"]) == (303, "/")
    assert "theme=dark" in dark.headers["set-cookie"]

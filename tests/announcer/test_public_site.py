"""The public site as browsers, calendars and feed readers ask for it."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import httpx
from icalendar import Calendar

from contracts.values import beijing_date
from services.announcer.programmes import read_plan
from tests.announcer.bodies import MATERIALS, NOTICE, OPEN_11, PROGRAMMES, SCHEDULE, SESSION
from tests.announcer.test_public import ACTIVITY, published, text
from tests.serving import Api

ATOM = "{http://www.w3.org/2005/Atom}"
LARGEST = 100_000
"""A page with all that it is made of, before it is compressed."""
HTML = "text/html; charset=utf-8"
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
PAGES = [
    "/public/",
    "/public/open-days",
    "/public/policy-talks",
    ACTIVITY,
    "/public/open-days/archive",
    "/public/search?q=旧宫",
    "/public/log-heads",
]


async def held_season(api: Api) -> None:
    """All 22 activities with a long notice, held one a week, and their materials."""
    plan = read_plan("daxing-2023")
    for at, planned in enumerate(plan["activities"]):
        base = f"{PROGRAMMES}/daxing-2023/activities/{planned['activity']}"
        day = f"2023-{8 + at // 6:02}-{2 + at % 6 * 4:02}"
        session = {"session": "s1", "starts_on": day, "place": "大兴区政务服务中心一层大厅"}
        await api.record(f"{base}/schedule", {"sessions": [session], "form": "offline"})
        announces = [{"session": "s1", "starts_on": day}]
        body = "为深化政务公开，现就活动有关事项公告如下。" * 150
        elements = {"place": "一层大厅，无台阶入口", "contact": "010-0000-0000"}
        notice = NOTICE | {"announces": announces, "body": body, "elements": elements}
        await api.record(f"{base}/notices", notice)
        await api.record(f"{base}/materials", MATERIALS | {"column": planned["kind"]})


async def test_seats_and_places_stand_on_the_list_of_what_comes(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    said = {"place": "南街回迁房项目工地，无台阶入口", "contact": "010-0000-0000"}
    await planned.record(OPEN_11 + "/notices", NOTICE | {"elements": said})

    for path in ("/public/", "/public/open-days", ACTIVITY):
        assert "南街回迁房项目工地，无台阶入口" in await text(planned, path)
    await planned.record(OPEN_11 + "/venue", {"place": "会议厅"})
    assert "无台阶入口" not in await text(planned, "/public/"), "that was said of another place"
    assert "会议厅" in await text(planned, "/public/")
    assert "2023年9月14日（周四）， 9:00—11:30" in await text(planned, "/public/")
    planned.clock.set("2023-09-14T08:00:00+08:00")
    assert "今天的活动 走进南街" in await text(planned, "/public/")


async def test_between_seasons_a_column_tells_what_was_held_and_when_it_goes_on(
    planned: Api,
) -> None:
    await published(planned)
    planned.clock.set("2024-02-01T09:00:00+08:00")

    for path in ("/public/", "/public/open-days"):
        shown = await text(planned, path)
        assert "已举办 1场" in shown
        assert "下一季预计8月开始" in shown
        assert "走进南街回迁房项目工地" in shown


async def test_the_archive_leads_by_year_and_month_to_what_was(planned: Api) -> None:
    await published(planned)

    shown = await planned.get("/public/open-days/archive")

    assert 'href="/public/open-days/archive/2023/9"' in shown.text
    assert "9月，1场" in shown.text
    for path in ("2023", "2023/9"):
        assert "走进南街回迁房项目工地" in await text(planned, f"/public/open-days/archive/{path}")
    for path in ("2022", "2023/8", "x", "2023/x"):
        missing = await planned.get(f"/public/open-days/archive/{path}")
        assert missing.status_code == 404
    assert (await planned.get("/public/nothing/archive")).status_code == 404


async def test_search_finds_any_part_of_titles_units_and_texts(planned: Api) -> None:
    await published(planned)
    title, nothing = "走进南街回迁房项目工地", "没有找到。"

    for asked, found in (
        ("回迁房", [title]),
        ("旧宫镇", [title]),
        ("第一段", [title]),
        ("南街 工作材料", [title]),
        ("南街 没有的词", [nothing]),
        ("%", [nothing]),
        ("'; drop table activity", [nothing]),
        ("\x00", []),
        ("", []),
    ):
        answer = await planned.client.get("/public/search", params={"q": asked, "page": "x"})
        assert answer.status_code == 200
        assert [each for each in (title, nothing) if each in answer.text] == found, asked

    withdrawal = {"channel": "district_website", "reason": "有误"}
    await planned.record(OPEN_11 + "/notices/n1/withdrawal", withdrawal)
    assert nothing in await text(planned, "/public/search?q=第一段"), "it was taken down"


async def test_an_activity_goes_into_a_calendar_and_moves_there(planned: Api) -> None:
    assert (await planned.get(f"{ACTIVITY}/calendar.ics")).status_code == 404, "no date yet"
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    first = _entry(await planned.get(f"{ACTIVITY}/calendar.ics"))
    moved = SESSION | {"starts_on": "2023-09-21", "start_at": "2023-09-21T09:00:00+08:00"}
    moved |= {"end_at": "2023-09-21T11:30:00+08:00"}
    await planned.record(OPEN_11 + "/reschedule", {"moved": moved, "reason": "大雨"})
    await planned.record(OPEN_11 + "/cancel", {"reason": "停电"})

    answer = await planned.get("/public/open-days.ics")

    second = _entry(answer)
    assert first["uid"] == second["uid"]
    assert first["sequence"] < second["sequence"]
    assert beijing_date(first["dtstart"].dt).isoformat() == "2023-09-14"
    assert beijing_date(second["dtstart"].dt).isoformat() == "2023-09-21"
    assert (first["status"], second["status"]) == ("CONFIRMED", "CANCELLED")
    assert str(second["url"]).endswith(ACTIVITY)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (await planned.get("/public/nothing.ics")).status_code == 404


def _entry(answer: httpx.Response) -> Any:
    assert answer.status_code == 200
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return entry


async def test_atom_and_json_tell_the_same_publications(planned: Api) -> None:
    await published(planned)

    atom = ET.fromstring((await planned.get("/public/open-days.atom")).content)  # noqa: S314 - our own
    told = (await planned.get("/public/open-days.json")).json()

    entries = atom.findall(f"{ATOM}entry")
    assert [it.findtext(f"{ATOM}id") for it in entries] == [it["id"] for it in told["items"]]
    assert [it.findtext(f"{ATOM}title") for it in entries] == [it["title"] for it in told["items"]]
    assert [it["title"] for it in told["items"]] == [
        "工作材料",
        "走进南街回迁房项目工地活动公告",
        "走进南街回迁房项目工地活动公告",
    ]
    assert told["items"][1]["content_text"].startswith(
        "走进南街回迁房项目工地：活动公告，2023年8月1日"
    )
    assert told["items"][0]["url"].endswith(f"{ACTIVITY}#materials-m1")
    page = (await planned.get(ACTIVITY)).text
    for item in told["items"]:
        assert f'id="{item["url"].partition("#")[2]}"' in page
    assert (await planned.get("/public/policy-talks.json")).json()["items"] == []
    assert (await planned.get("/public/nothing.atom")).status_code == 404
    assert (await planned.get("/public/nothing.json")).status_code == 404


async def test_who_has_a_page_already_is_told_so_until_it_changes(planned: Api) -> None:
    await published(planned)
    fed = ["/public/open-days.ics", "/public/open-days.atom", "/public/open-days.json"]
    for path in [*PAGES, *fed, f"{ACTIVITY}/calendar.ics"]:
        first = await planned.get(path)
        same = {"If-None-Match": f'"other", {first.headers["etag"]}'}
        again = await planned.client.get(path, headers=same)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        kept = "no-cache" if first.headers["content-type"] == HTML else "public, max-age=300"
        assert first.headers["cache-control"] == kept
        assert again.headers.get("vary") == first.headers.get("vary")

    page = await planned.get(ACTIVITY)
    assert page.headers["vary"] == "Cookie"
    for style in STYLES.findall(page.text):
        assert "immutable" in (await planned.get(style)).headers["cache-control"]
    tag = {"If-None-Match": page.headers["etag"]}
    large = await planned.client.get(ACTIVITY, headers=tag | {"Cookie": "large_print=on"})
    assert large.status_code == 200, "large print is another page"
    await planned.record(OPEN_11 + "/venue", {"place": "会议厅"})
    assert (await planned.client.get(ACTIVITY, headers=tag)).status_code == 200


async def test_a_date_alone_is_an_answer_only_where_facts_alone_are_told(planned: Api) -> None:
    await published(planned)
    feed = await planned.get("/public/open-days.atom")
    assert feed.headers["last-modified"] == "Fri, 22 Sep 2023 02:05:00 GMT"

    for since, status in (
        (feed.headers["last-modified"], 304),
        ("Fri, 22 Sep 2023 02:04:59 GMT", 200),
        ("nonsense", 200),
    ):
        headers = {"If-Modified-Since": since}
        answer = await planned.client.get("/public/open-days.atom", headers=headers)
        assert answer.status_code == status
        assert (await planned.client.get(ACTIVITY, headers=headers)).status_code == 200
    tagged = {"If-Modified-Since": feed.headers["last-modified"], "If-None-Match": '"other"'}
    answer = await planned.client.get("/public/open-days.atom", headers=tagged)
    assert answer.status_code == 200, "a tag weighs more than a date"


async def test_no_page_of_a_full_season_weighs_much(planned: Api) -> None:
    await held_season(planned)

    styles = STYLES.findall((await planned.get("/public/")).text)
    dress = sum([len((await planned.get(style)).content) for style in styles])
    for clock in ("2023-08-01T10:00:00+08:00", "2023-10-10T09:00:00+08:00"):
        planned.clock.set(clock)
        for path in [*PAGES, "/public/open-days.atom", "/public/open-days.json"]:
            answer = await planned.get(path)
            assert answer.status_code == 200
            assert len(answer.content) + dress < LARGEST, path


async def test_the_heads_of_days_that_are_over_are_files_to_keep(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    heads = "/api/announcer/log-heads"
    assert (await planned.get(heads)).json()["heads"] == [], "the day is not over"
    assert "还没有过完的一天" in await text(planned, "/public/log-heads")
    last = (await planned.running.store.read(0, 1000))[-1].envelope
    planned.clock.set("2023-08-03T09:00:00+08:00")
    await planned.record(OPEN_11 + "/host", {"host": "旧宫镇"})

    kept = await planned.get(f"{heads}/2023-08-01")
    quiet = (await planned.get(f"{heads}/2023-08-02")).json()

    assert kept.json() == {
        "service": "announcer", "day": "2023-08-01", "position": last.sequence, "hash": last.hash,
    }  # fmt: skip
    assert quiet == kept.json() | {"day": "2023-08-02"}, "a day without facts ends where it began"
    assert "immutable" in kept.headers["cache-control"]
    assert (await planned.get(heads)).json()["heads"] == [quiet, kept.json()]
    for day, status in (("2023-08-03", 404), ("2023-07-31", 404), ("nonsense", 422)):
        assert (await planned.get(f"{heads}/{day}")).status_code == status

    page = (await planned.get("/public/log-heads?before=nonsense")).text
    assert last.hash in page
    for service in ("announcer", "registration", "livestream", "compliance"):
        assert f'href="/api/{service}/log-heads/2023-08-01"' in page
    earlier = (await planned.get(f"{heads}?before=2023-08-02")).json()["heads"]
    assert [it["day"] for it in earlier] == ["2023-08-01"]
    assert not re.search(r"style=|<script", page)

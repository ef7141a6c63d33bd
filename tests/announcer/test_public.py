"""The built-in public site: what residents see, with the times as recorded."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.announcer.public.activity import told_once
from services.announcer.queries import PublicationRow
from tests.announcer.bodies import MATERIALS, NOTICE, OPEN_11, SCHEDULE, SESSION, WECHAT
from tests.serving import Api

ACTIVITY = "/public/activities/daxing-2023/open-11"


async def text(api: Api, path: str) -> str:
    response = await api.get(path)
    assert response.status_code == 200, response.text
    assert "charset=utf-8" in response.headers["content-type"]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


async def published(api: Api) -> Api:
    """One activity with two notices, a change of date, and materials."""
    await api.record(OPEN_11 + "/schedule", SCHEDULE)
    await api.record(OPEN_11 + "/notices", NOTICE | {"body": "<b>第一段</b>\n第二段"})
    await api.record(OPEN_11 + "/notices", WECHAT)
    moved = SESSION | {
        "starts_on": "2023-09-21",
        "start_at": "2023-09-21T09:00:00+08:00",
        "end_at": "2023-09-21T11:30:00+08:00",
    }
    await api.record(OPEN_11 + "/reschedule", {"moved": moved, "reason": "大雨"})
    api.clock.set("2023-09-22T10:05:00+08:00")
    held = {"session": "s1", "started_on": "2023-09-21", "ended_on": "2023-09-21"}
    await api.record(OPEN_11 + "/held", held)
    await api.record(OPEN_11 + "/materials", MATERIALS)
    return api


def out(entry: str, body: str, **data: Any) -> PublicationRow:
    """A notice on some channel."""
    moment = datetime(2023, 8, 1, tzinfo=UTC)
    return PublicationRow(
        id=uuid4(), kind="notice", reference="n1", channel="any", account=None,
        published_at=moment, recorded_at=moment, entry=entry, entered_by="t", site_column=None,
        data={"title": "公告", "elements": {"host": "镇"}, "body": body, **data},
        withdrawn_at=None, page=None, looked_at=None, verified_at=None,
    )  # fmt: skip


def test_a_notice_on_several_channels_is_told_once_and_in_our_own_words() -> None:
    wechat = out("manual", "内容\n8月2日")
    website = out("built_in", "内容\n8月1日", receipt={"address": "https://example.org"})
    own, corrected = out("built_in", "内容\n8月1日"), out("manual", "新内容\n8月3日")

    told = told_once([corrected, wechat, website, own])

    assert [it for it, with_text in told if with_text] == [own, corrected]
    assert len(told) == 4


async def test_an_empty_site_says_so(announcer: Api) -> None:
    for path in ("/public/", "/public/open-days", "/public/policy-talks"):
        shown = await text(announcer, path)
        assert "年度方案印发后，在这里公布活动安排。" in shown
        assert "近期没有已确定时间的活动。" in shown


async def test_each_column_lists_its_own_activities(planned: Api) -> None:
    assert "走进南街回迁房项目工地" in await text(planned, "/public/open-days")
    assert "走进南街回迁房项目工地" not in await text(planned, "/public/policy-talks")
    assert "医保惠民政策宣讲" in await text(planned, "/public/policy-talks")
    assert "还没有发布公告。" in await text(planned, ACTIVITY)


async def test_an_activity_shows_notices_changes_and_materials_with_recorded_times(
    planned: Api,
) -> None:
    shown = await text(await published(planned), ACTIVITY)

    assert "2023年9月21日（周四）" in shown
    assert "9:00—11:30" in shown
    assert "2023年8月1日9:00发布，区政府网站" in shown
    assert "2023年8月1日8:00发布（单位登记），政务新媒体“旧宫发布”" in shown
    assert "改期至2023年9月21日（周四）。原因：大雨。" in shown
    assert "2023年9月22日10:05发布，区政府网站“政务开放日”栏目，共3件" in shown
    assert "&lt;b&gt;第一段&lt;/b&gt;" in shown


async def test_a_withdrawn_notice_is_no_longer_shown(planned: Api) -> None:
    await published(planned)
    withdrawal = {"channel": "district_website", "reason": "有误"}

    await planned.record(OPEN_11 + "/notices/n1/withdrawal", withdrawal)

    assert "区政府网站，" not in await text(planned, ACTIVITY)
    assert "第一段" not in await text(planned, ACTIVITY)


async def test_past_and_cancelled_activities_are_told_apart(planned: Api) -> None:
    await published(planned)
    await planned.record(OPEN_11.replace("open-11", "open-12") + "/cancel", {"reason": "停电"})

    shown = await text(planned, "/public/open-days")

    assert shown.index("往期活动") < shown.rindex("走进南街回迁房项目工地")
    assert "已取消" in shown
    assert "活动取消。原因：停电。" in await text(planned, ACTIVITY.replace("open-11", "open-12"))


async def test_a_link_that_is_not_a_web_address_is_not_a_link(planned: Api) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    await planned.record(OPEN_11 + "/notices", WECHAT | {"address": "javascript:alert(1)"})

    assert "javascript:" not in (await planned.get(ACTIVITY)).text


async def test_what_does_not_exist_is_a_page_too(planned: Api) -> None:
    for path in ("/public/nowhere", "/public/activities/daxing-2023/open-99"):
        response = await planned.get(path)
        assert response.status_code == 404
        assert "没有这个页面" in response.text


async def test_large_print_is_kept_by_a_cookie_and_leads_only_back_here(planned: Api) -> None:
    on = await planned.get("/public/large-print/on?back=/public/open-days")
    away = await planned.get("/public/large-print/off?back=https://example.org/")

    assert (on.status_code, on.headers["location"]) == (303, "/public/open-days")
    assert "large_print=on" in on.headers["set-cookie"]
    assert "Path=/;" in on.headers["set-cookie"], "on every page for citizens"
    elsewhere = await planned.get("/public/large-print/on?back=/sign-up/open-11")
    assert elsewhere.headers["location"] == "/sign-up/open-11"
    assert away.headers["location"] == "/public/"

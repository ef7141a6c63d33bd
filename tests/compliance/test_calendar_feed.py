"""Calendars of deadlines, read by the library that wrote them and by another that did not."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import httpx
from dateutil import tz
from icalendar import Calendar

from contracts.events.compliance import RoutineUnitRegistered
from contracts.values import BEIJING
from tests.compliance.looking import looking
from tests.compliance.story import PROGRAMME, Story, at

FEED = "/wall/daxing-2023/deadlines.ics"
NOTICE = "daxing-2023.open-11.notice_limit.s1@minsheng"
MATERIALS = "daxing-2023.open-11.materials_limit@minsheng"
HELD = "daxing-2023.open-11.session.s1@minsheng"


def scheduled() -> Story:
    return Story().planned().scheduled("2023-10-10", said="2023-08-10 10:00")


async def fetch(
    story: Story, as_of: str = "2023-09-20 10:00", path: str = FEED, **headers: str
) -> httpx.Response:
    async with looking(story, as_of) as client:
        return await client.get(path, headers=headers)


async def events(story: Story, as_of: str = "2023-09-20 10:00", path: str = FEED) -> dict[str, Any]:
    """The events of a feed by their ids."""
    answer = await fetch(story, as_of, path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    by_id = {str(event["uid"]): event for event in found}
    assert len(by_id) == len(found)
    return by_id


async def test_a_limit_at_midnight_is_a_day_and_one_at_a_clock_time_a_moment() -> None:
    found = await events(scheduled())
    assert found[NOTICE].decoded("dtstart") == date(2023, 9, 27)
    assert found[NOTICE].decoded("dtend") == date(2023, 9, 28)
    start = found["daxing-2023.open-11.start@minsheng"].decoded("dtstart")
    assert start == datetime(2023, 10, 10, 9, tzinfo=BEIJING)
    assert start.utcoffset() == timedelta(hours=8)
    assert found[HELD].decoded("dtend") == datetime(2023, 10, 10, 11, tzinfo=BEIJING)


async def test_an_entry_names_the_counting_the_clause_and_its_page() -> None:
    told = str((await events(scheduled()))[NOTICE]["description"])
    assert "最晚9月27日（周三）24:00前。" in told
    assert "9月29日至10月6日放假，不计。" in told
    assert "发布活动公告：三“提前5个工作日" in told
    assert "http://wall.example/wall/daxing-2023/activities/open-11" in told


async def test_what_is_left_to_do_rings_the_day_before_and_what_is_done_does_not() -> None:
    story = scheduled()
    alarms = (await events(story))[NOTICE].walk("VALARM")
    assert [alarm["trigger"].dt for alarm in alarms] == [timedelta(hours=-15), timedelta(hours=9)]
    story.noticed("2023-09-19", "2023-10-10")
    done = (await events(story))[NOTICE]
    assert str(done["summary"]).startswith("已办结：发布活动公告")
    assert done.walk("VALARM") == []


async def test_a_move_keeps_the_id_and_raises_the_sequence() -> None:
    story = scheduled()
    before = (await events(story))[MATERIALS]
    story.moved("2023-10-17", "2023-09-21 15:00")
    after = (await events(story, "2023-09-22"))[MATERIALS]
    assert before.decoded("dtstart") == date(2023, 10, 17)
    assert after.decoded("dtstart") == date(2023, 10, 24)
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") == at("2023-09-21 15:00") == after.decoded("dtstamp")


async def test_a_cancellation_cancels_what_nobody_has_to_do_any_more() -> None:
    story = scheduled().noticed("2023-09-19", "2023-10-10")
    before = await events(story)
    after = await events(story.cancelled("2023-09-21 15:00"), "2023-09-22")
    assert set(before) <= set(after)
    assert after[HELD]["status"] == after[MATERIALS]["status"] == "CANCELLED"
    assert after[MATERIALS]["sequence"] > before[MATERIALS]["sequence"]
    assert after[NOTICE]["status"] == "CONFIRMED"  # it was out
    filing = after["daxing-2023.open-11.same_day.0@minsheng"]
    assert (filing.decoded("dtstart"), filing["status"]) == (date(2023, 9, 21), "CONFIRMED")


async def test_a_limit_counted_before_the_holiday_notice_is_out_is_tentative() -> None:
    story = scheduled()
    story.calendar = story.calendar.known_through(2022)
    assert (await events(story))[NOTICE]["status"] == "TENTATIVE"


async def test_a_unit_has_its_own_activities_and_a_unit_outside_the_plan_its_own_limit() -> None:
    story = scheduled()
    unit = RoutineUnitRegistered(programme=PROGRAMME, unit="dangxiao", unit_name="区委党校")
    story.tell("2023-08-10", unit)
    own = "daxing-2023.unit:dangxiao.year_end@minsheng"
    office = "daxing-2023.programme.year_end@minsheng"
    everything = await events(story)
    assert {own, office, NOTICE} <= set(everything)
    path = "/wall/daxing-2023/units/{}/deadlines.ics"
    outside = await events(story, path=path.format("dangxiao"))
    assert set(outside) == {own}
    assert outside[own].decoded("dtstart") == date(2023, 12, 31)
    assert set(await events(story, path=path.format("jiugong"))) == set(everything) - {own, office}
    assert (await fetch(story, path=path.format("nobody"))).status_code == 404


async def test_the_same_facts_give_the_same_feed_and_it_is_not_sent_twice() -> None:
    story = scheduled()
    first = await fetch(story)
    later = await fetch(story, "2023-09-21 23:00")
    assert first.content == later.content
    again = await fetch(story, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    story.noticed("2023-09-21", "2023-10-10")
    changed = await fetch(story, "2023-09-22", **{"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_a_second_parser_reads_the_zone_and_every_line_is_as_the_rfc_wants_it() -> None:
    content = (await fetch(scheduled())).content
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or len(line) > 75 for line in lines)
    assert lines[0] == b"BEGIN:VCALENDAR"
    zones = tz.tzical(io.StringIO(content.decode().replace("\r\n", "\n")))
    assert zones.keys() == ["Asia/Shanghai"]
    zone = zones.get()
    assert zone is not None
    assert datetime(2023, 10, 10, 9, tzinfo=zone).utcoffset() == timedelta(hours=8)


async def test_an_activity_without_a_date_has_its_season_and_nothing_else() -> None:
    found = await events(Story().planned())
    ids = {uid.split("open-11.")[1] for uid in found if "open-11" in uid}
    assert ids == {"season_window@minsheng", "season_end@minsheng"}

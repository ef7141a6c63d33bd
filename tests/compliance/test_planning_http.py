"""What-if and plan-ahead over HTTP: clear refusals, and nothing is ever written."""

from typing import Any

import pytest

from tests.compliance.conftest import Compliance, Others, PlayedClock
from tests.compliance.looking import looking
from tests.compliance.story import Story

API = "/api/compliance/programmes/daxing-2023"
WALL = "/wall/daxing-2023"


def story() -> Story:
    return Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")


async def ask(path: str, as_of: str = "2023-09-01 10:00", **query: str) -> Any:
    async with looking(story(), as_of) as client:
        answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json() if path.startswith("/api") else answer.text


async def test_what_if_answers_before_and_after_with_the_reason() -> None:
    made = await ask(f"{API}/what-if", activity="open-11", starts_on="2023-09-08")
    assert made["written"] is False
    assert made["headline"] == (
        "假如改到2023年9月8日（周五）举办，没有新的未达标，但有4项临期：变更报备、公告时间、公告渠道、公告要素"
    )
    found = {each["code"]: each for each in made["differences"]}
    notice = found["ANN-TIME"]
    assert (notice["before"]["due"], notice["after"]["due"]) == ("2023-09-07", "2023-09-01")
    assert notice["after"]["counting"] == "活动日9月8日（周五）不计，往前数5个工作日。"
    assert made["unchanged"] + len(found) == 26


async def test_plan_ahead_answers_steps_and_earliest_dates_before_an_activity_exists() -> None:
    made = await ask(f"{API}/plan-ahead", starts_on="2023-10-10", method="open_selection")
    assert made["headline"] == "2023年10月10日（周二）线下举办，最晚9月27日（周三）24:00前发布公告"
    assert [step["due"] for step in made["steps"]][:3] == ["2023-09-20", "2023-09-27", "2023-10-07"]
    assert [step["house"] for step in made["steps"]][:2] == [True, False]
    assert {each["form"]: each["date"] for each in made["earliest"]} == {
        "online": "2023-09-06",
        "offline": "2023-09-08",
        "hybrid": "2023-09-08",
    }


async def test_an_activitys_own_form_is_meant_where_none_is_asked_for() -> None:
    made = await ask(f"{API}/plan-ahead", activity="open-11", starts_on="2023-09-14")
    assert made["supposed"]["form"] == "offline"
    assert not any(task["code"] == "FILE" for step in made["steps"] for task in step["tasks"])
    moved = await ask(f"{API}/plan-ahead", activity="open-11", starts_on="2023-09-21")
    assert [task["label"] for task in moved["steps"][0]["tasks"]] == ["改期"]


async def test_plan_ahead_says_what_is_already_too_late() -> None:
    made = await ask(f"{API}/plan-ahead", starts_on="2023-09-07")
    assert made["lawful"] is False
    assert made["headline"].startswith("2023年9月7日（周四）线下举办，公告已经来不及。")
    over = await ask(f"{API}/plan-ahead", starts_on="2023-08-31")
    assert over["headline"] == "2023年8月31日（周四）线下举办，这一天已经过去"
    late = await ask(f"{API}/plan-ahead", "2023-11-28 10:00")
    assert late["headline"] == "今天发布公告，线下举办在活动窗口内已经没有来得及的日期"


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("what-if", {"activity": "open-11", "starts_on": "2023-02-30"}, "starts_on"),
        ("what-if", {"activity": "open-11", "starts_on": "9999-01-01"}, "starts_on"),
        ("what-if", {"activity": "open-99", "form": "online"}, "activity"),
        ("what-if", {"activity": "a b"}, "activity"),
        ("what-if", {"form": "online"}, "activity"),
        ("what-if", {"activity": "open-11", "form": "radio"}, "form"),
        ("what-if", {"activity": "open-11", "cancelled": "maybe"}, "cancelled"),
        ("what-if", {"activity": "open-11", "cancelled": "true", "form": "online"}, "cancelled"),
        (
            "what-if",
            {"activity": "open-11", "session": "s9", "starts_on": "2023-09-20"},
            "session",
        ),
        ("what-if", {"notice_days": "0"}, "notice_days"),
        ("what-if", {"notice_days": "251"}, "notice_days"),
        ("what-if", {"materials_days": "five"}, "materials_days"),
        ("what-if", {"notice": "5"}, "notice"),
        ("what-if", {"notice_days": "5", "unit": "lunar"}, "unit"),
        ("what-if", {"notice_days": "5\x00"}, "notice_days"),
        ("plan-ahead", {"starts_on": "soon"}, "starts_on"),
        ("plan-ahead", {"starts_on": "2022-12-01"}, "starts_on"),
        ("plan-ahead", {"starts_on": "2023-10-10", "ends_on": "2023-10-09"}, "ends_on"),
        ("plan-ahead", {"start_time": "25:00"}, "start_time"),
        ("plan-ahead", {"method": "lottery"}, "method"),
        ("plan-ahead", {"review_days": "61"}, "review_days"),
        ("plan-ahead", {"kind": "party"}, "kind"),
        ("plan-ahead", {"activity": "open-99"}, "activity"),
    ],
)
async def test_a_bad_question_names_its_field_and_the_page_shows_it_beside_the_field(
    path: str, query: dict[str, str], field: str
) -> None:
    async with looking(story(), "2023-09-01 10:00") as client:
        answer = await client.get(f"{API}/{path}", params=query)
        page = await client.get(f"{WALL}/{path}", params=query)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert answer.json()["expected"]
    assert page.status_code == 422
    assert answer.json()["message"] in page.text
    assert "没有推算。" in page.text


async def test_a_field_left_empty_is_not_asked() -> None:
    page = await ask(f"{WALL}/what-if", activity="open-11", starts_on="", form="", notice_days="")
    assert "填写假设的日期、形式或天数" in page


async def test_questions_write_nothing(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await others.say(story().facts)
    clock.set("2023-09-01 10:00")
    await compliance.settled()
    log = "select service, count(*) from fact group by service order by service"
    before = await compliance.running.pool.fetch(log), compliance.running.writer.log_end
    first = await compliance.get("/what-if", activity="open-11", starts_on="2023-09-20")
    assert first["differences"]
    await compliance.get("/what-if", activity="open-11", cancelled="true")
    await compliance.get("/what-if", notice_days="15")
    await compliance.get("/plan-ahead", activity="open-11", starts_on="2023-09-20")
    await compliance.settled()
    after = await compliance.running.pool.fetch(log), compliance.running.writer.log_end
    assert before == after
    matrix = await compliance.get("/matrix")
    assert {row["date"] for row in matrix["rows"]} == {"2023-09-14"}

"""What publishing a notice would come to: asked of the rules, before anybody publishes."""

from collections.abc import Sequence
from typing import Any

import pytest

from contracts.values import (
    AnnouncedSession,
    Channel,
    Form,
    NoticeElement,
    NoticeKind,
    VerdictStatus,
)
from services.compliance.judging.assess import assess_activity
from services.compliance.planning.ahead import House, Rules
from services.compliance.planning.publishing import Prospect, WouldBe, prospect
from services.compliance.rules.verdict import Verdict
from tests.compliance.looking import looking
from tests.compliance.story import PROGRAMME, Story, at

FIVE = (
    NoticeElement.START_AT, NoticeElement.DURATION, NoticeElement.AGENDA,
    NoticeElement.NETIZEN_PARTICIPATION, NoticeElement.HOST,
)  # fmt: skip
PAGE = f"/wall/{PROGRAMME}/publishing"
ASKED = (
    f"{PAGE}?activity=open-13&kinds=activity&announces=s1:2023-10-23&elements=start_at"
    "&elements=duration&elements=agenda&elements=host&review_days=5"
)


def unannounced(form: Form = Form.OFFLINE) -> Story:
    """open-13 of the picture: 23 October, nothing published yet."""
    return Story("open-13").planned().scheduled("2023-10-23", form)


def notice(*elements: NoticeElement, **more: Any) -> WouldBe:
    said = AnnouncedSession.model_validate({"session": "s1", "starts_on": "2023-10-23"})
    return WouldBe((NoticeKind.ACTIVITY,), (said,), elements or FIVE, **more)


def ahead(story: Story, now: str, what: WouldBe, days: int = 5) -> Prospect:
    rules = Rules(story.pack, story.calendar, at(now))
    return prospect(rules, story.programme(), story.activity, what, House(days))


def statuses(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {it.code: it.status.value for it in verdicts}


def plain(text: str) -> str:
    """The words without what keeps dates whole."""
    return text.replace('<span class="nb">', "").replace("</span>", "")


@pytest.mark.parametrize(
    ("now", "today", "tomorrow"),
    [
        ("2023-10-13 09:00", "met", "met"),
        ("2023-10-16 09:42", "met", "met_late"),
        ("2023-10-17 09:42", "met_late", "met_late"),
        ("2023-10-22 10:00", "met_late", "missed"),
    ],
)
def test_publishing_now_and_tomorrow_are_told_apart(now: str, today: str, tomorrow: str) -> None:
    found = ahead(unannounced(), now, notice())
    assert statuses(found.now)["ANN-TIME"] == today
    assert statuses(found.tomorrow)["ANN-TIME"] == tomorrow


def test_the_last_moment_is_that_of_the_verdict() -> None:
    story = unannounced()
    limit = ahead(story, "2023-10-13 09:00", notice()).limit
    verdicts = assess_activity(
        story.pack, story.calendar, story.programme(), "open-13", at("2023-10-13 09:00")
    )
    due = next(it.due_at for it in verdicts if it.code == "ANN-TIME")
    assert limit is not None
    assert (str(limit.due), limit.due_at) == ("2023-10-16", due)


def test_an_element_that_is_missing_and_a_channel_that_is_left_out_show() -> None:
    four = ahead(unannounced(Form.HYBRID), "2023-10-13 09:00", notice(*FIVE[:4]))
    assert statuses(four.now)["ANN-ELEM"] != "met"
    site = notice(channels=(Channel.DISTRICT_WEBSITE,))
    one = ahead(unannounced(), "2023-10-13 09:00", site)
    assert statuses(one.now)["ANN-CHANNEL"] != "met"
    assert statuses(one.now)["ANN-TIME"] == "met"


def test_a_text_that_is_a_selection_notice_too_answers_for_both() -> None:
    story = unannounced()
    said = notice().announces
    both = WouldBe((NoticeKind.ACTIVITY, NoticeKind.SELECTION), said, FIVE)
    assert statuses(ahead(story, "2023-10-13 09:00", both).now)["SEL-NOTICE"] == "met"


def test_a_day_too_late_names_the_first_date_that_would_do() -> None:
    found = ahead(unannounced(), "2023-10-16 09:42", notice())
    assert [it.code for it in found.worse] == ["ANN-TIME", "ANN-CHANNEL", "ANN-ELEM"]
    assert str(found.instead) == "2023-10-24"
    assert ahead(unannounced(), "2023-10-13 09:00", notice()).instead is None


@pytest.mark.parametrize(
    ("days", "begins"), [(5, "2023-10-09"), (3, "2023-10-11"), (1, "2023-10-13")]
)
def test_the_review_is_counted_back_by_the_units_days(days: int, begins: str) -> None:
    review = ahead(unannounced(), "2023-10-06 09:00", notice(), days).review
    assert review is not None
    assert str(review.deadline.due) == begins
    assert review.house


def test_a_text_without_a_date_publishes_nothing() -> None:
    found = ahead(unannounced(), "2023-10-13 09:00", WouldBe((NoticeKind.ACTIVITY,), ()))
    assert statuses(found.now)["ANN-TIME"] == VerdictStatus.DUE_SOON.value


def test_asking_changes_nothing() -> None:
    story = unannounced()
    before = _judged(story)
    ahead(story, "2023-10-16 09:42", notice())
    assert _judged(story) == before


def _judged(story: Story) -> list[Verdict]:
    return assess_activity(
        story.pack, story.calendar, story.programme(), "open-13", at("2023-10-16 09:42")
    )


async def test_the_banner_is_a_page_and_a_part_of_one() -> None:
    async with looking(unannounced(), "2023-10-16 09:42") as client:
        page = await client.get(ASKED)
        part = await client.get(ASKED, headers={"HX-Request": "true"})

    assert (page.status_code, part.status_code) == (200, 200)
    for answer in (page, part):
        assert "最晚今天（10月16日周一）24:00前发布" in plain(answer.text)
        assert "还有14小时18分" in answer.text
        assert "有差距" in answer.text
    assert "<html" in page.text
    assert "<html" not in part.text
    assert "g-check" in part.text


async def test_tomorrow_is_said_with_its_remedy() -> None:
    async with looking(unannounced(), "2023-10-16 09:42") as client:
        text = plain((await client.get(ASKED)).text)
    assert "公告时间、公告渠道逾期补做" in text
    assert "晚了1个工作日。可改期到10月24日（周二），并于当日报备。" in text


@pytest.mark.parametrize(
    "query", ["", "activity=nothing", "activity=open-13&announces=s1", "activity=open-13&kinds=x"]
)
async def test_what_cannot_be_asked_is_an_error(query: str) -> None:
    async with looking(unannounced(), "2023-10-16 09:42") as client:
        answer = await client.get(f"{PAGE}?{query}")
        api = await client.get(f"/api/compliance/programmes/{PROGRAMME}/publishing?{query}")
    assert (answer.status_code, api.status_code) == (422, 422)


async def test_the_api_answers_the_same() -> None:
    asked = ASKED.replace(PAGE, f"/api/compliance/programmes/{PROGRAMME}/publishing")
    async with looking(unannounced(), "2023-10-16 09:42") as client:
        made = (await client.get(asked)).json()
    assert made["limit"]["due"] == "2023-10-16"
    assert made["written"] is False
    assert made["instead"] == "2023-10-24"

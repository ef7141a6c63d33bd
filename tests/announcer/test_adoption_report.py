"""The adoption report: composed of what registration says, reviewed, published, and read."""

from typing import Any

import pytest

from contracts.events import registration as said
from contracts.values import OpinionDecisionKind, OpinionResult, PersonCategory
from services.announcer.domain.results import PublishOpinionResults, digest
from tests.announcer.bodies import OPEN_11
from tests.announcer.elsewhere import ABOUT, heard, say, speaker
from tests.announcer.story import decided, planned, refused, repeated
from tests.announcer.test_public import ACTIVITY, text
from tests.serving import HANDLER, RESIDENT, STRANGER, Api, Serve
from tests.signing_in import CSRF, cookies_of

PAGE = "/plan/activities/daxing-2023/open-11/results"
ONE = OpinionResult(
    opinion="o1", number=1, summary="建议公开进度",
    decision=OpinionDecisionKind.ADOPTED, reason="列入计划",
)  # fmt: skip
REPORT = {"column": "意见采纳情况", "title": "采纳情况"}


def publish(*results: OpinionResult, **more: Any) -> PublishOpinionResults:
    given = {"reviewed": digest(results), **REPORT, **more}
    return PublishOpinionResults(
        opinions=tuple(it.opinion for it in results), results=results, **given
    )


def test_what_was_reviewed_is_published_once_at_an_address_of_its_own() -> None:
    [event] = decided(publish(ONE), planned())
    told = event.model_dump()

    assert (told["entry"], told["evidence"], told["channel"]) == (
        "built_in", None, "district_website",
    )  # fmt: skip
    assert told["address"] == "/public/activities/daxing-2023/open-11#results-adoption"
    assert told["results"] == (ONE.model_dump(),)
    assert repeated(publish(ONE), planned()) == []


def test_a_report_that_says_something_else_takes_its_place() -> None:
    other = ONE.model_copy(update={"reason": "已列入计划"})

    assert len(decided(publish(other), planned(publish(ONE)))) == 1
    assert len(decided(publish(ONE), planned(publish(ONE), publish(other)))) == 1


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (publish(), "nothing_to_tell"),
        (publish(ONE, reviewed="0" * 64), "changed_meanwhile"),
        (publish(*[ONE.model_copy(update={"reply": "答" * 500})] * 130), "too_long"),
    ],
)
def test_the_impossible_is_refused(command: PublishOpinionResults, reason: str) -> None:
    assert refused(command, planned()) == reason


@pytest.fixture
async def answered(serve: Serve, planned: Api) -> Api:
    """Three opinions: one decided and summarised, one merged into it, one still open."""
    registration = await serve(speaker("registration"))
    deputy = PersonCategory.NPC_DEPUTY
    await say(
        registration,
        said.OpinionRecorded(**ABOUT, opinion="o1", number=1, category=PersonCategory.PARENT),
        said.OpinionRecorded(
            **ABOUT, opinion="o2", number=2, category=deputy, independent=True
        ),
        said.OpinionRecorded(**ABOUT, opinion="o3", number=3),
        said.OpinionMerged(**ABOUT, opinion="o2", into="o1"),
        said.OpinionDecided(
            **ABOUT, opinion="o1", decision=OpinionDecisionKind.ADOPTED, reason="列入计划"
        ),
        said.OpinionSummarised(**ABOUT, opinion="o1", summary="建议公开进度", reply="每月公开。"),
    )  # fmt: skip
    return await heard(planned, registration)


async def test_a_handler_reviews_and_publishes_and_everybody_reads(answered: Api) -> None:
    origin = {"Origin": str(answered.client.base_url).rstrip("/")}

    async def look(by: Any) -> Any:
        headers = {"Cookie": await cookies_of(answered, by)}
        return await answered.client.get(PAGE, headers=headers)

    async def send(key: str, reviewed: str) -> Any:
        data = {**REPORT, "reviewed": reviewed, "csrf": CSRF, "key": key}
        headers = origin | {"Cookie": await cookies_of(answered, HANDLER)}
        return await answered.client.post(PAGE, data=data, headers=headers)

    seen = (await look(HANDLER)).text
    reviewed = seen.partition('name="reviewed" value="')[2][:64]
    stale, sent = await send("k1", "0" * 64), await send("k2", reviewed)
    shown = await text(answered, ACTIVITY)

    assert "第3号，还没有定采纳情况" in seen.replace("</a>", "")
    assert (await look(STRANGER)).status_code == 403
    assert (stale.status_code, sent.status_code) == (409, 303)
    assert "请再核对一遍" in stale.text
    for told in (
        "以上按收到的每一条计算。有1条与别的意见相同，合并办理，合并后共2条。",
        "2条意见，相同的合并后为1条：采纳1条",
        "第1号，家长代表，独立意见，2人提出 ✓ 采纳 建议公开进度",
        "理由：列入计划",
        "答复：每月公开。",
        "收到 3 采纳 2 部分采纳 0 未采纳 0",
    ):
        assert told in shown
    [(name, event)] = [it for it in await answered.log() if it[0] == "OpinionResultsPublished"]
    assert (name, event["opinions"]) == ("OpinionResultsPublished", ["o1", "o2"])


async def test_a_program_publishes_what_it_read(answered: Api) -> None:
    path = OPEN_11 + "/adoption-report"
    headers = answered.headers(HANDLER)
    draft = (await answered.client.get(path, headers=headers)).json()
    report = {**REPORT, "reviewed": draft["reviewed"]}

    assert [it["opinion"] for it in draft["results"]] == ["o1"]
    assert len(await answered.record(path, report, HANDLER)) == 1
    assert await answered.record(path, report, HANDLER) == []
    assert (await answered.post(path, report, RESIDENT)).status_code == 403

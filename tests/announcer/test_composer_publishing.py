"""Publishing from the composer: at once, at a set moment, entered by hand; each once."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services._kit.decider import Refused
from services._kit.timers import TimerRow
from services.announcer.drafting import releasing, rows
from services.announcer.drafting.desk import opened_at
from tests.announcer.bodies import OPEN_11, SESSION
from tests.announcer.composer import ACTIVITY, PUBLIC, SECOND, Composer, shows
from tests.serving import eventually


async def firing(composer: Composer, draft: str) -> Callable[[], Awaitable[None]]:
    """A timer that has read the draft and not published it yet."""
    running = composer.api.running
    found = await rows.find(running.pool, draft.rpartition("/")[2])
    assert found is not None
    opened = await opened_at(running.pool, found, running.clock.now())
    release = releasing.released(opened, rows.Person("handler-jiugong", "定时发布"))
    site = releasing.BuiltIn(running, "a timer's key", due=found.publish_at)
    return lambda: site.publish(release)


async def test_an_approved_notice_is_published_at_the_servers_time(composer: Composer) -> None:
    draft = await composer.ready()
    offered = "现在发布到区政府网站"
    assert offered in (await composer.get(f"{draft}/publish")).text
    answer = await composer.post(f"{draft}/publish", sha256=await composer.sha256(draft))
    assert answer.status_code == 303, answer.text
    assert offered not in (await composer.get(f"{draft}/publish")).text
    (event,) = await composer.published()

    assert event["entry"] == "built_in"
    assert event["kinds"] == ["activity", "selection"]
    assert event["announces"] == [{"session": "s1", "starts_on": "2023-09-14"}]
    assert event["elements"]["start_at"] == "2023年9月14日（星期四）9:00—11:30"
    assert event["elements"]["duration"] == "2个半小时"
    assert event["body"].startswith("为进一步")
    assert event["body"].endswith("2023年8月1日")
    assert shows(event, (await composer.get(PUBLIC)).text)
    page = (await composer.get(ACTIVITY)).text
    assert "已发布" in page


async def test_publishing_twice_by_the_same_form_is_one_publication(composer: Composer) -> None:
    draft = await composer.ready()
    sha256 = await composer.sha256(draft)
    for _ in range(2):
        await composer.post(f"{draft}/publish", key="k2", sha256=sha256)
    assert len(await composer.published()) == 1


async def test_without_review_a_reason_is_recorded_and_nothing_is_forbidden(
    composer: Composer,
) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1)
    sha256 = await composer.sha256(draft)
    refused = await composer.post(f"{draft}/publish", sha256=sha256)
    assert refused.status_code == 422
    assert "这一版没有保密审查、审核，请写明直接发布的原因。" in refused.text

    given = await composer.post(f"{draft}/publish", sha256=sha256, reason="今天到期")
    assert given.status_code == 303
    assert "没有保密审查、审核，原因：今天到期" in (await composer.get(ACTIVITY)).text
    assert len(await composer.published()) == 1


async def test_a_notice_out_elsewhere_is_entered_with_its_evidence(composer: Composer) -> None:
    draft = await composer.ready()
    entered = await composer.post(
        f"{draft}/out", sha256=await composer.sha256(draft), channel="new_media",
        account="旧宫发布", published_at="2023-08-01T08:30", address="https://example.org/a",
        evidence="https://example.org/a.png",
    )  # fmt: skip
    assert entered.status_code == 303, entered.text
    (event,) = await composer.published()
    assert (event["entry"], event["account"]) == ("manual", "旧宫发布")
    assert event["body"].endswith("2023年8月1日")


async def test_an_entry_on_a_later_day_says_why_and_when_it_was_entered(
    composer: Composer,
) -> None:
    draft = await composer.ready()
    composer.api.clock.set("2023-08-02T10:00:00+08:00")
    claim: dict[str, Any] = {
        "sha256": await composer.sha256(draft), "channel": "new_media",
        "published_at": "2023-08-01T08:30", "address": "https://example.org/a",
        "evidence": "https://example.org/a.png",
    }  # fmt: skip
    refused = await composer.post(f"{draft}/out", **claim)
    assert refused.status_code == 409
    assert "请写明补录的原因" in refused.text

    entered = await composer.post(f"{draft}/out", **claim, note="编辑休假")
    assert entered.status_code == 303, entered.text
    (event,) = await composer.published()
    assert event["evidence"]["note"] == "编辑休假"
    page = (await composer.get(ACTIVITY)).text
    assert "2023年8月2日10:00登记" in page
    assert "补录原因：编辑休假" in page


async def test_two_times_for_one_text_are_shown_as_a_conflict(composer: Composer) -> None:
    draft = await composer.ready()
    composer.api.clock.set("2023-08-02T10:00:00+08:00")
    for claimed in ("2023-08-02T08:30", "2023-08-01T08:30"):
        entered = await composer.post(
            f"{draft}/out", sha256=await composer.sha256(draft), channel="new_media",
            published_at=claimed, address="https://example.org/a",
            evidence="https://example.org/a.png", note="以截图为准",
        )  # fmt: skip
        assert entered.status_code == 303, entered.text
    first, second = await composer.published()
    assert first["text_sha256"] == second["text_sha256"]
    assert (await composer.get(ACTIVITY)).text.count("发布时间有冲突") == 2

    told = (await composer.api.client.get(OPEN_11)).json()["receipts"]
    assert [it["published_at"] for it in told] == ["2023-08-01T00:30:00Z", "2023-08-02T00:30:00Z"]
    assert {it["content_sha256"] for it in told} == {first["text_sha256"]}


async def test_what_was_entered_is_confirmed_by_another_person_on_a_page(
    composer: Composer,
) -> None:
    draft = await composer.ready()
    await composer.post(
        f"{draft}/out", sha256=await composer.sha256(draft), channel="new_media",
        published_at="2023-08-01T08:30", address="https://example.org/a",
        evidence="https://example.org/a.png",
    )  # fmt: skip
    seen = (await composer.get(ACTIVITY, SECOND)).text
    assert "确认" not in re.sub("待另一人确认", "", (await composer.get(ACTIVITY)).text)
    found = re.search(rf'action="({ACTIVITY}/confirmations/[0-9a-f-]+)"', seen)
    assert found is not None

    assert (await composer.post(found[1])).status_code == 409  # their own entry
    assert (await composer.post(found[1], SECOND)).status_code == 303
    assert "登记已确认" in (await composer.get(ACTIVITY)).text


async def test_a_scheduled_notice_goes_out_once_at_its_moment(composer: Composer) -> None:
    draft = await composer.ready()
    answer = await composer.post(
        f"{draft}/schedule", sha256=await composer.sha256(draft), at="2023-08-02T08:00"
    )
    assert answer.status_code == 303, answer.text
    assert "定时发布" in (await composer.get(draft)).text
    assert await composer.published() == []

    composer.api.clock.set("2023-08-02T08:00:00+08:00")
    await eventually(composer.published)
    (event,) = await composer.published()
    assert event["body"].endswith("2023年8月2日")
    page = (await composer.get(ACTIVITY)).text
    assert "定时发布，<b>发布</b>" in page


@pytest.mark.parametrize("ended_by", ["edit", "cancel", "reschedule", "hand"])
async def test_what_changes_is_not_published_on_the_old_terms(
    composer: Composer, ended_by: str
) -> None:
    draft = await composer.ready()
    await composer.post(
        f"{draft}/schedule", sha256=await composer.sha256(draft), at="2023-08-02T08:00"
    )
    fired_in_the_same_instant = await firing(composer, draft)
    match ended_by:
        case "edit":
            await composer.save(draft, 2, contact="综合办公室，69244459")
        case "cancel":
            await composer.api.record(f"{OPEN_11}/cancel", {"reason": "场地检修"})
        case "reschedule":
            moved = {"session": "s1", "starts_on": "2023-09-20"}
            await composer.api.record(f"{OPEN_11}/reschedule", {"moved": moved, "reason": "检修"})
        case _:
            await composer.post(f"{draft}/unschedule")
    composer.api.clock.set("2023-08-03T08:00:00+08:00")

    with pytest.raises(Refused):
        await fired_in_the_same_instant()
    assert await composer.api.running.timers.next_due() is None
    assert await composer.published() == []
    assert "取消定时发布" in (await composer.get(ACTIVITY)).text


async def test_a_past_moment_cannot_be_scheduled(composer: Composer) -> None:
    draft = await composer.ready()
    answer = await composer.post(
        f"{draft}/schedule", sha256=await composer.sha256(draft), at="2023-07-31T08:00"
    )
    assert answer.status_code == 422
    assert "已经过去" in answer.text


async def test_a_change_notice_compares_with_what_is_out(composer: Composer) -> None:
    draft = await composer.ready()
    await composer.post(f"{draft}/publish", sha256=await composer.sha256(draft))
    moved = {**SESSION, "starts_on": "2023-09-20", "start_at": "2023-09-20T09:00:00+08:00",
             "end_at": "2023-09-20T11:30:00+08:00"}  # fmt: skip
    await composer.api.record(f"{OPEN_11}/reschedule", {"moved": moved, "reason": "检修"})

    page = (await composer.get(await composer.begin("change"))).text
    versions = (await composer.get(f"{draft}/versions")).text
    assert "各项都没有改动" in versions
    changed = "由“2023年9月14日（星期四）9:00—11:30”变更为“2023年9月20日（星期三）9:00—11:30”。"
    assert changed in page


async def test_a_timer_that_fires_again_after_a_crash_publishes_nothing_more(
    composer: Composer,
) -> None:
    draft = await composer.ready()
    sha256 = await composer.sha256(draft)
    await composer.post(f"{draft}/schedule", sha256=sha256, at="2023-08-02T08:00")
    running = composer.api.running
    (row,) = await running.pool.fetch("select id, kind, due_at from timer")
    payload = {"draft": draft.rpartition("/")[2], "sha256": sha256}
    for _ in range(2):
        await releasing.fire(running, TimerRow(**dict(row), payload=payload))
        await running.pool.execute(  # the row as it was before the crash
            "update notice_draft set publish_at = $1, publish_by = 'handler-jiugong'",
            row["due_at"],
        )
    assert len(await composer.published()) == 1

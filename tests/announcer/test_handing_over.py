"""A notice handed to a connected channel: published once, dated by our clock, kept with receipt."""

import json

from tests.announcer.bodies import OPEN_11
from tests.announcer.composer import ACTIVITY, PUBLIC, Composer, shows
from tests.receivers import Website
from tests.serving import eventually


async def states(composer: Composer) -> list[str]:
    found = await composer.api.running.pool.fetch("select state from notice_delivery order by at")
    return [row["state"] for row in found]


async def test_a_receipt_becomes_the_publication_at_our_time(
    connected: Composer, website: Website
) -> None:
    website.claims = "2023-07-20T08:00:00+08:00"  # nobody sets a time of publication
    draft = await connected.ready()
    assert (await connected.hand_over(draft)).status_code == 303
    await eventually(connected.published)

    (event,) = await connected.published()
    headers, body = website.asked[0]
    message = json.loads(body)
    assert headers["idempotency-key"] == message["id"] == event["receipt"]["delivery"]
    assert event["address"].startswith(f"{website.origin}/notices/")
    assert (event["entry"], event["account"]) == ("built_in", "区政府门户网站")
    assert event["receipt"]["published_at"] == "2023-07-20T00:00:00.000000Z"
    assert message["body"] == event["body"]
    (row,) = await connected.api.running.pool.fetch("select published_at from publication")
    assert row["published_at"].isoformat() == "2023-08-01T01:00:00+00:00"
    assert await states(connected) == ["sent"]
    page = (await connected.get(f"{draft}/publish")).text
    assert "对方称2023年7月20日8:00发布" in page
    assert "收到回执" in page


async def test_a_scheduled_notice_is_handed_over_when_it_goes_out(
    connected: Composer, website: Website
) -> None:
    draft = await connected.ready()
    scheduled = await connected.post(
        f"{draft}/schedule", sha256=await connected.sha256(draft), at="2023-08-02T08:00",
        also="website",
    )  # fmt: skip
    assert scheduled.status_code == 303, scheduled.text
    assert "同时交区政府门户网站" in (await connected.get(ACTIVITY)).text
    assert website.asked == []

    connected.api.clock.set("2023-08-02T08:00:00+08:00")

    async def both() -> bool:
        return len(await connected.published()) == 2

    await eventually(both)
    own, other = await connected.published()
    assert (own["account"], other["account"]) == (None, "区政府门户网站")
    assert own["text_sha256"] == other["text_sha256"]
    assert shows(own, (await connected.get(PUBLIC)).text)


async def test_what_is_on_its_way_goes_once(connected: Composer, website: Website) -> None:
    website.answering.clear()
    draft = await connected.ready()
    for _ in range(3):
        assert (await connected.hand_over(draft)).status_code == 303
    website.answering.set()
    await eventually(connected.published)
    assert len(website.taken) == 1
    assert await states(connected) == ["sent"]


async def test_a_channel_that_fails_is_asked_again_under_the_same_id(
    connected: Composer, website: Website
) -> None:
    website.answers += [503, 202]
    draft = await connected.ready()
    await connected.hand_over(draft)

    async def published_in_the_end() -> object:
        await connected.api.running.pool.execute(  # the wait before the next attempt goes by
            "update notice_delivery set next_try_at = now() where state = 'waiting'"
        )
        return await connected.published()

    await eventually(published_in_the_end)
    assert len({headers["idempotency-key"] for headers, _ in website.asked}) == 1
    assert len(website.asked) == 3
    assert len(await connected.published()) == 1


async def test_what_the_channel_refuses_is_shown_and_no_fact(
    connected: Composer, website: Website
) -> None:
    website.answers.append(422)
    draft = await connected.ready()
    await connected.hand_over(draft)

    async def failed() -> bool:
        return await states(connected) == ["failed"]

    await eventually(failed)
    assert await connected.published() == []
    page = (await connected.get(f"{draft}/publish")).text
    assert "没有交成" in page
    assert "再交区政府门户网站发布" in page

    await connected.hand_over(draft)  # it may have been published: the same id
    await eventually(connected.published)
    assert len({headers["idempotency-key"] for headers, _ in website.asked}) == 1


async def test_what_is_out_is_published_again_only_after_it_was_taken_down(
    connected: Composer, website: Website
) -> None:
    draft = await connected.ready()
    for _ in range(2):
        await connected.hand_over(draft)
        await eventually(connected.published)
    assert await states(connected) == ["sent"]
    assert len(website.asked) == 1

    notice = draft.rpartition("/")[2]
    away = {"channel": "district_website", "account": "区政府门户网站", "reason": "有误"}
    await connected.api.record(f"{OPEN_11}/notices/{notice}/withdrawal", away)
    await connected.hand_over(draft)

    async def twice() -> bool:
        return len(await connected.published()) == 2

    await eventually(twice)
    assert len(website.taken) == 2


async def test_what_is_moved_or_cancelled_is_asked_for_no_more(connected: Composer) -> None:
    draft = await connected.ready()
    assert (await connected.hand_over(draft, "media")).status_code == 404  # not connected
    await connected.hand_over(draft)
    await eventually(connected.published)
    moved = {"moved": {"session": "s1", "starts_on": "2023-09-20"}, "reason": "检修"}
    for path, change, asked, becomes in (
        ("reschedule", moved, 0, "dropped"),
        ("cancel", {"reason": "场地检修"}, 2, "failed"),
    ):
        await connected.api.running.pool.execute(  # as if no receipt had come yet
            "update notice_delivery set state = 'waiting', attempts = $1, next_try_at = 'infinity'",
            asked,
        )
        await connected.api.record(f"{OPEN_11}/{path}", change)
        assert await states(connected) == [becomes]

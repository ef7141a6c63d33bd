"""A reminder from the fact to the mailbox and the signed webhook, on real servers."""

import asyncio
import email
import email.policy
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from typer.testing import CliRunner

from services.compliance.cli import app
from services.compliance.reminding.morning import TIMER
from tests.compliance.conftest import Compliance, Launch, Others, PlayedClock, eventually
from tests.compliance.story import Story
from tests.receivers import SECRET, Gateway, MailServer

ADDRESS = {
    "mail": "zhiban@jg.example.cn",
    "leader_mail": "lingdao@jg.example.cn",
    "webhook": "OA-17",
}
NOTICE = {"row": "open-11", "code": "ANN-TIME"}


def planned(**more: Any) -> Story:
    """An offline activity on Thursday, 14 September: its notice is due on the 7th."""
    story = Story("open-11", **more)
    return story.planned(title="走进工地").scheduled("2023-09-14", said="2023-08-10 10:00")


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    made = Gateway()
    async with made.open():
        yield made


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    made = MailServer()
    async with made.open():
        yield made


@pytest.fixture
def told_by(gateway: Gateway, mail: MailServer) -> dict[str, Any]:
    """The settings of both ways."""
    return {
        "smtp_url": mail.channel.url,
        "mail_from": mail.channel.sender,
        "reminder_webhook_url": gateway.url,
        "reminder_webhook_secret": SECRET,
        "public_url": "https://hd.example.cn",
    }


async def set_address(compliance: Compliance, address: dict[str, str] | None = None) -> None:
    answer = await compliance.post_to(
        "/api/compliance/units/jiugong/address", ADDRESS if address is None else address
    )
    assert answer.status_code == 200, answer.text


async def facts(compliance: Compliance) -> list[dict[str, Any]]:
    rows = await compliance.running.pool.fetch(
        "select data from event where stream like 'reminders:%' order by pos"
    )
    return [json.loads(row["data"]) for row in rows]


async def states(compliance: Compliance) -> set[tuple[str, str]]:
    rows = await compliance.running.pool.fetch("select channel, state from reminder")
    return {(row["channel"], row["state"]) for row in rows}


async def waits_for_a_morning(compliance: Compliance) -> bool:
    """Whether the process has come so far as to set its timer; a played day waits for nobody."""
    waiting = "select exists (select from timer where id = $1 and fired_at is null)"
    return bool(await compliance.running.pool.fetchval(waiting, TIMER))


async def all_settled(compliance: Compliance) -> bool:
    waiting = await compliance.running.pool.fetchval(
        "select count(*) from reminder where state in ('waiting', 'sending')"
    )
    return not waiting


async def test_a_mornings_digest_reaches_the_unit_once_by_both_ways(
    launch: Launch, others: Others, clock: PlayedClock, told_by: dict[str, Any],
    gateway: Gateway, mail: MailServer,
) -> None:  # fmt: skip
    await others.say(planned().facts)
    clock.set("2023-09-05 12:00")
    async with launch(**told_by) as compliance:
        await eventually(lambda: waits_for_a_morning(compliance))
        await set_address(compliance)
        await compliance.settled()
        for moment in ("09-06 08:29", "09-06 08:30", "09-06 17:00", "09-07 08:30"):
            clock.set(f"2023-{moment}")
            await compliance.settled()
            await eventually(lambda: all_settled(compliance))
        digests = await facts(compliance)
    assert [(each["kind"], each["on"]) for each in digests] == [("digest", "2023-09-06")]
    assert digests[0]["by"] is None
    assert {**NOTICE, "due": "2023-09-07", "occasion": "due_tomorrow"} in digests[0]["items"]
    assert "@" not in json.dumps(digests)

    (raw,) = mail.mails
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert letter["To"] == ADDRESS["mail"]
    assert letter["Subject"] == "政民互动办理提醒：2项"
    assert "应于9月7日（周四）24:00前发布活动公告（“走进工地”）" in letter.get_content()
    (message,) = gateway.taken.values()  # which takes nothing without a signature that fits
    assert (message["to"], message["unit"], message["kind"]) == ("OA-17", "jiugong", "digest")
    assert message["text"].strip() == letter.get_content().strip()
    assert message["items"] == digests[0]["items"]


async def test_nothing_is_sent_on_a_holiday_nor_to_a_unit_without_an_address(
    launch: Launch, others: Others, clock: PlayedClock, told_by: dict[str, Any], gateway: Gateway
) -> None:
    await others.say(planned().facts)
    clock.set("2023-09-08 12:00")
    async with launch(**told_by) as compliance:
        for moment in ("09-09 08:30", "09-10 08:30", "09-11 08:30"):  # Monday: no address yet
            clock.set(f"2023-{moment}")
            await compliance.settled()
        assert await facts(compliance) == []
        await eventually(lambda: waits_for_a_morning(compliance))
        await set_address(compliance)
        clock.set("2023-09-12 08:30")
        await compliance.settled()
        await eventually(lambda: all_settled(compliance))
        assert [each["on"] for each in await facts(compliance)] == ["2023-09-12"]
    assert len(gateway.taken) == 1


async def test_without_a_way_of_telling_there_are_no_mornings(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await others.say(planned().facts)
    await set_address(compliance)
    clock.set("2023-09-06 08:30")
    await compliance.settled()
    assert await facts(compliance) == []
    assert not await compliance.running.pool.fetchval(
        "select count(*) from timer where id = 'reminders'"
    )
    body = {"unit": "jiugong", "kind": "reminder", "items": [NOTICE]}
    refused = await compliance.post("/reminders", body)
    assert (refused.status_code, refused.json()["error"]) == (409, "no_address")


async def test_the_office_reminds_and_escalates_once_a_day(
    launch: Launch, others: Others, clock: PlayedClock, told_by: dict[str, Any],
    gateway: Gateway, mail: MailServer,
) -> None:  # fmt: skip
    await others.say(planned().facts)
    clock.set("2023-09-06 10:00")
    async with launch(**told_by) as compliance:
        await set_address(compliance)
        await compliance.settled()
        for kind in ("reminder", "reminder", "escalation"):
            body = {"unit": "jiugong", "kind": kind, "items": [NOTICE]}
            answer = await compliance.post("/reminders", body)
            assert answer.status_code == 200, answer.text
        await eventually(lambda: all_settled(compliance))
        kinds = [(each["kind"], each["by"]) for each in await facts(compliance)]
        unknown = {"row": "open-11", "code": "MAT-TIME-NO"}
        for item in (unknown, {"row": "open-99", "code": "ANN-TIME"}):
            body = {"unit": "jiugong", "kind": "reminder", "items": [item]}
            refused = await compliance.post("/reminders", body)
            assert (refused.status_code, refused.json()["error"]) == (409, "not_owed")
        mine = {"unit": "jiugong", "kind": "reminder", "items": [NOTICE]}
        assert (await compliance.post("/reminders", mine, roles=["handler"])).status_code == 403
    assert kinds == [("reminder", "clerk-1"), ("escalation", "clerk-1")]
    to = [email.message_from_bytes(raw, policy=email.policy.default)["To"] for raw in mail.mails]
    assert sorted(to) == [ADDRESS["leader_mail"], ADDRESS["mail"], ADDRESS["mail"]]
    assert sorted(each["kind"] for each in gateway.taken.values()) == ["escalation", "reminder"]


async def test_what_was_done_or_cancelled_meanwhile_is_not_asked_for(
    launch: Launch, others: Others, clock: PlayedClock, told_by: dict[str, Any],
    gateway: Gateway, mail: MailServer,
) -> None:  # fmt: skip
    story = planned()
    await others.say(story.facts)
    clock.set("2023-09-06 10:00")
    gateway.answers = [503]
    async with launch(**told_by) as compliance:
        await set_address(compliance, {"webhook": "OA-17"})
        await compliance.settled()
        body = {"unit": "jiugong", "kind": "reminder", "items": [NOTICE]}
        await compliance.post("/reminders", body)
        await eventually(lambda: asked(gateway, 1))
        told = len(story.facts)
        await others.say(story.cancelled("2023-09-06 10:00").facts[told:])
        await eventually(lambda: all_settled(compliance))
        assert await states(compliance) == {("webhook", "dropped")}
    assert (len(gateway.asked), gateway.taken, mail.mails) == (1, {}, [])


async def asked(gateway: Gateway, times: int) -> bool:
    return len(gateway.asked) >= times


async def test_a_rebuild_reminds_nobody(
    launch: Launch, others: Others, clock: PlayedClock, told_by: dict[str, Any], gateway: Gateway
) -> None:
    await others.say(planned().facts)
    clock.set("2023-09-05 12:00")
    async with launch(**told_by) as compliance:
        await eventually(lambda: waits_for_a_morning(compliance))
        await set_address(compliance, {"webhook": "OA-17"})
        clock.set("2023-09-06 08:30")
        await compliance.settled()
        await eventually(lambda: all_settled(compliance))
        dsn = compliance.running.settings.database_url
    done = await asyncio.to_thread(CliRunner().invoke, app, ["rebuild", "--database", dsn])
    assert done.exit_code == 0, done.stderr
    async with launch(**told_by) as compliance:
        await compliance.settled()
        clock.set("2023-09-07 08:30")  # nothing is new to the unit
        await compliance.settled()
        assert [each["on"] for each in await facts(compliance)] == ["2023-09-06"]
    assert len(gateway.taken) == 1


async def test_an_address_is_for_the_office_alone_and_must_be_one(compliance: Compliance) -> None:
    path = "/api/compliance/units/jiugong/address"
    for wrong in ("zhiban", "a@b.cn, c@d.cn", "a b@c.cn"):
        refused = await compliance.post_to(path, {"mail": wrong})
        assert (refused.status_code, refused.json()["field"]) == (422, "mail")
    assert (await compliance.post_to(path, ADDRESS, roles=["handler"])).status_code == 403
    assert (await compliance.http.get(path)).status_code == 401

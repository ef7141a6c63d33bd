"""Each message once, by the channel that reaches the person; what no channel takes is called."""

import asyncio
import email
import email.policy
import json
from collections import Counter

import pytest
from pydantic import ValidationError

from contracts.events import registration as said
from contracts.events.announcer import EventCancelled
from contracts.values import PersonCategory
from services._telling.outbox import ATTEMPTS
from services._vault.vault import forget
from services.registration.settings import Settings
from services.registration.telling.channels import mobile
from tests.registration.telling_bench import (
    ABOUT,
    LANDLINE,
    MOBILE,
    NOW,
    Gateway,
    MailServer,
    Outbox,
)


def invited(person: str) -> said.RepresentativeInvited:
    return said.RepresentativeInvited(
        **ABOUT, session="s1", person=person, category=PersonCategory.PARENT
    )


async def test_the_gateway_gets_a_signed_message_without_a_name(outbox: Outbox) -> None:
    await outbox.person("p1", name="张小明", phone="138 0000 1111", code="K7")
    await outbox.happen(invited("p1"))
    gateway = Gateway()
    async with gateway.open():
        await outbox.sender({"sms": gateway.channel}).turn()

    ((headers, body),) = gateway.asked
    message = json.loads(body)
    assert set(message) == {"id", "to", "text"}
    assert message["to"] == MOBILE
    assert message["text"] == (
        "邀请您参加“走进工地”。时间：9月14日（周四）；地点：旧宫工地。"
        "请答复是否参加：https://hd.example.cn/sign-up/status，查询码K7。"
    )
    assert headers["idempotency-key"] == message["id"]
    assert await outbox.rows() == [("p1", "invited", "sent", "sms")]
    assert await outbox.pool.fetchval("select sent_at from message") == NOW


async def test_mail_comes_first_and_carries_the_id_of_the_message(outbox: Outbox) -> None:
    await outbox.person("p1", mail="a@example.cn", phone=MOBILE)
    await outbox.happen(invited("p1"))
    server, gateway = MailServer(), Gateway()
    async with server.open(), gateway.open():
        sender = outbox.sender({"mail": server.channel, "sms": gateway.channel})
        await sender.turn()

    (raw,) = server.mails
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    id_ = await outbox.pool.fetchval("select id from message")
    assert mail["Message-ID"] == f"<{id_}@hd.example.cn>"
    assert (mail["To"], mail["Subject"]) == ("a@example.cn", "活动邀请：走进工地")
    assert "9月14日（周四）" in mail.get_content()
    assert gateway.asked == []


async def test_what_cannot_be_sent_is_on_the_call_list(outbox: Outbox) -> None:
    await outbox.person("p1", mail="nobody@example.cn")
    await outbox.person("p2", mail="two@example.cn, three@example.cn")
    await outbox.person("p3", phone=LANDLINE)
    await outbox.happen(*(invited(f"p{number}") for number in (1, 2, 3, 4)))
    server, gateway = MailServer(), Gateway()
    async with server.open(), gateway.open():
        sender = outbox.sender({"mail": server.channel, "sms": gateway.channel})
        await sender.turn()

    assert await outbox.rows() == [
        ("p1", "invited", "waiting", "call"),
        ("p2", "invited", "waiting", "call"),
        ("p3", "invited", "waiting", "call"),
        ("p4", "invited", "failed", None),
    ]
    assert server.mails == []
    assert "example" not in str(await outbox.pool.fetch("select * from message"))


async def test_without_any_channel_everything_is_called(outbox: Outbox) -> None:
    await outbox.person("p1", mail="a@example.cn", phone=MOBILE)
    await outbox.happen(invited("p1"), invited("p2"))
    sender = outbox.sender()

    assert [await sender.turn(), await sender.turn()] == [2, 0]
    assert await outbox.rows() == [
        ("p1", "invited", "waiting", "call"),
        ("p2", "invited", "failed", None),  # of whom nothing is known
    ]


async def test_a_receiver_that_is_down_is_tried_again_under_the_same_id(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(invited("p1"))
    gateway = Gateway(answers=[503])
    sender = outbox.sender({"sms": gateway.channel})
    await sender.turn()
    assert await sender.turn() == 0  # not at once
    async with gateway.open():
        for _ in range(2):
            await outbox.time_passes()
            await sender.turn()

    assert {headers["idempotency-key"] for headers, _ in gateway.asked} == set(gateway.taken)
    assert await outbox.rows() == [("p1", "invited", "sent", "sms")]


async def test_after_the_last_attempt_somebody_has_to_call(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(invited("p1"))
    sender = outbox.sender({"sms": Gateway().channel})
    for _ in range(ATTEMPTS):
        assert await sender.turn() == 1
        await outbox.time_passes()

    assert await sender.turn() == 0
    assert await outbox.rows() == [("p1", "invited", "waiting", "call")]


async def test_what_the_gateway_took_before_counts_as_sent(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(invited("p1"))
    gateway = Gateway()
    sender = outbox.sender({"sms": gateway.channel})
    async with gateway.open():
        await sender.turn()
        await outbox.pool.execute("update message set state = 'sending', sent_at = null")
        await outbox.time_passes()
        await sender.turn()

    assert (len(gateway.asked), len(gateway.taken)) == (2, 1)
    assert await outbox.rows() == [("p1", "invited", "sent", "sms")]


async def test_an_author_is_reached_by_the_contact_left_with_the_opinion(outbox: Outbox) -> None:
    item = "opinion/daxing-2023/open-11/o1"
    left = {"words": "修路", "phone": MOBILE, "code": "K8"}
    await outbox.vault.put(outbox.pool, "author1", item, left)
    await outbox.happen(said.OpinionReplied(**ABOUT, opinion="o1", unit="jiugong"))
    gateway = Gateway()
    async with gateway.open():
        await outbox.sender({"sms": gateway.channel}).turn()

    (message,) = gateway.taken.values()
    assert message["text"] == (
        "您对“走进工地”提出的意见建议已有答复。查看：https://hd.example.cn/opinions/status，查询码K8。"
    )


async def test_two_senders_share_a_hundred_messages_and_send_each_once(outbox: Outbox) -> None:
    people = [await outbox.person(f"p{number}", phone=MOBILE) for number in range(100)]
    await outbox.happen(*map(invited, people))
    gateway = Gateway()
    senders = [outbox.sender({"sms": gateway.channel}) for _ in range(2)]

    async def all_turns(number: int) -> int:
        turns = 0
        while await senders[number].turn():
            turns += 1
        return turns

    async with gateway.open():
        turns = await asyncio.gather(all_turns(0), all_turns(1))

    counted = Counter(headers["idempotency-key"] for headers, _ in gateway.asked)
    assert (len(counted), set(counted.values())) == (100, {1})
    assert all(turns)
    assert {state for _, _, state, _ in await outbox.rows()} == {"sent"}


@pytest.mark.parametrize("session", [None, "s1"])
async def test_a_cancellation_only_just_heard_of_stops_what_was_queued(
    outbox: Outbox, session: str | None
) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(invited("p1"))
    await outbox.hear(EventCancelled(**ABOUT, session=session, reason="停电"))
    gateway = Gateway()
    async with gateway.open():
        await outbox.sender({"sms": gateway.channel}).turn()

    assert gateway.asked == []
    assert await outbox.rows() == [("p1", "invited", "dropped", "sms")]


async def test_without_any_channel_nobody_is_called_to_what_was_cancelled(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(invited("p1"))
    await outbox.hear(EventCancelled(**ABOUT, session="s1", reason="停电"))
    assert await outbox.sender().turn() == 1
    assert await outbox.rows() == [("p1", "invited", "dropped", None)]


async def test_only_the_cancellation_itself_is_sent_for_what_is_cancelled(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(invited("p1"))
    await outbox.happen(
        said.SignUpSheetCancelled(**ABOUT, session="s1", reason="cancelled"), invited("p1")
    )
    gateway = Gateway()
    async with gateway.open():
        await outbox.sender({"sms": gateway.channel}).turn()

    (message,) = gateway.taken.values()
    assert message["text"] == "“走进工地”（原定9月14日（周四））已取消，不再举行。"


async def test_nothing_is_sent_to_a_person_whose_contact_is_forgotten(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(invited("p1"))
    await forget(outbox.pool, "p1")
    gateway = Gateway()
    async with gateway.open():
        await outbox.sender({"sms": gateway.channel}).turn()

    assert gateway.asked == []
    assert await outbox.rows() == [("p1", "invited", "failed", None)]


def test_only_a_mobile_number_takes_an_sms() -> None:
    assert mobile("+86 138-0000-1111") == MOBILE
    assert mobile(LANDLINE) is None
    assert mobile(None) is None


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"sms_webhook_url": "https://sms.example.cn/"}, "MINSHENG_SMS_WEBHOOK_SECRET"),
        ({"sms_webhook_secret": "s"}, "MINSHENG_SMS_WEBHOOK_URL"),
        ({"smtp_url": "smtp://mail.example.cn:25"}, "MINSHENG_MAIL_FROM"),
        ({"mail_from": "a@example.cn"}, "MINSHENG_SMTP_URL"),
    ],
)
def test_half_a_channel_is_refused_at_the_start(given: dict[str, str], named: str) -> None:
    needed = {
        "database_url": "postgresql://", "nats_url": "nats://", "token_keys_file": "keys",
        "vault_keys_file": "vault", "signing_key_file": "key",
    }  # fmt: skip
    with pytest.raises(ValidationError, match=f"without {named}: set both or neither"):
        Settings.model_validate(needed | given)

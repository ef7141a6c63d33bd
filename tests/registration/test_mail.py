"""Where mail is sent, people may leave an address for it; and then it is what reaches them."""

import email
import email.policy

import pytest

from services._web.faults import BadField
from services.registration.contacts import normal_mail
from tests.registration.pages_bench import DESK, OPINIONS, SIGN_UP, Site, opened, serve, site
from tests.registration.telling_bench import MailServer
from tests.serving import HANDLER, eventually

__all__ = ["serve", "site"]

ANNA = {"name": "安娜", "phone": "13800138000", "category": "parent", "consent": "on"}
BAD = "请填写电子邮箱，例如wang@example.cn；没有的可以不填。"


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """The mail server that registration is told of before it starts."""
    it = MailServer()
    monkeypatch.setenv("MINSHENG_SMTP_URL", it.channel.url)
    monkeypatch.setenv("MINSHENG_MAIL_FROM", it.channel.sender)
    return it


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("wang@example.cn", "wang@example.cn"),
        (" Wang.Er+1@Mail.Example.CN ", "Wang.Er+1@Mail.Example.CN"),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｎ", "wang@example.cn"),
    ],
)
def test_an_address_is_kept_however_it_was_typed(typed: str, kept: str) -> None:
    assert normal_mail(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["wang", "wang@", "@example.cn", "a@b", "a@b@c.cn", "a..b@example.cn", "王@example.cn",
     "a@-b.cn", "a@example.cn,b@example.cn", "a@example.cn\r\nBcc:b@example.cn", "<a@example.cn>"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadField):
        normal_mail(typed)


async def test_whoever_leaves_an_address_gets_mail(site: Site, server: MailServer) -> None:
    await opened(site)
    assert "电子邮箱" in await site.get(SIGN_UP)
    wrong = await site.post(SIGN_UP, ANNA | {"mail": "anna"})
    assert (wrong.status_code, BAD in wrong.text) == (422, True)

    async with server.open():
        code = await site.code(SIGN_UP, ANNA | {"mail": "anna@example.cn"})
        by_hand = ANNA | {"phone": "13800138001", "channel": "paper", "mail": "paper@example.cn"}
        await site.code(DESK + "/sign-up/entry", by_hand, HANDLER)
        deputy = {"name": "王五", "phone": "13800138002", "category": "npc_deputy"}
        invitation = deputy | {"mail": "deputy@example.cn", "reason": "本选区的区人大代表"}
        await site.code(DESK + "/representatives/invitation", invitation, HANDLER)
        said = {"words": "增加照明", "consent": "on", "mail": "author@example.cn"}
        await site.code(OPINIONS, said)
        heard = {"words": "修路", "source": "hall", "mail": "heard@example.cn"}
        await site.code(DESK + "/opinions/entry", heard, HANDLER)
        opinions = await site.api.running.pool.fetch("select opinion from opinion")
        for row in opinions:
            reply = f"{DESK}/opinions/{row['opinion']}/reply"
            await site.done(reply, {"text": "已安排"}, HANDLER)

        async def all_sent() -> bool:
            return len(server.mails) == 5

        await eventually(all_sent)

    mails = [email.message_from_bytes(it, policy=email.policy.default) for it in server.mails]
    assert sorted((str(it["To"]), str(it["Subject"]).partition("：")[0]) for it in mails) == [
        ("anna@example.cn", "报名成功"),
        ("author@example.cn", "意见已有答复"),
        ("deputy@example.cn", "活动邀请"),
        ("heard@example.cn", "意见已有答复"),
        ("paper@example.cn", "报名成功"),
    ]
    assert code in next(it for it in mails if it["To"] == "anna@example.cn").get_content()
    purpose = {"purpose": "电话核实报名条件"}
    assert "paper@example.cn" in await site.done(DESK + "/sign-up/names", purpose, HANDLER)

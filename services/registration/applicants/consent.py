"""What people consented to: the very words, when, by whom (个人信息保护法 第十四、十七条).

The words of a notice are kept once, by their SHA-256. A consent points to them and is deleted with
its person, since it says nothing once nobody's data is held.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import asyncpg
from fastapi import Request

from contracts.values import SignUpChannel
from services._vault.inventory import Item
from services.registration.keeping.kept import kept
from services.registration.known import KnownActivity

_NOTICE = (
    "用途：只用于这次活动的报名、遴选、通知和签到。",
    "内容：只有本表填写的各项，不收证件号码和住址。",
    "谁使用：{host}的经办人员，写明用途才能看到全部，每次查看都有记录。",
    "公布：代表名单只写姓和编号，不公布电话。",
    "{kept}",
    "权利：凭查询码随时可以查看、更正、下载、退出和删除，见本站的个人信息保护说明。",
    "不满14周岁：由监护人填写并同意，监护人的姓名只用于核实和联系。",
    "需要的便利：可能涉及健康情况，单独同意后才使用，只告诉现场服务人员，不填不影响报名。",
)
_KEEP = """
with words as (insert into consent_notice values ($6, $11) on conflict do nothing)
insert into consent select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
where exists (select from vault_person where person = $1) on conflict do nothing
"""


def notice(host: str, kept: Sequence[str]) -> tuple[str, ...]:
    """What is told before anybody is asked for consent, a line each; ``kept``: until when."""
    lines = "\n".join(_NOTICE).format(host=host, kept="\n".join(kept))
    return tuple(lines.split("\n"))


def told(request: Request, activity: KnownActivity) -> tuple[str, ...]:
    """The notice of an activity's form of sign-up."""
    return notice(activity.held_by, kept(request, Item.PERSON, activity))


def version(lines: Sequence[str]) -> str:
    """What tells one wording from every other."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Consent:
    """That somebody agreed to a notice. ``entered_by``: the account that heard or read it."""

    notice: tuple[str, ...]
    at: datetime
    given_by: Literal["person", "guardian"]
    access_needs: bool
    channel: SignUpChannel
    entered_by: str | None = None

    async def keep(
        self, person: str, activity: tuple[str, str], session: str | None, connection: Any
    ) -> None:
        """Put it beside the fact of the sign-up, in its transaction."""
        await connection.execute(
            _KEEP, person, *activity, session or "", self.at, version(self.notice),
            self.given_by, self.access_needs, self.channel, self.entered_by,
            "\n".join(self.notice),
        )  # fmt: skip


async def given(database: asyncpg.Pool, person: str) -> list[dict[str, Any]]:
    """What a person, or a guardian for them, consented to, with the words; the latest first."""
    rows = await database.fetch(
        "select * from consent join consent_notice on sha256 = notice"
        " where person = $1 order by at desc",
        person,
    )
    return [{**row, "says": row["says"].split("\n")} for row in rows]

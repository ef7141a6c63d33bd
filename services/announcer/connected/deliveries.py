"""Notices on their way to a connected channel: the rows of an outbox, each with a stable id."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg

from contracts.values import NoticeKind
from services._kit.decider import Refused
from services._kit.postgres import transaction
from services.announcer.connected.ways import Connected
from services.announcer.domain.notices import NoticeText
from services.announcer.drafting import steps
from services.announcer.drafting.channels import Package, Release

TABLE = "notice_delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One text on its way to one channel; ``by`` handed it over."""

    id: UUID
    draft: str
    version: int
    sha256: str
    channel: str
    notice: NoticeText
    content: dict[str, object]
    by: str
    actor: str
    at: datetime
    state: str
    attempts: int
    claimed_at: datetime
    error: str | None

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Delivery":
        """A row of the table."""
        fields = {name: row[name] for name in cls.__slots__}
        fields["notice"] = NoticeText.model_validate_json(row["notice"])
        return cls(**fields | {"content": json.loads(row["content"])})


_HAND_OVER = """
insert into notice_delivery
  (id, draft, version, sha256, channel, notice, content, by, actor, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (id) do update set
  state = 'waiting', attempts = 0, next_try_at = now(), error = null,
  notice = case notice_delivery.state
    when 'dropped' then excluded.notice else notice_delivery.notice end,
  content = case notice_delivery.state
    when 'dropped' then excluded.content else notice_delivery.content end
where notice_delivery.state in ('failed', 'dropped')
"""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A connected channel as a way out: its receipt comes later."""

    pool: asyncpg.Pool
    to: Connected

    async def publish(self, release: Release) -> None:
        """Decide it; the sender does it."""
        async with transaction(self.pool) as connection:
            await hand_over(connection, self.to, release)


async def hand_over(connection: asyncpg.Connection, to: Connected, release: Release) -> None:
    """Decide that exactly this text goes to the channel, which happens once.

    Its id follows from text and channel, until it is taken down there: what is on its way or out is
    left alone, and what failed is asked for again under the same id with the same words, for the
    channel may have published it. The row and the step stand or fall together; a cancellation comes
    before, and refuses them, or after, and takes them back.
    """
    version, who, draft = release.version, release.who, release.package.draft
    notice = release.package.told(NoticeText, to.channel, account=to.account)
    cancelled = await connection.fetchval(
        "select cancelled from activity where (programme, activity) = ($1, $2) for share",
        draft.programme, draft.activity,
    )  # fmt: skip
    if cancelled and NoticeKind.CANCELLATION not in notice.kinds:
        raise Refused("cancelled", "活动已经取消，只能发布取消公告。")
    taken_down: int = await connection.fetchval(
        "select count(*) from publication where kind = 'notice' and reference = $1"
        " and channel = $2 and account = $3 and withdrawn_at is not null",
        version.draft, to.channel, to.account,
    )  # fmt: skip
    kept = await connection.execute(
        _HAND_OVER,
        uuid5(NAMESPACE_URL, f"{version.draft}\n{to.key}\n{version.sha256}\n{taken_down}"),
        version.draft, version.version, version.sha256, to.key, notice.model_dump_json(),
        json.dumps(_content(release.package, notice), ensure_ascii=False), who.by, who.name,
        release.at,
    )  # fmt: skip
    if kept == "INSERT 0 1":
        told = "；".join(filter(None, (f"交{to.account}", release.remark)))
        await steps.record(connection, "handed", version, who, release.at, told)


async def deliveries_of(pool: asyncpg.Pool, draft: str) -> list[Delivery]:
    """What was handed over of a draft, the last first."""
    found = await pool.fetch(
        "select * from notice_delivery where draft = $1 order by at desc, id", draft
    )
    return [Delivery.of(row) for row in found]


async def drop(connection: asyncpg.Connection, draft: str) -> None:
    """Take back what no channel was asked yet; what was asked may be out, which a person finds out.

    A receipt that is on its way is still recorded.
    """
    await connection.execute(
        "update notice_delivery set error = 'taken_back',"
        " state = case when attempts = 0 then 'dropped' else 'failed' end"
        " where draft = $1 and state in ('waiting', 'sending')",
        draft,
    )


def _content(package: Package, notice: NoticeText) -> dict[str, object]:
    return {
        "notice": notice.notice,
        "kinds": list(notice.kinds),
        "column": package.column,
        "title": notice.title,
        "body": notice.body,
        "article": package.article,
        "elements": dict(notice.elements),
    }
